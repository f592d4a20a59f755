import type { Counted } from './counted.ts';

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** Posts by account, the most active first. */
export const activity = (posts: readonly Counted[]): number[] =>
  [...Map.groupBy(posts, ({ author }) => author).values()].map((own) => own.length).toSorted((a, b) => b - a);

export const top10Share = (posts: readonly Counted[]): number | null => {
  const own = activity(posts);
  return own.length < 20 ? null : sum(own.slice(0, 10)) / posts.length;
};

/** Shares of posts by the most active 1 %, the next 9 % and the others. */
export function participation(posts: readonly Counted[]) {
  const own = activity(posts);
  if (own.length === 0) return null;
  const one = Math.ceil(own.length / 100);
  const ten = Math.ceil(own.length / 10);
  const share = (from: number, to: number) => sum(own.slice(from, to)) / posts.length;
  return { top1: share(0, one), next9: share(one, ten), rest: share(ten, own.length) };
}

/** Share of posts by accounts with one post. */
export const oneTime = (posts: readonly Counted[]): number | null =>
  posts.length === 0 ? null : activity(posts).filter((n) => n === 1).length / posts.length;

/** Accounts that never had a counted post before the window. `all`: what the campaign ever counted. */
export function newAuthors(posts: readonly Counted[], all: readonly Counted[], from: number): number {
  const before = new Set(all.filter(({ quarter }) => quarter < from).map(({ author }) => author));
  return new Set(posts.map(({ author }) => author)).difference(before).size;
}

/** Followers of each account once, as last told; null where no network told any. */
export function followers(posts: readonly Counted[]): { sum: number | null; median: number | null } {
  const known = new Map<string, number>();
  for (const { author, followers: n } of posts.toSorted((a, b) => a.followersAt - b.followersAt))
    if (n !== null) known.set(author, n);
  const sorted = [...known.values()].toSorted((a, b) => a - b);
  if (sorted.length === 0) return { sum: null, median: null };
  const middle = sorted.length / 2;
  const median = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
  return { sum: sum(sorted), median };
}

/** exp(−Σ p ln p) of the languages that are known; null without any. */
export function effectiveLanguages(posts: readonly Counted[]): number | null {
  const known = posts.filter(({ spoken }) => spoken !== 'und');
  const shares = [...Map.groupBy(known, ({ spoken }) => spoken).values()].map((own) => own.length / known.length);
  return known.length === 0 ? null : Math.exp(-sum(shares.map((p) => p * Math.log(p))));
}
