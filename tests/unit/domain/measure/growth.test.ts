import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dayGrowth,
  doubling,
  pairedDispersion,
  type Ratio,
  ratioInterval,
  weekGrowth,
} from '../../../../src/domain/measure/growth.ts';
import type { Quarters } from '../../../../src/domain/measure/quarters.ts';
import { quarterMs } from '../../../../src/domain/time/quarter.ts';

const percent = ({ ratio, low, high }: Ratio) => [ratio, low, high].map((x) => Math.round(100 * (x - 1)));
/** Posts of 15 days up to `end`, each day's in its first quarter. */
const days = (...posts: number[]): Quarters => ({
  from: 0,
  counts: posts.flatMap((count) => [count, ...Array<number>(95).fill(0)]),
  usable: posts.flatMap(() => Array<boolean>(96).fill(true)),
});
const endOf = ({ counts }: Quarters) => counts.length * quarterMs;
const after = [30, 22, 41, 28, 35, 19, 25];
const before = [20, 18, 15, 22, 17, 21, 12];

describe('the worked examples of the method', () => {
  test('138 against 100', () => {
    expect(percent(ratioInterval(138, 100, 1))).toEqual([38, 6, 80]);
    expect(percent(ratioInterval(138, 100, 4))).toEqual([38, -20, 141]);
  });

  test('a week of uneven days', () => {
    const blocks = after.map((count, i) => ({ after: count, before: before[i] ?? 0 }));
    expect(pairedDispersion(blocks, 200, 125)).toBeCloseTo(2.41, 2);
    const week = days(...before, ...after);
    const growth = weekGrowth(week, endOf(week), 40);
    expect(growth).toMatchObject({ posts: 200, before: 125, authors: 40, usable: 1 });
    expect(percent(growth.estimate ?? { ratio: 0, low: 0, high: 0 })).toEqual([60, 12, 131]);
  });

  test('even days scatter by 1.559, for there are only seven', () => {
    const even = Array.from({ length: 7 }, () => ({ after: 20, before: 10 }));
    expect(pairedDispersion(even, 140, 70)).toBeCloseTo(1.559, 3);
  });

  test('1.6 times a week doubles in 10.3 days', () => {
    expect(doubling({ ratio: 1.6, low: 1.12, high: 2.31 })).toMatchObject({ halving: false });
    expect(doubling({ ratio: 1.6, low: 1.12, high: 2.31 })?.days).toBeCloseTo(10.3, 1);
  });
});

describe('weeks', () => {
  test('are compared only where both have enough', () => {
    const growth = (authors: number, ...posts: number[]) =>
      weekGrowth(days(...posts), posts.length * 96 * quarterMs, authors).estimate;
    expect(growth(40, ...before, ...after)).not.toBeNull();
    expect(growth(4, ...before, ...after)).toBeNull();
    expect(growth(40, ...Array(7).fill(0), ...after)).toBeNull();
    expect(growth(40, ...Array(14).fill(1))).toBeNull();
    expect(growth(40, 30, 0, 0, 0, 0, 0, 0, 30, 20, 0, 0, 0, 0, 0)).toBeNull();
    expect(growth(40, ...after)).toBeNull();
  });

  test('lose the pairs of which one was not watched', () => {
    const week = days(...before, ...after);
    const usable = week.usable.map((_, q) => q >= 2 * 96);
    expect(weekGrowth({ ...week, usable }, endOf(week), 40)).toMatchObject({ posts: 148, before: 87, usable: 5 / 7 });
    expect(
      weekGrowth({ ...week, usable: week.usable.map((_, q) => q >= 4 * 96) }, endOf(week), 40).estimate,
    ).toBeNull();
  });

  test('compared the other way round give the inverse', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const [up, down] = [days(...a, ...b), days(...b, ...a)].map(
          (week) => weekGrowth(week, endOf(week), 40).estimate,
        );
        if (!up || !down) return;
        expect(up.ratio * down.ratio).toBeCloseTo(1, 9);
        expect(up.low * down.high).toBeCloseTo(1, 5);
        expect(up.low).toBeLessThanOrEqual(up.ratio);
        expect(up.high).toBeGreaterThanOrEqual(up.ratio);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a day against the seven before', () => {
  test('is a ratio of rates', () => {
    const week = days(20, 18, 15, 22, 17, 21, 12, 40);
    const growth = dayGrowth(week, endOf(week), 30);
    expect(growth).toMatchObject({ posts: 40, before: 125, usable: 1 });
    expect(growth.estimate?.ratio).toBeCloseTo((40 / 125) * 7, 9);
    expect(growth.estimate?.low).toBeLessThan(2.24);
    const half = { ...week, usable: week.usable.map((_, q) => q < 7 * 96 || q % 96 < 48) };
    expect(dayGrowth(half, endOf(week), 30).estimate?.ratio).toBeCloseTo((40 / 125) * 14, 9);
  });

  test('needs half a day on both sides', () => {
    const week = days(20, 18, 15, 22, 17, 21, 12, 40);
    const quarter = { ...week, usable: week.usable.map((_, q) => q < 7 * 96 || q % 96 < 47) };
    expect(dayGrowth(quarter, endOf(week), 30).estimate).toBeNull();
    expect(dayGrowth(week, endOf(week), 4).estimate).toBeNull();
  });
});

test('doubling is told only of a clear change, halving as such', () => {
  expect(doubling({ ratio: 1.1, low: 0.9, high: 1.3 })).toBeNull();
  const halving = doubling({ ratio: 0.5, low: 0.25, high: 0.8 });
  expect(halving).toMatchObject({ days: 7, low: 3.5, halving: true });
  expect(halving?.high).toBeCloseTo(21.7, 1);
});
