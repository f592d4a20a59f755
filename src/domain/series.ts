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
