import { describe, expect, test } from 'vitest';
import {
  burstSentence,
  coverageSentence,
  growthSentence,
  nowSentence,
} from '../../../../src/domain/measure/sentences.ts';

const zone = 'Europe/Berlin';
const at = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
const growth = (posts: number, before: number, estimate: { ratio: number; low: number; high: number } | null) =>
  growthSentence({ posts, before, authors: 9, usable: 1, estimate });

describe('growth', () => {
  test.each([
    [growth(138, 100, { ratio: 1.38, low: 1.21, high: 1.57 }), 'Up 38 % (95 % CI 21 to 57) on the seven days before.'],
    [growth(80, 100, { ratio: 0.8, low: 0.67, high: 0.95 }), 'Down 20 % (95 % CI 5 to 33) on the seven days before.'],
    [
      growth(107, 100, { ratio: 1.07, low: 0.91, high: 1.24 }),
      'No clear change on the seven days before (−9 % to +24 %).',
    ],
    [growth(7, 4, null), 'Too few posts to compare weeks (7 and 4).'],
    [growth(1200, 4, { ratio: 300, low: 90, high: 900 }), 'Up: 1,200 posts after 4 in the seven days before.'],
    [growth(15, 9, { ratio: 1.67, low: 0.7, high: 4 }), 'No clear change: 15 posts after 9 in the seven days before.'],
  ])('%s', (sentence, expected) => expect(sentence).toBe(expected));
});

describe('now', () => {
  const now = { from: at('2026-11-24T20:00'), to: at('2026-11-24T21:00'), posts: 31, authors: 20 };
  const band = { expected: 13, low: 8, high: 19, alarm: 23 };
  test.each([
    [
      nowSentence({ ...now, ...band, state: 'above' }, 500, zone),
      '31 posts in the last hour; 8 to 19 are usual for a Tuesday at 20:00. That is above the usual range.',
    ],
    [
      nowSentence({ ...now, ...band, posts: 1, state: null }, 500, zone),
      '1 post in the last hour; 8 to 19 are usual for a Tuesday at 20:00.',
    ],
    [
      nowSentence({ ...now, state: null }, 28, zone),
      'Not enough history yet for a usual range (needs 2 days; has 1 day 4 h).',
    ],
    [
      nowSentence({ ...now, state: null }, 0, zone),
      'Not enough history yet for a usual range (needs 2 days; has 0 h).',
    ],
  ])('%s', (sentence, expected) => expect(sentence).toBe(expected));
});

describe('bursts', () => {
  const burst = {
    from: at('2026-11-24T14:15'),
    to: at('2026-11-24T16:45'),
    posts: 210,
    lift: 2.6,
    weight: 9,
    ongoing: true,
  };
  test.each([
    [
      burstSentence(burst, 53, zone),
      'A burst began on Tue 24 Nov, 14:15 and is still going: 2.6 times the usual rate, 210 posts by 53 accounts.',
    ],
    [
      burstSentence({ ...burst, from: at('2026-11-24T05:15'), ongoing: false }, 53, zone),
      'A burst began on Tue 24 Nov, 05:15 (2.6 times the usual rate, 210 posts by 53 accounts) and ended at 16:45 after 11 h 30 min.',
    ],
  ])('%s', (sentence, expected) => expect(sentence).toBe(expected));
});

test('what was not watched is told', () => {
  expect(coverageSentence(0.87)).toBe('Based on 87 % of the time; the rest was not watched.');
  expect(coverageSentence(0.9499)).toBe('Based on 94 % of the time; the rest was not watched.');
  expect(coverageSentence(0.95)).toBeNull();
});
