import type { Counted } from './counted.ts';
import { type Reactions, reactionKinds } from './post.ts';

export interface Totals extends Reactions {
  readonly posts: number;
  readonly authors: number;
}

export const authorsOf = (posts: readonly Counted[]): number => new Set(posts.map(({ author }) => author)).size;

/** Sums over posts; accounts distinct. */
export function totalsOf(posts: readonly Counted[]): Totals {
  const sum = (kind: keyof Reactions) => posts.reduce((all, { reactions }) => all + reactions[kind], 0);
  const [likes, reposts, replies, quotes] = reactionKinds.map(sum) as [number, number, number, number];
  return { posts: posts.length, authors: authorsOf(posts), likes, reposts, replies, quotes };
}

/** What a post is grouped by: in each of its groups it counts (3.7). */
export const groupings = {
  none: () => ['all'],
  tag: ({ hits }: Counted) => hits.map(({ family }) => family),
  platform: ({ network }: Counted) => [network],
  language: ({ spoken }: Counted) => [spoken],
  argument: (post: Counted) => [...post.arguments],
  kind: ({ kind }: Counted) => [kind],
  server: ({ server }: Counted) => [server],
  target: ({ targets }: Counted) => [...targets],
} satisfies Record<string, (post: Counted) => string[]>;
export type Grouping = keyof typeof groupings;

/** Posts by group. */
export function grouped(posts: readonly Counted[], by: Grouping): Map<string, Counted[]> {
  const groups = new Map<string, Counted[]>();
  for (const post of posts) {
    for (const key of new Set(groupings[by](post))) groups.set(key, [...(groups.get(key) ?? []), post]);
  }
  return groups;
}

/** Copies whose original is counted among the same posts (3.5). */
export function bridgedCopies(posts: readonly Counted[]): number {
  const originals = new Set(posts.flatMap(({ uri, url }) => (url === null ? [uri] : [uri, url])));
  return posts.filter(({ copyOf }) => copyOf !== null && originals.has(copyOf)).length;
}
