import { day, hour, local, quarter } from './clock.ts';

/** Count and coverage of a quarter (start, ms). */
export interface Quarters {
  readonly count: (at: number) => number;
  readonly kappa: (at: number) => number;
}

/** Usual rate of a slot of the week. */
export interface Prediction {
  /** Posts an hour. */
  readonly mu: number;
  readonly alpha: number;
}
/** Usual rates of a UTC day: by the start of a quarter or hour, ms. */
export type Baseline = (at: number) => Prediction;

export const enough = 0.95;
const parts = [0, 1, 2, 3] as const;

/** Hour of the week (Monday 0) on the clock of a zone. */
export function slotOf(at: number, zone: string): number {
  const wall = local(at, zone);
  return (wall.dayOfWeek - 1) * 24 + wall.hour;
}

const add = (sums: Map<number, number>, key: number, value: number) => sums.set(key, (sums.get(key) ?? 0) + value);

/** UTC hours of the 28 days before a midnight (ms) of which all quarters were watched well enough. */
export function usableHours({ kappa }: Quarters, midnight: number): number[] {
  const hours = Array.from({ length: 28 * 24 }, (_, i) => midnight - 28 * day + i * hour);
  return hours.filter((at) => parts.every((i) => kappa(at + i * quarter) >= enough - 1e-12));
}

/** Fitted at the 00:00 UTC of a day (4.1); null with less than 48 usable hours. */
export function fitBaseline(quarters: Quarters, midnight: number, zone: string): Baseline | null {
  const hours = usableHours(quarters, midnight);
  if (hours.length < 48) return null;
  const rows = hours.map((at) => ({
    slot: slotOf(at, zone),
    count: parts.reduce<number>((sum, i) => sum + quarters.count(at + i * quarter), 0),
    weight: 2 ** (-(midnight - (at + hour)) / day / 14),
  }));
  let capped = rows.map(({ count }) => count);
  let rate = (_slot: number) => 0;
  let alpha = 0;
  const slotWeight = new Map<number, number>();
  for (const { slot, weight } of rows) add(slotWeight, slot, weight);
  for (let round = 0; round < 3; round++) {
    let [all, weights] = [0, 0];
    const [hourSum, hourWeight, slotSum] = [new Map(), new Map(), new Map()] as Map<number, number>[] as [
      Map<number, number>,
      Map<number, number>,
      Map<number, number>,
    ];
    for (const [i, { slot, weight }] of rows.entries()) {
      const wy = weight * (capped[i] ?? 0);
      all += wy;
      weights += weight;
      add(hourSum, slot % 24, wy);
      add(hourWeight, slot % 24, weight);
      add(slotSum, slot, wy);
    }
    const level = Math.max(0.02, all / weights);
    const ofHour = (h: number) => ((hourSum.get(h) ?? 0) + 2 * level) / ((hourWeight.get(h) ?? 0) + 2);
    rate = (s) => ((slotSum.get(s) ?? 0) + 4 * ofHour(s % 24)) / ((slotWeight.get(s) ?? 0) + 4);
    let [above, below] = [0, 0];
    for (const [i, { slot, weight }] of rows.entries()) {
      const m = rate(slot);
      above += weight * (((capped[i] ?? 0) - m) ** 2 - m);
      below += weight * m * m;
    }
    alpha = Math.max(0, above / below);
    if (round < 2) {
      capped = rows.map(({ slot, count }) => {
        const m = rate(slot);
        return Math.min(count, m + 2.5 * Math.sqrt(m + alpha * m * m) + 1);
      });
    }
  }
  const days = hours.length / 24;
  return (at) => {
    const slot = slotOf(at, zone);
    const mu = Math.max(0.02, rate(slot));
    return { mu, alpha: alpha + (alpha + 1 / mu) / ((slotWeight.get(slot) ?? 0) + 4) + 0.3 / days };
  };
}

/** The baseline of the UTC day in which a moment lies. */
export function baselines(quarters: Quarters, zone: string): (at: number) => Prediction | null {
  const fitted = new Map<number, Baseline | null>();
  return (at) => {
    const midnight = Math.floor(at / day) * day;
    if (!fitted.has(midnight)) fitted.set(midnight, fitBaseline(quarters, midnight, zone));
    return fitted.get(midnight)?.(at) ?? null;
  };
}
