import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lnProbability, quantiles } from '../../../../src/domain/measure/negative-binomial.ts';
import {
  betaCdf,
  betaQuantile,
  gammaCdf,
  gammaQuantile,
  lnGamma,
  tQuantile,
} from '../../../../src/domain/measure/special.ts';

test('known values', () => {
  expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
  expect(lnGamma(11)).toBeCloseTo(Math.log(3628800), 10);
  expect(lnGamma(0.1)).toBeCloseTo(2.252712651734206, 10);
  expect(betaCdf(0.5, 2, 3)).toBeCloseTo(0.6875, 12);
  expect(betaCdf(0.3, 1, 1)).toBeCloseTo(0.3, 12);
  expect(gammaCdf(1, 1)).toBeCloseTo(1 - Math.exp(-1), 12);
  expect(gammaCdf(20, 5)).toBeCloseTo(1 - Math.exp(-20) * (1 + 20 + 200 + 8000 / 6 + 160000 / 24), 12);
  // Tables of Student's distribution.
  for (const [freedom, t] of [
    [1, 12.7062],
    [2, 4.30265],
    [6, 2.446912],
    [30, 2.042272],
    [1000, 1.962339],
  ] as const)
    expect(tQuantile(0.975, freedom)).toBeCloseTo(t, 4);
  expect(gammaQuantile(0.2, 8)).toBeCloseTo(5.576, 3);
  expect(betaQuantile(0.025, 0, 5)).toBe(0);
  expect(betaQuantile(0.975, 5, 0)).toBe(1);
});

test('quantiles undo distribution functions', () => {
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  const shape = fc.double({ min: 0.8, max: 500, noNaN: true });
  fc.assert(
    fc.property(share, shape, shape, (p, a, b) => {
      expect(betaCdf(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 7);
      expect(gammaCdf(gammaQuantile(p, a), a)).toBeCloseTo(p, 7);
    }),
  );
});

test('probabilities of counts sum to 1, with the mean and variance asked for', () => {
  const mu = fc.double({ min: 0.02, max: 60, noNaN: true });
  const alpha = fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1, noNaN: true }));
  fc.assert(
    fc.property(mu, alpha, (m, a) => {
      let [sum, first, second] = [0, 0, 0];
      for (let k = 0; k < 3000; k++) {
        const p = Math.exp(lnProbability(k, { mu: m, alpha: a }));
        sum += p;
        first += p * k;
        second += p * k * k;
      }
      expect(sum).toBeCloseTo(1, 6);
      expect(first / m).toBeCloseTo(1, 5);
      expect((second - first ** 2) / (m + a * m * m)).toBeCloseTo(1, 4);
    }),
    { numRuns: 30 },
  );
});

test('a quantile is the least count that reaches its share', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.02, max: 2000, noNaN: true }),
      fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 0.5, noNaN: true })),
      (mu, alpha) => {
        const [low = 0, high = 0, alarm = 0] = quantiles([0.05, 0.95, 0.99], { mu, alpha });
        const cdf = (k: number) =>
          Array.from({ length: k + 1 }, (_, i) => Math.exp(lnProbability(i, { mu, alpha }))).reduce((a, b) => a + b, 0);
        expect(low).toBeLessThanOrEqual(high);
        expect(high).toBeLessThanOrEqual(alarm);
        expect(cdf(high)).toBeGreaterThanOrEqual(0.95 - 1e-7);
        if (high > 0) expect(cdf(high - 1)).toBeLessThan(0.95 + 1e-7);
      },
    ),
    { numRuns: 30 },
  );
});
