import { quarterMs } from '../time/quarter.ts';
import { offsetAt } from '../time/zone.ts';
import type { Expected } from './negative-binomial.ts';
import { indexOf, type Quarters } from './quarters.ts';

const hourMs = 4 * quarterMs;
const dayMs = 24 * hourMs;
const historyDays = 28;
const fewestHours = 48;
const halfLifeDays = 14;
const least = 0.02;

/** What is usual in each hour of the week: mean an hour and dispersion by slot (Monday 00:00 is 0), 168 of each. */
export interface Baseline {
  slots: readonly Expected[];
  /** Hours of history used. */
  hours: number;
}

interface Hour {
  slot: number;
  weight: number;
  count: number;
}

/** Usable hours that a fit at 00:00 UTC of that day (ms) has. */
export const fittedHours = (quarters: Quarters, day: number, zone: string): number =>
  usableHours(quarters, day, zone).length;

/**
 * What is usual, fitted at 00:00 UTC of a day to the usable hours of the 28 days before: hour of the week, shrunk to the
 * hour of the day, shrunk to the level (empirical Bayes, Gamma-Poisson: Efron & Morris 1973), past bursts capped
 * (trimmed re-weighting, Farrington et al. 1996, section 3). Null under 48 usable hours.
 * @param day 00:00 UTC, ms
 * @param zone of the campaign: its wall clock makes the hours of the week
 */
export function fitBaseline(quarters: Quarters, day: number, zone: string): Baseline | null {
  const hours = usableHours(quarters, day, zone);
  if (hours.length < fewestHours) return null;
  let capped = hours.map(({ count }) => count);
  let fit = fitOnce(hours, capped);
  for (let round = 0; round < 2; round++) {
    const { means, alpha } = fit;
    capped = hours.map(({ slot, count }) => {
      const mean = means[slot] ?? 0;
      return Math.min(count, mean + 2.5 * Math.sqrt(mean + alpha * mean ** 2) + 1);
    });
    fit = fitOnce(hours, capped);
  }
  const weights = sumBy(
    hours,
    168,
    ({ slot }) => slot,
    ({ weight }) => weight,
  );
  const wander = 0.3 / (hours.length / 24);
  const slots = fit.means.map((mean, slot) => {
    const mu = Math.max(least, mean);
    return { mu, alpha: fit.alpha + (fit.alpha + 1 / mu) / ((weights[slot] ?? 0) + 4) + wander };
  });
  return { slots, hours: hours.length };
}

/** What is usual in the hour of the week that holds an instant, an hour. */
export function expectedAt({ slots }: Baseline, at: number, zone: string): Expected {
  return slots[slotOf(at, zone)] ?? { mu: least, alpha: 0 };
}

/** Hour of the week on the wall clock of a zone: Monday 00:00 is 0, Sunday 23:00 is 167. */
export function slotOf(at: number, zone: string): number {
  const local = at + offsetAt(zone, at).offset + 3 * dayMs; // 1970-01-01 was a Thursday
  return ((Math.floor(local / hourMs) % 168) + 168) % 168;
}

function usableHours(quarters: Quarters, day: number, zone: string): Hour[] {
  const hours: Hour[] = [];
  for (let start = day - historyDays * dayMs; start < day; start += hourMs) {
    const first = indexOf(quarters, start);
    const places = [first, first + 1, first + 2, first + 3];
    if (!places.every((place) => quarters.usable[place])) continue;
    const count = places.reduce((sum, place) => sum + (quarters.counts[place] ?? 0), 0);
    const age = (day - start - hourMs) / dayMs;
    hours.push({ slot: slotOf(start, zone), weight: 2 ** (-age / halfLifeDays), count });
  }
  return hours;
}

function fitOnce(hours: readonly Hour[], counts: readonly number[]): { means: number[]; alpha: number } {
  const weighted = (hour: Hour, i: number) => hour.weight * (counts[i] ?? 0);
  const total = hours.reduce((sum, { weight }) => sum + weight, 0);
  const level = Math.max(least, hours.reduce((sum, hour, i) => sum + weighted(hour, i), 0) / total);
  const ofDay = ({ slot }: Hour) => slot % 24;
  const dayWeights = sumBy(hours, 24, ofDay, ({ weight }) => weight);
  const daily = sumBy(hours, 24, ofDay, weighted).map((sum, h) => (sum + 2 * level) / ((dayWeights[h] ?? 0) + 2));
  const ofWeek = ({ slot }: Hour) => slot;
  const weekWeights = sumBy(hours, 168, ofWeek, ({ weight }) => weight);
  const means = sumBy(hours, 168, ofWeek, weighted).map(
    (sum, slot) => (sum + 4 * (daily[slot % 24] ?? level)) / ((weekWeights[slot] ?? 0) + 4),
  );
  let excess = 0;
  let squares = 0;
  hours.forEach(({ slot, weight }, i) => {
    const mean = means[slot] ?? 0;
    excess += weight * (((counts[i] ?? 0) - mean) ** 2 - mean);
    squares += weight * mean ** 2;
  });
  return { means, alpha: Math.max(0, excess / squares) };
}

function sumBy(
  hours: readonly Hour[],
  size: number,
  group: (hour: Hour) => number,
  value: (hour: Hour, i: number) => number,
): number[] {
  const sums = Array.from({ length: size }, () => 0);
  hours.forEach((hour, i) => {
    const g = group(hour);
    sums[g] = (sums[g] ?? 0) + value(hour, i);
  });
  return sums;
}
