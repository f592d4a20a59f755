import type { BucketSize } from '../series.ts';
import type { Interval } from './interval.ts';
import { ceilQuarter, quarterMs } from './quarter.ts';
import { offsetAt } from './zone.ts';

const hourMs = 3_600_000;
const dayMs = 86_400_000;
const toMonday = 3 * dayMs; // 1970-01-01 was a Thursday

/** The buckets of a chart. */
export interface Buckets {
  /** First UTC instants, ascending, ms; the first is the window's start. */
  starts: number[];
  /** End of the last one: the window's end. */
  end: number;
  /** Cut by the window, or running at `now`. */
  partial: boolean[];
  /** Start of the running one, or null. */
  partialFrom: number | null;
}

/**
 * Buckets of a window on the wall clock of a zone. Quarters belong to one hour if local date, hour and UTC offset are
 * equal, to one day if the local date is, to one week if the local Monday is: so no bucket is lost or merged where
 * clocks change.
 * @param window begins and ends with a quarter
 * @param zone must be a time zone (`isTimeZone`)
 */
export function viewBuckets(window: Interval, size: BucketSize, zone: string, now: number): Buckets {
  const starts = bucketStarts(window, size, zone);
  const end = window.to;
  const running = starts.findLastIndex((start) => start <= now);
  const isRunning = running >= 0 && now < (starts[running + 1] ?? end);
  const partial = starts.map((_, i) => i === running && isRunning);
  if (starts.length > 0 && sharesBucket(window.from - quarterMs, window.from, size, zone)) partial[0] = true;
  if (starts.length > 0 && sharesBucket(end - quarterMs, end, size, zone)) partial[starts.length - 1] = true;
  return { starts, end, partial, partialFrom: isRunning ? (starts[running] ?? null) : null };
}

/** Index of the bucket that holds an instant, or -1 if none does. */
export function bucketIndex({ starts, end }: Pick<Buckets, 'starts' | 'end'>, at: number): number {
  if (at >= end) return -1;
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? at) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** First UTC instants of the buckets of a window, ms. */
export function bucketStarts({ from, to }: Interval, size: BucketSize, zone: string): number[] {
  const starts: number[] = [];
  const { length, shift } = units[size];
  for (let at = from, previous = ''; at < to; ) {
    const stretch = offsetAt(zone, at);
    const key = bucketKey(at, stretch.offset, size);
    if (key !== previous) starts.push(at);
    previous = key;
    const local = at + stretch.offset + shift;
    const next = (Math.floor(local / length) + 1) * length - stretch.offset - shift;
    at = ceilQuarter(Math.min(next, stretch.to));
  }
  return starts;
}

const units: Record<BucketSize, { length: number; shift: number }> = {
  '15m': { length: quarterMs, shift: 0 },
  hour: { length: hourMs, shift: 0 },
  day: { length: dayMs, shift: 0 },
  week: { length: 7 * dayMs, shift: toMonday },
};

function bucketKey(at: number, offset: number, size: BucketSize): string {
  const { length, shift } = units[size];
  if (size === '15m') return String(at);
  const number = Math.floor((at + offset + shift) / length);
  return size === 'hour' ? `${number} ${offset}` : String(number);
}

function sharesBucket(a: number, b: number, size: BucketSize, zone: string): boolean {
  return bucketKey(a, offsetAt(zone, a).offset, size) === bucketKey(b, offsetAt(zone, b).offset, size);
}
