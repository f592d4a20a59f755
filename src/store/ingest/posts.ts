import type { PoolClient } from 'pg';
import type { MatchedPost } from '../../domain/batch.ts';
import { normalForm } from '../../domain/hashtag/normal-form.ts';
import type { Post } from '../../domain/post.ts';
import { howCode, kindCode, platformCode, postBits, viaCode } from '../codes.ts';
import { putPosts } from './counts.ts';
import { clearLinks, writeLinks } from './links.ts';
import { readStandings } from './standings.ts';

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
}

/** The posts of these URIs that are stored, locked against every other writer. */
export async function lockPosts(client: PoolClient, uris: readonly string[]): Promise<Map<string, StoredPost>> {
  if (uris.length === 0) return new Map();
  const { rows } = await client.query<Omit<StoredPost, 'rev'> & { rev: string }>({
    name: 'post-lock',
    text: `select id, uri, rev::text as rev, scopes, days, counted_at as "countedAt", seen_at as "seenAt", deleted_at as "deletedAt", counted
      from post where uri = any($1::text[]) order by uri for update`,
    values: [uris],
  });
  return new Map(rows.map((row) => [row.uri, { ...row, rev: BigInt(row.rev) }]));
}

/** A deletion with its revision. */
export interface Deletion {
  uri: string;
  rev: string;
  /** ms */
  at: number;
}

/** Deletions that came before their posts, by URI. */
export async function findTombstones(client: PoolClient, uris: readonly string[]): Promise<Map<string, Deletion>> {
  if (uris.length === 0) return new Map();
  const { rows } = await client.query<{ uri: string; rev: string; at: Date }>({
    name: 'tombstone-find',
    text: 'select uri, rev::text as rev, at from tombstone where uri = any($1::text[])',
    values: [uris],
  });
  return new Map(rows.map(({ uri, rev, at }) => [uri, { uri, rev, at: at.getTime() }]));
}

const array = (numbers: readonly number[]) => `{${numbers.join(',')}}`;
/** An array of texts as PostgreSQL writes it. */
const textArray = (texts: readonly string[]) =>
  `{${texts.map((text) => `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"`).join(',')}}`;
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

/** Text, links and every spelling of posts; of stored ones they are cleared first. @param areNew nothing of them is stored */
export async function writeDetails(
  client: PoolClient,
  posts: readonly { id: number; event: MatchedPost }[],
  tags: TagPlace,
  areNew = false,
): Promise<void> {
  if (posts.length === 0) return;
  const ids = posts.map(({ id }) => id);
  await client.query({
    name: `text-write${areNew ? '-new' : ''}`,
    text: `insert into post_text (post_id, body, tags, links, month)
      select n.id, n.body, n.tags::text[], n.links::text[], date_trunc('month', n.seen at time zone 'UTC')::date
      from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) n(id, body, tags, links, seen) order by 1
      ${areNew ? '' : 'on conflict (post_id) do update set body = excluded.body, tags = excluded.tags, links = excluded.links'}`,
    values: [
      ids,
      posts.map(({ event }) => event.post.text),
      posts.map(({ event }) => textArray([...new Set(event.post.tags.map((tag) => tag.spelling))].slice(0, 50))),
      posts.map(({ event }) => textArray(event.post.links.slice(0, 20))),
      posts.map(({ event }) => date(event.post.seenAt)),
    ],
  });
  await writeLinks(
    client,
    posts.map(({ id, event }) => ({ id, links: event.post.links })),
  );
  await writeTags(client, posts, tags, areNew);
}

/** Where spellings of a family stand: in the scopes of the campaigns that were asked; those of others are left alone. */
export interface TagPlace {
  campaignIds: readonly number[];
  scopeOf(campaign: string, family: string): number;
}

/** Takes every spelling of posts in the campaigns that were asked away. */
export async function clearTags(client: PoolClient, ids: readonly number[], place: TagPlace): Promise<void> {
  if (ids.length === 0) return;
  await client.query({
    name: 'tag-clear',
    text: `delete from post_tag t using variant v, scope s
      where t.post_id = any($1::bigint[]) and v.id = t.variant_id and s.id = v.scope_id and s.campaign_id = any($2::int[])`,
    values: [ids, place.campaignIds],
  });
  await client.query({
    name: 'cotag-clear',
    text: 'delete from post_cotag where post_id = any($1::bigint[])',
    values: [ids],
  });
}

/** Every spelling of posts in the campaigns that were asked. */
export async function writeTags(
  client: PoolClient,
  posts: readonly { id: number; event: MatchedPost }[],
  place: TagPlace,
  areNew = false,
): Promise<void> {
  if (posts.length === 0) return;
  const settled = areNew ? '' : 'on conflict do nothing';
  const tags = posts.flatMap(({ id, event }) =>
    event.matches.flatMap(({ campaign, families }) =>
      families.map((hit) => ({ id, scope: place.scopeOf(campaign, hit.family), ...hit })),
    ),
  );
  if (tags.length > 0) {
    const columnsOf = (some: typeof tags) => [
      some.map((t) => t.scope),
      some.map((t) => t.spelling),
      some.map((t) => howCode[t.how]),
    ];
    const distinct = [...new Map(tags.map((tag) => [`${tag.scope} ${tag.how} ${tag.spelling}`, tag])).values()];
    await client.query({
      name: 'variant-write',
      text: `insert into variant (scope_id, spelling, norm, how) select n.scope, n.spelling, n.norm, n.how
        from unnest($1::int[], $2::text[], $3::smallint[], $4::text[]) n(scope, spelling, how, norm)
        where not exists (select from variant v where (v.scope_id, v.spelling, v.how) = (n.scope, n.spelling, n.how)) order by 1, 2 on conflict do nothing`,
      values: [...columnsOf(distinct), distinct.map((t) => normalForm(t.spelling))],
    });
    await client.query({
      name: `tag-write${areNew ? '-new' : ''}`,
      text: `insert into post_tag (post_id, variant_id, via) select n.id, v.id, min(n.via)
        from unnest($1::bigint[], $2::int[], $3::text[], $4::smallint[], $5::smallint[]) n(id, scope, spelling, how, via)
        join variant v on (v.scope_id, v.spelling, v.how) = (n.scope, n.spelling, n.how) group by 1, 2 order by 1, 2 ${settled}`,
      values: [tags.map((t) => t.id), ...columnsOf(tags), tags.map((t) => viaCode[t.via])],
    });
  }
  const cotags = posts.flatMap(({ id, event }) => {
    const distinct = new Map(event.matches.flatMap((m) => m.coTags).map((tag) => [tag.norm, tag.spelling]));
    return [...distinct].map(([norm, spelling]) => ({ id, norm, spelling }));
  });
  if (cotags.length === 0) return;
  await client.query({
    name: `cotag-write${areNew ? '-new' : ''}`,
    text: `insert into post_cotag (norm, post_id, spelling) select n.norm, n.id, n.spelling
      from unnest($1::text[], $2::bigint[], $3::text[]) n(norm, id, spelling) order by 1, 2 ${settled}`,
    values: [cotags.map((t) => t.norm), cotags.map((t) => t.id), cotags.map((t) => t.spelling)],
  });
}

/** Text and links of these posts go; their counts stay as they are. */
export async function dropText(client: PoolClient, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query({
    name: 'text-drop',
    text: 'delete from post_text where post_id = any($1::bigint[])',
    values: [ids],
  });
  await clearLinks(client, ids);
}

/** Posts of an account that is gone for good: whatever of them came late, nothing of it is kept. */
export async function bury(client: PoolClient, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query('update post set deleted_at = coalesce(deleted_at, now()) where id = any($1::bigint[])', [ids]);
  await dropText(client, ids);
}

/**
 * Deletions by URI and revision: a stored older version leaves the counts and loses its text; a deletion of a post
 * that we do not know is remembered, and wins when the post is repaired later.
 * @returns ids of the posts that left the counts
 */
export async function deletePosts(client: PoolClient, deletions: readonly Deletion[]): Promise<number[]> {
  if (deletions.length === 0) return [];
  const values = [deletions.map((d) => d.uri), deletions.map((d) => d.rev), deletions.map((d) => new Date(d.at))];
  const { rows } = await client.query<{ id: number; counted: boolean; known: boolean }>({
    name: 'post-find-deleted',
    text: `select p.id, p.counted, p.deleted_at is not null as known from unnest($1::text[], $2::bigint[]) n(uri, rev)
      join post p on p.uri = n.uri where p.rev < n.rev order by p.uri for update of p`,
    values: values.slice(0, 2),
  });
  const ids = rows.map(({ id }) => id);
  const counted = rows.filter((row) => row.counted).map(({ id }) => id);
  await putPosts(client, await readStandings(client, counted), -1, 1);
  await client.query({
    name: 'post-delete',
    text: `update post p set deleted_at = coalesce(p.deleted_at, n.at), counted = false, rev = n.rev
      from unnest($1::text[], $2::bigint[], $3::timestamptz[]) n(uri, rev, at) where p.uri = n.uri and p.rev < n.rev`,
    values,
  });
  await dropText(client, ids);
  await client.query({
    name: 'tombstone-write',
    text: `insert into tombstone as t (uri, rev, at) select n.uri, n.rev, n.at
      from unnest($1::text[], $2::bigint[], $3::timestamptz[]) n(uri, rev, at)
      where not exists (select from post p where p.uri = n.uri) order by 1
      on conflict (uri) do update set rev = greatest(t.rev, excluded.rev), at = greatest(t.at, excluded.at)`,
    values,
  });
  return counted;
}

/** All posts of an account leave the counts (hidden, deleted) or come back (active). Gives how many left. */
export async function moveAccountPosts(
  client: PoolClient,
  authorIds: readonly number[],
  to: 'out' | 'in' | 'gone',
): Promise<number> {
  if (authorIds.length === 0) return 0;
  const { rows } = await client.query<{ id: number; counted: boolean }>(
    `select id, counted from post where author_id = any($1::int[]) and deleted_at is null and cardinality(scopes) > 0 order by uri for update`,
    [authorIds],
  );
  const moving = rows.filter((row) => row.counted === (to !== 'in')).map(({ id }) => id);
  const standings = await readStandings(client, moving);
  await putPosts(client, standings, to === 'in' ? 1 : -1, to === 'in' ? -1 : 1);
  await client.query('update post set counted = $2 where id = any($1::bigint[])', [moving, to === 'in']);
  // While an account is away nobody shows its posts; that must not tell against them when it is back.
  if (to === 'in')
    await client.query('update engagement set missed_at = null where post_id = any($1::bigint[])', [moving]);
  if (to === 'gone') {
    const all = rows.map(({ id }) => id);
    await bury(client, all);
  }
  return to === 'in' ? 0 : moving.length;
}
