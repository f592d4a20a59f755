import type { Interval } from '../../domain/time/interval.ts';
import { platformCode } from '../codes.ts';
import type { Database } from '../database.ts';
import { splitDays, splitStoredDays } from './day-split.ts';
import type { Selection } from './question.ts';
import { remembered } from './remembered.ts';

/** Sums of a scope over a window. */
export interface Figures {
  posts: number;
  deleted: number;
  likes: number;
  reposts: number;
  replies: number;
  quotes: number;
}

const sums =
  'sum(posts)::int posts, sum(deleted)::int deleted, sum(likes)::int likes, sum(reposts)::int reposts, sum(replies)::int replies, sum(quotes)::int quotes';

const platformOf = (selection: Pick<Selection, 'platform'>) =>
  selection.platform === null ? null : platformCode[selection.platform];

/** Bounds of up to two edges for SQL; an absent one is empty. */
const bounds = (edges: readonly Interval[]) => {
  const [a = { from: 0, to: 0 }, b = { from: 0, to: 0 }] = edges;
  return [new Date(a.from), new Date(a.to), new Date(b.from), new Date(b.to)];
};

/** Sums of each given scope over a window, from the rollups. A scope without posts has no entry. */
export async function sumScopes(
  db: Database,
  scopes: readonly number[],
  window: Interval,
  timezone: string,
  platform: Selection['platform'],
): Promise<Map<number, Figures>> {
  if (scopes.length === 0) return new Map();
  const { days, edges } = splitDays(window, timezone);
  const rows = await remembered<Figures & { scope: number }>(db, {
    name: 'sum-scopes',
    of: 'reactions',
    text: `select scope, ${sums} from (
        select scope_id scope, posts, deleted, likes, reposts, replies, quotes from rollup_day
        where scope_id = any($1::int[]) and day >= $2 and day < $3 and ($4::smallint is null or platform = $4)
        union all
        select scope_id, posts, deleted, likes, reposts, replies, quotes from rollup_15m
        where scope_id = any($1::int[]) and (bucket >= $5 and bucket < $6 or bucket >= $7 and bucket < $8) and ($4::smallint is null or platform = $4)) r
      group by 1`,
    values: [scopes, days?.from ?? 0, days?.to ?? 0, platformOf({ platform }), ...bounds(edges)],
  });
  return new Map(rows.map(({ scope, ...figures }) => [scope, figures]));
}

/**
 * Distinct accounts of each given scope over a window, exactly: an account counts on the first of its days in it, and
 * on the edges inside a day if it has no whole day. Only for dimensions that keep their author days.
 */
export async function countAuthors(
  db: Database,
  scopes: readonly number[],
  window: Interval,
  timezone: string,
): Promise<Map<number, number>> {
  if (scopes.length === 0) return new Map();
  const { days, edges } = await splitStoredDays(db, window, timezone);
  const rows = await remembered<{ scope: number; n: number }>(db, {
    name: 'count-authors',
    of: 'posts',
    // A scalar subquery, not `not exists`: that would read all days of all accounts to find a few thousand of them.
    text: `with part as materialized (select scope_id, part_id from author_part where scope_id = any($1::int[])),
      edge as materialized (
        select distinct u.scope, p.author_id from post p cross join lateral unnest(p.scopes) u(scope)
        where (p.counted_at >= $4 and p.counted_at < $5 or p.counted_at >= $6 and p.counted_at < $7) and p.counted and u.scope = any($1::int[]))
      select scope, sum(n)::int n from (
        select a.scope_id scope, sum(f.n) n from part a join author_flow f on f.scope_id = a.part_id
        where f.day >= $2 and f.day < $3 and f.prev < $2 group by 1
        union all
        select e.scope, count(*) from edge e
        where (select d.day from part a join author_day d on d.scope_id = a.part_id
          where a.scope_id = e.scope and d.author_id = e.author_id and d.day >= $2 and d.day < $3 limit 1) is null
        group by 1) r group by 1`,
    values: [scopes, days?.from ?? 0, days?.to ?? 0, ...bounds(edges)],
  });
  return new Map(rows.map(({ scope, n }) => [scope, n]));
}

/** Distinct accounts of scopes whose author days are not kept, counted from the posts. */
export async function countAuthorsRaw(
  db: Database,
  scopes: readonly number[],
  selection: Selection,
  window: Interval,
): Promise<Map<number, number>> {
  if (scopes.length === 0) return new Map();
  const rows = await remembered<{ scope: number; n: number }>(db, {
    name: 'count-authors-raw',
    of: 'posts',
    text: `select scope, count(*)::int n from (
        select distinct u.scope, p.author_id from post p cross join lateral unnest(p.scopes) u(scope)
        where p.counted_at >= $2 and p.counted_at < $3 and p.counted and u.scope = any($1::int[]) and p.scopes @> $4::int[]
          and ($5::smallint is null or p.platform = $5)) a group by 1`,
    values: [scopes, new Date(window.from), new Date(window.to), mustHave(selection), platformOf(selection)],
  });
  return new Map(rows.map(({ scope, n }) => [scope, n]));
}

/** Scopes that every post of a selection stands in; an unknown one matches nothing. */
export const mustHave = ({ scope, also }: Selection): number[] => [scope, ...also].map((id) => id ?? -1);

/** Figures and distinct accounts of each scope within a selection, post by post: for filters that cross. */
export async function sumRaw(
  db: Database,
  scopes: readonly number[],
  selection: Selection,
  window: Interval,
): Promise<Map<number, Figures & { authors: number }>> {
  if (scopes.length === 0) return new Map();
  const rows = await remembered<Figures & { scope: number; authors: number }>(db, {
    name: 'sum-raw',
    of: 'reactions',
    text: `select u.scope, count(*) filter (where p.counted)::int posts,
        count(*) filter (where not p.counted and (p.deleted_at is not null or a.state > 0))::int deleted,
        count(distinct p.author_id) filter (where p.counted)::int authors,
        coalesce(sum(e.likes) filter (where p.counted), 0)::int likes, coalesce(sum(e.reposts) filter (where p.counted), 0)::int reposts,
        coalesce(sum(e.replies) filter (where p.counted), 0)::int replies, coalesce(sum(e.quotes) filter (where p.counted), 0)::int quotes
      from post p join author a on a.id = p.author_id left join engagement e on e.post_id = p.id cross join lateral unnest(p.scopes) u(scope)
      where p.counted_at >= $2 and p.counted_at < $3 and u.scope = any($1::int[]) and p.scopes @> $4::int[]
        and ($5::smallint is null or p.platform = $5) group by 1`,
    values: [scopes, new Date(window.from), new Date(window.to), mustHave(selection), platformOf(selection)],
  });
  return new Map(rows.map(({ scope, ...figures }) => [scope, figures]));
}
