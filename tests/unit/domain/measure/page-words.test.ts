import { describe, expect, test } from 'vitest';
import {
  burstWords,
  certaintyWords,
  edgesOf,
  growthWords,
  nowWords,
} from '../../../../src/domain/measure/page-words.ts';

const zone = 'Europe/Berlin';
const at = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
const growth = (posts: number, before: number, usable: number, limits?: [ratio: number, low: number, high: number]) => {
  const [ratio = 1, low = 1, high = 1] = limits ?? [];
  return { posts, before, authors: 9, usable, estimate: limits ? { ratio, low, high } : null };
};

describe('growth', () => {
  test.each([
    [growth(790, 642, 0.489), 'Too little of the two weeks was watched to compare them (48 %).'],
    [growth(7, 4, 1), 'Too few posts to compare weeks (7 and 4).'],
    [growth(138, 100, 1, [1.38, 1.21, 1.57]), 'Up 38 % (95 % CI 21 to 57) on the seven days before.'],
  ])('%j', (week, expected) => expect(growthWords(week)).toBe(expected));

  test.each([
    [
      growth(107, 100, 1, [1.3, 0.98, 1.78]),
      'The true change lies between −2 % and +78 % with 95 % certainty; 0 % is among them, so it may be chance.',
    ],
    [
      growth(138, 100, 1, [1.38, 1.21, 1.57]),
      'The true change lies between +21 % and +57 % with 95 % certainty; 0 % is not among them, so it is hardly chance.',
    ],
    [
      growth(133, 100, 1, [1.33, 1.004, 1.78]),
      'The true change lies between just above 0 % and +78 % with 95 % certainty; 0 % is not among them, so it is hardly chance.',
    ],
    [
      growth(98, 100, 1, [0.98, 0.6, 1.001]),
      'The true change lies between −40 % and 0 % with 95 % certainty; 0 % is among them, so it may be chance.',
    ],
    [growth(15, 9, 1, [1.67, 0.7, 4]), 'So few posts can differ as much by chance.'],
    [growth(7, 4, 1), null],
  ])('its interval in words: %j', (week, expected) =>
    expect(certaintyWords(week)?.replaceAll('\u00a0', ' ') ?? null).toBe(expected),
  );
});

test('an hour that is usually empty has no range', () => {
  const now = { from: at('2026-11-24T20:00'), to: at('2026-11-24T21:00'), authors: 1 };
  const band = { expected: 0.02, low: 0, high: 0, alarm: 1 };
  expect(nowWords({ ...now, ...band, posts: 0, state: 'within' }, 500, zone)).toBe(
    'No posts in the last hour, as is usual.',
  );
  expect(nowWords({ ...now, ...band, posts: 1, state: null }, 500, zone)).toBe(
    '1 post in the last hour; none is usual for it.',
  );
  expect(nowWords(null, 500, zone)).toBe('The last hour was not watched in whole.');
});

describe('a burst of which nobody saw the beginning or the end', () => {
  const burst = {
    from: at('2026-11-24T23:45'),
    to: at('2026-11-25T04:00'),
    posts: 210,
    lift: 2.6,
    weight: 9,
    ongoing: false,
  };
  const size = '2.6 times the usual rate, 210 posts by 53 accounts';
  test('it is one where the quarter beside it was not watched well, not where time has not come yet', () => {
    const quarter = 900_000;
    const quarters = { from: 0, counts: [0, 9, 9, 0], usable: [true, true, true, false] };
    const of = (from: number, to: number) => edgesOf(quarters, { ...burst, from: from * quarter, to: to * quarter });
    expect(of(1, 3)).toEqual({ before: false, after: true });
    expect(of(1, 4)).toEqual({ before: false, after: false });
    expect(of(0, 2)).toEqual({ before: false, after: false });
    expect(
      edgesOf({ ...quarters, usable: [false, true, true, true] }, { ...burst, from: quarter, to: 3 * quarter }),
    ).toEqual({
      before: true,
      after: false,
    });
  });

  test.each([
    [
      burstWords(burst, 53, zone, { before: false, after: true }),
      `A burst began on Tue 24 Nov, 23:45 and was going on at 04:00 on Wed 25 Nov, when watching stopped: ${size}.`,
    ],
    [
      burstWords(burst, 53, zone, { before: true, after: true }),
      `A burst was going on at 23:45 on Tue 24 Nov, when watching began, and was still going on at 04:00 on Wed 25 Nov, when watching stopped: ${size}.`,
    ],
    [
      burstWords(burst, 53, zone, { before: true, after: false }),
      `A burst was going on at 23:45 on Tue 24 Nov, when watching began (${size}), and ended at 04:00 on Wed 25 Nov.`,
    ],
    [
      burstWords({ ...burst, ongoing: true }, 53, zone, { before: true, after: true }),
      `A burst was going on at 23:45 on Tue 24 Nov, when watching began, and is still going: ${size}.`,
    ],
    [
      burstWords(burst, 53, zone, { before: false, after: false }),
      `A burst began on Tue 24 Nov, 23:45 (${size}) and ended at 04:00 after 4 h 15 min.`,
    ],
  ])('%s', (sentence, expected) => expect(sentence).toBe(expected));
});
