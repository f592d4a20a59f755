import type { PoolClient } from 'pg';
import type { Standing } from './standings.ts';
import { type AuthorDay, authorDays } from './sums.ts';

/**
 * New days of accounts, each with the day before it at once: unlinked first and linked afterwards writes every row twice.
 * Without `on conflict`: no other writer runs, and a row that may conflict is written in two steps.
 */
const addDays = `
with found as materialized (
  select n.*, (
    select b.day from author_day b where b.scope_id = n.scope and b.author_id = n.author and b.day <= n.day order by b.day desc limit 1) as last
  from unnest($1::int[], $2::int[], $3::int[], $4::int[], $5::int[]) n(scope, author, day, posts, before)),
known as (
  update author_day a set posts = a.posts + f.posts from found f
  where f.last = f.day and (a.scope_id, a.author_id, a.day) = (f.scope, f.author, f.day))
insert into author_day (scope_id, author_id, day, prev, posts)
select scope, author, day, greatest(before, last), posts from found where last is null or last < day order by 1, 2, 3
returning scope_id as scope, author_id as author, day, prev`;

/** After new days: the stored day after each is linked to it, if there is any later day at all, and the flow follows both. */
const linkFresh = `
with fresh as (select * from unnest($1::int[], $2::int[], $3::int[], $4::int[]) f(scope_id, author_id, day, prev)),
tops as materialized (
  select s.scope_id, (select f.day from author_flow f where f.scope_id = s.scope_id order by f.day desc limit 1) as top
  from (select distinct scope_id from fresh) s),
next as (
  select f.scope_id, f.author_id, f.day as new, n.day, n.prev as old
  from fresh f join tops t on t.scope_id = f.scope_id and t.top > f.day cross join lateral (
    select a.day, a.prev from author_day a
    where a.scope_id = f.scope_id and a.author_id = f.author_id and a.day > f.day order by a.day limit 1) n
  where n.prev <> f.day),
written as (
  update author_day a set prev = n.new from next n where (a.scope_id, a.author_id, a.day) = (n.scope_id, n.author_id, n.day))
insert into author_flow as f (scope_id, day, prev, n)
select scope_id, day, prev, sum(delta) from (
  select scope_id, day, prev, 1 as delta from fresh
  union all select scope_id, day, new, 1 from next
  union all select scope_id, day, old, -1 from next) d
group by 1, 2, 3 having sum(delta) <> 0 order by 1, 2, 3
on conflict (scope_id, day, prev) do update set n = f.n + excluded.n`;

/** Days of accounts with posts fewer. */
const takeDays = `
update author_day a set posts = a.posts - n.posts
from unnest($1::int[], $2::int[], $3::int[], $4::int[]) n(scope, author, day, posts)
where (a.scope_id, a.author_id, a.day) = (n.scope, n.author, n.day)
returning a.scope_id as scope, a.author_id as author, a.day, a.posts`;

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

type DayKey = Pick<AuthorDay, 'scope' | 'author' | 'day'>;

const keys = (rows: readonly DayKey[]) => [
  rows.map(({ scope }) => scope),
  rows.map(({ author }) => author),
  rows.map(({ day }) => day),
];

/** Adds posts to the days of their authors in scopes of these dimensions; the flow of accounts follows. */
export async function addAuthorDays(
  client: PoolClient,
  standings: readonly Standing[],
  dims: readonly number[],
): Promise<void> {
  const days = authorDays(standings, dims);
  if (days.length === 0) return;
  const { rows: fresh } = await client.query<DayKey & { prev: number }>({
    name: 'author-day-add',
    text: addDays,
    values: [...keys(days), days.map(({ posts }) => posts), days.map(({ before }) => before)],
  });
  if (fresh.length === 0) return;
  await client.query({
    name: 'author-link',
    text: linkFresh,
    values: [...keys(fresh), fresh.map(({ prev }) => prev)],
  });
}

/** Takes posts out of the days of their authors; the flow of accounts follows. */
export async function takeAuthorDays(
  client: PoolClient,
  standings: readonly Standing[],
  dims: readonly number[],
): Promise<void> {
  const days = authorDays(standings, dims);
  if (days.length === 0) return;
  const { rows } = await client.query<DayKey & { posts: number }>({
    name: 'author-day-take',
    text: takeDays,
    values: [...keys(days), days.map(({ posts }) => posts)],
  });
  const gone = rows.filter(({ posts }) => posts <= 0);
  if (gone.length > 0) await client.query({ name: 'author-unlink', text: unlinkGone, values: keys(gone) });
}
