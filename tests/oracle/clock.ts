export const minute = 60_000;
export const quarter = 15 * minute;
export const hour = 60 * minute;
export const day = 24 * hour;

export interface Window {
  /** Half-open, ms. */
  readonly from: number;
  readonly to: number;
}
export type BucketSize = '15m' | 'hour' | 'day' | 'week';

export const floorQuarter = (at: number): number => Math.floor(at / quarter) * quarter;
export const ceilQuarter = (at: number): number => Math.ceil(at / quarter) * quarter;
export const iso = (at: number): string => new Date(at).toISOString();

/** The starts of the quarters of a window, ms. */
export function quartersOf({ from, to }: Window): number[] {
  const starts: number[] = [];
  for (let at = floorQuarter(from); at < to; at += quarter) starts.push(at);
  return starts;
}

const told = new Map<string, Temporal.ZonedDateTime>();
/** The clock on the wall of a zone. */
export function local(at: number, zone: string): Temporal.ZonedDateTime {
  const key = `${at} ${zone}`;
  const known = told.get(key) ?? Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  told.set(key, known);
  return known;
}

/** Quarters with the same key share a bucket (2.2). */
export function bucketKey(at: number, size: BucketSize, zone: string): string {
  if (size === '15m') return iso(at);
  const wall = local(at, zone);
  const date = wall.toPlainDate();
  if (size === 'hour') return `${date.toString()} ${wall.hour} ${wall.offset}`;
  if (size === 'day') return date.toString();
  return date.subtract({ days: wall.dayOfWeek - 1 }).toString();
}

export interface Bucket {
  readonly quarters: readonly number[];
  readonly start: number;
  /** Cut by the window, or not over. */
  readonly partial: boolean;
  readonly running: boolean;
}

/** The view buckets of a window whose ends stand on quarters. */
export function bucketsOf(window: Window, size: BucketSize, zone: string, now: number): Bucket[] {
  const groups = Map.groupBy(quartersOf(window), (at) => bucketKey(at, size, zone));
  return [...groups].map(([key, quarters]) => {
    const start = quarters[0] ?? 0;
    const last = quarters.at(-1) ?? 0;
    let end = last + quarter;
    while (bucketKey(end, size, zone) === key) end += quarter;
    const cut = bucketKey(start - quarter, size, zone) === key || end > last + quarter;
    const running = start <= now && now < last + quarter;
    return { quarters, start, running, partial: cut || running || (start <= now && now < end) };
  });
}

/** First instant of a date in a zone, ms. */
export const startOfDate = (date: string, zone: string): number =>
  Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds;
