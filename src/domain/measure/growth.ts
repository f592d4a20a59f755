import { quarterMs } from '../time/quarter.ts';
import { indexOf, type Quarters, usableSum } from './quarters.ts';
import { betaQuantile, tQuantile } from './special.ts';

const dayMs = 96 * quarterMs;
const weekMs = 7 * dayMs;
const normal = 1.959964; // 97.5 % of the normal distribution
const fewestPosts = 20;
const fewestAuthors = 5;
const fewestBlocks = 3;

/** A factor with its 95 % interval. */
export interface Ratio {
  ratio: number;
  low: number;
  high: number;
}

/** Two stretches compared. */
export interface Growth {
  /** Posts in the usable time of the later and the earlier stretch. */
  posts: number;
  before: number;
  /** Accounts over both. */
  authors: number;
  /** Share of the time that was used, 0..1. */
  usable: number;
  /** Null under the least evidence: 20 posts, 5 accounts, half of the time, three days with posts. */
  estimate: Ratio | null;
}

/** How long a campaign takes to double or halve, in days, if it goes on so. */
export interface Doubling {
  days: number;
  low: number;
  high: number;
  halving: boolean;
}

/**
 * The last seven days against the seven before, quarter by quarter, so that gaps and the time of day cancel: only pairs
 * of which both are usable count. Clopper-Pearson interval on the conditional binomial (Przyborowski & Wilenski 1940)
 * with counts divided by their overdispersion (quasi-likelihood, McCullagh & Nelder 1989, section 9.2).
 * @param end of the last closed quarter, ms
 */
export function weekGrowth(quarters: Quarters, end: number, authors: number): Growth {
  const start = indexOf(quarters, end - weekMs);
  const blocks = Array.from({ length: 7 }, () => ({ after: 0, before: 0 }));
  let pairs = 0;
  for (let i = 0; i < 672; i++) {
    const [now, then] = [start + i, start + i - 672];
    const block = blocks[Math.floor(i / 96)];
    if (!block || !quarters.usable[now] || !quarters.usable[then]) continue;
    pairs++;
    block.after += quarters.counts[now] ?? 0;
    block.before += quarters.counts[then] ?? 0;
  }
  const posts = blocks.reduce((sum, block) => sum + block.after, 0);
  const before = blocks.reduce((sum, block) => sum + block.before, 0);
  const growth = { posts, before, authors, usable: pairs / 672, estimate: null };
  const active = blocks.filter((block) => block.after + block.before > 0);
  if (!isEnough(growth) || growth.usable < 0.5 || active.length < fewestBlocks) return growth;
  return { ...growth, estimate: ratioInterval(posts, before, pairedDispersion(active, posts, before)) };
}

/** The last 24 hours against the rate of the seven days before. A single day says little: its interval is wide. */
export function dayGrowth(quarters: Quarters, end: number, authors: number): Growth {
  const now = usableSum(quarters, end - dayMs, end);
  const days = Array.from({ length: 7 }, (_, i) => usableSum(quarters, end - (i + 2) * dayMs, end - (i + 1) * dayMs));
  const before = days.reduce((sum, day) => sum + day.posts, 0);
  const quartersBefore = days.reduce((sum, day) => sum + day.quarters, 0);
  const usable = (now.quarters + quartersBefore) / (8 * 96);
  const growth = { posts: now.posts, before, authors, usable, estimate: null };
  if (!isEnough(growth) || now.quarters < 48 || quartersBefore < 48) return growth;
  const rates = days.filter((day) => day.quarters > 0).map((day) => day.posts / (day.quarters / 96));
  if (rates.length < fewestBlocks) return growth;
  const { ratio, low, high } = ratioInterval(now.posts, before, rateDispersion(rates));
  const scale = quartersBefore / now.quarters;
  return { ...growth, estimate: { ratio: ratio * scale, low: low * scale, high: high * scale } };
}

/** The factor a/b of two counts with its 95 % interval, at a dispersion of 1 (chance alone) or more. */
export function ratioInterval(a: number, b: number, dispersion: number): Ratio {
  const odds = (p: number) => p / (1 - p);
  const low = betaQuantile(0.025, a / dispersion, b / dispersion + 1);
  const high = betaQuantile(0.975, a / dispersion + 1, b / dispersion);
  return { ratio: a / b, low: odds(low), high: odds(high) };
}

/** Doubling or halving time of a weekly growth; null unless its interval excludes "no change". */
export function doubling({ ratio, low, high }: Ratio): Doubling | null {
  if (low <= 1 && high >= 1) return null;
  const days = (factor: number) => (7 * Math.LN2) / Math.abs(Math.log(factor));
  const limits = [days(low), days(high)].sort((x, y) => x - y);
  return { days: days(ratio), low: limits[0] ?? 0, high: limits[1] ?? 0, halving: ratio < 1 };
}

function isEnough({ posts, before, authors }: Growth): boolean {
  return posts + before >= fewestPosts && before > 0 && authors >= fewestAuthors;
}

/** How much more days scatter between the two weeks than chance alone makes them. */
export function pairedDispersion(
  blocks: readonly { after: number; before: number }[],
  posts: number,
  before: number,
): number {
  if (posts === 0 || before === 0) return 1;
  const p = posts / (posts + before);
  const chi = blocks.reduce((sum, block) => {
    const n = block.after + block.before;
    return n === 0 ? sum : sum + (block.after - p * n) ** 2 / (n * p * (1 - p));
  }, 0);
  const freedom = blocks.length - 1;
  return Math.max(1, chi / freedom) * (tQuantile(0.975, freedom) / normal) ** 2;
}

/** Of daily rates; `metrics.md` 4.3 writes the normal's quantile with two digits here. */
function rateDispersion(rates: readonly number[]): number {
  const freedom = rates.length - 1;
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / freedom;
  return Math.max(1, variance / mean) * (tQuantile(0.975, freedom) / 1.96) ** 2;
}
