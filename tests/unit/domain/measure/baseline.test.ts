import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectedAt, fitBaseline, slotOf } from '../../../../src/domain/measure/baseline.ts';
import type { Quarters } from '../../../../src/domain/measure/quarters.ts';
import { bandOf, rateNow } from '../../../../src/domain/measure/rate-now.ts';
import { quarterMs } from '../../../../src/domain/time/quarter.ts';

const day = Date.parse('2026-11-24T00:00:00Z'); // a Tuesday
const history = (days: number, count: (quarter: number) => number, usable = true): Quarters => ({
  from: day - days * 96 * quarterMs,
  counts: Array.from({ length: days * 96 }, (_, q) => count(q)),
  usable: Array.from({ length: days * 96 }, () => usable),
});
const fourAnHour = (days: number) =>
  fitBaseline(
    history(days, () => 1),
    day,
    'UTC',
  );

describe('four posts in every hour', () => {
  test.each([
    [28, 4, 0.0536, [1, 8, 10]],
    [2, -41, 0.2008, [0, 9, 12]],
  ])('after %i days, %i hours from the day', (days, hours, alpha, band) => {
    const fit = fourAnHour(days);
    if (!fit) throw new Error('no baseline');
    const expected = expectedAt(fit, day + hours * 4 * quarterMs, 'UTC');
    expect(expected.mu).toBeCloseTo(4, 9);
    expect(expected.alpha).toBeCloseTo(alpha, 4);
    const { low, high, alarm } = bandOf([expected, expected, expected, expected]);
    expect([low, high, alarm]).toEqual(band);
  });
});

test('less than two days of usable hours make no baseline', () => {
  expect(fourAnHour(1)).toBeNull();
  expect(
    fitBaseline(
      history(28, () => 1, false),
      day,
      'UTC',
    ),
  ).toBeNull();
  const some = history(3, () => 1);
  const usable = some.usable.map((_, q) => q % 4 !== 0 || q < 100);
  expect(fitBaseline({ ...some, usable }, day, 'UTC')).toBeNull();
});

test('slots are hours of the week on the campaign’s wall clock', () => {
  expect(slotOf(Date.parse('2026-11-23T00:00:00Z'), 'UTC')).toBe(0);
  expect(slotOf(Date.parse('2026-11-29T23:59:59Z'), 'UTC')).toBe(167);
  expect(slotOf(Date.parse('2026-11-22T23:00:00Z'), 'Europe/Berlin')).toBe(0);
  expect(slotOf(0, 'UTC')).toBe(72);
});

test('a rhythm of the day is learnt, and a burst of the past does not move it', () => {
  const rhythm = (q: number) => (Math.floor(q / 4) % 24 < 12 ? 1 : 10);
  const calm = fitBaseline(history(28, rhythm), day, 'UTC');
  const burst = fitBaseline(
    history(28, (q) => (q > 2500 && q < 2530 ? 200 : rhythm(q))),
    day,
    'UTC',
  );
  if (!calm || !burst) throw new Error('no baseline');
  const [morning, evening] = [calm.slots[3]?.mu ?? 0, calm.slots[20]?.mu ?? 0];
  expect(evening / morning).toBeGreaterThan(6);
  expect((burst.slots[20]?.mu ?? 0) / evening).toBeLessThan(1.15);
});

/** The formulas of the method as they are written, hour by hour. */
function slowBaseline(hourly: number[], zone: string) {
  const hours = hourly.map((Y, i) => {
    const start = day - (hourly.length - i) * 4 * quarterMs;
    return { Y, y: Y, s: slotOf(start, zone), w: 2 ** (-(day - start - 4 * quarterMs) / 86_400_000 / 14) };
  });
  const sum = (of: (hour: (typeof hours)[number]) => number) => hours.reduce((total, hour) => total + of(hour), 0);
  let b: number[] = [];
  let alpha = 0;
  for (let round = 0; round < 3; round++) {
    const L = Math.max(0.02, sum(({ w, y }) => w * y) / sum(({ w }) => w));
    const a = Array.from({ length: 24 }, (_, h) => {
      const mine = (x: { s: number }) => (x.s % 24 === h ? 1 : 0);
      return (sum((x) => mine(x) * x.w * x.y) + 2 * L) / (sum((x) => mine(x) * x.w) + 2);
    });
    b = Array.from({ length: 168 }, (_, s) => {
      const mine = (x: { s: number }) => (x.s === s ? 1 : 0);
      return (sum((x) => mine(x) * x.w * x.y) + 4 * (a[s % 24] ?? 0)) / (sum((x) => mine(x) * x.w) + 4);
    });
    const m = ({ s }: { s: number }) => b[s] ?? 0;
    alpha = Math.max(0, sum((x) => x.w * ((x.y - m(x)) ** 2 - m(x))) / sum((x) => x.w * m(x) ** 2));
    if (round < 2) for (const x of hours) x.y = Math.min(x.Y, m(x) + 2.5 * Math.sqrt(m(x) + alpha * m(x) ** 2) + 1);
  }
  return b.map((mean, s) => {
    const mu = Math.max(0.02, mean);
    return {
      mu,
      alpha: alpha + (alpha + 1 / mu) / (sum((x) => (x.s === s ? x.w : 0)) + 4) + 0.3 / (hours.length / 24),
    };
  });
}

test('equals the formulas as they are written', () => {
  const rate = fc.oneof(
    { weight: 8, arbitrary: fc.nat(4) },
    { weight: 1, arbitrary: fc.integer({ min: 10, max: 25 }) },
  );
  fc.assert(
    fc.property(
      fc.array(rate, { minLength: 192, maxLength: 192 }),
      fc.constantFrom('UTC', 'Asia/Kathmandu'),
      (hourly, zone) => {
        const fit = fitBaseline(
          history(8, (q) => (q % 4 === 0 ? (hourly[q / 4] ?? 0) : 0)),
          day,
          zone,
        );
        slowBaseline(hourly, zone).forEach(({ mu, alpha }, s) => {
          expect(fit?.slots[s]?.mu).toBeCloseTo(mu, 9);
          expect(fit?.slots[s]?.alpha).toBeCloseTo(alpha, 9);
        });
      },
    ),
    { numRuns: 10 },
  );
});

test('means stay above 0, whatever the history', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 288, maxLength: 288 }), (counts) => {
      const fit = fitBaseline(
        history(3, (q) => counts[q] ?? 0),
        day,
        'Asia/Kathmandu',
      );
      for (const { mu, alpha } of fit?.slots ?? []) {
        expect(mu).toBeGreaterThanOrEqual(0.02);
        expect(alpha).toBeGreaterThan(0);
        expect(Number.isFinite(mu + alpha)).toBe(true);
      }
    }),
    { numRuns: 20 },
  );
});

describe('the rate now', () => {
  const usual = () => ({ mu: 4, alpha: 0.0536 });
  const hour = (...counts: number[]): Quarters => ({ from: day, counts, usable: counts.map((count) => count >= 0) });
  const end = day + 4 * quarterMs;

  test('is the last four closed quarters against the band', () => {
    expect(rateNow(hour(3, 3, 3, 3), end, 6, usual)).toMatchObject({
      from: day,
      to: end,
      posts: 12,
      authors: 6,
      low: 1,
      high: 8,
      alarm: 10,
      state: 'above',
    });
    expect(rateNow(hour(1, 1, 1, 1), end, 4, usual)?.state).toBe('within');
    expect(rateNow(hour(0, 0, 0, 0), end, 0, usual)?.state).toBe('below');
  });

  test('is not called above with few posts or accounts', () => {
    expect(rateNow(hour(9, 0, 0, 0), end, 9, usual)?.state).toBeNull();
    expect(rateNow(hour(12, 0, 0, 0), end, 4, usual)?.state).toBeNull();
  });

  test('is unknown where a quarter is not usable, and has no band without a baseline', () => {
    expect(rateNow(hour(3, -1, 3, 3), end, 6, usual)).toBeNull();
    expect(rateNow(hour(3, 3, 3, 3), end + quarterMs, 6, usual)).toBeNull();
    expect(rateNow(hour(3, 3, 3, 3), end, 6, () => null)).toEqual({
      from: day,
      to: end,
      posts: 12,
      authors: 6,
      state: null,
    });
  });
});
