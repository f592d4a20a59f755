import { type Finding, ok, warn } from './finding.ts';

const mostMs = 30_000;

/** When an answer came (ms, our clock), with its headers `Date` and `Age`. */
export interface ClockReading {
  at: number;
  date: string | null;
  age: string | null;
}

/** How far our clock is from the median of those that answered. */
export function judgeClock(readings: readonly ClockReading[]): Finding {
  const skews = readings
    .map(({ at, date, age }) => at - Date.parse(date ?? '') - (/^\d{1,9}$/.test(age ?? '') ? Number(age) * 1000 : 0))
    .filter((skew) => !Number.isNaN(skew))
    .sort((a, b) => a - b);
  const skew = skews[skews.length >> 1];
  if (skew === undefined)
    return warn('clock', 'nobody told the time, so it could not be compared', 'See the sources above.');
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (Math.abs(skew) <= mostMs) return ok('clock', `within ${Math.max(1, seconds)} s of the sources`);
  return warn(
    'clock',
    `${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} the sources`,
    'Let the machine set its clock over the network (NTP): posts are counted by it.',
  );
}
