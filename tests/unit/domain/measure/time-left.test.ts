import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeLeft } from '../../../../src/domain/measure/time-left.ts';

test('a backlog that shrinks steadily is worked off when it says, however much it was', () => {
  const cases = fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0.1, max: 1000, noNaN: true }));
  fc.assert(
    fc.property(cases, ([left, perSecond]) => {
      const readings = [10, 5, 0].map((ago) => ({ at: 1e12 - ago * 1000, left: left + ago * perSecond }));
      const ms = timeLeft(readings);
      const expected = (left / perSecond) * 1000;
      if (expected > 604_800_000) expect(ms).toBeNull();
      else expect(ms).toBeCloseTo(expected, -2);
    }),
  );
});

test('nothing is said of one look, of looks too near, of what grows, and of what is done', () => {
  expect(timeLeft([])).toBeNull();
  expect(timeLeft([{ at: 0, left: 5 }])).toBeNull();
  expect(timeLeft([5, 4].map((left, i) => ({ at: i * 1000, left })))).toBeNull();
  expect(timeLeft([5, 5].map((left, i) => ({ at: i * 10_000, left })))).toBeNull();
  expect(timeLeft([5, 6].map((left, i) => ({ at: i * 10_000, left })))).toBeNull();
  expect(timeLeft([5, 0].map((left, i) => ({ at: i * 10_000, left })))).toBeNull();
});
