import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findBursts, isShown, type JudgedQuarter } from '../../../../src/domain/measure/bursts.ts';
import { quarterMs } from '../../../../src/domain/time/quarter.ts';

const usual = { mu: 4, alpha: 0 }; // one a quarter
const series = (...counts: (number | null)[]): JudgedQuarter[] =>
  counts.map((count, i) => ({ at: i * quarterMs, count: count ?? 0, usual: count === null ? null : usual }));
const times = (n: number, count: number | null) => Array<number | null>(n).fill(count);
const found = (...counts: (number | null)[]) => {
  const { bursts, live } = findBursts(series(...counts));
  return { runs: bursts.map(({ from, to }) => [from / quarterMs, to / quarterMs]), live };
};

describe('the worked example of the method', () => {
  test('two quarters of six are no burst, three are', () => {
    expect(found(...times(10, 1), 6, 6)).toEqual({ runs: [], live: false });
    expect(found(...times(10, 1), 6, 6, 6)).toEqual({ runs: [[10, 13]], live: true });
  });

  test('10 ones, 8 sixes, 10 ones: exactly the 8 sixes', () => {
    const { bursts, live } = findBursts(series(...times(10, 1), ...times(8, 6), ...times(10, 1)));
    expect(bursts).toHaveLength(1);
    expect(bursts[0]).toMatchObject({ from: 10 * quarterMs, to: 18 * quarterMs, posts: 48, lift: 6, ongoing: false });
    expect(bursts[0]?.weight).toBeCloseTo(8 * 4.592, 2);
    expect(live).toBe(false);
  });
});

describe('bursts', () => {
  test('at most three hours apart are one', () => {
    expect(found(...times(8, 6), ...times(12, 0), ...times(8, 6), ...times(9, 0)).runs).toEqual([[0, 28]]);
    expect(found(...times(8, 6), ...times(13, 0), ...times(8, 6), ...times(9, 0)).runs).toEqual([
      [0, 8],
      [21, 29],
    ]);
  });

  test('go on over an outage of six hours, and end with a longer one', () => {
    expect(found(...times(5, 6), ...times(24, null), ...times(5, 6), 1).runs).toEqual([[0, 34]]);
    expect(found(...times(5, 6), ...times(25, null), 6, 6, 1)).toEqual({ runs: [[0, 5]], live: false });
  });

  test('are still going if they reach the last closed quarter', () => {
    expect(findBursts(series(...times(9, 1), ...times(5, 6))).bursts[0]?.ongoing).toBe(true);
    expect(findBursts(series(...times(9, 1), ...times(5, 6), null)).bursts[0]?.ongoing).toBe(false);
    expect(findBursts([])).toEqual({ bursts: [], live: false });
  });

  test('are shown if they are big enough', () => {
    const [burst] = findBursts(series(1, ...times(4, 6))).bursts;
    if (!burst) throw new Error('no burst');
    expect(isShown(burst, 5)).toBe(true);
    expect(isShown(burst, 4)).toBe(false);
    expect(isShown({ ...burst, posts: 9 }, 5)).toBe(false);
    expect(isShown({ ...burst, lift: 1.49 }, 5)).toBe(false);
  });
});

/** Every possible path, priced in full. */
function cheapestPath(counts: number[]): number {
  const enter = 1.5 * Math.log(672);
  const cost = (y: number, mean: number) => mean - y * Math.log(mean);
  let best = Number.POSITIVE_INFINITY;
  for (let path = 0; path < 2 ** counts.length; path++) {
    let [price, before] = [0, 0];
    counts.forEach((y, i) => {
      const state = (path >> i) & 1;
      if (state > before) price += enter;
      price += cost(y, state ? 3 : 1);
      before = state;
    });
    best = Math.min(best, price);
  }
  return best;
}

test('no other path is cheaper than the one found', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1, 4, 6, 9), { maxLength: 9 }), (counts) => {
      const enter = 1.5 * Math.log(672);
      const { runs } = found(...counts, ...times(13, 0));
      const all = [...counts, ...Array<number>(13).fill(0)];
      const isIn = (i: number) => runs.some(([from = 0, to = 0]) => from <= i && i < to);
      const price = all.reduce((sum, y, i) => sum + (isIn(i) ? 3 - y * Math.log(3) : 1), enter * runs.length);
      // Merged pauses make the shown stretch dearer than the path, never cheaper.
      expect(price).toBeGreaterThanOrEqual(cheapestPath(counts) + 13 - 1e-9);
      if (runs.length === 0) expect(price).toBeCloseTo(cheapestPath(counts) + 13, 9);
    }),
    { numRuns: 60 },
  );
});
