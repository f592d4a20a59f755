import { describe, expect, test } from 'vitest';
import { resolveWindow, type WindowQuery } from '../../../../src/domain/time/window.ts';

const now = Date.parse('2026-11-24T12:07:33Z');
const resolve = (query: WindowQuery) => {
  const { from, to, bucket, tz } = resolveWindow(query, { now, tz: 'Europe/Berlin' });
  return `${new Date(from).toISOString().slice(0, 16)} ${new Date(to).toISOString().slice(0, 16)} ${bucket} ${tz}`;
};

test.each<[WindowQuery, string]>([
  [{}, '2026-11-17T12:00 2026-11-24T12:15 hour Europe/Berlin'],
  [{ from: '', to: '', bucket: '', tz: '' }, '2026-11-17T12:00 2026-11-24T12:15 hour Europe/Berlin'],
  [{ from: '2026-11-10T12:07:33Z' }, '2026-11-10T12:00 2026-11-24T12:15 hour Europe/Berlin'],
  [{ from: '2026-11-10T12:07:32Z' }, '2026-11-10T12:00 2026-11-24T12:15 day Europe/Berlin'],
  [{ to: '2026-11-01T00:00:00Z' }, '2026-10-25T00:00 2026-11-01T00:00 hour Europe/Berlin'],
  [{ from: '2026-11-01', to: '2026-11-02' }, '2026-10-31T23:00 2026-11-01T23:00 hour Europe/Berlin'],
  [{ from: '2026-11-01', to: '2026-11-02', tz: 'UTC' }, '2026-11-01T00:00 2026-11-02T00:00 hour UTC'],
  [{ from: '2026-11-01T10:20', to: '2026-11-01T10:31' }, '2026-11-01T09:15 2026-11-01T09:45 hour Europe/Berlin'],
  [
    { from: '2026-11-01T10:20+05:30', to: '2026-11-01T10:20:00.5Z' },
    '2026-11-01T04:45 2026-11-01T10:30 hour Europe/Berlin',
  ],
  [{ bucket: '15m', tz: 'Asia/Kolkata' }, '2026-11-17T12:00 2026-11-24T12:15 15m Asia/Kolkata'],
])('%j is %s', (query, window) => expect(resolve(query)).toBe(window));

describe('refuses, and says what is allowed', () => {
  test.each<[WindowQuery, RegExp]>([
    [{ from: '2026-11-02', to: '2026-11-01' }, /before/],
    [{ from: '2026-11-01', to: '2026-11-01' }, /before/],
    [{ from: '2027-01-01' }, /before/],
    [{ from: '1' }, /'from'/],
    [{ from: '2026-02-30' }, /'from'/],
    [{ to: '2026-13-01T00:00:00Z' }, /'to'/],
    [{ to: 'now' }, /'to'/],
    [{ to: '20261124T120000Z' }, /'to'/],
    [{ from: '2026-11-01T00:00:00[Europe/Berlin]' }, /'from'/],
    [{ bucket: 'minute' }, /15m, hour, day, week/],
    [{ bucket: '__proto__' }, /15m, hour, day, week/],
    [{ tz: 'FOO+5' }, /IANA/],
    [{ tz: '+99' }, /IANA/],
    [{ tz: '+05:00' }, /IANA/],
    [{ tz: '../etc' }, /IANA/],
    [{ tz: "x'; drop" }, /IANA/],
    [{ from: '2026-01-01', bucket: '15m' }, /20000/],
    [{ from: '0001-01-01' }, /20000/],
  ])('%j', (query, sentence) => {
    expect(() => resolve(query)).toThrow(
      expect.objectContaining({ code: 'query-invalid', message: expect.stringMatching(sentence) }),
    );
  });
});
