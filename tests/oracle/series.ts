import { type BucketSize, bucketsOf, iso, quarter, type Window } from './clock.ts';
import type { Counted } from './counted.ts';
import { type Grouping, groupings, type Totals, totalsOf } from './figures.ts';

export interface SeriesQuestion {
  readonly window: Window;
  readonly size: BucketSize;
  readonly zone: string;
  readonly by: Grouping;
  readonly metric: keyof Totals;
}

export interface OracleSeries {
  readonly buckets: string[];
  readonly partial: boolean[];
  readonly partialFrom: string | null;
  readonly coverage: number[];
  /** Values and samples of a group; of one that nobody wrote in, too. */
  readonly line: (key: string) => { values: (number | null)[]; sampled: (number | null)[] };
  readonly keys: string[];
}

/**
 * Figures by bucket (2.2 to 2.4).
 * @param posts those that count in the window
 * @param kappa coverage of a stretch for a group
 */
export function seriesOf(
  posts: readonly Counted[],
  { window, size, zone, by, metric }: SeriesQuestion,
  kappa: (stretch: Window, key: string) => number,
  now: number,
): OracleSeries {
  const buckets = bucketsOf(window, size, zone, now);
  const byQuarter = Map.groupBy(posts, (post) => post.quarter);
  const rows = buckets.map(({ quarters, start, partial, running }) => ({
    own: quarters.flatMap((at) => byQuarter.get(at) ?? []),
    stretch: { from: start, to: Math.min(now, (quarters.at(-1) ?? start) + quarter) },
    start,
    partial,
    running,
  }));
  const line = (key: string) => {
    const cells = rows.map(({ own, stretch }) => {
      const of = own.filter((post) => groupings[by](post).includes(key));
      return { value: totalsOf(of)[metric], posts: of.length, coverage: kappa(stretch, key) };
    });
    return {
      values: cells.map(({ value, coverage }) => (coverage > 0 ? value : null)),
      sampled: cells.map(({ value, posts: n, coverage }) => (coverage > 0 || n === 0 || value === 0 ? null : value)),
    };
  };
  const running = rows.find((row) => row.running);
  return {
    buckets: rows.map(({ start }) => iso(start)),
    partial: rows.map(({ partial }) => partial),
    partialFrom: running ? iso(running.start) : null,
    coverage: rows.map(({ stretch }) => kappa(stretch, 'all')),
    line,
    keys: [...new Set(posts.flatMap((post) => groupings[by](post)))],
  };
}
