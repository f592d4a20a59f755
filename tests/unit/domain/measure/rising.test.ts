import { describe, expect, test } from 'vitest';
import { liftOf, type RisingCandidate, risingPosts, usualEngagement } from '../../../../src/domain/measure/rising.ts';

const hour = 3_600_000;
const now = 100 * hour;
const post = (change: Partial<RisingCandidate>): RisingCandidate => ({
  uri: 'a',
  author: 'ann',
  platform: 'bluesky',
  followers: 50,
  countedAt: now - 3 * hour,
  engagement: 6,
  engagementBefore: 0,
  ...change,
});
const usual = () => 1;

test('the worked example: the small account leads', () => {
  expect(liftOf(6, 0.5)).toBeCloseTo(2.23, 2);
  expect(liftOf(6, 0.5) * 2 ** -0.5).toBeCloseTo(1.58, 2);
  expect(liftOf(40, 30)).toBeCloseTo(1.14, 2);
  expect(liftOf(40, 30) * 2 ** -0.5).toBeCloseTo(0.81, 2);
});

describe('the list', () => {
  const uris = (...posts: RisingCandidate[]) => risingPosts(posts, usual, now).map((rising) => rising.post.uri);

  test('has the best post of each author, the best first', () => {
    const posts = [
      post({ uri: 'weak' }),
      post({ uri: 'strong', engagement: 30 }),
      post({ uri: 'middle', author: 'bob', engagement: 12 }),
    ];
    expect(uris(...posts)).toEqual(['strong', 'middle']);
  });

  test('has posts of the last day that gained at least two', () => {
    expect(uris(post({ countedAt: now - 24 * hour }))).toEqual([]);
    expect(uris(post({ countedAt: now + 1 }))).toEqual([]);
    expect(uris(post({ engagement: 10, engagementBefore: 9 }))).toEqual([]);
    expect(uris(post({ engagement: 10, engagementBefore: 30 }))).toEqual([]);
    expect(uris(post({ engagement: 10, engagementBefore: 8 }))).toEqual(['a']);
  });

  test('orders ties by newer, then by URI', () => {
    const tie = (uri: string) => post({ uri, author: uri });
    expect(uris(tie('c'), tie('b'), tie('a'))).toEqual(['a', 'b', 'c']);
  });

  test('tells reactions an hour', () => {
    const velocity = (change: Partial<RisingCandidate>) => risingPosts([post(change)], usual, now)[0]?.velocity;
    expect(velocity({})).toBe(3);
    expect(velocity({ countedAt: now - hour, engagementBefore: null })).toBe(6);
    expect(velocity({ countedAt: now })).toBe(360);
  });

  test('judges a post without an earlier reading by its whole life', () => {
    const lift = (change: Partial<RisingCandidate>) => risingPosts([post(change)], () => 8, now)[0]?.lift ?? 0;
    expect(lift({ engagementBefore: null })).toBeCloseTo(liftOf(6, 8 * (1 - 2 ** -1)), 9);
    expect(lift({})).toBeCloseTo(liftOf(6, 8 * (2 ** (-1 / 3) - 2 ** -1)), 9);
    expect(lift({ countedAt: now - hour, engagementBefore: 5 })).toBeCloseTo(liftOf(6, 8 * (1 - 2 ** (-1 / 3))), 9);
  });
});

test('what is usual is learnt by network and size, shrunk and capped', () => {
  const grown = (engagement: number, followers: number | null) => ({
    platform: 'bluesky' as const,
    followers,
    engagement,
  });
  const small = Array.from({ length: 90 }, () => grown(1, 50));
  const large = Array.from({ length: 10 }, (_, i) => grown(i === 0 ? 1e6 : 40, 20_000));
  const usually = usualEngagement([...small, ...large]);
  const mean = (90 + 10 * 40 + 10) / 110;
  expect(usually('bluesky', 50)).toBeCloseTo((90 + 10 * mean) / 100, 9);
  expect(usually('bluesky', 99_999)).toBeCloseTo((400 + 10 * mean) / 20, 9);
  expect(usually('bluesky', null)).toBeCloseTo(mean, 9);
  expect(usually('mastodon', 50)).toBe(1);
});
