import { expect, test } from 'vitest';
import { campaignSchema } from '../../../../src/domain/campaign.ts';
import { campaignDay } from '../../../../src/domain/time/campaign-day.ts';
import { isTimeZone, offsetAt } from '../../../../src/domain/time/zone.ts';

test('time zones are IANA names, current and older', () => {
  for (const name of [
    'UTC',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Europe/Kyiv',
    'US/Pacific',
    'America/Argentina/Buenos_Aires',
    'Etc/GMT+5',
  ])
    expect(isTimeZone(name), name).toBe(true);
  for (const name of [
    '',
    '+05:00',
    '+99',
    'FOO+5',
    '../etc',
    'Europe/Berlin ',
    'Europe/Berlin\n',
    "x'; drop",
    '__proto__',
  ])
    expect(isTimeZone(name), name).toBe(false);
  const campaign = { slug: 'a', name: 'A', since: '2026-01-01', tags: ['abc'] };
  expect(campaignSchema.safeParse({ ...campaign, timezone: 'Asia/Kolkata' }).success).toBe(true);
  expect(campaignSchema.safeParse({ ...campaign, timezone: '+05:00' }).success).toBe(false);
});

test('an offset holds from one change of the clocks to the next', () => {
  const change = Date.parse('2026-03-29T01:00:00Z');
  expect(offsetAt('Europe/Berlin', change - 1)).toMatchObject({ to: change, offset: 3_600_000 });
  expect(offsetAt('Europe/Berlin', change)).toMatchObject({ from: change, offset: 7_200_000 });
  expect(offsetAt('UTC', 0)).toEqual({ from: -Infinity, to: Infinity, offset: 0 });
});

test('a day of the campaign is a day of its zone', () => {
  const day = (time: string, zone: string) => campaignDay(Date.parse(time), zone);
  expect(day('1970-01-01T00:00:00Z', 'UTC')).toBe(0);
  expect(day('2026-03-28T22:59:59Z', 'Europe/Berlin')).toBe(20540);
  expect(day('2026-03-28T23:00:00Z', 'Europe/Berlin')).toBe(20541);
  expect(day('2026-03-29T21:59:59Z', 'Europe/Berlin')).toBe(20541);
  expect(day('2026-03-29T22:00:00Z', 'Europe/Berlin')).toBe(20542);
});

test('ten thousand posts a second are no burden', () => {
  const started = performance.now();
  for (let i = 0; i < 100_000; i++) campaignDay(1_790_000_000_000 - i * 100_000, 'America/New_York');
  expect(performance.now() - started).toBeLessThan(500);
});
