import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTagHistory } from '../../../../src/sources/mastodon/tag-history.ts';

const now = Date.parse('2026-11-24T09:30:00Z');
const day = 86_400;
const today = Date.parse('2026-11-24') / 1000;
/** As Mastodon sends it: newest first, numbers in strings. */
const tagOf = (uses: readonly number[]) => ({
  name: 'keep4o',
  url: 'https://a.example/tags/keep4o',
  history: uses.map((n, i) => ({ day: String(today - i * day), uses: String(n), accounts: '1' })),
});
const read = (...history: unknown[]) => readTagHistory({ history }, now);

test('what Mastodon counted is read day by day, ascending, zeros too', () => {
  const week = fc.array(fc.nat(1_000_000), { minLength: 7, maxLength: 7 });
  fc.assert(
    fc.property(week, (uses) => {
      const days = readTagHistory(tagOf(uses), now);
      expect(days.map((one) => one.uses)).toEqual(uses.toReversed());
      expect([days[0]?.day, days[6]?.day]).toEqual(['2026-11-18', '2026-11-24']);
    }),
  );
});

test('whatever comes, there are at most eight days, each once, ascending, with numbers that the database holds', () => {
  const wrong = ['', '-1', '1e3', '0x1', ' 1', '1.5', null, {}, [], Number.NaN, -1, 0.5];
  const nearby = fc.integer({ min: -12, max: 12 }).map((n) => today + n * day);
  const uses = fc.oneof(fc.nat(9).map(String), fc.nat(), fc.constantFrom('9'.repeat(20), 2 ** 60, ...wrong));
  const days = fc.oneof(nearby.map(String), nearby, fc.constantFrom('9'.repeat(400), ...wrong));
  const entry = fc.oneof({ weight: 4, arbitrary: fc.record({ day: days, uses }) }, fc.anything());
  const list = { weight: 4, arbitrary: fc.array(entry, { maxLength: 60 }) };
  fc.assert(
    fc.property(fc.oneof(list, fc.anything()), (history) => {
      const told = readTagHistory({ history }, now);
      const names = told.map((one) => one.day);
      expect(names).toEqual([...new Set(names)].sort());
      for (const one of told) {
        expect(one.day >= '2026-11-17' && one.day <= '2026-11-24').toBe(true);
        expect(Number.isInteger(one.uses) && one.uses >= 0 && one.uses < 2 ** 31).toBe(true);
      }
    }),
  );
});

test.each([null, 'x', [], {}, { history: null }, { history: {} }, { error: 'Record not found' }])(
  'an answer of another shape tells nothing: %j',
  (answer) => expect(readTagHistory(answer, now)).toEqual([]),
);

test('days that do not begin in UTC, are to come or long past are dropped, and the rest is kept', () => {
  const on = (at: number, uses: unknown = '5') => ({ day: String(at), uses });
  expect(
    read(on(today + day), on(today - 3600), on(today - 8 * day), on(today, '-1'), on(today - day), on(today, 7)),
  ).toEqual([
    { day: '2026-11-23', uses: 5 },
    { day: '2026-11-24', uses: 7 },
  ]);
});

test('of a day told twice the first counts, and of a list without end only its head', () => {
  const many = Array.from({ length: 100_000 }, (_, i) => ({
    day: String(today - (i < 40 ? 0 : 1) * day),
    uses: String(i),
  }));
  expect(read(...many)).toEqual([{ day: '2026-11-24', uses: 0 }]);
});
