import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bucketCoverage,
  coverageCurve,
  meanCoverage,
  quarterCoverage,
  resumePoint,
  type SourceWatch,
} from '../../../src/domain/coverage.ts';
import type { Platform } from '../../../src/domain/post.ts';
import { type Interval, union } from '../../../src/domain/time/interval.ts';
import { quarterMs as q } from '../../../src/domain/time/quarter.ts';

const late = 1000 * q;
const watch = (source: string, covered: Interval[][], change: Partial<SourceWatch> = {}): SourceWatch => ({
  source,
  platform: source === 'bluesky' ? 'bluesky' : 'mastodon',
  configuredAt: 0,
  spellings: covered.map((list, i) => ({ norm: `tag${i}`, declaredAt: 0, covered: list })),
  ...change,
});
const whole = [{ from: 0, to: 4 * q }];
const half = [{ from: 0, to: q / 2 }];
const first = (...sources: SourceWatch[]) => quarterCoverage(coverageCurve(sources, { from: 0, to: 4 * q }, late), 0);

describe('a source resumes', () => {
  const stretch = fc.tuple(fc.nat(20), fc.nat(9)).map(([from, length]) => ({ from, to: from + length }));
  test('at the first minute that nobody watched', () => {
    fc.assert(
      fc.property(fc.array(stretch), (covered) => {
        const watched = (minute: number) => covered.some(({ from, to }) => from <= minute && minute < to);
        const end = resumePoint(0, covered);
        for (let minute = 0; minute < end; minute++) expect(watched(minute)).toBe(true);
        expect(watched(end)).toBe(false);
      }),
    );
  });
});

describe('coverage of a quarter', () => {
  test('Bluesky whole, one Mastodon server whole, one half: 0.875', () => {
    expect(first(watch('bluesky', [whole]), watch('mastodon:a', [whole]), watch('mastodon:b', [half]))).toBe(0.875);
  });

  test('is the mean over spellings', () => {
    expect(first(watch('mastodon:a', [whole, half]))).toBe(0.75);
    expect(first(watch('mastodon:a', [whole, whole, []]))).toBeCloseTo(2 / 3);
  });

  test('leaves the past as it was when a spelling, server or network is added', () => {
    const spellings = [
      { norm: 'old', declaredAt: 0, covered: whole },
      { norm: 'new', declaredAt: 2 * q, covered: [{ from: 2 * q, to: 3 * q }] },
    ];
    const added = watch('mastodon:b', [[{ from: 2 * q, to: 3 * q }]], { configuredAt: 2 * q });
    const curve = coverageCurve([watch('bluesky', [], { spellings }), added], { from: 0, to: 4 * q }, late);
    expect([0, 1, 2, 3].map((i) => quarterCoverage(curve, i * q))).toEqual([1, 1, 1, 0.25]);
  });

  test('takes what was covered before it was declared, as after an import', () => {
    const spellings = [
      { norm: 'old', declaredAt: 0, covered: [] },
      { norm: 'new', declaredAt: 2 * q, covered: half },
    ];
    expect(first(watch('bluesky', [], { spellings }))).toBe(0.25);
    expect(first(watch('bluesky', [half], { configuredAt: 2 * q }), watch('mastodon:a', [whole]))).toBe(0.75);
  });

  test('asks a spelling once, however many stretches cover it before it was declared', () => {
    const pieces = [
      { from: 0, to: q / 4 },
      { from: q / 2, to: q },
    ];
    const spellings = [
      { norm: 'old', declaredAt: 0, covered: whole },
      { norm: 'new', declaredAt: 2 * q, covered: pieces },
    ];
    expect(first(watch('bluesky', [], { spellings }))).toBe(0.875);
  });

  test('is 0 without sources, spellings or stretches', () => {
    expect(first()).toBe(0);
    expect(first(watch('bluesky', []))).toBe(0);
    expect(first(watch('bluesky', [[]]))).toBe(0);
    expect(first(watch('bluesky', []), watch('mastodon:a', [whole]))).toBe(0.5);
  });

  test('judges the running quarter by the time that has passed', () => {
    const curve = coverageCurve([watch('bluesky', [[{ from: 0, to: 1.25 * q }]])], { from: 0, to: 4 * q }, 1.5 * q);
    expect(quarterCoverage(curve, q)).toBe(0.5);
    expect(meanCoverage(curve, { from: 0, to: 4 * q })).toBeCloseTo(1.25 / 1.5);
    expect(bucketCoverage(curve, { starts: [0, q, 2 * q], end: 4 * q })).toEqual([1, 0.5, 0]);
  });
});

/** The rule of the method, second by second, without grouping or skipping anything. */
function slowCoverage(sources: SourceWatch[], from: number, to: number, now: number): number {
  const mean = (values: number[]) => (values.length ? values.reduce((a, b) => a + b) / values.length : null);
  let sum = 0;
  for (let start = from; start < Math.min(to, now); start += q) {
    const end = Math.min(start + q, now);
    const share = (covered: readonly Interval[]) => {
      let seconds = 0;
      for (let at = start; at < end; at += 1000) if (covered.some((c) => c.from <= at && at < c.to)) seconds++;
      return (seconds * 1000) / (end - start);
    };
    const platforms = (['bluesky', 'mastodon'] satisfies Platform[]).map((platform) =>
      mean(
        sources
          .filter((s) => s.platform === platform)
          .filter((s) => s.configuredAt <= start || s.spellings.some(({ covered }) => share(covered) > 0))
          .map((s) => {
            const asked = s.spellings.filter(({ declaredAt, covered }) => declaredAt <= start || share(covered) > 0);
            return mean(asked.map(({ covered }) => share(covered))) ?? 0;
          }),
      ),
    );
    sum += (mean(platforms.filter((p) => p !== null)) ?? 0) * (end - start);
  }
  return sum / (Math.min(to, now) - from);
}

test('equals the rule applied second by second', () => {
  const at = fc.nat(40).map((n) => n * 100_000);
  const stretches = fc
    .array(
      fc.tuple(at, at).map(([from, length]) => ({ from, to: from + length })),
      { maxLength: 3 },
    )
    .map(union);
  const spelling = fc.record({
    norm: fc.constant('x'),
    declaredAt: at,
    covered: fc.oneof(stretches, fc.constant(whole)),
  });
  const source = fc.record({
    source: fc.constant('s'),
    platform: fc.constantFrom<Platform>('bluesky', 'mastodon'),
    configuredAt: at,
    spellings: fc.array(spelling, { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(source, { maxLength: 4 }), at, (sources, offset) => {
      const now = 100_000 + offset;
      const window = { from: 0, to: 5 * q };
      const mean = meanCoverage(coverageCurve(sources, window, now), window);
      expect(mean).toBeCloseTo(slowCoverage(sources, 0, 5 * q, now), 9);
      expect(mean).toBeGreaterThanOrEqual(0);
      expect(mean).toBeLessThanOrEqual(1);
    }),
    { numRuns: 60 },
  );
});

test('four centuries that nobody watched cost nothing', () => {
  const curve = coverageCurve([watch('bluesky', [whole])], { from: -1e7 * q, to: 1e7 * q }, 1e7 * q);
  expect(curve.quarters).toHaveLength(4);
});
