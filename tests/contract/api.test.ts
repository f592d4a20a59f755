import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBatch, makeCampaign, makePost, matched } from '../support/make.ts';
import { openWeb } from '../support/web.ts';

const campaign = makeCampaign({
  timezone: 'UTC',
  notes: [{ at: '2026-02-02', label: 'Letter' }],
  goal: { url: 'https://petition.example/4o', label: 'Petition' },
});
const now = Date.parse('2026-02-03T12:10:00Z');
const hour = 3_600_000;

let web: Awaited<ReturnType<typeof openWeb>>;
beforeAll(async () => {
  web = await openWeb(campaign, now);
  const at = (text: string) => Date.parse(`2026-02-${text}:00Z`);
  const posts = [
    makePost({
      uri: 'at://did:plc:a/app.bsky.feed.post/1',
      author: 'did:plc:a',
      claimedAt: at('02T10:05'),
      seenAt: at('02T10:05'),
      text: 'audit it #keep4o @sama',
      links: ['https://petition.example/4o'],
    }),
    makePost({
      uri: 'at://did:plc:b/app.bsky.feed.post/1',
      author: 'did:plc:b',
      claimedAt: at('02T11:20'),
      seenAt: at('02T11:20'),
      kind: 'reply',
      tag: 'OpenSource4o',
    }),
    makePost({
      uri: 'at://did:plc:a/app.bsky.feed.post/2',
      author: 'did:plc:a',
      claimedAt: at('03T12:01'),
      seenAt: at('03T12:01'),
      language: 'de',
    }),
    makePost({
      uri: 'https://a.example/@m/1',
      author: 'https://a.example/@m',
      platform: 'mastodon',
      server: 'a.example',
      rev: '0',
      claimedAt: at('02T13:00'),
      seenAt: at('02T13:00'),
      url: 'https://a.example/@m/1',
    }),
  ];
  await web.ingest.write(makeBatch({ events: posts.map((post) => matched(post, campaign)) }));
  await web.cover('bluesky', ['keep4o', 'opensource4o'], at('02T10:00'), now - 60_000);
});
afterAll(() => web[Symbol.asyncDispose]());

interface Series {
  buckets: string[];
  partial: boolean[];
  partialFrom: string | null;
  bucketCoverage: number[];
  series: { key: string; values: (number | null)[]; sampled: (number | null)[] }[];
}

const total = (answer: Series) =>
  answer.series
    .flatMap(({ values, sampled }) => [...values, ...sampled])
    .reduce<number>((sum, value) => sum + (value ?? 0), 0);

describe('series', () => {
  test('null where nobody watched, 0 where we watched and saw nothing, the running bucket partial', async () => {
    const answer = await web.api<Series>('/series?from=2026-02-02T08:00:00Z&to=2026-02-03T13:00:00Z&platform=bluesky');
    const at = (text: string) => answer.buckets.indexOf(`2026-02-${text}:00:00.000Z`);
    const [line] = answer.series;
    expect([line?.values[at('02T08')], line?.values[at('02T10')], line?.values[at('02T12')]]).toEqual([null, 1, 0]);
    expect(answer.partialFrom).toBe('2026-02-03T12:00:00.000Z');
    expect(answer.partial.map((cut, i) => (cut ? answer.buckets[i] : null)).filter(Boolean)).toEqual([
      '2026-02-03T12:00:00.000Z',
    ]);
    expect(answer.bucketCoverage[at('02T08')]).toBe(0);
    expect(answer.bucketCoverage[at('02T12')]).toBe(1);
  });

  test('what is known where nobody watched is given beside, and all together is the summary', async () => {
    const answer = await web.api<Series>('/series?groupBy=platform');
    const mastodon = answer.series.find(({ key }) => key === 'mastodon');
    expect(mastodon?.values.every((value) => value === null)).toBe(true);
    expect(mastodon?.sampled.filter((value) => value !== null)).toEqual([1]);
    const summary = await web.api<{ posts: number }>('/summary');
    expect(total(answer)).toBe(summary.posts);
  });

  test.each(['none', 'tag', 'platform', 'language', 'argument', 'kind', 'server', 'target'])(
    'answers groupBy=%s for every metric and bucket',
    async (groupBy) => {
      for (const metric of ['posts', 'authors', 'likes', 'reposts', 'replies', 'quotes']) {
        for (const bucket of ['15m', 'hour', 'day', 'week']) {
          const answer = await web.api<Series>(
            `/series?groupBy=${groupBy}&metric=${metric}&bucket=${bucket}&tz=Asia/Kolkata`,
          );
          for (const line of answer.series) expect(line.values.length).toBe(answer.buckets.length);
        }
      }
    },
  );
});

test('summary counts posts and accounts by network, tag and kind, and keeps reactions apart', async () => {
  expect(await web.api('/summary')).toMatchObject({
    posts: 4,
    authors: 3,
    engagement: { likes: 0, reposts: 0, replies: 0, quotes: 0 },
    byPlatform: { bluesky: { posts: 3, authors: 2 }, mastodon: { posts: 1, authors: 1 } },
    byTag: { keep4o: { posts: 3, authors: 2 }, OpenSource4o: { posts: 1, authors: 1 } },
    byKind: { original: { posts: 3 }, reply: { posts: 1 }, quote: { posts: 0 } },
    bridgedCopies: 0,
    deleted: 0,
    previous: { posts: null },
  });
});

test.each([
  '/summary',
  '/series',
  '/posts',
  '/tags',
  '/arguments',
  '/languages',
  '/targets',
  '/links',
  '/servers',
  '/authors',
  '/momentum',
  '/coverage',
  '/tags/suggestions',
])('%s carries as-of, coverage and gaps, an ETag, and answers 304', async (path) => {
  const url = `/api/v1/campaigns/keep4o${path}`;
  const answer = await web.ask({ url });
  expect(answer.statusCode).toBe(200);
  const body = answer.json();
  expect(Date.parse(body.asOf)).toBeGreaterThan(0);
  expect(body.coverage).toBeGreaterThanOrEqual(0);
  expect(body.gaps[0]).toMatchObject({
    from: expect.any(String),
    source: expect.stringMatching(/^(bluesky|mastodon:)/),
    reason: expect.any(String),
  });
  const etag = String(answer.headers.etag);
  expect((await web.ask({ url, headers: { 'if-none-match': etag } })).statusCode).toBe(304);
});

test.each([
  ['/series?from=2026-02-03&to=2026-02-02', 'from'],
  ['/series?bucket=15m&from=1976-01-01', 'buckets'],
  ['/series?tz=FOO%2B5', 'tz'],
  ['/series?tz=%2B99', 'tz'],
  ['/series?metric=momentum', ''],
  ['/series?metrik=posts', 'metrik'],
  ['/series?from=1', 'from'],
  ['/summary?tag=keep40', 'keep4o, OpenSource4o'],
  ['/summary?argument=cost', 'safety'],
  ['/summary?platform=twitter', ''],
  ['/posts?limit=1e9', 'limit'],
  ['/posts?limit=0', 'limit'],
  ['/posts?cursor=abc', 'cursor is not valid, start again without it'],
  ['/posts?cursor=WzEsIm90aGVyIiwicmVjZW50IiwxLDFd', 'cursor is not valid'],
  ['/summary?platform=bluesky&platform=mastodon', ''],
])('%s is a 400 that says what is wrong', async (path, word) => {
  const answer = await web.ask({ url: `/api/v1/campaigns/keep4o${path}` });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([
    400,
    expect.stringContaining('application/problem+json'),
  ]);
  expect(answer.json()).toMatchObject({
    status: 400,
    title: expect.any(String),
    detail: expect.stringContaining(word),
  });
});

test.each([
  '/api/v1/campaigns/nope/summary',
  '/api/v1/campaigns/keep4o/posts/p999999/history',
  '/api/v1/nothing',
  '/c/nope',
  '/assets/../package.json',
  '/charts/keep4o/nope.svg',
])('%s is a 404 of the right kind', async (url) => {
  expect((await web.ask({ url })).headers['content-type']).toContain('application/problem+json');
  const page = await web.ask({ url, headers: { accept: 'text/html' } });
  expect(page.statusCode).toBe(404);
  if (!url.startsWith('/api')) expect(page.headers['content-type']).toContain('text/html');
});

test('posts go on by cursor without loss or repetition, and carry links that their readers can open', async () => {
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { posts: { uri: string; url: string }[]; cursor: string | null } = await web.api(
      `/posts?limit=1&cursor=${cursor}`,
    );
    seen.push(...page.posts.map(({ uri }) => uri));
    cursor = page.cursor;
  }
  expect(new Set(seen).size).toBe(4);
  expect(seen.length).toBe(4);
  const { posts } = await web.api<{ posts: { url: string; platform: string }[] }>('/posts?platform=bluesky&limit=1');
  expect(posts[0]?.url).toBe('https://bsky.app/profile/did:plc:a/post/2');
});

test('health needs nothing, readiness says what waits, metrics are text', async () => {
  expect((await web.ask({ url: '/healthz' })).json()).toEqual({ status: 'ok' });
  expect((await web.ask({ url: '/readyz' })).json()).toMatchObject({ degraded: expect.any(Array) });
  expect((await web.ask({ url: '/metrics' })).body).toContain('groundswell_frames_received_total');
});

test('every page holds a policy without unsafe scripts, also an error page', async () => {
  for (const url of [
    '/',
    '/c/keep4o',
    '/c/keep4o/amplify',
    '/c/keep4o/method',
    '/c/keep4o/status',
    '/embed/keep4o/posts',
    '/c/nope',
  ]) {
    const page = await web.ask({ url, headers: { accept: 'text/html' } });
    const policy = String(page.headers['content-security-policy']);
    expect(policy, url).toMatch(/default-src 'none'/);
    expect(policy, url).not.toContain('unsafe');
    expect(page.headers['set-cookie'], url).toBeUndefined();
    expect(page.body, url).not.toMatch(/\sstyle=|\son\w+=/);
  }
});

test('the description lists every read with all that it can answer, and an example for what it needs', async () => {
  const { paths } = (await web.ask({ url: '/openapi.json' })).json() as {
    paths: Record<
      string,
      {
        get?: {
          responses: Record<string, unknown>;
          parameters?: {
            name: string;
            required?: boolean;
            schema: { enum?: unknown; example?: unknown; examples?: unknown };
            example?: unknown;
          }[];
        };
      }
    >;
  };
  const reads = Object.entries(paths).filter(([path, { get }]) => get && path.startsWith('/api/v1'));
  expect(reads.length).toBeGreaterThan(12);
  for (const [path, { get }] of reads) {
    expect(Object.keys(get?.responses ?? {}), path).toEqual(expect.arrayContaining(['200', '429', '500', '503']));
    for (const parameter of get?.parameters?.filter(({ required }) => required) ?? []) {
      expect(
        parameter.schema.enum ?? parameter.example ?? parameter.schema.example ?? parameter.schema.examples,
        `${path} ${parameter.name}`,
      ).toBeDefined();
    }
  }
});

test('more than fifty requests a second from one address are told to wait; health is not limited', async () => {
  const answers = await Promise.all(
    Array.from({ length: 80 }, () => web.ask({ url: '/api/v1/campaigns', remoteAddress: '203.0.113.9' })),
  );
  const refused = answers.filter(({ statusCode }) => statusCode === 429);
  expect(refused.length).toBeGreaterThan(10);
  expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
  const health = await Promise.all(
    Array.from({ length: 80 }, () => web.ask({ url: '/healthz', remoteAddress: '203.0.113.9' })),
  );
  expect(health.every(({ statusCode }) => statusCode === 200)).toBe(true);
});

test('the charts of one query agree in every form', async () => {
  const query = 'from=2026-02-02T08:00:00Z&to=2026-02-03T13:00:00Z&platform=bluesky';
  const series = await web.api<Series>(`/series?${query}`);
  const chart = (form: string) => web.ask({ url: `/charts/keep4o/posts.${form}?${query}` });
  const json = (await chart('json')).json() as Series & { title: string; tz: string; summary: string };
  expect(json.series).toEqual(series.series);
  expect(json).toMatchObject({ title: expect.any(String), tz: 'UTC', summary: expect.any(String) });
  const values = series.series[0]?.values.map((value) => value ?? '') ?? [];
  const lines = (await chart('csv')).body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines[0]).toBe('bucket,all,partial');
  expect(lines.slice(1).map((line) => line.split(',')[1])).toEqual(values.map(String));
  const svg = (await chart('svg')).body;
  expect(svg).toContain(`data-series="all" data-values="${values.join(',')}"`);
  expect((await chart('gif')).statusCode).toBe(404);
  expect((await web.ask({ url: `/charts/keep4o/posts.csv?bucket=minute` })).statusCode).toBe(400);
});

test('the window rounds down and up to quarters', async () => {
  expect(await web.api('/summary?from=2026-02-02T10:07:00Z&to=2026-02-02T11:16:00Z')).toMatchObject({
    from: '2026-02-02T10:00:00.000Z',
    to: '2026-02-02T11:30:00.000Z',
    posts: 2,
  });
  expect((now / hour) % 1).not.toBe(0);
});
