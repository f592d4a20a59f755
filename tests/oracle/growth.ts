import { enough, type Quarters } from './baseline.ts';
import { day, quarter } from './clock.ts';
import { betaInv, tInv } from './special.ts';

export interface Growth {
  readonly posts: number;
  readonly before: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Share of the pairs, or of the time, that could be used. */
  readonly usable: number;
}

/** What there was to compare, whether it is enough or not. */
export type WeekCounts = Pick<Growth, 'posts' | 'before' | 'usable'>;

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const usableIn = ({ kappa }: Quarters, from: number, to: number): number[] => {
  const found: number[] = [];
  for (let at = from; at < to; at += quarter) if (kappa(at) >= enough - 1e-12) found.push(at);
  return found;
};

/** Ratio of two counts with its 95 % interval, the counts divided by φ (4.3). */
export function ratioInterval(a: number, b: number, phi: number): Pick<Growth, 'ratio' | 'low' | 'high'> {
  const odds = (p: number) => p / (1 - p);
  const low = a === 0 ? 0 : betaInv(0.025, a / phi, b / phi + 1);
  const high = b === 0 ? 1 : betaInv(0.975, a / phi + 1, b / phi);
  return { ratio: a / b, low: odds(low), high: odds(high) };
}

/** φ of paired blocks. */
export function dispersion(blocks: readonly { a: number; b: number }[]): number | null {
  const own = blocks.filter(({ a, b }) => a + b > 0);
  if (own.length < 3) return null;
  const [a, b] = [sum(own.map((block) => block.a)), sum(own.map((block) => block.b))];
  if (a === 0 || b === 0) return 1;
  const p = a / (a + b);
  const spread = sum(own.map((d) => (d.a - p * (d.a + d.b)) ** 2 / ((d.a + d.b) * p * (1 - p)))) / (own.length - 1);
  return Math.max(1, spread) * (tInv(0.975, own.length - 1) / 1.959964) ** 2;
}

/** The last seven days against the seven before, quarter by quarter. `end`: of the last closed quarter, ms. */
export function weekGrowth(quarters: Quarters, end: number): { counts: WeekCounts; growth: Growth | null } {
  const begin = end - 7 * day;
  const before = new Set(usableIn(quarters, begin - 7 * day, begin));
  const used = usableIn(quarters, begin, end).filter((at) => before.has(at - 7 * day));
  const blocks = Array.from({ length: 7 }, (_, d) => {
    const own = used.filter((at) => Math.floor((at - begin) / day) === d);
    return { a: sum(own.map(quarters.count)), b: sum(own.map((at) => quarters.count(at - 7 * day))) };
  });
  const [posts, earlier] = [sum(blocks.map(({ a }) => a)), sum(blocks.map(({ b }) => b))];
  const usable = used.length / (7 * 96);
  const phi = dispersion(blocks);
  const counts = { posts, before: earlier, usable };
  if (phi === null || posts + earlier < 20 || earlier === 0 || usable < 0.5) return { counts, growth: null };
  return { counts, growth: { ...counts, ...ratioInterval(posts, earlier, phi) } };
}

/** The last day against the rate of the seven before it. */
export function dayGrowth(quarters: Quarters, end: number): Growth | null {
  const begin = end - day;
  const now = usableIn(quarters, begin, end);
  const days = Array.from({ length: 7 }, (_, d) => usableIn(quarters, begin - (7 - d) * day, begin - (6 - d) * day));
  const before = days.flat();
  const [hoursNow, hoursBefore] = [now.length / 96, before.length / 96];
  const [posts, earlier] = [sum(now.map(quarters.count)), sum(before.map(quarters.count))];
  if (hoursNow < 0.5 || hoursBefore < 0.5 || posts + earlier < 20 || earlier === 0) return null;
  const rates = days.filter((own) => own.length > 0).map((own) => sum(own.map(quarters.count)) / (own.length / 96));
  if (rates.length < 3) return null;
  const m = sum(rates) / rates.length;
  const variance = sum(rates.map((rate) => (rate - m) ** 2)) / (rates.length - 1);
  const phi = Math.max(1, variance / m) * (tInv(0.975, rates.length - 1) / 1.96) ** 2;
  const { ratio, low, high } = ratioInterval(posts, earlier, phi);
  const scale = hoursBefore / hoursNow;
  return {
    posts,
    before: earlier,
    ratio: ratio * scale,
    low: low * scale,
    high: high * scale,
    usable: (now.length + before.length) / (8 * 96),
  };
}

/** Days until the count has doubled, or halved; null while the interval holds 1 (4.4). */
export function doubling({ ratio, low, high }: Pick<Growth, 'ratio' | 'low' | 'high'>) {
  if (low <= 1 && high >= 1) return null;
  const days = (r: number) => Math.abs((7 * Math.LN2) / Math.log(r));
  const [least, most] = [days(low), days(high)].toSorted((a, b) => a - b);
  return { days: days(ratio), low: least, high: most, halving: ratio < 1 };
}
