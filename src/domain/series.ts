import { type Buckets, bucketIndex } from './time/bucket.ts';
import type { Window } from './time/window.ts';

/** What a chart counts. */
export const metrics = ['posts', 'authors', 'likes', 'reposts', 'replies', 'quotes'] as const;
export type Metric = (typeof metrics)[number];
export const bucketSizes = ['15m', 'hour', 'day', 'week'] as const;
export type BucketSize = (typeof bucketSizes)[number];
export const groupings = ['none', 'tag', 'platform', 'language', 'argument', 'kind', 'server', 'target'] as const;
export type Grouping = (typeof groupings)[number];

/** A hole in what was watched. `to` is null while it is open. Times RFC 3339 UTC. */
export interface Gap {
  from: string;
  to: string | null;
  /** `bluesky` or `mastodon:HOST[:PORT]`. */
  source: string;
  reason: string;
}

/** What every answer with figures carries. `coverage` is 0..1 of the asked time that has passed; null if none has. */
export interface Provenance {
  asOf: string;
  coverage: number;
  gaps: Gap[];
}

/** One line of a chart: `null` where nobody watched; what is known of such a bucket all the same stands in `sampled`. */
export interface SeriesLine {
  key: string;
  label: string;
  values: (number | null)[];
  sampled: (number | null)[];
}

/** The answer of `/series` and the data of every chart. */
export interface SeriesAnswer extends Provenance {
  campaign: string;
  metric: Metric;
  bucket: BucketSize;
  groupBy: Grouping;
  tz: string;
  from: string;
  to: string;
  /** First UTC instant of each bucket. */
  buckets: string[];
  /** Cut by the window, or still running. */
  partial: boolean[];
  /** Start of the running bucket, or null. */
  partialFrom: string | null;
  bucketCoverage: number[];
  series: SeriesLine[];
}

/** One line that an answer shall have, also if nothing was counted. */
export interface LineRequest {
  key: string;
  label: string;
  /** Coverage of each bucket for what this line counts: a family's spellings, a platform's sources. */
  coverage: readonly number[];
}

/** What a line counted in the bucket that holds an instant (ms). */
export interface BucketCount {
  at: number;
  key: string;
  count: number;
}

/** Keys by what was counted of each in all, the greatest first; of equals the alphabet decides. */
export function keysBySize(counts: readonly BucketCount[]): string[] {
  const totals = new Map<string, number>();
  for (const { key, count } of counts) totals.set(key, (totals.get(key) ?? 0) + count);
  return [...totals.keys()].sort((a, b) => (totals.get(b) ?? 0) - (totals.get(a) ?? 0) || (a < b ? -1 : 1));
}

/** Everything that a series answer is made of; times in ms. */
export interface SeriesParts {
  campaign: string;
  metric: Metric;
  groupBy: Grouping;
  window: Window;
  buckets: Buckets;
  lines: readonly LineRequest[];
  counts: readonly BucketCount[];
  /** Of the whole question: window, each bucket, and what is missing. */
  coverage: number;
  bucketCoverage: readonly number[];
  gaps: readonly Gap[];
  asOf: number;
}

/**
 * Assembles a series answer. A bucket that nobody watched is null, and what is known of it stands in `sampled`; any
 * other holds its count, 0 if there is none. So values and samples together are all that was counted. Counts of a line
 * that was not asked for get one of their own, with the coverage of the whole.
 */
export function toSeries(parts: SeriesParts): SeriesAnswer {
  const { window, buckets } = parts;
  const counted = new Map<string, Map<number, number>>();
  for (const { at, key, count } of parts.counts) {
    const bucket = bucketIndex(buckets, at);
    if (bucket < 0) continue;
    const ofLine = counted.get(key) ?? new Map<number, number>();
    counted.set(key, ofLine);
    ofLine.set(bucket, (ofLine.get(bucket) ?? 0) + count);
  }
  const asked = new Set(parts.lines.map(({ key }) => key));
  const others = [...counted.keys()].filter((key) => !asked.has(key));
  const lines = [...parts.lines, ...others.map((key) => ({ key, label: key, coverage: parts.bucketCoverage }))];
  return {
    campaign: parts.campaign,
    metric: parts.metric,
    bucket: window.bucket,
    groupBy: parts.groupBy,
    tz: window.tz,
    from: isoTime(window.from),
    to: isoTime(window.to),
    asOf: isoTime(parts.asOf),
    coverage: parts.coverage,
    gaps: [...parts.gaps],
    buckets: buckets.starts.map(isoTime),
    partial: buckets.partial,
    partialFrom: buckets.partialFrom === null ? null : isoTime(buckets.partialFrom),
    bucketCoverage: [...parts.bucketCoverage],
    series: lines.map((line) => toLine(line, buckets.starts.length, counted.get(line.key))),
  };
}

function toLine({ key, label, coverage }: LineRequest, size: number, counts?: ReadonlyMap<number, number>): SeriesLine {
  const isWatched = (bucket: number) => (coverage[bucket] ?? 0) > 0;
  const buckets = Array.from({ length: size }, (_, bucket) => bucket);
  return {
    key,
    label,
    values: buckets.map((bucket) => (isWatched(bucket) ? (counts?.get(bucket) ?? 0) : null)),
    sampled: buckets.map((bucket) => (isWatched(bucket) ? null : (counts?.get(bucket) ?? null))),
  };
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
