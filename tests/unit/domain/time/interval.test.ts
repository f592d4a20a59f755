import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Interval, intersect, subtract, totalLength, union } from '../../../../src/domain/time/interval.ts';

// Small numbers, so that touching, nested and empty stretches do occur.
const stretches = fc.array(
  fc.tuple(fc.nat(25), fc.nat(6)).map(([from, length]) => ({ from, to: from + length })),
  { maxLength: 8 },
);
const holds = (list: readonly Interval[], at: number) => list.some(({ from, to }) => from <= at && at < to);
const moments = Array.from({ length: 40 }, (_, i) => i);

function expectList(list: Interval[], expected: (at: number) => boolean) {
  for (const at of moments)
    if (holds(list, at) !== expected(at)) expect.fail(`wrong at ${at}: ${JSON.stringify(list)}`);
  list.forEach(({ from, to }, i) => {
    expect(from).toBeLessThan(to);
    const next = list[i + 1];
    if (next) expect(to).toBeLessThanOrEqual(next.from);
  });
  expect(totalLength(list)).toBe(moments.filter(expected).length);
}

test('a union holds what any stretch holds, and touching stretches are one', () => {
  fc.assert(
    fc.property(stretches, (some) => {
      const list = union(some);
      expectList(list, (at) => holds(some, at));
      list.forEach(({ to }, i) => {
        expect(list[i + 1]?.from).not.toBe(to);
      });
      expect(union(list)).toEqual(list);
    }),
  );
});

test('intersection and difference agree with a look at every moment', () => {
  fc.assert(
    fc.property(stretches.map(union), stretches.map(union), (a, b) => {
      expectList(intersect(a, b), (at) => holds(a, at) && holds(b, at));
      expectList(subtract(a, b), (at) => holds(a, at) && !holds(b, at));
      expect(totalLength(intersect(a, b)) + totalLength(subtract(a, b))).toBe(totalLength(a));
    }),
  );
});
