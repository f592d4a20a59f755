import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { makeNamedPost, openWeb, window } from './support.ts';

const refused = [
  ['a parameter that nobody reads', 'colour=red', /colour.*what, format/],
  ['a parameter twice', 'what=posts&what=series', /once/],
  ['a format that is not there', 'format=xlsx', /csv or ndjson.*xlsx/],
  ['a content that is not there', 'what=links', /posts or series.*links/],
  ['a tag of nobody', 'tag=cats', /no tag of this campaign/],
  ['an argument of nobody', 'argument=__proto__', /no argument/],
  ['a zone that is none', 'tz=FOO%2B5', /IANA/],
  ['an empty window', 'from=2026-02-02&to=2026-02-02', /before/],
  ['a wrong word', 'text=yes', /text/],
] as const;

test.each(refused)('%s is a 400 that says what is allowed', async (_name, query, says) => {
  await using web = await openWeb();
  const answer = await web.ask(query);
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([
    400,
    expect.stringContaining('application/problem+json'),
  ]);
  expect(answer.json().detail).toMatch(says);
  expect(answer.headers['content-disposition']).toBeUndefined();
});

test('an unknown campaign is a 404', async () => {
  await using web = await openWeb();
  expect((await web.server.inject({ url: '/api/v1/campaigns/nobody/export' })).statusCode).toBe(404);
});

test('empty fields of a form are the same as none', async () => {
  await using web = await openWeb();
  await web.write([makeNamedPost()]);
  const plain = await web.ask(window);
  expect(
    (await web.ask(`${window}&what=&format=&platform=&tag=&language=&argument=&metric=&bucket=&groupBy=&tz=&text=`))
      .body,
  ).toBe(plain.body);
});

test('who has the file already gets 304 until something is counted, and other files have other tags', async () => {
  await using web = await openWeb();
  await web.write([makeNamedPost()]);
  const tagOf = async (query: string, headers = {}) => String((await web.ask(query, headers)).headers.etag);
  const tag = await tagOf(window);
  expect(tag).toMatch(/^W\/"/);
  const again = await web.ask(window, { 'if-none-match': tag });
  expect([again.statusCode, again.body, again.headers.etag, again.headers.trailer]).toEqual([304, '', tag, undefined]);
  const tags = await Promise.all([
    ...['format=ndjson', 'what=series', 'tag=keep4o', 'what=series&groupBy=tag'].map((more) =>
      tagOf(`${window}&${more}`),
    ),
    tagOf(`${window}&text=true`, web.admin),
  ]);
  expect(new Set([tag, ...tags]).size).toBe(6);
  expect((await web.ask(`${window}&text=true`, { 'if-none-match': tags.at(-1) ?? '' })).statusCode).toBe(401);
  await web.write([makeNamedPost({ id: '2' })]);
  expect((await web.ask(window, { 'if-none-match': tag })).statusCode).toBe(200);
});

test('HEAD tells of the file and makes none', async () => {
  await using web = await openWeb();
  const answer = await web.server.inject({ method: 'HEAD', url: `/api/v1/campaigns/keep4o/export?${window}` });
  expect([answer.statusCode, answer.body, answer.headers['content-disposition']]).toEqual([
    200,
    '',
    expect.stringContaining('.csv'),
  ]);
  expect(await connections(web)).toBe(0);
});

async function connections(web: Awaited<ReturnType<typeof openWeb>>): Promise<number> {
  const { rows } = await web.db.$client.query(
    "select count(*)::int n from pg_stat_activity where application_name = 'groundswell export'",
  );
  return rows[0].n;
}

async function until(check: () => Promise<boolean>): Promise<boolean> {
  for (let i = 0; i < 100; i++) {
    if (await check()) return true;
    await wait(50);
  }
  return false;
}

/** Many posts at once, past the ingest: 200 bytes each make more than every buffer on the way holds. */
async function fill(web: Awaited<ReturnType<typeof openWeb>>, posts: number): Promise<void> {
  await web.write([makeNamedPost()]);
  await web.db.$client.query(
    `insert into post (uri, author_id, platform, kind, flags, lang, rev, seen_at, counted_at, counted, scopes, days)
     select 'at://' || repeat('x', 150) || n, author_id, platform, kind, flags, lang, rev, seen_at, counted_at, counted, scopes, days from post, generate_series(1, $1) n`,
    [posts],
  );
}

test('a client that leaves takes its query and its connection along', async () => {
  await using web = await openWeb();
  await fill(web, 60_000);
  const address = await web.server.listen({ port: 0, host: '127.0.0.1' });
  const leave = new AbortController();
  const answer = await fetch(`${address}/api/v1/campaigns/keep4o/export?${window}`, { signal: leave.signal });
  const reader = answer.body?.getReader();
  expect((await reader?.read())?.done).toBe(false);
  expect(await connections(web)).toBe(1);
  leave.abort();
  expect(await until(async () => (await connections(web)) === 0)).toBe(true);
  expect((await web.ask(`${window}&what=series`)).statusCode).toBe(200);
});

test('a client that leaves before the first byte does not leave its query behind', async () => {
  await using web = await openWeb();
  await web.write([makeNamedPost()]);
  const address = await web.server.listen({ port: 0, host: '127.0.0.1' });
  const blocker = await web.db.$client.connect();
  await blocker.query('begin; lock table engagement in access exclusive mode');
  try {
    const leave = new AbortController();
    const answer = fetch(`${address}/api/v1/campaigns/keep4o/export?${window}`, { signal: leave.signal }).catch(
      () => null,
    );
    expect(await until(async () => (await connections(web)) === 1)).toBe(true);
    await wait(100);
    leave.abort();
    await answer;
    expect(await until(async () => (await connections(web)) === 0)).toBe(true);
  } finally {
    await blocker.query('rollback');
    blocker.release();
  }
});

test('a large file comes whole, of one moment, while posts come in', async () => {
  await using web = await openWeb();
  await fill(web, 20_000);
  const address = await web.server.listen({ port: 0, host: '127.0.0.1' });
  const answer = await fetch(`${address}/api/v1/campaigns/keep4o/export?${window}`);
  const reader = answer.body?.getReader();
  let size = (await reader?.read())?.value?.length ?? 0;
  await web.db.$client.query('delete from post');
  let lines = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length;
    lines += part.value.filter((byte) => byte === 10).length;
  }
  expect(size).toBeGreaterThan(20_000 * 200);
  expect(lines).toBeGreaterThan(19_000);
  expect(await until(async () => (await connections(web)) === 0)).toBe(true);
});

test('a database that goes away in the middle cuts the file short instead of ending it', async () => {
  await using web = await openWeb();
  await fill(web, 60_000);
  const address = await web.server.listen({ port: 0, host: '127.0.0.1' });
  const answer = await fetch(`${address}/api/v1/campaigns/keep4o/export?${window}`);
  const reader = answer.body?.getReader();
  await reader?.read();
  await web.db.$client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'groundswell export'",
  );
  const rest = async () => {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read());
  };
  await expect(rest()).rejects.toThrow();
});

test('the document of the API lists the route with every answer', async () => {
  await using web = await openWeb();
  await web.server.ready();
  const { paths } = (await web.server.inject({ url: '/openapi.json' })).json();
  const { responses, parameters } = paths['/api/v1/campaigns/{slug}/export'].get;
  expect(Object.keys(responses).map(Number)).toEqual([200, 304, 400, 401, 404, 429, 500, 503]);
  expect(Object.keys(responses[200].content)).toEqual(['text/csv', 'application/x-ndjson']);
  expect(parameters.map(({ name }: { name: string }) => name)).toEqual(
    expect.arrayContaining(['what', 'format', 'text', 'groupBy', 'tag', 'from']),
  );
});
