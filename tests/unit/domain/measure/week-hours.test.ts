import { expect, test } from 'vitest';
import { coverageCurve } from '../../../../src/domain/coverage.ts';
import { hourOfWeek, hoursOfWeek } from '../../../../src/domain/measure/week-hours.ts';
import type { Window } from '../../../../src/domain/time/window.ts';

const at = (text: string) => Date.parse(text);
const watch = (from: string, to: string) => [
  {
    source: 'bluesky',
    platform: 'bluesky' as const,
    configuredAt: 0,
    spellings: [{ norm: 'keep4o', declaredAt: 0, covered: [{ from: at(from), to: at(to) }] }],
  },
];

test.each([
  ['1970-01-05T00:00:00Z', 'UTC', 0], // a Monday
  ['2026-11-29T23:59:59Z', 'UTC', 167],
  ['2026-11-29T23:30:00Z', 'Europe/Berlin', 0],
  ['2026-03-29T01:00:00Z', 'Europe/Berlin', 6 * 24 + 3], // clocks went from 2 to 3
  ['2026-10-25T00:30:00Z', 'Europe/Berlin', 6 * 24 + 2],
  ['2026-10-25T01:30:00Z', 'Europe/Berlin', 6 * 24 + 2], // the second 2 o'clock of that night
])('%s in %s is hour %i of the week', (instant, zone, hour) => {
  expect(hourOfWeek(at(instant), zone)).toBe(hour);
});

test('figures stand at their hour, unknown where nobody watched, and rates are of watched time alone', () => {
  const window: Window = {
    from: at('2026-11-23T00:00:00Z'),
    to: at('2026-12-07T00:00:00Z'),
    bucket: 'hour',
    tz: 'UTC',
  };
  const now = at('2026-12-08T00:00:00Z');
  // Monday 00:00 to 02:30 of the first week, and nothing of the second.
  const curve = coverageCurve(watch('2026-11-23T00:00:00Z', '2026-11-23T02:30:00Z'), window, now);
  const reactions = { likes: 1, reposts: 0, replies: 0, quotes: 0 };
  const quarters = new Array<number>(14 * 96).fill(0);
  quarters[4] = 6; // Monday 01:00
  quarters[7 * 96 + 4] = 5; // the same a week later, found without being watched
  quarters[9] = 2; // Monday 02:15
  const counts = [
    { hour: 1, posts: 11, ...reactions },
    { hour: 2, posts: 2, ...reactions },
    { hour: 30, posts: 3, ...reactions },
    { hour: 40, posts: 0, ...reactions, likes: 0 }, // its only post was deleted
  ];
  const hours = hoursOfWeek(counts, quarters, curve, window);
  const brief = (index: number) => [
    hours[index]?.posts,
    hours[index]?.watched,
    hours[index]?.rate,
    hours[index]?.likes,
  ];
  expect(hours).toHaveLength(168);
  expect(hours[30]).toMatchObject({ weekday: 2, hour: 6 });
  expect(brief(0)).toEqual([0, 1, 0, 0]);
  expect(brief(1)).toEqual([11, 1, 6, 1]);
  expect(brief(2)).toEqual([2, 0.5, null, 1]);
  expect(brief(3)).toEqual([null, 0, null, null]);
  expect(brief(30)).toEqual([3, 0, null, 1]);
  expect(brief(40)).toEqual([null, 0, null, null]);
});
