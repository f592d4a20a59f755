import type { Platform } from '../post.ts';
import { gammaQuantile } from './special.ts';

const hourMs = 3_600_000;
const windowMs = 2 * hourMs;
const oldestMs = 24 * hourMs;
const leastGained = 2;

/** Reactions of a post that is 1 to 14 days old: what a post usually gets. */
export interface GrownPost {
  platform: Platform;
  followers: number | null;
  engagement: number;
}

/** What a post of a network by an account of such a size usually gets in all. */
export type UsualEngagement = (platform: Platform, followers: number | null) => number;

/** A post that may rise: nobody asked that it should not, and it is no reply, copy, bot's or labelled post. */
export interface RisingCandidate {
  uri: string;
  author: string;
  platform: Platform;
  followers: number | null;
  /** Counted time, ms. */
  countedAt: number;
  /** Reactions now, and at the last reading at or before two hours ago; null if there is none. */
  engagement: number;
  engagementBefore: number | null;
}

export interface Rising<P> {
  post: P;
  /** At least this many times the usual. */
  lift: number;
  score: number;
  /** Reactions gained an hour. */
  velocity: number;
}

/** Fits what posts usually get, from posts of 1 to 14 days, shrunk to their network's mean; outliers are capped. */
export function usualEngagement(posts: readonly GrownPost[]): UsualEngagement {
  const means = new Map<string, number>();
  for (const [platform, all] of Map.groupBy(posts, (post) => post.platform)) {
    const sorted = all.map(({ engagement }) => engagement).sort((a, b) => a - b);
    const cap = sorted[Math.ceil(0.99 * sorted.length) - 1] ?? 0;
    const sum = (some: readonly GrownPost[]) =>
      some.reduce((total, { engagement }) => total + Math.min(engagement, cap), 0);
    const mean = (sum(all) + 10) / (all.length + 10);
    means.set(platform, mean);
    for (const [size, some] of Map.groupBy(all, (post) => sizeOf(post.followers)))
      means.set(`${platform} ${size}`, (sum(some) + 10 * mean) / (some.length + 10));
  }
  return (platform, followers) => means.get(`${platform} ${sizeOf(followers)}`) ?? means.get(platform) ?? 1;
}

/**
 * Posts of the last 24 hours that gain more than is usual for their author's size, so that small accounts have a chance:
 * the lower 20 % point of the posterior rate (prior Gamma(2, 2)), halved every six hours. The best post of each author.
 */
export function risingPosts<P extends RisingCandidate>(
  posts: readonly P[],
  usual: UsualEngagement,
  now: number,
): Rising<P>[] {
  const ranked = posts
    .flatMap((post) => rise(post, usual, now) ?? [])
    .sort((a, b) => b.score - a.score || b.post.countedAt - a.post.countedAt || (a.post.uri < b.post.uri ? -1 : 1));
  return [...new Map(ranked.toReversed().map((rising) => [rising.post.author, rising])).values()].sort(
    (a, b) => ranked.indexOf(a) - ranked.indexOf(b),
  );
}

function rise<P extends RisingCandidate>(post: P, usual: UsualEngagement, now: number): Rising<P> | null {
  const age = now - post.countedAt;
  if (age < 0 || age >= oldestMs) return null;
  const before = age > windowMs ? post.engagementBefore : null;
  const gained = before === null ? post.engagement : Math.max(0, post.engagement - before);
  if (gained < leastGained) return null;
  const share = before === null ? grown(age) : grown(age) - grown(age - windowMs);
  const lift = liftOf(gained, usual(post.platform, post.followers) * share);
  const hours = Math.max(Math.min(windowMs, age), 60_000) / hourMs;
  return { post, lift, score: lift * 2 ** (-age / (6 * hourMs)), velocity: gained / hours };
}

/** How many times the usual at least: gained reactions against the usual ones of the same time. */
export function liftOf(gained: number, usual: number): number {
  return gammaQuantile(0.2, 2 + gained) / (2 + usual);
}

/** Share of its reactions that a post of an age has. */
function grown(age: number): number {
  return 1 - 2 ** (-age / (3 * hourMs));
}

function sizeOf(followers: number | null): string {
  if (followers === null) return 'unknown';
  return ['100', '1000', '10000'].find((limit) => followers < Number(limit)) ?? 'more';
}
