import { quarterMs } from '../../domain/time/quarter.ts';
import type { Standing } from './standings.ts';

/** What a post adds to every sum that it stands in. */
export interface Addition {
  posts: number;
  deleted: number;
  likes: number;
  reposts: number;
  replies: number;
  quotes: number;
}

/** A row of sums to be added: of one scope and network, at a quarter (ms) or on a campaign day. */
export interface SumRow extends Addition {
  scope: number;
  place: number;
  platform: number;
}

/** A day on which an account has posts in a scope. `before`: its day before that in the same batch, 0 for none. */
export interface AuthorDay {
  scope: number;
  author: number;
  day: number;
  before: number;
  posts: number;
}

const fields = ['posts', 'deleted', 'likes', 'reposts', 'replies', 'quotes'] as const;

function sumBy(
  standings: readonly Standing[],
  addition: (standing: Standing) => Addition,
  placeOf: (standing: Standing, index: number) => number,
): SumRow[] {
  const rows = new Map<string, SumRow>();
  for (const standing of standings) {
    const { platform, scopes } = standing;
    const added = addition(standing);
    scopes.forEach((scope, index) => {
      const place = placeOf(standing, index);
      const key = `${scope} ${place} ${platform}`;
      const row = rows.get(key);
      if (row) for (const field of fields) row[field] += added[field];
      else rows.set(key, { scope, place, platform, ...added });
    });
  }
  return [...rows.values()];
}

/** Sums by scope, quarter (its first ms) and network. */
export const sumsByQuarter = (standings: readonly Standing[], addition: (standing: Standing) => Addition): SumRow[] =>
  sumBy(standings, addition, ({ countedAt }) => Math.floor(countedAt / quarterMs) * quarterMs);

/** Sums by scope, day in the campaign's zone and network. */
export const sumsByDay = (standings: readonly Standing[], addition: (standing: Standing) => Addition): SumRow[] =>
  sumBy(standings, addition, ({ days }, index) => days[index] ?? 0);

/** Days of accounts in the scopes of the given dimensions, in order of scope, account and day. */
export function authorDays(standings: readonly Standing[], dims: readonly number[]): AuthorDay[] {
  const found = new Map<string, AuthorDay>();
  for (const { authorId: author, scopes, dims: of, days } of standings) {
    scopes.forEach((scope, index) => {
      if (!dims.includes(of[index] ?? -1)) return;
      const day = days[index] ?? 0;
      const key = `${scope} ${author} ${day}`;
      const known = found.get(key);
      if (known) known.posts += 1;
      else found.set(key, { scope, author, day, before: 0, posts: 1 });
    });
  }
  const sorted = [...found.values()].sort((a, b) => a.scope - b.scope || a.author - b.author || a.day - b.day);
  return sorted.map((row, index) => {
    const last = sorted[index - 1];
    return last?.scope === row.scope && last.author === row.author ? { ...row, before: last.day } : row;
  });
}
