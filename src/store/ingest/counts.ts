import type { PoolClient } from 'pg';
import { authorDims, listDims } from '../codes.ts';

/** The tables that hold sums, and how a post's place in them is found. */
const sums = [
  {
    table: 'rollup_15m',
    place: 'bucket',
    from: `cross join lateral unnest(p.scopes) u(scope)`,
    value: `date_bin('15 min', p.counted_at, 'epoch'::timestamptz)`,
  },
  {
    table: 'rollup_day',
    place: 'day',
    from: 'cross join lateral unnest(p.scopes, p.days) u(scope, day)',
    value: 'u.day',
  },
] as const;

const upsert = (table: string, place: string) => `on conflict (scope_id, ${place}, platform) do update set
  posts = ${table}.posts + excluded.posts, deleted = ${table}.deleted + excluded.deleted, likes = ${table}.likes + excluded.likes,
  reposts = ${table}.reposts + excluded.reposts, replies = ${table}.replies + excluded.replies, quotes = ${table}.quotes + excluded.quotes`;

/** New author-days: each gets its previous day, the day after each is re-linked, and the flow follows both. */
const linkFresh = `
with fresh as (select * from unnest($1::int[], $2::int[], $3::int[]) f(scope_id, author_id, day)),
affected as (
  select scope_id, author_id, day from fresh
  union
  select f.scope_id, f.author_id, n.day from fresh f cross join lateral (
    select a.day from author_day a where a.scope_id = f.scope_id and a.author_id = f.author_id and a.day > f.day order by a.day limit 1) n),
linked as (
  select a.scope_id, a.author_id, a.day, a.prev as old, coalesce((
    select b.day from author_day b where b.scope_id = a.scope_id and b.author_id = a.author_id and b.day < a.day order by b.day desc limit 1), 0) as new
  from affected join author_day a using (scope_id, author_id, day)),
written as (
  update author_day a set prev = l.new from linked l
  where (a.scope_id, a.author_id, a.day) = (l.scope_id, l.author_id, l.day) and a.prev <> l.new)
insert into author_flow as f (scope_id, day, prev, n)
select scope_id, day, prev, sum(delta) from (
  select scope_id, day, new as prev, 1 as delta from linked where old <> new
  union all select scope_id, day, old, -1 from linked where old <> new and old >= 0) d
group by 1, 2, 3 having sum(delta) <> 0 order by 1, 2, 3
on conflict (scope_id, day, prev) do update set n = f.n + excluded.n`;

/** Author-days that came to nothing: they go, the day after each is re-linked, and the flow follows both. */
const unlinkGone = `
with gone as (
  delete from author_day a using unnest($1::int[], $2::int[], $3::int[]) g(scope_id, author_id, day)
  where (a.scope_id, a.author_id, a.day) = (g.scope_id, g.author_id, g.day) and a.posts <= 0 returning a.*),
next as (
  select distinct g.scope_id, g.author_id, n.day, n.prev from gone g cross join lateral (
    select a.day, a.prev from author_day a
    where a.scope_id = g.scope_id and a.author_id = g.author_id and a.day > g.day and a.posts > 0 order by a.day limit 1) n),
linked as (
  select x.scope_id, x.author_id, x.day, x.prev as old, coalesce((
    select b.day from author_day b
    where b.scope_id = x.scope_id and b.author_id = x.author_id and b.day < x.day and b.posts > 0 order by b.day desc limit 1), 0) as new
  from next x),
written as (
  update author_day a set prev = l.new from linked l
  where (a.scope_id, a.author_id, a.day) = (l.scope_id, l.author_id, l.day) and a.prev <> l.new)
insert into author_flow as f (scope_id, day, prev, n)
select scope_id, day, prev, sum(delta) from (
  select scope_id, day, prev, -1 as delta from gone
  union all select scope_id, day, new, 1 from linked where old <> new
  union all select scope_id, day, old, -1 from linked where old <> new) d
group by 1, 2, 3 having sum(delta) <> 0 order by 1, 2, 3
on conflict (scope_id, day, prev) do update set n = f.n + excluded.n`;

interface AuthorDay {
  scope_id: number;
  author_id: number;
  day: number;
}

const columns = (rows: readonly AuthorDay[]) => [
  rows.map((row) => row.scope_id),
  rows.map((row) => row.author_id),
  rows.map((row) => row.day),
];

async function moveAuthorDays(client: PoolClient, ids: readonly number[], sign: 1 | -1): Promise<void> {
  const { rows } = await client.query<AuthorDay & { fresh: boolean; posts: number }>({
    name: `author-day-${sign}`,
    text: `insert into author_day as a (scope_id, author_id, day, prev, posts)
      select u.scope, p.author_id, u.day, -1, $2::int * count(*)::int
      from post p cross join lateral unnest(p.scopes, p.days) u(scope, day) join scope s on s.id = u.scope and s.dim = any($3::smallint[])
      where p.id = any($1::bigint[]) group by 1, 2, 3 order by 1, 2, 3
      on conflict (scope_id, author_id, day) do update set posts = a.posts + excluded.posts
      returning scope_id, author_id, day, posts, (xmax = 0) as fresh`,
    values: [ids, sign, authorDims],
  });
  const fresh = rows.filter((row) => row.fresh);
  const gone = rows.filter((row) => row.posts <= 0);
  if (sign > 0 && fresh.length > 0) {
    await client.query({ name: 'author-link', text: linkFresh, values: columns(fresh) });
  }
  if (sign < 0 && gone.length > 0) {
    await client.query({ name: 'author-unlink', text: unlinkGone, values: columns(gone) });
  }
}

async function moveLists(client: PoolClient, ids: readonly number[], sign: 1 | -1): Promise<void> {
  if (sign > 0) {
    await client.query({
      name: 'list-add',
      text: `insert into post_scope (scope_id, counted_at, post_id, author_id)
        select s.id, p.counted_at, p.id, p.author_id from post p cross join lateral unnest(p.scopes) u(scope)
        join scope s on s.id = u.scope and s.dim = any($2::smallint[]) where p.id = any($1::bigint[]) order by 1, 2, 3 on conflict do nothing`,
      values: [ids, listDims],
    });
    return;
  }
  await client.query({
    name: 'list-remove',
    text: `delete from post_scope l using post p cross join lateral unnest(p.scopes) u(scope)
      where p.id = any($1::bigint[]) and l.scope_id = u.scope and l.counted_at = p.counted_at and l.post_id = p.id`,
    values: [ids],
  });
}

/**
 * Puts posts into the counts (+1) or takes them out (−1), exactly where their row says that they stand: sums by
 * quarter and by day with their reactions, days of their authors, lists.
 * @param deleted what to add to the count of deleted posts for each
 */
export async function putPosts(
  client: PoolClient,
  ids: readonly number[],
  sign: 1 | -1,
  deleted: -1 | 0 | 1 = 0,
): Promise<void> {
  if (ids.length === 0) return;
  for (const { table, place, from, value } of sums) {
    await client.query({
      name: `put-${table}`,
      text: `insert into ${table} (scope_id, ${place}, platform, posts, deleted, likes, reposts, replies, quotes)
        select u.scope, ${value}, p.platform, $2::int * count(*), $3::int * count(*),
          $2::int * coalesce(sum(e.likes), 0), $2::int * coalesce(sum(e.reposts), 0), $2::int * coalesce(sum(e.replies), 0), $2::int * coalesce(sum(e.quotes), 0)
        from post p left join engagement e on e.post_id = p.id ${from}
        where p.id = any($1::bigint[]) group by 1, 2, 3 order by 1, 2, 3 ${upsert(table, place)}`,
      values: [ids, sign, deleted],
    });
  }
  await moveAuthorDays(client, ids, sign);
  await moveLists(client, ids, sign);
}

/** Adds to the count of deleted posts alone: of posts that were never in the counts, or come back from outside. */
export async function putDeleted(client: PoolClient, ids: readonly number[], delta: 1 | -1): Promise<void> {
  if (ids.length === 0) return;
  for (const { table, place, from, value } of sums) {
    await client.query(
      `insert into ${table} (scope_id, ${place}, platform, posts, deleted, likes, reposts, replies, quotes)
        select u.scope, ${value}, p.platform, 0, $2::int * count(*), 0, 0, 0, 0 from post p ${from}
        where p.id = any($1::bigint[]) group by 1, 2, 3 order by 1, 2, 3 ${upsert(table, place)}`,
      [ids, delta],
    );
  }
}

/** A change of a post's reactions. */
export interface EngagementDelta {
  postId: number;
  likes: number;
  reposts: number;
  replies: number;
  quotes: number;
}

/** Adds changes of reactions to the sums of the posts that stand in the counts. */
export async function putEngagement(client: PoolClient, deltas: readonly EngagementDelta[]): Promise<void> {
  const changed = deltas.filter((d) => d.likes !== 0 || d.reposts !== 0 || d.replies !== 0 || d.quotes !== 0);
  if (changed.length === 0) return;
  for (const { table, place, from, value } of sums) {
    await client.query({
      name: `engage-${table}`,
      text: `insert into ${table} (scope_id, ${place}, platform, posts, deleted, likes, reposts, replies, quotes)
        select u.scope, ${value}, p.platform, 0, 0, sum(d.likes), sum(d.reposts), sum(d.replies), sum(d.quotes)
        from unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::int[]) d(id, likes, reposts, replies, quotes)
        join post p on p.id = d.id and p.counted ${from} group by 1, 2, 3 order by 1, 2, 3 ${upsert(table, place)}`,
      values: [
        changed.map((d) => d.postId),
        changed.map((d) => d.likes),
        changed.map((d) => d.reposts),
        changed.map((d) => d.replies),
        changed.map((d) => d.quotes),
      ],
    });
  }
}
