import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { SeriesAnswer } from '../../../src/domain/series.ts';
import type { Summary } from '../../../src/domain/summary.ts';
import { command, type Instance, startInstance } from '../../support/instance.ts';

// Recorded data of real networks; the expected figures were computed by others (see the README of each recording).

const recorded = fileURLToPath(new URL('../../data', import.meta.url));
const families = ['keep4o', 'keep4oAPl', 'OpenSource4o', '4oforever', 'CancelOpenAl', 'GPT4o'];
/** Spellings in `devenv-1`, by the family that each was written for. */
const meant: Record<string, string> = {
  keep4o: 'keep4o',
  Keep4o: 'keep4o',
  KEEP4O: 'keep4o',
  Ｋeep4o: 'keep4o',
  кeep4o: 'keep4o',
  keep4oAPl: 'keep4oAPl',
  keep4oAPI: 'keep4oAPl',
  OpenSource4o: 'OpenSource4o',
  opensource4o: 'OpenSource4o',
  '4oforever': '4oforever',
  CancelOpenAl: 'CancelOpenAl',
  CancelOpenAI: 'CancelOpenAl',
  GPT4o: 'GPT4o',
};

const campaign = (slug: string, since: string, tags: readonly string[]) =>
  stringify({
    slug,
    name: slug,
    since,
    timezone: 'UTC',
    tags,
    sources: { bluesky: { stream: true }, mastodon: { servers: [] } },
  });

let folder: string;
let instance: Instance;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gsc-'));
  await writeFile(join(folder, 'keep4o.yaml'), campaign('keep4o', '2026-01-01', families));
  await writeFile(join(folder, 'hanna.yaml'), campaign('hanna', '2022-01-01', ['ichbinhanna']));
  await writeFile(join(folder, 'pair.yaml'), campaign('pair', '2022-01-01', ['IchBinHanna']));
  await writeFile(join(folder, 'indie.yaml'), campaign('indie', '2026-01-01', ['indierebellion']));
  await writeFile(join(folder, 'lines.yaml'), campaign('lines', '2026-01-01', ['lines']));
  instance = await startInstance({ args: ['--roles', 'web'], env: { CAMPAIGNS_DIR: folder } });
  env = { DATA_DIR: instance.dataDir, CAMPAIGNS_DIR: folder };
});
afterAll(async () => {
  await instance?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

interface Read {
  read: number;
  matched: number;
  inserted: number;
  duplicate: number;
  deleted: number;
  invalid: number;
}

/** Imports files and gives the summary that it prints. */
async function load(args: readonly string[], input?: string | Buffer): Promise<Read> {
  const { code, stdout, stderr } = await command(['import', '--json', ...args], env, input);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Read;
}

const ask = async <T>(path: string): Promise<T> =>
  (await (await instance.get(`/api/v1/campaigns/${path}`)).json()) as T;
const files = (path: string, ...names: string[]) => names.map((name) => join(recorded, path, name));

test('318 ms of the real stream: all 152 frames are read, and the one post is found', async () => {
  const args = [
    '--format',
    'jetstream',
    '--campaign',
    'indie',
    ...files('jetstream', 'jetstream-v1-2026-07-04.ndjson'),
  ];
  expect(await load(args)).toEqual({ read: 152, matched: 1, inserted: 1, duplicate: 0, deleted: 0, invalid: 0 });
  expect(await load(args)).toMatchObject({ read: 152, inserted: 0, duplicate: 1, invalid: 0 });
  const window = 'from=2026-07-04T00:00:00Z&to=2026-07-05T00:00:00Z';
  expect(await ask<Summary>(`indie/summary?${window}`)).toMatchObject({ posts: 1, authors: 1, coverage: 0 });
  const { series } = await ask<SeriesAnswer>(`indie/series?${window}&bucket=day`);
  expect(series[0]).toMatchObject({ values: [null], sampled: [1] }); // read, but not watched
});

test('a run of real servers: posts by tag, likes and reposts are those that were made, without the deleted and the deactivated', async () => {
  const truth = JSON.parse(await readFile(join(recorded, 'bluesky/devenv-1/TRUTH.json'), 'utf8')) as {
    deactivated: string;
    posts: {
      author: string;
      facetTags: string[];
      outerTags: string[];
      deleted: boolean;
      likes: number;
      reposts: number;
      replies: number;
      quotes: number;
    }[];
  };
  const tagged = truth.posts
    .map((post) => ({
      ...post,
      families: new Set([...post.facetTags, ...post.outerTags].flatMap((tag) => meant[tag] ?? [])),
    }))
    .filter((post) => post.families.size > 0);
  const counted = tagged.filter(({ deleted, author }) => !deleted && author !== truth.deactivated);
  const total = (kind: 'likes' | 'reposts' | 'replies' | 'quotes') =>
    counted.reduce((sum, post) => sum + post[kind], 0);
  const args = [
    '--format',
    'jetstream',
    '--campaign',
    'keep4o',
    '--covers',
    '2026-11-24T21:00:00Z/2026-11-24T22:00:00Z',
    ...files('bluesky/devenv-1', 'frames.ndjson'),
  ];
  expect(await load(args)).toMatchObject({ read: 243, inserted: tagged.length, invalid: 0 });
  const window = 'from=2026-11-24T21:00:00Z&to=2026-11-24T22:00:00Z';
  const check = async () => {
    const summary = await ask<Summary>(`keep4o/summary?${window}&platform=bluesky`);
    expect(summary).toMatchObject({
      posts: counted.length,
      authors: new Set(counted.map(({ author }) => author)).size,
      deleted: tagged.length - counted.length,
      engagement: {
        likes: total('likes'),
        reposts: total('reposts'),
        replies: total('replies'),
        quotes: total('quotes'),
      },
      coverage: 1,
      gaps: [],
    });
    for (const family of families) {
      const own = counted.filter((post) => post.families.has(family));
      expect(summary.byTag[family], family).toEqual({
        posts: own.length,
        authors: new Set(own.map(({ author }) => author)).size,
      });
    }
  };
  await check();
  expect(await load(args)).toMatchObject({ read: 243, inserted: 0 });
  await check();
});

test('a real campaign on Mastodon, four pages: 160 posts by 82 authors', async () => {
  const pages = files(
    'mastodon/rtoot',
    'handle_params_max_id.json',
    ...[1, 2, 3].map((n) => `handle_params_max_id-${n}.json`),
  );
  const args = ['--format', 'mastodon', '--campaign', 'hanna', ...pages];
  expect(await load(args)).toEqual({ read: 160, matched: 160, inserted: 160, duplicate: 0, deleted: 0, invalid: 0 });
  expect(await load(args)).toMatchObject({ inserted: 0, duplicate: 160 });
  const window = 'from=2022-10-01T00:00:00Z&to=2022-12-01T00:00:00Z';
  expect(await ask<Summary>(`hanna/summary?${window}`)).toMatchObject({
    posts: 160,
    authors: 82,
    engagement: { likes: 627, reposts: 514, replies: 90 },
  });
  const { servers } = await ask<{ servers: { server: string; posts: number }[] }>(`hanna/servers?${window}`);
  expect(servers.filter(({ posts }) => posts > 0).length, JSON.stringify(servers)).toBe(29);
  expect(servers.slice(0, 3).map(({ server, posts }) => [server, posts])).toEqual([
    ['mastodon.social', 63],
    ['mstdn.social', 41],
    ['norden.social', 10],
  ]);
  const { languages } = await ask<{ languages: { language: string; posts: number }[] }>(`hanna/languages?${window}`);
  expect(languages.map(({ language, posts }) => [language, posts])).toEqual([
    ['de', 146],
    ['en', 14],
  ]);
  const { buckets, series } = await ask<SeriesAnswer>(`hanna/series?${window}&bucket=day`);
  const at = (day: string) => series[0]?.sampled[buckets.indexOf(`${day}T00:00:00.000Z`)];
  expect([at('2022-10-30'), at('2022-11-10'), at('2022-11-19'), at('2022-11-29')]).toEqual([2, 16, null, 5]);
});

test('one tag on two servers: what both show counts once', async () => {
  const both = files('mastodon/rtoot', 'get_timeline_hashtag_anonymous.json', 'get_timeline_hashtag_default.json');
  expect(await load(['--format', 'mastodon', '--campaign', 'pair', ...both])).toMatchObject({
    read: 10,
    inserted: 6,
  });
  expect(await ask<Summary>('pair/summary?from=2022-10-01T00:00:00Z&to=2022-12-01T00:00:00Z')).toMatchObject({
    posts: 6,
  });
});

/** Ten posts; the text of one holds the separators that JSON may hold and JavaScript once took for line ends. */
const lines = Array.from({ length: 10 }, (_, n) => {
  const text = n === 3 ? 'a\u2028b\u2029c\u0085d #lines' : `number ${n} #lines`;
  const at = 1_790_000_000_000_000 + n * 1_000_000;
  const record = { $type: 'app.bsky.feed.post', text, createdAt: new Date(at / 1000).toISOString(), tags: ['lines'] };
  const commit = {
    rev: `3mptbypoove${n}w`.replace(/[018-9]/g, '2'),
    operation: 'create',
    collection: 'app.bsky.feed.post',
    rkey: `3mptbypfyw${'abcdefghij'[n]}2v`,
    cid: 'bafy',
    record,
  };
  return JSON.stringify({ did: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa', time_us: at, kind: 'commit', commit });
});
const text = `${lines.join('\n')}\n\nno json\n`;

test.each([
  ['.ndjson', (plain: string) => Buffer.from(plain)],
  ['.gz', (plain: string) => gzipSync(plain)],
  ['.zst', (plain: string) => zstdCompressSync(plain)],
] as const)('lines with U+2028, empty ones and nonsense, from a %s file', async (ending, pack) => {
  const path = join(folder, `frames${ending}`);
  await writeFile(path, pack(text));
  const first = ending === '.ndjson';
  expect(await load(['--format', 'jetstream', '--campaign', 'lines', path])).toEqual({
    read: 11,
    matched: 10,
    inserted: first ? 10 : 0,
    duplicate: first ? 0 : 10,
    deleted: 0,
    invalid: 1,
  });
});

test('the same from standard input, and what cannot be read ends in one sentence', async () => {
  expect(await load(['--format', 'jetstream', '--campaign', 'lines', '-'], text)).toMatchObject({
    read: 11,
    inserted: 0,
    duplicate: 10,
  });
  const broken = join(folder, 'broken.gz');
  await writeFile(broken, 'this is no gzip');
  for (const [args, code, said] of [
    [
      ['--format', 'jetstream', join(folder, 'nowhere.ndjson')],
      1,
      /nowhere\.ndjson cannot be read: there is no such file/,
    ],
    [['--format', 'jetstream', broken], 1, /broken\.gz cannot be read/],
    [['--format', 'weather', broken], 2, /--format takes jetstream, mastodon, bluesky-search/],
    [['--format', 'jetstream', '--campaign', 'none', '-'], 1, /none/],
    [['--format', 'jetstream', '--covers', 'yesterday', '-'], 2, /--covers takes FROM\/TO/],
  ] as const) {
    const result = await command(['import', ...args], env, '');
    expect(result.stderr.trim(), args.join(' ')).toMatch(said);
    expect(result.stderr.trim().split('\n').length).toBe(1);
    expect(result.code, args.join(' ')).toBe(code);
  }
});
