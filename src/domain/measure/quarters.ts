import { quarterMs } from '../time/quarter.ts';

/** Counts of successive quarters of an hour. */
export interface Quarters {
  /** Start of the first, ms. */
  from: number;
  counts: readonly number[];
  /** Closed, and coverage of at least 0.95. Only such quarters enter baselines, bursts and growth. */
  usable: readonly boolean[];
}

/** Least coverage of a quarter that is usable. */
export const usableCoverage = 0.95;

/** Start of a quarter by its place, ms. */
export function startOf({ from }: Quarters, index: number): number {
  return from + index * quarterMs;
}

/** Place of the quarter that begins at an instant; may lie outside. */
export function indexOf({ from }: Quarters, at: number): number {
  return Math.round((at - from) / quarterMs);
}

/** Posts in the usable quarters of [from, to), and how many of these there are. */
export function usableSum(quarters: Quarters, from: number, to: number): { posts: number; quarters: number } {
  let posts = 0;
  let usable = 0;
  const end = Math.min(indexOf(quarters, to), quarters.counts.length);
  for (let i = Math.max(0, indexOf(quarters, from)); i < end; i++) {
    if (!quarters.usable[i]) continue;
    posts += quarters.counts[i] ?? 0;
    usable++;
  }
  return { posts, quarters: usable };
}
