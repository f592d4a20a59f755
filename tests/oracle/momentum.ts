import { baselines, enough, type Prediction, type Quarters } from './baseline.ts';
import { burstsOf, isShown, walk } from './bursts.ts';
import { floorQuarter, minute, quarter, type Window } from './clock.ts';
import type { Counted } from './counted.ts';
import type { WatchedSource } from './coverage.ts';
import { authorsOf } from './figures.ts';
import { dayGrowth, doubling, weekGrowth } from './growth.ts';
import { quantile } from './negative-binomial.ts';
import { burstSentence, coverageSentence, growthSentence, nowSentence } from './sentences.ts';

/** End of the last closed quarter at a moment (2.4), ms. */
export function lastClosed(sources: readonly WatchedSource[], now: number): number {
  let end = floorQuarter(now - 2 * minute);
  const passed = (at: number) => sources.every(({ covered }) => Math.max(0, ...covered.map(({ to }) => to)) >= at);
  while (!passed(end) && now < end + 15 * minute) end -= quarter;
  return end;
}

/** Sum of the last hour, if all of it was watched, against what is usual then (4.2). */
function rateNow(quarters: Quarters, usual: (at: number) => Prediction | null, end: number) {
  const starts = [4, 3, 2, 1].map((i) => end - i * quarter);
  if (starts.some((at) => quarters.kappa(at) < enough - 1e-12)) return null;
  const posts = starts.reduce((sum, at) => sum + quarters.count(at), 0);
  const found = starts.map(usual).filter((one) => one !== null);
  const span = { from: end - 4 * quarter, to: end, posts };
  if (found.length < 4) return { ...span, expected: null, low: null, high: null, alarm: null };
  const rates = found.reduce((sum, { mu }) => sum + mu, 0);
  const mu = rates / 4;
  const alpha = found.reduce((sum, one) => sum + one.alpha * one.mu, 0) / rates;
  const [low, high, alarm] = [0.05, 0.95, 0.99].map((p) => quantile(p, mu, alpha));
  return { ...span, expected: mu, low: low ?? null, high: high ?? null, alarm: alarm ?? null };
}

export interface MomentumInput {
  /** Posts that count and pass the filters, of any time. */
  readonly posts: readonly Counted[];
  readonly sources: readonly WatchedSource[];
  readonly kappa: (at: number) => number;
  readonly zone: string;
  readonly window: Window;
  readonly now: number;
}

/** Everything of section 4 and 5. */
export function momentumOf({ posts, sources, kappa, zone, window, now }: MomentumInput) {
  const byQuarter = Map.groupBy(posts, (post) => post.quarter);
  const quarters: Quarters = { kappa, count: (at) => byQuarter.get(at)?.length ?? 0 };
  const usual = baselines(quarters, zone);
  const end = Math.min(lastClosed(sources, now), window.to);
  const within = (from: number, to: number) => posts.filter((post) => from <= post.quarter && post.quarter < to);
  const authors = (from: number, to: number) => authorsOf(within(from, to));

  const now_ = rateNow(quarters, usual, end);
  const people = now_ ? authors(now_.from, now_.to) : 0;
  const loud = now_ !== null && now_.posts >= 10 && people >= 5;
  const above = now_?.high != null && now_.posts > now_.high;
  const below = now_?.low != null && now_.posts < now_.low;
  const unknown = now_?.high == null || (above && !loud);
  const state = unknown ? null : above ? 'above' : below ? 'below' : 'within';

  const { counts, growth: week } = weekGrowth(quarters, end);
  const seven = 7 * 96 * quarter;
  const weekAuthors = authors(end - 2 * seven, end);
  const weekShown = week !== null && weekAuthors >= 5;
  const ofDay = dayGrowth(quarters, end);
  const dayAuthors = authors(end - (8 / 7) * seven, end);
  const reach = { from: window.from, to: end };
  const bursts = burstsOf(quarters, usual, reach)
    .map((burst) => ({ ...burst, authors: authors(burst.from, burst.to) }))
    .filter((burst) => isShown(burst, burst.authors));
  return {
    now: now_ && { ...now_, authors: people, state },
    week: weekShown ? { ...week, authors: weekAuthors, doubling: doubling(week) } : null,
    day: ofDay !== null && dayAuthors >= 5 ? { ...ofDay, authors: dayAuthors } : null,
    bursts,
    live: walk(quarters, usual, reach).live,
    sentences: {
      growth: growthSentence(weekShown ? week : null, counts),
      now: now_ && (now_.high === null ? null : nowSentence({ ...now_, state }, zone)),
      burst: ((last) => (last ? burstSentence(last, zone) : null))(bursts.at(-1)),
      coverage: coverageSentence(counts.usable),
    },
  };
}
