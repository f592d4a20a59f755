import type { PoolClient } from 'pg';
import { postFlagBit } from '../codes.ts';
import { putPosts } from './counts.ts';
import { dropText } from './details.ts';
import { readStandings } from './standings.ts';

const { missed } = postFlagBit;

/** A deletion with its revision. */
export interface Deletion {
  uri: string;
  rev: string;
  /** ms */
  at: number;
  missed?: true;
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

/** Posts of an account that is gone for good: whatever of them came late, nothing of it is kept. */
export async function bury(client: PoolClient, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query('update post set deleted_at = coalesce(deleted_at, now()) where id = any($1::bigint[])', [ids]);
  await dropText(client, ids);
}

/**
 * Deletions by URI and revision: a stored older version leaves the counts and loses its text; a deletion of a post
 * that we do not know is remembered, and wins when the post is repaired later. One that was only missed keeps its
 * revision and a mark, so that its source may bring it back.
 * @returns ids of the posts that left the counts
 */
export async function deletePosts(client: PoolClient, deletions: readonly Deletion[]): Promise<number[]> {
  if (deletions.length === 0) return [];
  const values = [
    deletions.map((d) => d.uri),
    deletions.map((d) => d.rev),
    deletions.map((d) => new Date(d.at)),
    deletions.map((d) => d.missed === true),
  ];
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
    text: `update post p set deleted_at = coalesce(p.deleted_at, n.at), counted = false,
        rev = case when n.missed then p.rev else n.rev end,
        flags = case when not n.missed then p.flags & ~${missed} when p.deleted_at is null then p.flags | ${missed} else p.flags end
      from unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::bool[]) n(uri, rev, at, missed) where p.uri = n.uri and p.rev < n.rev`,
    values,
  });
  await dropText(client, ids);
  await client.query({
    name: 'tombstone-write',
    text: `insert into tombstone as t (uri, rev, at) select n.uri, n.rev, n.at
      from unnest($1::text[], $2::bigint[], $3::timestamptz[]) n(uri, rev, at)
      where not exists (select from post p where p.uri = n.uri) order by 1
      on conflict (uri) do update set rev = greatest(t.rev, excluded.rev), at = greatest(t.at, excluded.at)`,
    values: values.slice(0, 3),
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
