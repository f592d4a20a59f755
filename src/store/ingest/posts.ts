import type { PoolClient } from 'pg';
import type { MatchedPost } from '../../domain/batch.ts';
import type { Post } from '../../domain/post.ts';
import { kindCode, platformCode, postBits, postFlagBit } from '../codes.ts';

/** Where and on which campaign day a post is to be counted. */
export interface Placement {
  scopes: number[];
  days: number[];
  countedAt: number;
}

/** A post of the batch with its place, its author's id and whether that account is active. */
export interface PlacedPost extends Placement {
  event: MatchedPost;
  authorId: number;
  active: boolean;
}

/** What the database knows of a post, locked. */
export interface StoredPost {
  id: number;
  uri: string;
  rev: bigint;
  scopes: number[];
  days: number[];
  countedAt: Date;
  seenAt: Date;
  deletedAt: Date | null;
  counted: boolean;
  /** Whether it only went missing, and whether its own server is one that we ask; null where that is not so. */
  missed: { atHome: boolean } | null;
}

/** The posts of these URIs that are stored, locked against every other writer. */
export async function lockPosts(client: PoolClient, uris: readonly string[]): Promise<Map<string, StoredPost>> {
  if (uris.length === 0) return new Map();
  const { rows } = await client.query<Omit<StoredPost, 'rev'> & { rev: string }>({
    name: 'post-lock',
    text: `select id, uri, rev::text as rev, scopes, days, counted_at as "countedAt", seen_at as "seenAt", deleted_at as "deletedAt", counted,
        case when (flags & ${postFlagBit.missed}) <> 0 then jsonb_build_object('atHome', exists (
          select from sighting s where s.post_id = post.id and s.home)) end as missed
      from post where uri = any($1::text[]) order by uri for update`,
    values: [uris],
  });
  return new Map(rows.map((row) => [row.uri, { ...row, rev: BigInt(row.rev) }]));
}

const array = (numbers: readonly number[]) => `{${numbers.join(',')}}`;
const date = (ms: number) => new Date(ms).toISOString();

function flagsOf({ post, matches }: MatchedPost): number {
  return postBits([
    ...post.flags,
    ...(post.languageGuessed ? (['guessed'] as const) : []),
    ...(matches.some((m) => m.untagged) ? (['untagged'] as const) : []),
    ...(matches.some((m) => m.goal) ? (['goal'] as const) : []),
  ]);
}

/** A view without a revision gets the least one: whatever the network itself says later wins. */
export const revOf = (post: Post): bigint => BigInt(post.rev ?? '0');

function columns(placed: readonly PlacedPost[]) {
  const of = <T>(pick: (p: PlacedPost) => T) => placed.map(pick);
  return [
    of((p) => p.event.post.uri),
    of((p) => p.authorId),
    of((p) => platformCode[p.event.post.platform]),
    of((p) => kindCode[p.event.post.kind]),
    of((p) => flagsOf(p.event)),
    of((p) => p.event.post.language ?? 'und'),
    of((p) => revOf(p.event.post).toString()),
    of(({ event: { post } }) => (post.claimedAt === null ? null : new Date(post.claimedAt))), // of any year that a Date knows
    of((p) => date(p.event.post.seenAt)),
    of((p) => date(p.countedAt)),
    of((p) => p.active),
    of((p) => array(p.scopes)),
    of((p) => array(p.days)),
    of((p) => (p.event.post.platform === 'bluesky' ? null : p.event.post.url)),
    of((p) => p.event.post.originalUri),
  ];
}

const unnested = `unnest($1::text[], $2::int[], $3::smallint[], $4::smallint[], $5::int[], $6::text[], $7::bigint[], $8::timestamptz[], $9::timestamptz[],
  $10::timestamptz[], $11::bool[], $12::text[], $13::text[], $14::text[], $15::text[])
  n(uri, author_id, platform, kind, flags, lang, rev, claimed_at, seen_at, counted_at, counted, scopes, days, url, original_uri)`;

/** Inserts posts that are not stored (`lockPosts`, and no other writer runs), without reactions, and gives their ids by URI. They are not yet in the counts: `putPosts` after their reactions are known. */
export async function insertPosts(client: PoolClient, placed: readonly PlacedPost[]): Promise<Map<string, number>> {
  if (placed.length === 0) return new Map();
  const { rows } = await client.query<{ id: number; uri: string }>({
    name: 'post-insert',
    text: `with made as (insert into post (uri, author_id, platform, kind, flags, lang, rev, claimed_at, seen_at, counted_at, counted, scopes, days, url, original_uri)
      select n.uri, n.author_id, n.platform, n.kind, n.flags, n.lang, n.rev, n.claimed_at, n.seen_at, n.counted_at, n.counted, n.scopes::int[], n.days::int[], n.url, n.original_uri
      from ${unnested} order by n.uri returning id, uri, counted_at, seen_at),
      started as (
        insert into engagement (post_id, counted_at, likes, reposts, replies, quotes, score, basis, as_of)
        select id, counted_at, 0, 0, 0, 0, 0, 0, seen_at from made order by id)
      select id, uri from made`,
    values: columns(placed),
  });
  return new Map(rows.map(({ id, uri }) => [uri, id]));
}

/** Overwrites stored posts with a newer version; the caller has taken them out of the counts and puts them back. */
export async function updatePosts(client: PoolClient, placed: readonly PlacedPost[]): Promise<void> {
  if (placed.length === 0) return;
  await client.query({
    name: 'post-update',
    text: `update post p set kind = n.kind, flags = n.flags, lang = n.lang, rev = greatest(p.rev, n.rev), claimed_at = n.claimed_at,
        seen_at = least(p.seen_at, n.seen_at), counted_at = n.counted_at, counted = n.counted, deleted_at = null,
        scopes = n.scopes::int[], days = n.days::int[], url = coalesce(n.url, p.url), original_uri = n.original_uri
      from ${unnested} where p.uri = n.uri`,
    values: columns(placed),
  });
  await client.query({
    name: 'engagement-retime',
    text: `update engagement e set counted_at = p.counted_at from post p
      where p.uri = any($1::text[]) and e.post_id = p.id and e.counted_at <> p.counted_at`,
    values: [placed.map((p) => p.event.post.uri)],
  });
}
