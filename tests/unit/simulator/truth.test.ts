import { expect, test } from 'vitest';
import { connect, drained, getJson, startByHand } from './consumer.ts';
import { recountFrames } from './recount.ts';

interface Truth {
  posts: number;
  authors: number;
  deleted: number;
  deletedByPlatform: { bluesky: number };
  engagement: object;
  byPlatform: Record<string, { posts: number; authors: number; engagement: object }>;
  byTag: Record<string, { posts: number; byPlatform: Record<string, { posts: number }> }>;
  quarters: { at: string; byPlatform: Record<string, number> }[];
  uris: Record<string, string[]>;
  perPost: Record<string, { engagement: { likes: number; reposts: number; replies: number; quotes: number } }>;
}

const minutes = 60_000;

test('the truth of Bluesky is what a plain count of all frames gives', async () => {
  await using simulator = await startByHand({ livePerHour: 6000, noisePerSecond: 1, blueskyShare: 1 });
  using stream = await connect(`${simulator.jetstreamUrl}/subscribe`);
  for (let n = 0; n < 15; n++) simulator.pass(2 * minutes);
  simulator.world.setLive(false);
  simulator.pass(500 * minutes);
  await drained(simulator, stream);
  const truth = await getJson<Truth>(`${simulator.controlUrl}/truth`);
  const counted = recountFrames(stream.frames, simulator.world);
  const { bluesky } = truth.byPlatform;
  expect(truth.posts).toBeGreaterThan(2000);
  expect(counted.deleted).toBeGreaterThan(10);
  expect({ ...bluesky, deleted: truth.deletedByPlatform.bluesky }).toEqual({
    posts: counted.posts,
    authors: counted.authors,
    engagement: counted.engagement,
    deleted: counted.deleted,
  });
  const byTag = Object.entries(truth.byTag).map(([tag, { byPlatform }]) => [tag, byPlatform.bluesky?.posts]);
  expect(Object.fromEntries(byTag)).toEqual(counted.byTag);
  expect(Object.fromEntries(truth.quarters.map(({ at, byPlatform }) => [at, byPlatform.bluesky]))).toEqual(
    counted.quarters,
  );
});

test('the truth of Mastodon is what the tag pages of all servers give together', async () => {
  await using simulator = await startByHand({ livePerHour: 4000, blueskyShare: 0.1, mastodonServers: 3, authors: 300 });
  for (let n = 0; n < 10; n++) simulator.pass(2 * minutes);
  const truth = await getJson<Truth>(`${simulator.controlUrl}/truth?uris=true&posts=true`);
  const found = new Map<string, Status>();
  for (const base of simulator.mastodonUrls) {
    for (const status of await walk(base, [...simulator.world.book.pages])) {
      const before = found.get(status.uri);
      if (!before || status.favourites_count > before.favourites_count) found.set(status.uri, status);
    }
  }
  const mine = Object.entries(truth.byTag).map(([tag]) => [
    tag,
    truth.uris[tag]?.filter((uri) => !uri.startsWith('at:')),
  ]);
  const theirs = Object.keys(truth.byTag).map((tag) => [
    tag,
    [...found.values()]
      .filter((status) => familiesOf(status, simulator.world).includes(tag))
      .map(({ uri }) => uri)
      .sort(),
  ]);
  expect(truth.byPlatform.mastodon?.posts).toBeGreaterThan(700);
  expect(mine).toEqual(theirs);
  const authors = new Set(
    [...found.values()]
      .filter((status) => familiesOf(status, simulator.world).length > 0)
      .map(({ account }) => account.url),
  );
  expect(truth.byPlatform.mastodon?.authors).toBe(authors.size);
  for (const { uri, favourites_count } of found.values()) {
    const known = truth.perPost[uri];
    if (known) expect([uri, known.engagement.likes]).toEqual([uri, favourites_count]);
  }
});

test('a time in the past is asked for as it was then', async () => {
  await using simulator = await startByHand();
  const { uri } = simulator.world.publish({ do: 'post', text: 'soon gone', tags: ['keep4o'] });
  simulator.pass(1 * minutes);
  simulator.world.publish({ do: 'delete', uri: uri ?? '' });
  simulator.pass(1 * minutes);
  const now = await getJson<Truth>(`${simulator.controlUrl}/truth`);
  const before = await getJson<Truth>(`${simulator.controlUrl}/truth?delay=90`);
  expect([now.posts, now.deleted, before.posts, before.deleted]).toEqual([0, 1, 1, 0]);
});

interface Status {
  id: string;
  uri: string;
  favourites_count: number;
  content: string;
  account: { url: string };
}

async function walk(base: string, names: string[]): Promise<Status[]> {
  const all: Status[] = [];
  for (let i = 0; i < names.length; i += 4) {
    const [tag, ...any] = names.slice(i, i + 4);
    const query = any.map((name) => `&any[]=${encodeURIComponent(name)}`).join('');
    let last: string | undefined;
    do {
      const below = last === undefined ? '' : `&max_id=${last}`;
      const page: Status[] = await getJson(`${base}/api/v1/timelines/tag/${tag}?limit=40${query}${below}`);
      all.push(...page);
      last = page.at(-1)?.id;
    } while (last !== undefined);
  }
  return all;
}

function familiesOf({ content }: Status, world: Awaited<ReturnType<typeof startByHand>>['world']): string[] {
  const typed = [...content.matchAll(/rel="tag">#<span>([^<]*)<\/span>/g)].map(([, tag]) => tag ?? '');
  return [...new Set(typed.map((tag) => world.book.find(tag)?.family ?? '').filter((family) => family !== ''))];
}
