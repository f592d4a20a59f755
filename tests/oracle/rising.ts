import { day, hour } from './clock.ts';
import { type Counted, type Filters, select } from './counted.ts';
import { total } from './post.ts';
import { erlangInv } from './special.ts';

export interface Rising {
  readonly post: Counted;
  readonly gained: number;
  readonly lift: number;
  readonly score: number;
  /** Reactions an hour. */
  readonly velocity: number;
}

const bucketOf = ({ followers }: Counted): string =>
  followers === null
    ? 'unknown'
    : followers < 100
      ? '0'
      : followers < 1000
        ? '100'
        : followers < 10_000
          ? '1000'
          : '10000';
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const grown = (age: number): number => 1 - 2 ** (-Math.max(0, age) / (3 * hour));

/** Usual reactions in the end of a post of a network and size of account (6). */
function usualReactions(posts: readonly Counted[], now: number): (post: Counted) => number {
  const past = posts.filter(({ at }) => now - at >= day && now - at <= 14 * day);
  return (post) => {
    const platform = past.filter(({ network }) => network === post.network);
    const sorted = platform.map(({ reactions }) => total(reactions)).toSorted((a, b) => a - b);
    const cap = sorted[Math.ceil(0.99 * sorted.length) - 1] ?? 0;
    const capped = (own: readonly Counted[]) => sum(own.map(({ reactions }) => Math.min(total(reactions), cap)));
    const usual = (capped(platform) + 10) / (platform.length + 10);
    const alike = platform.filter((one) => bucketOf(one) === bucketOf(post));
    return (capped(alike) + 10 * usual) / (alike.length + 10);
  };
}

const mayLead = (post: Counted): boolean =>
  !(post.optedOut || post.sensitive || post.bot || post.copyOf !== null || post.kind === 'reply');

/** The posts that rise, best first, one an author. `posts`: all that count, of any age; `filters`: of the candidates. */
export function risingPosts(posts: readonly Counted[], now: number, filters: Filters = {}): Rising[] {
  const usual = usualReactions(posts, now);
  const known = new Map<string, number>();
  const usualOf = (post: Counted) => {
    const key = `${post.network} ${bucketOf(post)}`;
    const value = known.get(key) ?? usual(post);
    known.set(key, value);
    return value;
  };
  const candidates = select(posts, { from: now - 2 * day, to: now }, filters).filter(
    (post) => post.at <= now && now - post.at <= day && mayLead(post),
  );
  const scored = candidates.flatMap((post): Rising[] => {
    const age = now - post.at;
    const before = age <= 2 * hour ? null : post.pointBefore(now - 2 * hour);
    const current = total(post.reactions);
    const gained = before ? Math.max(0, current - total(before)) : current;
    const expected = usualOf(post) * (before ? grown(age) - grown(age - 2 * hour) : grown(age));
    if (gained < 2) return [];
    const lift = erlangInv(0.2, 2 + gained) / (2 + expected);
    const velocity = gained / (Math.min(2 * hour, age) / hour);
    return [{ post, gained, lift, score: lift * 2 ** (-age / (6 * hour)), velocity }];
  });
  const ordered = scored.toSorted(
    (a, b) => b.score - a.score || b.post.at - a.post.at || (a.post.uri < b.post.uri ? -1 : 1),
  );
  const led = new Set<string>();
  return ordered.filter(({ post }) => !led.has(post.author) && led.add(post.author));
}
