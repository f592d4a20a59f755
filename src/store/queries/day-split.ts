import { bucketStarts } from '../../domain/time/bucket.ts';
import { campaignDay } from '../../domain/time/campaign-day.ts';
import type { Interval } from '../../domain/time/interval.ts';
import { quarterMs } from '../../domain/time/quarter.ts';
import type { Database } from '../database.ts';
import { remembered } from './remembered.ts';

const longestDayMs = 26 * 3_600_000;

/** Whole campaign days inside a window, as day numbers [from, to), and the stretches before and after them, each of one day. */
export interface DaySplit {
  days: { from: number; to: number } | null;
  edges: Interval[];
}

/** Cuts a window at the campaign's midnights: whole days are answered from sums by day, the rest by quarter. */
export function splitDays(window: Interval, timezone: string): DaySplit {
  const starts = bucketStarts(window, 'day', timezone);
  const isStart = (at: number) => campaignDay(at, timezone) !== campaignDay(at - 900_000, timezone);
  const midnights = [...starts, window.to].filter(isStart);
  const [first, last] = [midnights[0], midnights.at(-1)];
  if (first === undefined || last === undefined) return { days: null, edges: [window] };
  const edges = [
    { from: window.from, to: first },
    { from: last, to: window.to },
  ].filter(({ from, to }) => from < to);
  if (first === last) return { days: null, edges };
  return { days: { from: campaignDay(first, timezone), to: campaignDay(last - 1, timezone) + 1 }, edges };
}

/**
 * `splitDays` for what is stored: if no post stands behind the window, what its last day has so far is all of it, and
 * the day serves whole instead of as an edge.
 */
export async function splitStoredDays(db: Database, window: Interval, timezone: string): Promise<DaySplit> {
  const rows = await remembered<{ at: Date | null }>(db, {
    name: 'latest-post',
    of: 'posts',
    text: 'select max(counted_at) as at from post',
    values: [],
  });
  const latest = rows[0]?.at?.getTime();
  if (latest === undefined || latest >= window.to) return splitDays(window, timezone);
  const around = { from: window.to - quarterMs, to: window.to + longestDayMs };
  return splitDays({ from: window.from, to: bucketStarts(around, 'day', timezone)[1] ?? window.to }, timezone);
}
