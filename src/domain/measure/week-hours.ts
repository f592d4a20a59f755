import { type CoverageCurve, quarterCoverage } from '../coverage.ts';
import { quarterMs } from '../time/quarter.ts';
import type { Window } from '../time/window.ts';
import { offsetAt } from '../time/zone.ts';
import { usableCoverage } from './quarters.ts';

const hourMs = 3_600_000;
const hoursAWeek = 168;
const toMonday = 72; // hours from Monday to the first of January 1970, a Thursday

/** Reactions of posts by kind. */
interface Reactions {
  likes: number | null;
  reposts: number | null;
  replies: number | null;
  quotes: number | null;
}

/** One hour of the week over all weeks of a window: Monday is 1. Figures are null where nobody watched and nothing is known. */
export interface WeekHour extends Reactions {
  weekday: number;
  hour: number;
  /** Hours of it that were watched. */
  watched: number;
  posts: number | null;
  /** Posts an hour, of the quarters that were watched well enough; null where there is less than an hour of them. */
  rate: number | null;
}

/** What was counted in one hour of the week, 0 being Monday 00:00. */
export type HourCount = { [Name in keyof Reactions]: number } & { hour: number; posts: number };

/**
 * All 168 hours of the week on the wall clock of the window's zone, Monday 00:00 first.
 * @param quarters posts of each quarter of the window
 */
export function hoursOfWeek(
  counts: readonly HourCount[],
  quarters: readonly number[],
  curve: CoverageCurve,
  window: Window,
): WeekHour[] {
  const cells = Array.from({ length: hoursAWeek }, () => ({ watched: 0, usable: 0, posts: 0 }));
  const end = Math.min(window.to, curve.now);
  for (let at = window.from; at < end; at += quarterMs) {
    const cell = cells[hourOfWeek(at, window.tz)];
    const passed = Math.min(quarterMs, end - at) / hourMs;
    const coverage = quarterCoverage(curve, at);
    if (cell === undefined) continue;
    cell.watched += coverage * passed;
    if (coverage < usableCoverage) continue;
    cell.usable += passed;
    cell.posts += quarters[Math.round((at - window.from) / quarterMs)] ?? 0;
  }
  const found = new Map(counts.map((count) => [count.hour, count]));
  return cells.map(({ watched, usable, posts }, index) => {
    const stored = found.get(index);
    const count = stored && stored.posts > 0 ? stored : undefined; // of deleted posts a row of zeros is left
    const known = (value: number | undefined) => value ?? (watched > 0 ? 0 : null);
    return {
      weekday: Math.floor(index / 24) + 1,
      hour: index % 24,
      watched,
      posts: known(count?.posts),
      rate: usable < 1 ? null : posts / usable,
      likes: known(count?.likes),
      reposts: known(count?.reposts),
      replies: known(count?.replies),
      quotes: known(count?.quotes),
    };
  });
}

/** Hour of the week of an instant in a zone, 0 being Monday 00:00. */
export function hourOfWeek(at: number, zone: string): number {
  const local = Math.floor((at + offsetAt(zone, at).offset) / hourMs) + toMonday;
  return ((local % hoursAWeek) + hoursAWeek) % hoursAWeek;
}
