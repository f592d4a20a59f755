import type { PoolClient } from 'pg';
import type { Engagement, ReactionKind } from '../../domain/post.ts';
import { reactionCode } from '../codes.ts';
import { type EngagementDelta, putEngagement } from './counts.ts';

/** How good a reading is: the stream's own count, the highest seen elsewhere, the post's own server or the AppView. */
export type Basis = 'stream' | 'seen' | 'own';
const basisCode: Record<Basis, number> = { stream: 0, seen: 1, own: 2 };

/** Figures of one post as read at `asOf` (ms). */
export interface Reading {
  postId: number;
  figures: Engagement;
  basis: Basis;
  asOf: number;
}

/** Where an engagement point comes from. */
export type PointOrigin = 'stream' | 'refresh' | 'import';
/** Points of the stream stand at the end of stretches of this length. */
const pointEvery = '5 min';
const originCode: Record<PointOrigin, number> = { stream: 0, refresh: 1, import: 2 };

/**
 * Takes readings of reactions: the post's own server (or the AppView) replaces what was known; another server only
 * raises it. Keeps a point of each change and carries the difference into the sums of counted posts.
 */
export async function applyReadings(
  client: PoolClient,
  readings: readonly Reading[],
  origin: PointOrigin,
): Promise<void> {
  const distinct = [...new Map(readings.map((r) => [r.postId, r])).values()];
  if (distinct.length === 0) return;
  const values = [
    distinct.map((r) => r.postId),
    distinct.map((r) => r.figures.likes),
    distinct.map((r) => r.figures.reposts),
    distinct.map((r) => r.figures.replies),
    distinct.map((r) => r.figures.quotes ?? 0),
    distinct.map((r) => basisCode[r.basis]),
    distinct.map((r) => new Date(r.asOf)),
  ];
  const { rows } = await client.query<EngagementDelta>({
    name: 'engagement-read',
    text: `with n as (
        select * from unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::int[], $6::smallint[], $7::timestamptz[]) n(id, likes, reposts, replies, quotes, basis, as_of)),
      before as (select e.* from engagement e join n on n.id = e.post_id),
      merged as (
        select n.id, p.counted_at, greatest(n.basis, b.basis) as basis,
          case when b.basis = 1 and n.basis = 1 then greatest(n.likes, b.likes) else n.likes end as likes,
          case when b.basis = 1 and n.basis = 1 then greatest(n.reposts, b.reposts) else n.reposts end as reposts,
          case when b.basis = 1 and n.basis = 1 then greatest(n.replies, b.replies) else n.replies end as replies,
          case when b.basis = 1 and n.basis = 1 then greatest(n.quotes, b.quotes) else n.quotes end as quotes,
          greatest(n.as_of, b.as_of) as as_of
        from n join post p on p.id = n.id left join before b on b.post_id = n.id
        where b.post_id is null or n.basis > b.basis or (n.basis = 1 and b.basis = 1) or (n.basis = b.basis and n.as_of >= b.as_of)),
      written as (
        insert into engagement as e (post_id, counted_at, likes, reposts, replies, quotes, score, basis, as_of)
        select id, counted_at, likes, reposts, replies, quotes, likes + reposts + replies + quotes, basis, as_of from merged order by id
        on conflict (post_id) do update set likes = excluded.likes, reposts = excluded.reposts, replies = excluded.replies, quotes = excluded.quotes,
          score = excluded.score, basis = excluded.basis, as_of = excluded.as_of),
      pointed as (
        insert into engagement_point (post_id, at, likes, reposts, replies, quotes, origin)
        select m.id, m.as_of, m.likes, m.reposts, m.replies, m.quotes, $8 from merged m left join before b on b.post_id = m.id
        where b.post_id is null or (b.likes, b.reposts, b.replies, b.quotes) is distinct from (m.likes, m.reposts, m.replies, m.quotes)
        on conflict (post_id, at) do update set likes = excluded.likes, reposts = excluded.reposts, replies = excluded.replies,
          quotes = excluded.quotes, origin = excluded.origin)
      select m.id as "postId", m.likes - coalesce(b.likes, 0) as likes, m.reposts - coalesce(b.reposts, 0) as reposts,
        m.replies - coalesce(b.replies, 0) as replies, m.quotes - coalesce(b.quotes, 0) as quotes
      from merged m left join before b on b.post_id = m.id`,
    values: [...values, originCode[origin]],
  });
  await putEngagement(client, rows);
}

/** Every new post starts with a row, so that reactions have something to add to. */
export async function startEngagement(client: PoolClient, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query({
    name: 'engagement-start',
    text: `insert into engagement (post_id, counted_at, likes, reposts, replies, quotes, score, basis, as_of)
      select id, counted_at, 0, 0, 0, 0, 0, 0, seen_at from post where id = any($1::bigint[]) order by id on conflict do nothing`,
    values: [ids],
  });
}

interface Moved {
  postId: number;
  kind: number;
  sign: number;
  at: Date;
}

async function move(client: PoolClient, moved: readonly Moved[]): Promise<void> {
  if (moved.length === 0) return;
  const { rows } = await client.query<EngagementDelta>({
    name: 'engagement-move',
    // A point a post and bin, with all that came until then: a batch may hold the reactions of hours.
    text: `with n as (
        select n.id, date_bin('${pointEvery}', n.at, 'epoch'::timestamptz) + interval '${pointEvery}' as bin, max(n.at) as at,
          coalesce(sum(n.sign) filter (where n.kind = 0), 0) as likes, coalesce(sum(n.sign) filter (where n.kind = 1), 0) as reposts,
          coalesce(sum(n.sign) filter (where n.kind = 2), 0) as replies, coalesce(sum(n.sign) filter (where n.kind = 3), 0) as quotes
        from unnest($1::bigint[], $2::smallint[], $3::int[], $4::timestamptz[]) n(id, kind, sign, at)
        join engagement e on e.post_id = n.id and (e.basis = 0 or n.at > e.as_of) group by 1, 2),
      d as (
        select id, sum(likes) as likes, sum(reposts) as reposts, sum(replies) as replies, sum(quotes) as quotes, max(at) as at from n group by 1),
      steps as (
        select id, bin, sum(likes) over w as likes, sum(reposts) over w as reposts, sum(replies) over w as replies, sum(quotes) over w as quotes
        from n window w as (partition by id order by bin)),
      written as (
        update engagement e set likes = greatest(0, e.likes + d.likes), reposts = greatest(0, e.reposts + d.reposts),
          replies = greatest(0, e.replies + d.replies), quotes = greatest(0, e.quotes + d.quotes),
          score = greatest(0, e.likes + d.likes) + greatest(0, e.reposts + d.reposts) + greatest(0, e.replies + d.replies)
            + greatest(0, e.quotes + d.quotes),
          as_of = case when e.basis = 0 then greatest(e.as_of, d.at) else e.as_of end
        from d, engagement old where e.post_id = d.id and old.post_id = d.id
        returning e.post_id, e.likes, e.reposts, e.replies, e.quotes, old.likes as l0, old.reposts as r0, old.replies as p0, old.quotes as q0),
      pointed as (
        insert into engagement_point as ep (post_id, at, likes, reposts, replies, quotes, origin)
        select s.id, s.bin, greatest(0, w.l0 + s.likes), greatest(0, w.r0 + s.reposts), greatest(0, w.p0 + s.replies), greatest(0, w.q0 + s.quotes), 0
        from steps s join written w on w.post_id = s.id
        on conflict (post_id, at) do update set likes = excluded.likes, reposts = excluded.reposts, replies = excluded.replies, quotes = excluded.quotes where ep.origin = 0)
      select post_id as "postId", likes - l0 as likes, reposts - r0 as reposts, replies - p0 as replies, quotes - q0 as quotes from written`,
    values: [moved.map((m) => m.postId), moved.map((m) => m.kind), moved.map((m) => m.sign), moved.map((m) => m.at)],
  });
  await putEngagement(client, rows);
}

/** An account may like a post by several records: it counts while one of them stands. Of replies and quotes each counts. */
const oneEach = (row: string) => `case when ${row}.kind < 2 then ${row}.author else ${row}.key end`;

/** Likes, reposts, replies and quotes of posts that we keep: one like and one repost an account, each key once. */
export async function applyReactions(
  client: PoolClient,
  reactions: readonly { key: string; subject: string; kind: ReactionKind; author: string; at: number }[],
): Promise<void> {
  if (reactions.length === 0) return;
  const { rows } = await client.query<{ postId: number; kind: number; at: Date }>({
    name: 'reaction-add',
    text: `with n as (
        select distinct on (n.key, n.kind) n.*, p.id from unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::timestamptz[]) n(key, kind, subject, author, at)
        join post p on p.uri = n.subject order by n.key, n.kind),
      added as (insert into reaction (key, kind, post_id, author) select key, kind, id, author from n on conflict do nothing returning key, kind, post_id, author)
      select a.post_id as "postId", a.kind, min(n.at) as at from added a join n on n.key = a.key and n.kind = a.kind
      where a.kind > 1 or not exists (select from reaction r where r.post_id = a.post_id and r.kind = a.kind and r.kind < 2 and r.author = a.author)
      group by a.post_id, a.kind, ${oneEach('a')}`,
    values: [
      reactions.map((r) => r.key),
      reactions.map((r) => reactionCode[r.kind]),
      reactions.map((r) => r.subject),
      reactions.map((r) => r.author),
      reactions.map((r) => new Date(r.at)),
    ],
  });
  await move(
    client,
    rows.map((row) => ({ ...row, sign: 1 })),
  );
}

/** Takes reactions back; one that we never kept is the normal case and changes nothing. */
export async function undoReactions(client: PoolClient, undone: readonly { key: string; at: number }[]): Promise<void> {
  if (undone.length === 0) return;
  const { rows } = await client.query<{ postId: number; kind: number; at: Date }>({
    name: 'reaction-undo',
    text: `with gone as (
        delete from reaction r using unnest($1::text[], $2::timestamptz[]) n(key, at) where r.key = n.key
        returning r.key, r.kind, r.post_id, r.author, n.at)
      select g.post_id as "postId", g.kind, max(g.at) as at from gone g
      where g.kind > 1 or not exists (
        select from reaction r where r.post_id = g.post_id and r.kind = g.kind and r.kind < 2 and r.author = g.author and r.key <> all($1::text[]))
      group by g.post_id, g.kind, ${oneEach('g')}`,
    values: [undone.map((u) => u.key), undone.map((u) => new Date(u.at))],
  });
  await move(
    client,
    rows.map((row) => ({ ...row, sign: -1 })),
  );
}
