import { expect, test } from 'vitest';
import { coverageSentence } from '../../../dashboards/coverage-words.ts';
import {
  counted,
  duration,
  figure,
  instantText,
  languageName,
  percent,
  sourceName,
} from '../../../dashboards/format.ts';

test('figures are whole and unknown is a dash', () => {
  expect([figure(5231), figure(0), figure(null), figure(12.5)]).toEqual(['5,231', '0', '–', '12.5']);
  expect([counted(1, 'post'), counted(2, 'reply', 'replies'), counted(null, 'post')]).toEqual([
    '1 post',
    '2 replies',
    '– posts',
  ]);
});

test('only the whole is 100 %', () => {
  expect(
    [percent(1), percent(0.99999), percent(0.5), percent(0), percent(null)].map((text) => text.replace('\u00a0', ' ')),
  ).toEqual(['100 %', '99.9 %', '50 %', '0 %', '–']);
});

test('lengths of time in the two units that say something', () => {
  const minute = 60_000;
  expect([40_000, minute, 75 * minute, 120 * minute, 1440 * minute, 4560 * minute].map(duration)).toEqual([
    '40 s',
    '1 min',
    '1 h 15 min',
    '2 h',
    '1 day',
    '3 days 4 h',
  ]);
});

test('instants in the zone asked for, half hours and both dates of the line', () => {
  const at = '2026-11-24T12:00:00Z';
  expect(instantText(at, 'Asia/Kolkata')).toBe('Tue 24 Nov 2026, 17:30');
  expect(instantText(at, 'Pacific/Kiritimati')).toBe('Wed 25 Nov 2026, 02:00');
  expect(instantText('2026-09-01T00:00:00Z', 'UTC')).toBe('Tue 1 Sep 2026, 00:00');
});

test('names of languages and sources; what is no code stays as it is', () => {
  expect([languageName('ja'), languageName('und'), languageName('<b>')]).toEqual(['Japanese', 'Undetermined', '<b>']);
  expect([sourceName('bluesky'), sourceName('mastodon:a.example:444')]).toEqual(['Bluesky', 'a.example:444']);
});

test('coverage is said as it is', () => {
  expect(coverageSentence(1)).toBe('We watched all of this time.');
  expect(coverageSentence(0.97)).toContain('We watched 97\u00a0%');
  expect(coverageSentence(0.8)).toContain('lower bounds');
  expect(coverageSentence(0)).toContain('did not watch any');
});
