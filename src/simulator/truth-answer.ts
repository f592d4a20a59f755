import type { Platform } from './facts.ts';
import { type Counted, type Engagement, type Recount, recount, type TruthQuery } from './truth.ts';
import type { World } from './world.ts';

const quarter = 900_000;

/** The body of `GET /truth`, described in `truth.ts`. */
export function truthAnswer(
  world: World,
  query: TruthQuery & { readonly uris?: boolean; readonly posts?: boolean },
): object {
  const found = recount(world.ledger, query);
  const { counted } = found;
  const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());
  const uris = new Set(counted.map(({ uri }) => uri));
  const families = world.book.families;
  return {
    asOf: iso(query.asOf ?? world.now),
    from: iso(query.from),
    to: iso(query.to),
    live: world.live,
    ...figures(counted),
    bridgedCopies: counted.filter(({ bridgedFrom }) => bridgedFrom !== null && uris.has(bridgedFrom)).length,
    ...rest(found),
    byPlatform: byPlatform(counted, figures),
    byTag: Object.fromEntries(families.map((family) => [family, ofFamily(counted, family)])),
    byKind: count(counted, ({ kind }) => kind, { original: 0, reply: 0, quote: 0 }),
    byLanguage: count(counted, ({ language }) => language ?? 'none', {}),
    byServer: count(counted, ({ server }) => server, {}),
    hours: buckets(counted, 4 * quarter),
    quarters: buckets(counted, quarter),
    ...(query.uris ? { uris: Object.fromEntries(families.map((family) => [family, urisOf(counted, family)])) } : {}),
    ...(query.posts ? { perPost: Object.fromEntries(counted.map(({ uri, ...post }) => [uri, times(post)])) } : {}),
  };
}

const rest = ({ deletedByPlatform, hidden, unseen, inactive, optedOut }: Recount) => ({
  deleted: deletedByPlatform.bluesky + deletedByPlatform.mastodon,
  deletedByPlatform,
  hidden,
  unseen,
  inactive,
  optedOut,
});

const figures = (posts: readonly Counted[]) => ({ ...numbers(posts), engagement: sum(posts) });

const numbers = (posts: readonly Counted[]) => ({
  posts: posts.length,
  authors: new Set(posts.map(({ author }) => author)).size,
});

const times = ({ claimed, firstSeen, countedAt, ...post }: Omit<Counted, 'uri'>) => ({
  ...post,
  claimed: claimed === null || Number.isNaN(new Date(claimed).getTime()) ? null : new Date(claimed).toISOString(),
  firstSeen: new Date(firstSeen).toISOString(),
  countedAt: new Date(countedAt).toISOString(),
});

function sum(posts: readonly Counted[]): Engagement {
  const total = { likes: 0, reposts: 0, replies: 0, quotes: 0 };
  for (const { engagement } of posts) {
    total.likes += engagement.likes;
    total.reposts += engagement.reposts;
    total.replies += engagement.replies;
    total.quotes += engagement.quotes;
  }
  return total;
}

function byPlatform<T>(posts: readonly Counted[], measure: (posts: readonly Counted[]) => T): Record<Platform, T> {
  const of = (platform: Platform) => measure(posts.filter((post) => post.platform === platform));
  return { bluesky: of('bluesky'), mastodon: of('mastodon') };
}

function ofFamily(posts: readonly Counted[], family: string): object {
  const own = posts.filter(({ families }) => families.includes(family));
  return { ...figures(own), byPlatform: byPlatform(own, numbers) };
}

const urisOf = (posts: readonly Counted[], family: string): string[] =>
  posts
    .filter(({ families }) => families.includes(family))
    .map(({ uri }) => uri)
    .sort();

function count<T>(list: readonly T[], key: (item: T) => string, start: Record<string, number>): Record<string, number> {
  const result = { ...start };
  for (const item of list) result[key(item)] = (result[key(item)] ?? 0) + 1;
  return result;
}

function buckets(posts: readonly Counted[], length: number): object[] {
  const groups = new Map<number, Counted[]>();
  for (const post of posts) {
    const at = Math.floor(post.countedAt / length) * length;
    const group = groups.get(at);
    if (group) group.push(post);
    else groups.set(at, [post]);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([at, group]) => ({
      at: new Date(at).toISOString(),
      ...numbers(group),
      byPlatform: byPlatform(group, (some) => some.length),
      byTag: count(
        group.flatMap(({ families }) => families),
        (family) => family,
        {},
      ),
    }));
}
