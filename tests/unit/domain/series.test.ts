import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SeriesParts, toSeries } from '../../../src/domain/series.ts';
import { viewBuckets } from '../../../src/domain/time/bucket.ts';
import { quarterMs } from '../../../src/domain/time/quarter.ts';

const window = { from: 0, to: 16 * quarterMs, bucket: 'hour' as const, tz: 'UTC' };
const hour = 4 * quarterMs;
const parts = (change: Partial<SeriesParts>): SeriesParts => ({
  campaign: 'keep4o',
  metric: 'posts',
  groupBy: 'none',
  window,
  buckets: viewBuckets(window, 'hour', 'UTC', 3.5 * hour),
  lines: [{ key: 'all', label: 'All', coverage: [1, 0, 0, 0.2] }],
  counts: [],
  coverage: 0.3,
  bucketCoverage: [1, 0, 0, 0.2],
  gaps: [],
  asOf: 3.5 * hour,
  ...change,
});

test('0 where we watched and saw nothing, null where nobody watched, and apart from it what is known all the same', () => {
  const counts = [
    { at: hour, key: 'all', count: 2 },
    { at: hour + quarterMs, key: 'all', count: 1 },
    { at: 3 * hour, key: 'all', count: 7 },
    { at: 4 * hour, key: 'all', count: 99 },
  ];
  expect(toSeries(parts({ counts }))).toEqual({
    campaign: 'keep4o',
    metric: 'posts',
    bucket: 'hour',
    groupBy: 'none',
    tz: 'UTC',
    from: '1970-01-01T00:00:00.000Z',
    to: '1970-01-01T04:00:00.000Z',
    asOf: '1970-01-01T03:30:00.000Z',
    coverage: 0.3,
    gaps: [],
    buckets: [0, 1, 2, 3].map((h) => `1970-01-01T0${h}:00:00.000Z`),
    partial: [false, false, false, true],
    partialFrom: '1970-01-01T03:00:00.000Z',
    bucketCoverage: [1, 0, 0, 0.2],
    series: [{ key: 'all', label: 'All', values: [0, null, null, 7], sampled: [null, 3, null, null] }],
  });
});

test('each line has the coverage of what it counts, and a line that nobody asked for is not lost', () => {
  const lines = [
    { key: 'bluesky', label: 'Bluesky', coverage: [1, 1, 1, 1] },
    { key: 'mastodon', label: 'Mastodon', coverage: [0, 1, 1, 1] },
  ];
  const { series } = toSeries(parts({ groupBy: 'platform', lines, counts: [{ at: 0, key: 'threads', count: 4 }] }));
  expect(series.map(({ key, values, sampled }) => [key, values[0], sampled[0]])).toEqual([
    ['bluesky', 0, null],
    ['mastodon', null, null],
    ['threads', 4, null],
  ]);
});

test('values and samples together are all that was counted', () => {
  const count = fc.record({
    at: fc.nat(16 * quarterMs - 1),
    key: fc.constantFrom('all', '__proto__', 'b'),
    count: fc.nat(9),
  });
  fc.assert(
    fc.property(
      fc.array(count),
      fc.array(fc.constantFrom(0, 0.5, 1), { minLength: 4, maxLength: 4 }),
      (counts, coverage) => {
        const { series } = toSeries(
          parts({ counts, bucketCoverage: coverage, lines: [{ key: 'all', label: 'All', coverage }] }),
        );
        const all = series.flatMap(({ values, sampled }) => [...values, ...sampled]);
        expect(all.reduce<number>((sum, value) => sum + (value ?? 0), 0)).toBe(
          counts.reduce((sum, c) => sum + c.count, 0),
        );
        for (const { values, sampled } of series)
          values.forEach((value, i) => {
            expect(value === null || sampled[i] === null).toBe(true);
          });
      },
    ),
  );
});
