import { GroundswellError } from '../../errors.ts';
import { type BucketSize, bucketSizes } from '../series.ts';
import type { Interval } from './interval.ts';
import { ceilQuarter, floorQuarter, quarterMs } from './quarter.ts';
import { isTimeZone } from './zone.ts';

const dayMs = 86_400_000;
const usualDays = 7;
const longestByHour = 14 * dayMs;
/** The most buckets that one answer may have. */
export const maxBuckets = 20_000;

const leastLength: Record<BucketSize, number> = { '15m': quarterMs, hour: 4 * quarterMs, day: dayMs, week: 7 * dayMs };

/** The time parameters of a request, as they came; an empty one is the same as none. */
export interface WindowQuery {
  from?: string | undefined;
  to?: string | undefined;
  bucket?: string | undefined;
  tz?: string | undefined;
}

/** What a request asks about: a stretch on quarters, the size of its buckets and the zone of its wall clock. */
export interface Window extends Interval {
  bucket: BucketSize;
  tz: string;
}

/**
 * Reads the time parameters of a request. Times are RFC 3339, or a day or wall-clock time of the zone asked. By default
 * the last 7 days by the hour, above 14 days by the day. `from` is rounded down and `to` up to a quarter of an hour.
 * @param defaults the present in ms, and the campaign's zone
 * @throws GroundswellError `query-invalid` if a value cannot be read, the window is empty or has too many buckets
 */
export function resolveWindow(query: WindowQuery, defaults: { now: number; tz: string }): Window {
  const tz = query.tz ? parseZone(query.tz) : defaults.tz;
  const to = query.to ? parseTime('to', query.to, tz) : defaults.now;
  const from = query.from ? parseTime('from', query.from, tz) : to - usualDays * dayMs;
  if (from >= to) throw invalid(`'from' must be before 'to'; found ${show(from)} and ${show(to)}.`);
  const bucket = query.bucket ? parseBucket(query.bucket) : to - from > longestByHour ? 'day' : 'hour';
  const window = { from: floorQuarter(from), to: ceilQuarter(to), bucket, tz };
  if ((window.to - window.from) / leastLength[bucket] > maxBuckets)
    throw invalid(
      `at most ${maxBuckets} buckets are allowed; ask for a shorter time or a larger bucket than ${bucket}.`,
    );
  return window;
}

function parseZone(name: string): string {
  if (isTimeZone(name)) return name;
  throw invalid(`'tz' must be an IANA time zone such as Europe/Berlin; found '${name.slice(0, 50)}'.`);
}

function parseBucket(text: string): BucketSize {
  const bucket = bucketSizes.find((size) => size === text);
  if (bucket) return bucket;
  throw invalid(`'bucket' must be one of ${bucketSizes.join(', ')}; found '${text.slice(0, 50)}'.`);
}

function parseTime(name: string, text: string, tz: string): number {
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return Temporal.PlainDate.from(text).toZonedDateTime(tz).epochMilliseconds;
    if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?$/.test(text))
      return Temporal.PlainDateTime.from(text).toZonedDateTime(tz).epochMilliseconds;
    if (/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)$/.test(text))
      return Temporal.Instant.from(text).epochMilliseconds;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
  }
  throw invalid(`'${name}' must be a time such as 2026-01-31T12:00:00Z; found '${text.slice(0, 50)}'.`);
}

function invalid(sentence: string): GroundswellError {
  return new GroundswellError('query-invalid', sentence);
}

function show(at: number): string {
  return new Date(at).toISOString();
}
