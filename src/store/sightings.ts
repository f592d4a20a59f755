import type { Interval } from '../domain/time/interval.ts';
import type { Database } from './database.ts';
import { isMissed, missedAgain } from './missed.ts';

/** A second miss counts after so long, ms. */
export const missAgainMs = 60_000;

/** A post to ask a server for again. */
export interface DueSighting {
  localId: string;
  uri: string;
}

/**
 * Sightings whose post should be asked for again, newest first: posts of the last day every two minutes, missed ones
 * after one, all others daily; what the server left out so that it left the counts, for a month, ever more rarely. With
 * `fixedMs` everything of the last week at that interval.
 */
export async function findDueSightings(
  db: Database,
  source: string,
  now: number,
  fixedMs: number | null,
  limit: number,
): Promise<DueSighting[]> {
  const { rows } = await db.$client.query<DueSighting>(
    `select s.local_id as "localId", p.uri from sighting s join source x on x.id = s.source_id join post p on p.id = s.post_id
     where x.name = $1 and (p.deleted_at is null or ${isMissed('$2')}) and case
       when p.deleted_at is not null and ($3::int is null or p.deleted_at < $2::timestamptz - interval '1 day')
         then coalesce(s.checked_at, s.seen_at) < $2::timestamptz - ${missedAgain('$2')}
       when p.deleted_at is null and s.missed_at is not null then coalesce(s.checked_at, s.missed_at) < $2::timestamptz - interval '1 minute'
       when $3::int is not null and p.counted_at > $2::timestamptz - interval '7 days' then coalesce(s.checked_at, s.seen_at) < $2::timestamptz - make_interval(secs => $3::int / 1000.0)
       when p.counted_at > $2::timestamptz - interval '1 day' then coalesce(s.checked_at, s.seen_at) < $2::timestamptz - interval '2 minutes'
       else coalesce(s.checked_at, s.seen_at) < $2::timestamptz - interval '1 day' end
     order by s.missed_at is null or p.deleted_at is not null, p.counted_at desc limit $4`,
    [source, new Date(now), fixedMs, limit],
  );
  return rows;
}

/** Posts of a stretch of claimed time (ms) that a server showed and that count now, with the time (ms) of its first miss and their spellings (normal forms). */
export async function findShownSightings(
  db: Database,
  source: string,
  { from, to }: Interval,
): Promise<(DueSighting & { missedAt: number | null; norms: string[] })[]> {
  const { rows } = await db.$client.query<DueSighting & { missedAt: Date | null; norms: string[] }>(
    `select s.local_id as "localId", p.uri, s.missed_at as "missedAt",
       array(select v.norm from post_tag t join variant v on v.id = t.variant_id where t.post_id = p.id) as norms from sighting s join source x on x.id = s.source_id join post p on p.id = s.post_id
     where x.name = $1 and p.deleted_at is null and cardinality(p.scopes) > 0 and p.claimed_at >= $2 and p.claimed_at < $3
       and p.counted_at >= $2 and s.seen_at < $3`,
    [source, new Date(from), new Date(to)],
  );
  return rows.map((row) => ({ ...row, missedAt: row.missedAt?.getTime() ?? null }));
}

/** The server still shows these. */
export async function noteChecked(
  db: Database,
  source: string,
  localIds: readonly string[],
  now: number,
): Promise<void> {
  if (localIds.length === 0) return;
  await db.$client.query(
    `update sighting s set checked_at = $3, missed_at = null from source x where x.id = s.source_id and x.name = $1 and s.local_id = any($2::text[])`,
    [source, localIds, new Date(now)],
  );
}

/**
 * The server does not have it any more. Gives whether the post is gone: missed on its home server, or, where we poll no
 * home, missed twice and a minute apart by every polled server that showed it.
 */
export async function noteMissed(db: Database, source: string, localId: string, now: number): Promise<boolean> {
  const { rows } = await db.$client.query<{ home: boolean; postId: number }>(
    `update sighting s set missed_at = coalesce(s.missed_at, $3), checked_at = $3 from source x
     where x.id = s.source_id and x.name = $1 and s.local_id = $2 returning s.home, s.post_id as "postId"`,
    [source, localId, new Date(now)],
  );
  const [row] = rows;
  if (!row) return false;
  if (row.home) return true;
  const { rows: all } = await db.$client.query<{ home: boolean; missedAt: Date | null; checkedAt: Date | null }>(
    `select s.home, s.missed_at as "missedAt", s.checked_at as "checkedAt" from sighting s
     where s.post_id = $1 and exists (select from campaign_source c where c.source_id = s.source_id and c.removed_at is null)`,
    [row.postId],
  );
  if (all.some(({ home }) => home)) return false;
  return all.every(
    ({ missedAt, checkedAt }) =>
      missedAt !== null && checkedAt !== null && checkedAt.getTime() - missedAt.getTime() >= missAgainMs,
  );
}
