import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BucketSize, bucketSizes } from '../../../../src/domain/series.ts';
import { bucketIndex, bucketStarts, viewBuckets } from '../../../../src/domain/time/bucket.ts';
import { quarterMs } from '../../../../src/domain/time/quarter.ts';

const ms = (text: string) => Temporal.Instant.from(text).epochMilliseconds;
const local = (text: string, zone: string) => Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
const day = (date: string, zone: string) => ({
  from: local(date, zone),
  to: Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds,
});
const lengths = (starts: number[], to: number) => starts.map((start, i) => ((starts[i + 1] ?? to) - start) / quarterMs);

describe('where clocks change', () => {
  test('Berlin in March 2026 has a day of 92 quarters', () => {
    const window = { from: local('2026-03-28', 'Europe/Berlin'), to: local('2026-03-31', 'Europe/Berlin') };
    expect(lengths(bucketStarts(window, 'day', 'Europe/Berlin'), window.to)).toEqual([96, 92, 96]);
    expect(bucketStarts(day('2026-03-29', 'Europe/Berlin'), 'hour', 'Europe/Berlin')).toHaveLength(23);
  });

  test('Berlin in October 2026 has 25 hours, two of them labelled 02:00 and distinct', () => {
    const starts = bucketStarts(day('2026-10-25', 'Europe/Berlin'), 'hour', 'Europe/Berlin');
    expect(starts).toHaveLength(25);
    const two = starts.filter(
      (start) => Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO('Europe/Berlin').hour === 2,
    );
    expect(two).toEqual([ms('2026-10-25T00:00:00Z'), ms('2026-10-25T01:00:00Z')]);
  });

  test('Lord Howe in April 2026 sets clocks back by half an hour: an hour of 4 and one of 2 quarters', () => {
    const window = day('2026-04-05', 'Australia/Lord_Howe');
    const hours = lengths(bucketStarts(window, 'hour', 'Australia/Lord_Howe'), window.to);
    expect(hours).toEqual([4, 4, 2, ...Array(22).fill(4)]);
    expect(hours.reduce((sum, quarters) => sum + quarters)).toBe(98);
  });

  test('a zone 45 minutes off has whole hours of its own', () => {
    const window = day('2026-01-01', 'Asia/Kathmandu');
    expect(lengths(bucketStarts(window, 'hour', 'Asia/Kathmandu'), window.to)).toEqual(Array(24).fill(4));
  });

  test('a day that begins at 01:00 is one day, a day that a zone left out is none', () => {
    const beirut = { from: local('2026-03-28', 'Asia/Beirut'), to: local('2026-03-31', 'Asia/Beirut') };
    expect(lengths(bucketStarts(beirut, 'day', 'Asia/Beirut'), beirut.to)).toEqual([96, 92, 96]);
    const apia = { from: local('2011-12-29', 'Pacific/Apia'), to: local('2012-01-01', 'Pacific/Apia') };
    expect(bucketStarts(apia, 'day', 'Pacific/Apia')).toHaveLength(2);
  });

  test('weeks begin on Monday', () => {
    const window = { from: local('2026-03-23', 'Europe/Berlin'), to: local('2026-04-06', 'Europe/Berlin') };
    expect(lengths(bucketStarts(window, 'week', 'Europe/Berlin'), window.to)).toEqual([7 * 96 - 4, 7 * 96]);
  });
});

/** Quarter by quarter, as the rule is written. */
function slowStarts(from: number, to: number, size: BucketSize, zone: string): number[] {
  const starts: number[] = [];
  let previous = '';
  for (let at = from; at < to; at += quarterMs) {
    const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
    const date = wall.toPlainDate();
    const key = {
      '15m': String(at),
      hour: `${date.toString()} ${wall.hour} ${wall.offset}`,
      day: date.toString(),
      week: date.subtract({ days: wall.dayOfWeek - 1 }).toString(),
    }[size];
    if (key !== previous) starts.push(at);
    previous = key;
  }
  return starts;
}

test('equals the rule applied to every quarter, in any zone', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/St_Johns',
    'Africa/Casablanca',
  ];
  const start = fc.integer({ min: ms('2024-01-01T00:00Z') / quarterMs, max: ms('2027-01-01T00:00Z') / quarterMs });
  fc.assert(
    fc.property(
      start,
      fc.nat(800),
      fc.constantFrom(...zones),
      fc.constantFrom(...bucketSizes),
      (first, n, zone, size) => {
        const window = { from: first * quarterMs, to: (first + n) * quarterMs };
        expect(bucketStarts(window, size, zone)).toEqual(slowStarts(window.from, window.to, size, zone));
      },
    ),
    { numRuns: 60 },
  );
});

describe('partial buckets', () => {
  const from = ms('2026-05-01T10:15:00Z');
  const to = ms('2026-05-01T13:15:00Z');
  const later = ms('2026-06-01T00:00:00Z');

  test('are those that the window cuts', () => {
    const buckets = viewBuckets({ from, to }, 'hour', 'UTC', later);
    expect(buckets.starts.map((start) => new Date(start).toISOString().slice(11, 16))).toEqual([
      '10:15',
      '11:00',
      '12:00',
      '13:00',
    ]);
    expect(buckets.partial).toEqual([true, false, false, true]);
    expect(buckets.partialFrom).toBeNull();
    expect(viewBuckets({ from: from - quarterMs, to: to - quarterMs }, 'hour', 'UTC', later).partial).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('and the running one', () => {
    const running = viewBuckets({ from, to: to + 3 * quarterMs }, 'hour', 'UTC', ms('2026-05-01T12:30:00Z'));
    expect(running.partial).toEqual([true, false, true, false]);
    expect(running.partialFrom).toBe(ms('2026-05-01T12:00:00Z'));
    expect(viewBuckets({ from, to }, 'hour', 'UTC', from - 1).partialFrom).toBeNull();
    expect(viewBuckets({ from, to }, 'hour', 'UTC', to).partialFrom).toBeNull();
  });
});

test('every instant of the window lies in one bucket, others in none', () => {
  const buckets = viewBuckets({ from: 0, to: 10 * quarterMs }, 'hour', 'UTC', 0);
  expect(
    [-1, 0, 4 * quarterMs - 1, 4 * quarterMs, 10 * quarterMs - 1, 10 * quarterMs].map((at) => bucketIndex(buckets, at)),
  ).toEqual([-1, 0, 0, 1, 2, -1]);
});
