import type { PoolClient } from 'pg';
import type { Engagement, ReactionKind } from '../../domain/post.ts';
import { reactionCode } from '../codes.ts';
import { type EngagementDelta, putEngagement } from './counts.ts';
import { countedMoves, movedValues, sumsByKind, writeGrowth } from './growth-points.ts';
import { countedSteps, type ReactionStep } from './reaction-steps.ts';

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
const originCode: Record<PointOrigin, number> = { stream: 0, refresh: 1, import: 2 };

/**
 * Takes readings of reactions: the post's own server (or the AppView) replaces what was known; another server only
 * raises it. Keeps a point of each change and carries the difference into the sums of counted posts.
 * @returns how many readings were taken
 */
export async function applyReadings(
  client: PoolClient,
  readings: readonly Reading[],
  origin: PointOrigin,
): Promise<number> {
  const distinct = [...new Map(readings.map((r) => [r.postId, r])).values()];
  if (distinct.length === 0) return 0;
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
  return rows.length;
}

/** A post that counts has a row, so that reactions have something to add to. */
export async function startEngagement(client: PoolClient, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query({
    name: 'engagement-start',
    text: `insert into engagement (post_id, counted_at, likes, reposts, replies, quotes, score, basis, as_of)
      select id, counted_at, 0, 0, 0, 0, 0, 0, seen_at from post where id = any($1::bigint[]) order by id on conflict do nothing`,
    values: [ids],
  });
}

/** Writes what reactions change, all those of a batch at once: a like and its undoing must not tell of likes between them that came later. */
export async function moveEngagement(client: PoolClient, steps: readonly ReactionStep[]): Promise<void> {
  const moved = countedSteps(steps);
  if (moved.length === 0) return;
  const { rows } = await client.query<EngagementDelta>({
    name: 'engagement-move',
    text: `with d as (select n.id, ${sumsByKind}, max(n.at) as at from ${countedMoves} group by 1)
      update engagement e set likes = greatest(0, e.likes + d.likes), reposts = greatest(0, e.reposts + d.reposts),
        replies = greatest(0, e.replies + d.replies), quotes = greatest(0, e.quotes + d.quotes),
        score = greatest(0, e.likes + d.likes) + greatest(0, e.reposts + d.reposts) + greatest(0, e.replies + d.replies)
          + greatest(0, e.quotes + d.quotes),
        as_of = case when e.basis = 0 then greatest(e.as_of, d.at) else e.as_of end
      from d, engagement old where e.post_id = d.id and old.post_id = d.id
      returning e.post_id as "postId", e.likes - old.likes as likes, e.reposts - old.reposts as reposts,
        e.replies - old.replies as replies, e.quotes - old.quotes as quotes`,
    values: movedValues(moved),
  });
  await writeGrowth(client, moved);
  await putEngagement(client, rows);
}

/** Records of an account that react to a post in one way, before the statement. */
const live = (row: string) =>
  `(select count(*)::int from reaction o where o.post_id = ${row}.post_id and o.kind = ${row}.kind and o.kind < 2 and o.author = ${row}.author and o.undone_at is null) as live`;

/** Keeps likes, reposts, replies and quotes of posts that we keep, each key once. */
export async function applyReactions(
  client: PoolClient,
  reactions: readonly { key: string; subject: string; kind: ReactionKind; author: string; at: number }[],
): Promise<ReactionStep[]> {
  if (reactions.length === 0) return [];
  const { rows } = await client.query<Omit<ReactionStep, 'sign'>>({
    name: 'reaction-add',
    text: `with n as (
        select distinct on (n.key, n.kind) n.*, p.id from unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::timestamptz[]) n(key, kind, subject, author, at)
        join post p on p.uri = n.subject order by n.key, n.kind),
      added as (
        insert into reaction as r (key, kind, post_id, author, at) select key, kind, id, author, at from n
        on conflict (key, kind) do update set post_id = excluded.post_id, at = excluded.at, undone_at = null where r.undone_at <= excluded.at
        returning key, kind, post_id, author)
      select a.post_id as "postId", a.kind, a.author, n.at, ${live('a')} from added a join n on n.key = a.key and n.kind = a.kind`,
    values: [
      reactions.map((r) => r.key),
      reactions.map((r) => reactionCode[r.kind]),
      reactions.map((r) => r.subject),
      reactions.map((r) => r.author),
      reactions.map((r) => new Date(r.at)),
    ],
  });
  return rows.map((row) => ({ ...row, sign: 1 }));
}

/** Takes reactions back; one that we never kept is the normal case and changes nothing. */
export async function undoReactions(
  client: PoolClient,
  undone: readonly { key: string; at: number }[],
): Promise<ReactionStep[]> {
  if (undone.length === 0) return [];
  const { rows } = await client.query<Omit<ReactionStep, 'sign'>>({
    name: 'reaction-undo',
    text: `with gone as (
        update reaction r set undone_at = n.at from unnest($1::text[], $2::timestamptz[]) n(key, at)
        where r.key = n.key and r.undone_at is null and n.at >= coalesce(r.at, n.at)
        returning r.key, r.kind, r.post_id, r.author, n.at)
      select g.post_id as "postId", g.kind, g.author, g.at, ${live('g')} from gone g`,
    values: [undone.map((u) => u.key), undone.map((u) => new Date(u.at))],
  });
  return rows.map((row) => ({ ...row, sign: -1 }));
}
