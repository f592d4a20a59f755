import { quarterMs } from '../time/quarter.ts';
import { type Expected, quantiles } from './negative-binomial.ts';
import { indexOf, type Quarters } from './quarters.ts';

const fewestPosts = 10;
const fewestAuthors = 5;

/** The range of usual counts. */
export interface Band {
  expected: number;
  /** 5 % and 95 % quantile. */
  low: number;
  high: number;
  /** 99 % quantile. */
  alarm: number;
}

/** The rate of the last hour against what is usual. */
export interface RateNow extends Partial<Band> {
  /** The last four closed quarters, ms. */
  from: number;
  to: number;
  posts: number;
  authors: number;
  /** Null without a baseline, and where the hour is out of range with too few posts to say so. */
  state: 'above' | 'within' | 'below' | null;
}

/** Usual counts of some quarters together, each with the mean and dispersion of its hour; negative binomial. */
export function bandOf(quarters: readonly Expected[]): Band {
  const mu = quarters.reduce((sum, quarter) => sum + quarter.mu / 4, 0);
  const alpha = quarters.reduce((sum, quarter) => sum + (quarter.alpha * quarter.mu) / 4, 0) / mu;
  const [low = 0, high = 0, alarm = 0] = quantiles([0.05, 0.95, 0.99], { mu, alpha });
  return { expected: mu, low, high, alarm };
}

/**
 * Judges the hour before `end`; null unless all of its quarters are usable. It is only called above the usual with at
 * least 10 posts by 5 accounts.
 * @param end of the last closed quarter, ms
 * @param authors distinct accounts that posted in that hour
 * @param expected what is usual in the hour that holds an instant, null without a baseline
 */
export function rateNow(
  quarters: Quarters,
  end: number,
  authors: number,
  expected: (at: number) => Expected | null,
): RateNow | null {
  const from = end - 4 * quarterMs;
  const first = indexOf(quarters, from);
  const places = [first, first + 1, first + 2, first + 3];
  if (!places.every((place) => quarters.usable[place])) return null;
  const posts = places.reduce((sum, place) => sum + (quarters.counts[place] ?? 0), 0);
  const usual = places.flatMap((_, i) => expected(from + i * quarterMs) ?? []);
  const now = { from, to: end, posts, authors };
  if (usual.length < places.length) return { ...now, state: null };
  const band = bandOf(usual);
  return { ...now, ...band, state: stateOf(posts, authors, band) };
}

function stateOf(posts: number, authors: number, { low, high }: Band): RateNow['state'] {
  if (posts < low) return 'below';
  if (posts <= high) return 'within';
  return posts >= fewestPosts && authors >= fewestAuthors ? 'above' : null;
}
