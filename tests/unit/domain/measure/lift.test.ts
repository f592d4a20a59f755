import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AccountMeans, engagementLift, liftSentence } from '../../../../src/domain/measure/lift.ts';

/** Mean and sample variance of what each account gets. */
function means(values: readonly number[]): AccountMeans {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { accounts: values.length, mean, variance: squares / (values.length - 1) };
}

/** Half of the accounts get `a` reactions, half get `b`. */
const halves = (accounts: number, a: number, b: number) =>
  means(Array.from({ length: accounts }, (_, i) => Math.log1p(i % 2 === 0 ? a : b)));

test('one network: the ratio of what accounts get, as computed by hand', () => {
  // With: ln 4 and ln 16, mean ln 8. Without: ln 2 and ln 8, mean ln 4. So twice. Variance of each side: 20/19 (ln 2)².
  const lift = engagementLift([{ with: halves(20, 3, 15), without: halves(20, 1, 7) }]);
  const error = Math.sqrt((2 * (20 / 19) * Math.LN2 ** 2) / 20);
  expect(lift?.ratio).toBeCloseTo(2, 12);
  expect(lift?.low).toBeCloseTo(2 * Math.exp(-1.96 * error), 12);
  expect(lift?.high).toBeCloseTo(2 * Math.exp(1.96 * error), 12);
});

test('two networks weigh n₁n₀/(n₁+n₀) each', () => {
  const flat = (accounts: number, mean: number): AccountMeans => ({ accounts, mean, variance: 0.5 });
  // Weights 10·10/20 = 5 and 30·15/45 = 10; differences 0.9 and 0.3: D = (4.5 + 3) / 15 = 0.5.
  const lift = engagementLift([
    { with: flat(10, 1.9), without: flat(10, 1) },
    { with: flat(30, 0.8), without: flat(15, 0.5) },
  ]);
  const error = Math.sqrt(25 * (0.05 + 0.05) + 100 * (0.5 / 30 + 0.5 / 15)) / 15;
  expect(Math.log(lift?.ratio ?? 0)).toBeCloseTo(0.5, 12);
  expect(Math.log(lift?.low ?? 0)).toBeCloseTo(0.5 - 1.96 * error, 12);
  expect(Math.log(lift?.high ?? 0)).toBeCloseTo(0.5 + 1.96 * error, 12);
});

test('nine accounts on a side are too few: that network is left out', () => {
  const big = { with: halves(20, 3, 15), without: halves(20, 1, 7) };
  const small = { with: halves(9, 100, 200), without: halves(500, 1, 7) };
  const scarce = { with: halves(500, 100, 200), without: halves(9, 1, 7) };
  expect(engagementLift([small])).toBeNull();
  expect(engagementLift([scarce])).toBeNull();
  expect(engagementLift([])).toBeNull();
  expect(engagementLift([small, big, scarce])).toEqual(engagementLift([big]));
  expect(engagementLift([{ with: halves(10, 100, 200), without: halves(10, 1, 7) }])).not.toBeNull();
});

test('the other way round is the inverse', () => {
  const side = fc.array(fc.nat(500), { minLength: 10, maxLength: 30 }).map((list) => means(list.map(Math.log1p)));
  fc.assert(
    fc.property(side, side, side, side, (a, b, c, d) => {
      const lift = engagementLift([
        { with: a, without: b },
        { with: c, without: d },
      ]);
      const turned = engagementLift([
        { with: b, without: a },
        { with: d, without: c },
      ]);
      expect((lift?.ratio ?? 0) * (turned?.ratio ?? 0)).toBeCloseTo(1, 9);
      expect((lift?.low ?? 0) * (turned?.high ?? 0)).toBeCloseTo(1, 9);
    }),
  );
});

test('the sentence says the factor, its interval, and when it is no clear one', () => {
  expect(liftSentence('ownership', { ratio: 1.34, low: 1.12, high: 1.58 })).toBe(
    'Posts about ownership get 1.3 times the reactions of the others (95 % CI 1.1 to 1.6).',
  );
  expect(liftSentence('safety', { ratio: 1.1, low: 0.8, high: 1.4 })).toBe(
    'Posts about safety get 1.1 times the reactions of the others (95 % CI 0.8 to 1.4). That is no clear difference.',
  );
  expect(liftSentence('why', null)).toBe('Too few posts to say whether posts about why get more reactions.');
});
