import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Standing } from '../../../src/store/ingest/standings.ts';
import { authorDays, sumsByDay, sumsByQuarter } from '../../../src/store/ingest/sums.ts';

const quarterMs = 900_000;
const post = fc.record({
  authorId: fc.nat(2),
  platform: fc.nat(1),
  quarters: fc.nat(4),
  places: fc.uniqueArray(fc.record({ scope: fc.nat(3), day: fc.nat(3) }), { selector: ({ scope }) => scope }),
  likes: fc.nat(3),
});
const standings = fc.array(post).map((posts) =>
  posts.map(
    ({ authorId, platform, quarters, places, likes }, id): Standing => ({
      id,
      authorId,
      platform,
      countedAt: quarters * quarterMs + id,
      counted: true,
      scopes: places.map(({ scope }) => scope),
      dims: places.map(({ scope }) => scope % 2),
      days: places.map(({ day }) => day),
      likes,
      reposts: 0,
      replies: 0,
      quotes: 0,
    }),
  ),
);
const addition = ({ likes }: Standing) => ({ posts: 1, deleted: 0, likes, reposts: 0, replies: 0, quotes: 0 });

test('each sum holds the posts that stand there, and every place has one row', () => {
  fc.assert(
    fc.property(standings, (all) => {
      const byQuarter = sumsByQuarter(all, addition);
      const byDay = sumsByDay(all, addition);
      for (const { scope, place, platform, posts, likes } of byQuarter) {
        const there = all.filter(
          (s) =>
            s.scopes.includes(scope) &&
            s.platform === platform &&
            Math.floor(s.countedAt / quarterMs) * quarterMs === place,
        );
        expect([posts, likes]).toEqual([there.length, there.reduce((sum, s) => sum + s.likes, 0)]);
      }
      for (const { scope, place, platform, posts } of byDay) {
        const there = all.filter((s) => s.platform === platform && s.days[s.scopes.indexOf(scope)] === place);
        expect(posts).toBe(there.length);
      }
      const places = all.reduce((sum, { scopes }) => sum + scopes.length, 0);
      for (const rows of [byQuarter, byDay]) {
        expect(rows.reduce((sum, { posts }) => sum + posts, 0)).toBe(places);
        expect(new Set(rows.map(({ scope, place, platform }) => `${scope} ${place} ${platform}`)).size).toBe(
          rows.length,
        );
      }
    }),
  );
});

test('days of an account are chained within the scopes of the wanted dimensions', () => {
  fc.assert(
    fc.property(standings, (all) => {
      const rows = authorDays(all, [1]);
      for (const { scope, author, day, before, posts } of rows) {
        const days = all
          .filter((s) => s.authorId === author && scope % 2 === 1)
          .map((s) => s.days[s.scopes.indexOf(scope)]);
        expect(days.filter((one) => one === day)).toHaveLength(posts);
        expect(before).toBe(Math.max(0, ...days.filter((one) => one !== undefined && one < day).map(Number)));
      }
      const wanted = all.reduce((sum, { scopes }) => sum + scopes.filter((scope) => scope % 2 === 1).length, 0);
      expect(rows.reduce((sum, { posts }) => sum + posts, 0)).toBe(wanted);
    }),
  );
});
