import { expect, test } from 'vitest';
import { campaignFloor, countedTime } from '../../../../src/domain/time/counted.ts';

const floor = campaignFloor({ since: '2026-01-01', timezone: 'Europe/Berlin' });
const at = (offset: number | null) => (offset === null ? null : floor + offset);

test('a campaign begins at midnight of its own zone', () => {
  expect(floor).toBe(Date.parse('2025-12-31T23:00:00Z'));
  expect(campaignFloor({ since: '2026-01-01', timezone: 'UTC' })).toBe(Date.parse('2026-01-01T00:00:00Z'));
  // Midnight does not exist on this day in Beirut: the day begins at 01:00 summer time.
  expect(campaignFloor({ since: '2026-03-29', timezone: 'Asia/Beirut' })).toBe(Date.parse('2026-03-28T22:00:00Z'));
});

test.each([
  { claimed: 10, seen: 20, live: true, counted: 10, why: 'as claimed' },
  { claimed: 30, seen: 20, live: true, counted: 20, why: 'never later than seen' },
  { claimed: null, seen: 20, live: false, counted: 20, why: 'unreadable: when seen' },
  { claimed: -5, seen: 20, live: true, counted: 0, why: 'backdated but seen live: the first moment' },
  { claimed: -5, seen: 0, live: true, counted: 0, why: 'seen at the first moment' },
  { claimed: -5, seen: -1, live: true, counted: null, why: 'seen before the campaign began' },
  { claimed: -5, seen: 20, live: false, counted: null, why: 'backdated and found later: not counted' },
  { claimed: 0, seen: 20, live: false, counted: 0, why: 'the first moment is in' },
])('$why', ({ claimed, seen, live, counted }) => {
  expect(countedTime({ claimedAt: at(claimed), seenAt: floor + seen, floor, live })).toBe(at(counted));
});
