import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readCsv } from './csv-reader.ts';
import { makeNamedPost, openWeb, window } from './support.ts';

const at = (clock: string) => Date.parse(`2026-02-02T${clock}:00Z`);
const secrets = ['alice.example', 'Alice', 'please'];
const ndjsonOf = (body: string) =>
  body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('a file of posts holds where and when, and no text or name', async () => {
  await using web = await openWeb();
  await web.write([makeNamedPost({ claimedAt: at('10:05') })]);
  const answer = await web.ask(window);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'attachment; filename="keep4o-posts-2026-02-02-2026-02-02.csv"',
    trailer: 'repr-digest',
  });
  const { header, rows } = readCsv(answer.body);
  expect(header.join()).toBe(
    'uri,platform,createdAt,seenAt,kind,language,tags,likes,reposts,replies,quotes,engagementAsOf,authorKey',
  );
  expect(rows).toEqual([
    {
      ...{
        uri: 'at://did:plc:alice/app.bsky.feed.post/1',
        platform: 'bluesky',
        kind: 'original',
        language: 'en',
        tags: 'keep4o',
      },
      ...{ createdAt: '2026-02-02T10:05:00.000Z', seenAt: '2026-02-02T10:05:01.000Z' },
      ...{ likes: '0', reposts: '0', replies: '0', quotes: '0', engagementAsOf: expect.stringMatching(/Z$/) },
      authorKey: expect.stringMatching(/^[0-9a-f]{32}$/),
    },
  ]);
  for (const secret of secrets) expect(answer.body).not.toContain(secret);
});

test('the checksum that comes after the file is that of the file, also where the client takes compression', async () => {
  await using web = await openWeb();
  await web.write(Array.from({ length: 60 }, (_, i) => makeNamedPost({ id: String(i) })));
  const answer = await web.ask(window, { 'accept-encoding': 'gzip, br' });
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.rawPayload.length).toBeGreaterThan(1024);
  const digest = createHash('sha256').update(answer.rawPayload).digest('base64');
  expect(answer.trailers['repr-digest']).toBe(`sha-256=:${digest}:`);
});

test('a file says its method, query, times, as-of and coverage, and its query asks for the same file', async () => {
  await using web = await openWeb();
  await web.write([makeNamedPost()]);
  const csv = await web.ask(`${window}&tag=%23KEEP4O&platform=bluesky`);
  const { comments } = readCsv(csv.body);
  expect(comments.map((line) => line.split(': ')[0])).toEqual([
    '# method',
    '# query',
    '# from',
    '# to',
    '# asOf',
    '# coverage',
  ]);
  const url = comments[1]?.slice('# query: '.length) ?? '';
  expect((await web.server.inject({ url })).body).toBe(csv.body);
  const [first, post] = ndjsonOf((await web.ask(`${window}&format=ndjson`)).body);
  expect(first.provenance).toMatchObject({
    method: '1.0',
    from: '2026-02-02T00:00:00.000Z',
    coverage: expect.any(Number),
  });
  expect(post).toMatchObject({ uri: 'at://did:plc:alice/app.bsky.feed.post/1', tags: ['keep4o'], likes: 0 });
});

test('an author has one key in every file, which is not that of another instance', async () => {
  await using web = await openWeb();
  await web.write([makeNamedPost(), makeNamedPost({ id: '2' }), makeNamedPost({ id: '3', author: 'did:plc:bob' })]);
  const keys = async () => readCsv((await web.ask(window)).body).rows.map(({ authorKey }) => authorKey);
  const [a, b, c] = await keys();
  expect([a === b, a === c]).toEqual([true, false]);
  await web.db.$client.query("update setting set value = '\"another\"' where name = 'author-key-secret'");
  expect((await keys())[0]).not.toBe(a);
});

test('text and names need the admin, and even then stay with those who asked not to be shown', async () => {
  await using web = await openWeb();
  await web.write([
    makeNamedPost({ id: '1', text: 'open words #keep4o' }),
    makeNamedPost({ id: '2', text: 'no-search words #keep4o', author: 'did:plc:b', optOuts: ['noindex'] }),
    makeNamedPost({ id: '3', text: 'logged-in words #keep4o', author: 'did:plc:c', optOuts: ['unauthenticated'] }),
    makeNamedPost({ id: '4', text: 'count-only words #keep4o', author: 'did:plc:d', optOuts: ['noText'] }),
    makeNamedPost({ id: '5', text: 'moderated words #keep4o', author: 'did:plc:e', flags: ['hidden'] }),
  ]);
  expect((await web.ask(`${window}&text=true`)).statusCode).toBe(401);
  expect((await web.ask(`${window}&text=true`, { authorization: 'Bearer of nothing at all' })).statusCode).toBe(401);
  expect(readCsv((await web.ask(window, web.admin)).body).header).not.toContain('text');
  const answer = await web.ask(`${window}&text=true&format=ndjson`, web.admin);
  expect(answer.headers['cache-control']).toMatch(/private/);
  const [, ...posts] = ndjsonOf(answer.body);
  expect(posts.map(({ text, handle, name }) => [text, handle, name])).toEqual([
    ['open words #keep4o', 'alice.example', 'Alice'],
    ...Array.from({ length: 4 }, () => [null, null, null]),
  ]);
});

test('what left the counts leaves the files', async () => {
  await using web = await openWeb();
  await web.write([makeNamedPost({ id: '1' }), makeNamedPost({ id: '2' })]);
  await web.db.$client.query("update post set counted = false where uri like '%/2'");
  expect(readCsv((await web.ask(window)).body).rows).toHaveLength(1);
});

test('filters and times choose the posts, oldest first', async () => {
  await using web = await openWeb();
  await web.write([makeNamedPost({ id: 'c', claimedAt: at('12:00'), tag: 'OpenSource4o' })]);
  await web.write([
    makeNamedPost({ id: 'a', claimedAt: at('09:00') }),
    makeNamedPost({ id: 'b', claimedAt: at('10:00'), language: 'de' }),
    makeNamedPost({ id: 'd', claimedAt: Date.parse('2026-02-01T23:59:59Z') }),
  ]);
  const ids = async (query: string) =>
    readCsv((await web.ask(query)).body)
      .rows.map(({ uri }) => uri?.at(-1))
      .join('');
  expect(await ids(window)).toBe('abc');
  expect(await ids(`${window}&tag=opensource4o`)).toBe('c');
  expect(await ids(`${window}&language=de&tag=keep4o`)).toBe('b');
  expect(await ids('from=2026-02-02T09:00:00Z&to=2026-02-02T12:00:00Z')).toBe('ab');
  expect(await ids(`${window}&platform=mastodon`)).toBe('');
});

test.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx', '＝1', '＋1', '－1', '＠x'])(
  'a cell %j is text to a spreadsheet',
  async (text) => {
    await using web = await openWeb();
    await web.write([makeNamedPost({ text: `${text} #keep4o`, name: `${text}"quoted",\r\nnext` })]);
    const { rows } = readCsv((await web.ask(`${window}&text=true`, web.admin)).body);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ text: `'${text} #keep4o`, name: `'${text}"quoted",\r\nnext` });
  },
);
