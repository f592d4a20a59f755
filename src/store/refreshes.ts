import type { Author } from '../domain/post.ts';
import { tickClock } from './clock.ts';
import { optOutBits } from './codes.ts';
import type { Database } from './database.ts';
import { noteLateExclusions } from './late-exclusions.ts';
import { isMissed, missedAgain } from './missed.ts';

/** A Bluesky post to ask the AppView for. */
export interface DuePost {
  id: number;
  uri: string;
  /** Since when the AppView leaves it out, ms. */
  missedAt: number | null;
  /** Whether it has left the counts for that. */
  gone: boolean;
  /** Whether the AppView has ever shown it. */
  wasShown: boolean;
}

/**
 * Bluesky posts whose figures are due, the longest due first: by age every 5 minutes (below 3 hours), 30 minutes (below
 * a day), 3 hours (below a week), a day (older), after 4 minutes where it left out what it had shown; with `fixedMs` all of the last week at that interval. What the AppView
 * left out is asked for again for a month, ever more rarely. Posts of hidden accounts are not asked for: the AppView
 * leaves them out, and they must come back with their account.
 */
export async function findDuePosts(
  db: Database,
  now: number,
  fixedMs: number | null,
  limit: number,
): Promise<DuePost[]> {
  const { rows } = await db.$client.query<{
    id: number;
    uri: string;
    missedAt: Date | null;
    gone: boolean;
    wasShown: boolean;
  }>(
    `select p.id, p.uri, e.missed_at as "missedAt", not p.counted as gone, e.basis = 2 as "wasShown" from post p join engagement e on e.post_id = p.id
     where p.platform = 0 and (p.counted or ${isMissed('$1')}) and cardinality(p.scopes) > 0 and p.counted_at > $1::timestamptz - interval '400 days'
       and coalesce(e.checked_at, p.seen_at) < $1::timestamptz - case
         when not p.counted and ($2::float8 is null or p.deleted_at < $1::timestamptz - interval '1 day') then ${missedAgain('$1')}
         when $2::float8 is null and p.counted and e.missed_at is not null and e.basis = 2 then interval '4 minutes'
         when $2::float8 is not null and p.counted_at > $1::timestamptz - interval '7 days' then make_interval(secs => $2::float8 / 1000)
         when p.counted_at > $1::timestamptz - interval '3 hours' then interval '5 minutes'
         when p.counted_at > $1::timestamptz - interval '1 day' then interval '30 minutes'
         when p.counted_at > $1::timestamptz - interval '7 days' then interval '3 hours'
         else interval '1 day' end
     order by p.counted_at desc limit $3`,
    [new Date(now), fixedMs, limit],
  );
  return rows.map((row) => ({ ...row, missedAt: row.missedAt?.getTime() ?? null }));
}

/** A post that the AppView showed when it was last asked for it, of none of the accounts of these; null if there is none. */
export async function findWitness(db: Database, except: readonly number[]): Promise<string | null> {
  const { rows } = await db.$client.query<{ uri: string }>(
    `select p.uri from engagement e join post p on p.id = e.post_id
     where p.platform = 0 and p.counted and e.basis = 2 and e.missed_at is null and e.checked_at is not null and p.author_id <> all(array(select author_id from post where id = any($1::bigint[])))
     order by e.counted_at desc limit 1`,
    [except],
  );
  return rows[0]?.uri ?? null;
}

/**
 * Notes which posts an answer showed and which it left out.
 * @param isSound false: the answer showed none, and nothing else either; it tells nothing of those that it left out
 */
export async function noteAsked(
  db: Database,
  { shown, missed, isSound }: { shown: readonly number[]; missed: readonly number[]; isSound: boolean },
  now: number,
): Promise<void> {
  await db.$client.query(
    `update engagement set checked_at = $3,
       missed_at = case when post_id = any($1::bigint[]) then null when $4 then coalesce(missed_at, $3) else missed_at end
     where post_id = any($1::bigint[]) or post_id = any($2::bigint[])`,
    [shown, missed, new Date(now), isSound],
  );
}

/** Active Bluesky accounts whose profile was never read: until then nobody knows what they ask for. */
export async function findNewAuthors(db: Database, limit: number): Promise<string[]> {
  const { rows } = await db.$client.query<{ key: string }>({
    name: 'authors-unread',
    text: `select key from author where refreshed_at is null and state = 0 and key like 'did:%' order by id desc limit $1`,
    values: [limit],
  });
  return rows.map(({ key }) => key);
}

/** Bluesky accounts whose profile was not read for a day (or `fixedMs`), with counted posts of the last 30 days; unread ones first. */
export async function findDueAuthors(
  db: Database,
  now: number,
  fixedMs: number | null,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.$client.query<{ key: string }>(
    `select a.key from author a where a.key like 'did:%' and a.state = 0
       and (a.refreshed_at is null or a.refreshed_at < $1::timestamptz - make_interval(secs => $2::float8 / 1000))
       and exists (select from post p where p.author_id = a.id and p.counted_at > $1::timestamptz - interval '30 days')
     order by a.refreshed_at nulls first limit $3`,
    [new Date(now), fixedMs === null ? 86_400_000 : Math.max(10_000, fixedMs), limit],
  );
  return rows.map(({ key }) => key);
}

const flagsNow = `case when a.profile_at > $8::timestamptz - interval '15 minutes' then a.flags | coalesce(n.flags, 0) else coalesce(n.flags, a.flags) end`;

/**
 * Writes profiles as the AppView tells them; all asked accounts count as read, those that were new only until ten
 * minutes from now. An AppView may be minutes behind: soon after an account wrote its profile, what it tells adds wishes
 * and takes none back.
 */
export async function writeProfiles(
  db: Database,
  asked: readonly string[],
  found: readonly Author[],
  now: number,
): Promise<void> {
  const { rows: wishes } = await db.$client.query(
    `with n as (select * from unnest($1::text[], $2::text[], $3::text[], $4::bool[], $5::int[], $6::int[], $7::timestamptz[]) n(key, handle, display, bot, flags, followers, born)),
      told as (select a.key from author a join n on n.key = a.key where a.state <> 2 and ${flagsNow} <> a.flags),
      written as (update author a set handle = coalesce(n.handle, a.handle), display = n.display, bot = coalesce(n.bot, a.bot), flags = ${flagsNow},
       followers = coalesce(n.followers, a.followers), born_at = coalesce(n.born, a.born_at)
       from n where a.key = n.key and a.state <> 2)
     select key from told`,
    [
      found.map((a) => a.key),
      found.map((a) => a.handle),
      found.map((a) => a.displayName),
      found.map((a) => a.bot),
      found.map((a) => (a.optOuts === null ? null : optOutBits(a.optOuts))),
      found.map((a) => a.followers),
      found.map((a) => (a.bornAt === null ? null : new Date(a.bornAt))),
      new Date(now),
    ],
  );
  if (wishes.length > 0) await tickClock(db.$client);
  await db.$client.query(
    `update author set refreshed_at = case when refreshed_at is null then $2::timestamptz - interval '1 day' + interval '10 minutes' else $2 end
     where key = any($1::text[])`,
    [asked, new Date(now)],
  );
  await noteLateExclusions(
    db.$client,
    found.map(({ key }) => key),
  );
}
