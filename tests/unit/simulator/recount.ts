import type { World } from '../../../src/simulator/index.ts';

interface Numbers {
  likes: number;
  reposts: number;
  replies: number;
  quotes: number;
}

export interface Recounted {
  readonly posts: number;
  readonly authors: number;
  readonly engagement: Numbers;
  readonly byTag: Record<string, number>;
  readonly quarters: Record<string, number>;
  readonly deleted: number;
}

interface Frame {
  did: string;
  time_us: number;
  kind: string;
  account?: { active: boolean };
  commit?: { operation: string; collection: string; rkey: string; record?: Record<string, never> };
}

interface Post {
  record: {
    createdAt: string;
    text: string;
    tags?: string[];
    facets?: { features: { tag?: string }[] }[];
    reply?: Ref;
    embed?: Ref & { record: Ref };
  };
  did: string;
  firstSeen: number;
  gone: boolean;
}

type Ref = { uri?: string; parent?: { uri: string }; record?: { uri?: string; record?: { uri: string } } };

/** Counts a Bluesky stream the plain way: every frame, then every post. */
export function recountFrames(frames: readonly unknown[], world: World): Recounted {
  const posts = new Map<string, Post>();
  const reactions = new Map<string, { once: string; uri: string; kind: string }>();
  const inactive = new Set<string>();
  for (const { did, time_us, kind, account, commit } of frames as Frame[]) {
    if (kind === 'account') {
      if (account?.active) inactive.delete(did);
      else inactive.add(did);
    }
    if (!commit) continue;
    const uri = `at://${did}/${commit.collection}/${commit.rkey}`;
    if (commit.collection === 'app.bsky.feed.post') {
      const before = posts.get(uri);
      if (commit.operation === 'delete') {
        if (before) before.gone = true;
      } else {
        const record = commit.record as unknown as Post['record'];
        posts.set(uri, { record, did, firstSeen: before?.firstSeen ?? time_us / 1000, gone: false });
      }
    } else if (commit.operation === 'delete') reactions.delete(uri);
    else {
      const { subject } = (commit.record ?? {}) as unknown as { subject?: { uri: string } };
      const sort = commit.collection === 'app.bsky.feed.like' ? 'likes' : 'reposts';
      if (subject) reactions.set(uri, { once: `${sort} ${did} ${subject.uri}`, uri: subject.uri, kind: sort });
    }
  }
  const counts = new Map<string, Numbers>();
  const of = (uri: string): Numbers => {
    const known = counts.get(uri) ?? { likes: 0, reposts: 0, replies: 0, quotes: 0 };
    counts.set(uri, known);
    return known;
  };
  const seen = new Set<string>();
  for (const { once, uri, kind } of reactions.values()) {
    if (seen.has(once)) continue;
    seen.add(once);
    of(uri)[kind as 'likes' | 'reposts']++;
  }
  for (const { record, gone } of posts.values()) {
    if (gone) continue;
    const parent = record.reply?.parent?.uri;
    const quoted = record.embed?.record?.uri ?? record.embed?.record?.record?.uri;
    if (parent) of(parent).replies++;
    if (typeof quoted === 'string') of(quoted).quotes++;
  }
  const result = {
    posts: 0,
    engagement: { likes: 0, reposts: 0, replies: 0, quotes: 0 },
    byTag: {} as Record<string, number>,
    quarters: {} as Record<string, number>,
    deleted: 0,
  };
  const authors = new Set<string>();
  for (const [uri, { record, did, firstSeen, gone }] of posts) {
    const families = familiesOf(record, world);
    if (families.length === 0) continue;
    if (gone) result.deleted++;
    if (gone || inactive.has(did)) continue;
    result.posts++;
    authors.add(did);
    for (const family of families) result.byTag[family] = (result.byTag[family] ?? 0) + 1;
    const claimed = Date.parse(record.createdAt);
    const quarter = Math.floor(Math.min(Number.isNaN(claimed) ? firstSeen : claimed, firstSeen) / 900_000) * 900_000;
    const key = new Date(quarter).toISOString();
    result.quarters[key] = (result.quarters[key] ?? 0) + 1;
    const own = of(uri);
    for (const name of ['likes', 'reposts', 'replies', 'quotes'] as const) result.engagement[name] += own[name];
  }
  return { ...result, authors: authors.size };
}

function familiesOf({ text, tags = [], facets = [] }: Post['record'], world: World): string[] {
  const inFacets = facets.flatMap(({ features }) => features.flatMap(({ tag }) => (tag ? [tag] : [])));
  const inText = [...text.matchAll(/(?:^|\s)#(\S+)/g)].map(([, tag]) => tag ?? '');
  const families = [...inFacets, ...tags, ...inText].map((tag) => world.book.find(tag)?.family);
  return [...new Set(families.filter((family) => family !== undefined && family !== null))];
}
