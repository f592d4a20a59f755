import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effectiveSize, wilson } from '../../../../src/domain/measure/wilson.ts';

// The worked examples of the definition: 30 of 100 posts.
test.each([
  ['a hundred accounts with one post each', 100 * 1 ** 2, 0.219, 0.396],
  ['ten accounts with ten posts each', 10 * 10 ** 2, 0.108, 0.603],
])('30 of 100 by %s', (_by, squares, low, high) => {
  const found = wilson(30, 100, effectiveSize(100, squares));
  expect(found.share).toBe(0.3);
  expect(found.low).toBeCloseTo(low, 3);
  expect(found.high).toBeCloseTo(high, 3);
});

test('without a post there is no share', () => {
  expect(wilson(0, 0)).toEqual({ share: null, low: null, high: null });
  expect(effectiveSize(0, 0)).toBe(0);
});

const case_ = fc.integer({ min: 1, max: 500 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));

test('the interval holds the share, lies in 0..1, and is the mirror of the interval of the rest', () => {
  fc.assert(
    fc.property(case_, ([hits, posts]) => {
      const { share, low, high } = wilson(hits, posts);
      const rest = wilson(posts - hits, posts);
      expect(low).toBeLessThanOrEqual((share ?? 0) + 1e-12);
      expect(high).toBeGreaterThanOrEqual((share ?? 0) - 1e-12);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(rest.low).toBeCloseTo(1 - (high ?? 0), 9);
    }),
  );
});

test('fewer independent posts never make it surer', () => {
  fc.assert(
    fc.property(case_, fc.integer({ min: 1, max: 100 }), ([hits, posts], percent) => {
      const width = (size: number) => {
        const { low, high } = wilson(hits, posts, size);
        return (high ?? 0) - (low ?? 0);
      };
      expect(width((posts * percent) / 100)).toBeGreaterThanOrEqual(width(posts) - 1e-9);
    }),
  );
});
