import type { PoolClient } from 'pg';
import type { Batch, MatchedPost } from '../../domain/batch.ts';

/** Remembers under which local id a server showed a post, so that it can be asked for again. */
export async function rememberSightings(
  client: PoolClient,
  batch: Batch,
  events: readonly MatchedPost[],
): Promise<void> {
  const local = events.filter(({ post, matches }) => post.localId !== null && matches.length > 0);
  if (local.length === 0) return;
  await client.query({
    name: 'sighting-write',
    text: `insert into sighting as s (source_id, local_id, post_id, home, seen_at)
      select distinct on (n.local_id) src.id, n.local_id, p.id, n.home, n.seen
      from unnest($2::text[], $3::text[], $4::bool[], $5::timestamptz[]) n(uri, local_id, home, seen)
      join post p on p.uri = n.uri join source src on src.name = $1 order by n.local_id
      on conflict (source_id, local_id) do update set post_id = excluded.post_id, home = excluded.home, seen_at = excluded.seen_at, missed_at = null
      where s.post_id <> excluded.post_id or s.missed_at is not null`,
    values: [
      batch.source,
      local.map(({ post }) => post.uri),
      local.map(({ post }) => post.localId),
      local.map(({ post }) => post.atHome),
      local.map(({ post }) => new Date(post.seenAt)),
    ],
  });
}
