import { expect, test } from 'vitest';
import { makeBatch, makeCampaign, makePost, matched } from '../../support/make.ts';
import { openWeb } from '../../support/web.ts';

const now = Date.parse('2026-02-03T00:00:00Z');
const campaign = makeCampaign({ timezone: 'UTC' });
const window = 'from=2026-02-02T00:00:00Z&to=2026-02-03T00:00:00Z';

type Over = Parameters<typeof makePost>[0] & {
  handle?: string;
  optOuts?: ('unauthenticated' | 'noindex' | 'noText')[];
};

/** A post of an account that has a handle and may have asked for something. */
function event({ handle, optOuts, ...over }: Over, operation: 'create' | 'update' = 'create') {
  const post = makePost(over);
  const author = { ...post.author, handle: handle ?? null, optOuts: optOuts ?? null };
  return matched({ ...post, author }, campaign, operation);
}

const uri = (id: number | string) => `at://did:plc:alice/app.bsky.feed.post/${id}`;
const open = () => openWeb(campaign, now);

type Links = { links: { url: string; posts: number }[]; domains: { domain: string }[]; cursor: string | null };
const urlsOf = async (web: Awaited<ReturnType<typeof open>>) =>
  (await web.api<Links>(`/links?${window}`)).links.map(({ url, posts }) => `${posts} ${url}`);

test('an edit replaces what a post links to, a deletion takes it away, a newer version brings it back', async () => {
  await using web = await open();
  const write = (over: Over, operation: 'create' | 'update' = 'create') =>
    web.ingest.write(makeBatch({ events: [event(over, operation)] }));
  await write({ links: ['https://a.example/1', 'https://b.example/2?fbclid=x'] });
  await write({ uri: uri(2), links: ['https://A.example/1/'] });
  expect(await urlsOf(web)).toEqual(['2 https://a.example/1', '1 https://b.example/2']);
  await write({ rev: '2000', links: ['https://c.example/3'] }, 'update');
  expect(await urlsOf(web)).toEqual(['1 https://a.example/1', '1 https://c.example/3']);
  await web.ingest.write(makeBatch({ events: [{ type: 'delete', uri: uri(1), rev: '3000', at: now }] }));
  expect(await urlsOf(web)).toEqual(['1 https://a.example/1']);
  const { rows } = await web.db.$client.query('select count(*)::int n from post_link');
  expect(rows).toEqual([{ n: 1 }]);
  await write({ rev: '4000', links: ['https://c.example/3'] }, 'update');
  expect(await urlsOf(web)).toEqual(['1 https://a.example/1', '1 https://c.example/3']);
});

test('a link that no index holds, and thirty links in one post, stop nothing', async () => {
  await using web = await open();
  const long = `https://a.example/${'x'.repeat(2500)}`;
  const many = Array.from({ length: 30 }, (_, i) => `https://b.example/${i}`);
  await web.ingest.write(makeBatch({ events: [event({ links: [long, ...many] })] }));
  const { links, domains } = await web.api<Links>(`/links?${window}&limit=100`);
  expect(links).toHaveLength(19);
  expect(domains).toMatchObject([{ domain: 'b.example', posts: 1, authors: 1 }]);
});

test('what only people link to who asked not to be shown is not shown, but their posts count', async () => {
  await using web = await open();
  const optOuts = ['unauthenticated', 'noindex', 'noText'] as const;
  await web.ingest.write(
    makeBatch({
      events: [
        ...optOuts.map((wish, i) =>
          event({
            uri: uri(i),
            author: `did:plc:${wish.toLowerCase()}`,
            optOuts: [wish],
            links: ['https://private.example/', 'https://shared.example/'],
          }),
        ),
        event({ uri: uri(9), links: ['https://shared.example/'] }),
      ],
    }),
  );
  expect(await urlsOf(web)).toEqual(['4 https://shared.example/']);
  const { domains } = await web.api<Links>(`/links?${window}`);
  expect(domains.map(({ domain }) => domain)).toEqual(['shared.example']);
});

type List = { author: string; handle: string | null; posts: number }[];

test('accounts by name are for the admin alone, without those that asked to be in no list', async () => {
  await using web = await open();
  const events = Array.from({ length: 6 }, (_, account) =>
    Array.from({ length: 6 - account }, (_, i) =>
      event({
        uri: uri(`${account}-${i}`),
        author: `did:plc:u${account}`,
        handle: `u${account}.example`,
        optOuts: account === 1 ? ['noindex'] : [],
      }),
    ),
  ).flat();
  await web.ingest.write(makeBatch({ events }));
  const path = `/api/v1/campaigns/keep4o/authors?${window}`;
  const open_ = await web.server.inject({ url: path });
  expect(open_.json()).toMatchObject({ authors: 6 });
  expect(open_.body).not.toMatch(/u0\.example|"list"|"cursor"/);
  expect((await web.server.inject({ url: path, headers: { authorization: 'Bearer wrong' } })).statusCode).toBe(401);
  const seen: string[] = [];
  for (let cursor = '', turns = 0; turns < 9; turns++) {
    const page = await web.server.inject({ url: `${path}&limit=2&cursor=${cursor}`, headers: web.admin });
    expect(page.headers['cache-control']).toMatch(/private/);
    const { list, cursor: next } = page.json<{ list: List; cursor: string | null }>();
    seen.push(...list.map(({ author, handle, posts }) => `${author} ${handle} ${posts}`));
    if (next === null) break;
    cursor = next;
  }
  expect(seen).toEqual([0, 2, 3, 4, 5].map((n) => `did:plc:u${n} u${n}.example ${6 - n}`));
});

test('a cursor of another list, campaign or hand is refused', async () => {
  await using web = await open();
  const events = ['x', 'y'].map((page, i) => event({ uri: uri(i), links: [`https://a.example/${page}`] }));
  await web.ingest.write(makeBatch({ events }));
  const { cursor } = await web.api<Links>(`/links?${window}&limit=1`);
  expect(cursor).not.toBeNull();
  const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const wrong = ['x', '%00', forged([1, 'keep4o', 'links', 1, 1]), forged([1, 'other', 'links', 1, 1, 1])];
  for (const text of [...wrong, forged([1, 'keep4o', 'links', 1, 1, 9e9]), forged({})]) {
    const answer = await web.server.inject({ url: `/api/v1/campaigns/keep4o/links?${window}&cursor=${text}` });
    expect([text, answer.statusCode]).toEqual([text, 400]);
  }
  const url = `/api/v1/campaigns/keep4o/authors?${window}&cursor=${cursor}`;
  expect((await web.server.inject({ url, headers: web.admin })).statusCode).toBe(400);
  for (const limit of ['0', '101', '-1', 'many']) {
    const answer = await web.server.inject({ url: `/api/v1/campaigns/keep4o/links?${window}&limit=${limit}` });
    expect([limit, answer.statusCode]).toEqual([limit, 400]);
  }
});

test('servers: asked, refused, silent or only seen; many accounts on one that nobody asks suggest it', async () => {
  await using web = await open();
  const note = (name: string, state: string, memo = {}) =>
    web.db.$client.query('update source set state = $2, memo = $3 where name = $1', [name, state, memo]);
  await note('mastodon:a.example', 'watching', { domain: 'social.example' });
  await note('mastodon:b.example', 'refused');
  const on = (server: string, accounts: number) =>
    Array.from({ length: accounts }, (_, i) =>
      event({ uri: `https://${server}/${i}`, platform: 'mastodon', server, author: `https://${server}/@u${i}` }),
    );
  await web.ingest.write(
    makeBatch({
      events: [
        event({ uri: uri(1) }),
        ...on('social.example', 4),
        ...on('seen.example', 3),
        ...on('small.example', 2),
        ...on('bsky.brid.gy', 5),
        ...on('big.example', 6),
      ],
    }),
  );
  type Server = { server: string; posts: number; state: string; history: null };
  type Servers = { servers: Server[]; unseen: null; suggested: { server: string; authors: number }[] };
  const answer = await web.api<Servers>(`/servers?${window}`);
  expect(answer.servers.map(({ server, posts, state }) => `${server} ${posts} ${state}`)).toEqual([
    'big.example 6 seen',
    'bsky.brid.gy 5 seen',
    'social.example 4 asked',
    'seen.example 3 seen',
    'small.example 2 seen',
    'bluesky 1 asked',
    'b.example 0 refused',
  ]);
  expect(answer.servers.every(({ history }) => history === null)).toBe(true);
  expect(answer.unseen).toBeNull();
  expect(answer.suggested).toEqual([
    { server: 'big.example', posts: 6, authors: 6 },
    { server: 'seen.example', posts: 3, authors: 3 },
  ]);
  const { servers } = await web.api<Servers>(`/servers?${window}&platform=bluesky`);
  expect(servers.map(({ server }) => server)).toEqual(['bluesky']);
});

test('posts whose text is gone leave the share of an argument, not its count', async () => {
  await using web = await open();
  await web.ingest.write(
    makeBatch({
      events: [1, 2, 3, 4].map((id) => event({ uri: uri(id), text: id < 3 ? 'an audit' : 'no word of it' })),
    }),
  );
  await web.db.$client.query('delete from post_text where post_id = (select min(post_id) from post_text)');
  type Arguments = { arguments: Record<string, unknown>[]; withText: number; none: number };
  const answer = await web.api<Arguments>(`/arguments?${window}`);
  expect(answer).toMatchObject({ withText: 3, none: 2 });
  expect(answer.arguments).toMatchObject([{ argument: 'safety', posts: 2, share: 1 / 3, lift: null }]);
  await web.db.$client.query('delete from post_text');
  await web.db.$client.query('update clock set seq = seq + 1, posts = posts + 1'); // else the answer before is still good for a minute
  const nothing = await web.api<Arguments>(`/arguments?${window}`);
  expect(nothing.arguments).toMatchObject([{ posts: 2, share: null, low: null, high: null }]);
});

test('new is who first posts in the window: not who did so earlier that day, or under another tag', async () => {
  await using web = await open();
  await web.cover('bluesky', ['keep4o', 'opensource4o'], Date.parse('2026-01-10T00:00:00Z'), now);
  const at = (author: string, clock: string, tag = 'keep4o') =>
    event({ uri: uri(`${author}${clock}`), author, tag, claimedAt: Date.parse(`2026-${clock}:00Z`), seenAt: now });
  await web.ingest.write(
    makeBatch({
      events: [
        at('early', '02-02T05:00'),
        at('early', '02-02T10:00'),
        at('fresh', '02-02T10:10'),
        at('late', '02-02T10:20'),
        at('late', '02-02T20:00'),
        at('old', '01-12T10:00', 'OpenSource4o'),
        at('old', '02-02T11:00'),
      ],
    }),
  );
  const inside = 'from=2026-02-02T09:00:00Z&to=2026-02-02T12:00:00Z';
  for (const filter of ['', '&platform=bluesky', '&tag=keep4o', '&language=en'])
    expect([filter, await web.api(`/authors?${inside}${filter}`)]).toMatchObject([
      filter,
      { authors: 4, new: 2, returning: 2 },
    ]);
  const across = 'from=2026-02-01T12:00:00Z&to=2026-02-03T00:00:00Z';
  expect(await web.api(`/authors?${across}`)).toMatchObject({ authors: 4, new: 3, returning: 1 });
  const young = 'from=2026-01-23T23:45:00Z&to=2026-02-03T00:00:00Z';
  expect(await web.api(`/authors?${young}`)).toMatchObject({ authors: 4, new: null, returning: null });
});
