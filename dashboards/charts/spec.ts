import type { BucketSize, Grouping, Metric, Provenance, SeriesLine } from '../../src/domain/series.ts';

/** Names of the charts, as in their addresses. */
export type ChartName = 'posts' | 'authors' | 'engagement' | 'tags' | 'platforms' | 'languages' | 'arguments';

/** The data of a chart: an answer of `/series`, or four of them merged (`engagement`). */
export interface ChartAnswer extends Provenance {
  campaign: string;
  metric: Metric | 'engagement';
  bucket: BucketSize;
  groupBy: Grouping;
  tz: string;
  from: string;
  to: string;
  buckets: string[];
  partial: boolean[];
  partialFrom: string | null;
  bucketCoverage: number[];
  series: SeriesLine[];
}

/** Colours by name; the stylesheet gives each a light and a dark value. Colour never stands alone: see `dash`. */
export type Colour = 'teal' | 'blue' | 'vermillion' | 'purple' | 'ochre' | 'grey';

/** One line of the drawing. */
export interface DrawnLine extends SeriesLine {
  colour: Colour;
  /** Lengths of strokes and spaces; empty: solid. */
  dash: number[];
  /** Keys of the lines summed in it: only "other" has some. */
  folded: string[];
}

/** A mark on the time axis. `at` in ms. */
export interface Tick {
  at: number;
  label: string;
}

/** A stretch nobody watched (`unknown`), or watched for less than 95 % of the time (`thin`). Half-open, ms. */
export interface Hole {
  from: number;
  to: number;
  kind: 'unknown' | 'thin';
}

/** A dated remark of the campaign, with the sign that stands for it on the drawing. */
export interface ChartNote {
  at: number;
  until: number | null;
  label: string;
  url: string | null;
  sign: string;
}

/** The usual range of a bucket, where it is known. */
export interface Band {
  low: (number | null)[];
  high: (number | null)[];
}

/**
 * All that a chart shows, worked out once. The drawing, the table, the canvas and the files are made from this alone,
 * so they cannot disagree. Times in ms unless they are ISO strings.
 */
export interface ChartSpec {
  chart: ChartName;
  campaign: string;
  title: string;
  /** What a value counts: "posts". */
  unit: string;
  tz: string;
  asOf: string;
  coverage: number;
  /** The drawing in one or two sentences. */
  summary: string;
  /** First instant of each bucket, as answered. */
  buckets: string[];
  /** The same, in words of the zone. */
  labels: string[];
  starts: number[];
  ends: number[];
  partial: boolean[];
  /** Start of the running bucket, or null. */
  partialFrom: number | null;
  bucketCoverage: number[];
  /** Partial, or watched for less than half of the time: a value that is no fall, drawn dotted. */
  dotted: boolean[];
  ticks: Tick[];
  /** Fewer, for a narrow drawing. */
  narrowTicks: Tick[];
  yTicks: { value: number; label: string }[];
  /** Every line: for the table and the files. */
  lines: SeriesLine[];
  /** At most five and "other": for the drawing. */
  drawn: DrawnLine[];
  /** What the drawing leaves out or sums, in a sentence; null if nothing. */
  remark: string | null;
  holes: Hole[];
  notes: ChartNote[];
  band: Band | null;
}
