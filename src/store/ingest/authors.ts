import type { PoolClient } from 'pg';
import type { MatchedEvent } from '../../domain/batch.ts';
import type { AccountState, Author } from '../../domain/post.ts';
import { optOutBits, stateCode } from '../codes.ts';
import { noteLateExclusions } from '../late-exclusions.ts';

/** An account as the store knows it. */
export interface StoredAuthor {
  id: number;
  state: number;
}

const date = (ms: number | null) => (ms === null ? null : new Date(ms));

/** Makes the accounts of new posts; one whose account event came before its posts gets that state at once. */
export async function ensureAuthors(client: PoolClient, keys: readonly string[]): Promise<Map<string, StoredAuthor>> {
  const distinct = [...new Set(keys)];
  if (distinct.length === 0) return new Map();
  await client.query({
    name: 'author-insert',
    text: `insert into author (key, state, state_at)
      select k.key, coalesce(t.state, 0), t.at from unnest($1::text[]) k(key) left join tombstone t on t.uri = k.key
      where not exists (select from author a where a.key = k.key) order by 1 on conflict do nothing`,
    values: [distinct],
  });
  const { rows } = await client.query<StoredAuthor & { key: string }>({
    name: 'author-select',
    text: 'select id, key, state from author where key = any($1::text[])',
    values: [distinct],
  });
  return new Map(rows.map(({ key, id, state }) => [key, { id, state }]));
}

/**
 * An account as one server showed it at a time (ms). `own`: its own server; `whole`: which shows all of its profile, so
 * that a wish it does not tell is none.
 */
export interface AuthorSighting {
  author: Author;
  own: boolean;
  whole: boolean;
  at: number;
}

/** One sighting of each account: the newest, its own server's before others', with all the wishes that any of them tells. */
function mergeSightings(sightings: readonly AuthorSighting[]): (Author & Omit<AuthorSighting, 'author'>)[] {
  return [...Map.groupBy(sightings, ({ author }) => author.key).values()].flatMap((seen) => {
    const [best] = seen.toSorted((a, b) => Number(b.own) - Number(a.own) || b.at - a.at);
    const wishes = seen.flatMap(({ author }) => (author.optOuts === null ? [] : [author.optOuts]));
    if (!best) return [];
    const { author, ...sighting } = best;
    return [{ ...author, ...sighting, optOuts: wishes.length === 0 ? null : wishes.flat() }];
  });
}

/** Is a sighting `n` better than what is known of an account `a`? */
const better = '(n.own and not a.told_own or n.own = a.told_own and n.at >= coalesce(a.told_at, n.at))';
const told = (column: string, as = column) =>
  `case when ${better} then coalesce(n.${as}, a.${column}) else coalesce(a.${column}, n.${as}) end`;
/** Whoever tells of a wish is believed; only who shows the whole profile can take one back, since others may not tell of it. */
const toldFlags = `case when n.whole and ${better} then coalesce(n.flags, a.flags) else a.flags | coalesce(n.flags, 0) end`;
const described = [told('handle'), told('display'), told('bot'), toldFlags, told('followers'), told('born_at', 'born')];

/**
 * Writes what sightings tell about known, living accounts: an account's own server before others, newer before older.
 * What a sighting does not say stays as it was.
 * @returns how many accounts it touched
 */
export async function describeAuthors(client: PoolClient, sightings: readonly AuthorSighting[]): Promise<number> {
  const telling = mergeSightings(sightings).filter(
    (a) => a.handle !== null || a.displayName !== null || a.bot !== null || a.optOuts !== null || a.followers !== null,
  );
  if (telling.length === 0) return 0;
  const { rowCount } = await client.query({
    name: 'author-describe',
    text: `update author a set (handle, display, bot, flags, followers, born_at) = (${described.join(', ')}),
        told_at = case when ${better} then n.at else a.told_at end, told_own = a.told_own or n.own
      from unnest($1::text[], $2::text[], $3::text[], $4::bool[], $5::int[], $6::int[], $7::timestamptz[], $8::bool[], $9::timestamptz[], $10::bool[])
        n(key, handle, display, bot, flags, followers, born, own, at, whole)
      where a.key = n.key and a.state <> 2
        and ((${described.join(', ')}) is distinct from (a.handle, a.display, a.bot, a.flags, a.followers, a.born_at)
          or ${better} and (a.told_at is null or n.at > a.told_at + interval '1 hour' or n.own <> a.told_own))`,
    values: [
      telling.map((a) => a.key),
      telling.map((a) => a.handle),
      telling.map((a) => a.displayName),
      telling.map((a) => a.bot),
      telling.map((a) => (a.optOuts === null ? null : optOutBits(a.optOuts))),
      telling.map((a) => a.followers),
      telling.map((a) => date(a.bornAt)),
      telling.map((a) => a.own),
      telling.map((a) => new Date(a.at)),
      telling.map((a) => a.whole),
    ],
  });
  return rowCount ?? 0;
}

/** Handles and profiles as the stream tells them; of accounts that we do not know nothing is kept. */
export async function applyProfiles(client: PoolClient, events: readonly MatchedEvent[]): Promise<number> {
  const profiles = events.filter((event) => event.type === 'profile');
  const identities = events.filter((event) => event.type === 'identity').filter(({ handle }) => handle !== null);
  let touched = 0;
  if (profiles.length > 0) {
    const { rowCount } = await client.query({
      name: 'author-profile',
      text: `update author a set display = n.display, bot = n.bot, flags = n.flags, profile_at = greatest(a.profile_at, n.at)
        from unnest($1::text[], $2::text[], $3::bool[], $4::int[], $5::timestamptz[]) n(key, display, bot, flags, at)
        where a.key = n.key and a.state <> 2 and (a.display, a.bot, a.flags) is distinct from (n.display, n.bot, n.flags)`,
      values: [
        profiles.map((p) => p.author),
        profiles.map((p) => p.displayName),
        profiles.map((p) => p.bot),
        profiles.map((p) => optOutBits(p.optOuts)),
        profiles.map((p) => new Date(p.at)),
      ],
    });
    touched += rowCount ?? 0;
  }
  if (identities.length > 0) {
    const { rowCount } = await client.query({
      name: 'author-identity',
      text: `update author a set handle = n.handle from unnest($1::text[], $2::text[]) n(key, handle)
        where a.key = n.key and a.state <> 2 and a.handle is distinct from n.handle`,
      values: [identities.map((i) => i.author), identities.map((i) => i.handle)],
    });
    touched += rowCount ?? 0;
  }
  if (touched > 0)
    await noteLateExclusions(
      client,
      [...profiles, ...identities].map(({ author }) => author),
    );
  return touched;
}

/** Accounts whose state an event has changed, with the state before and after. */
export interface StateChange {
  id: number;
  before: number;
  after: number;
}

/**
 * Applies account events: the newest event's time decides, `deleted` is final. An event about an account that we do
 * not know is kept for two days, since its posts may still be repaired.
 */
export async function applyAccountStates(
  client: PoolClient,
  events: readonly { author: string; state: AccountState; at: number }[],
): Promise<StateChange[]> {
  if (events.length === 0) return [];
  const newest = new Map<string, { author: string; state: AccountState; at: number }>();
  for (const event of events) {
    const known = newest.get(event.author);
    if (!known || (known.state !== 'deleted' && event.at >= known.at)) newest.set(event.author, event);
  }
  const list = [...newest.values()];
  const values = [list.map((e) => e.author), list.map((e) => stateCode[e.state]), list.map((e) => new Date(e.at))];
  await client.query({
    name: 'account-tombstone',
    text: `insert into tombstone as t (uri, rev, state, at)
      select n.key, (extract(epoch from n.at) * 1e6)::bigint * 1024, n.state, n.at
      from unnest($1::text[], $2::smallint[], $3::timestamptz[]) n(key, state, at)
      where n.state > 0 and not exists (select from author a where a.key = n.key) order by 1
      on conflict (uri) do update set rev = excluded.rev, state = excluded.state, at = excluded.at where t.at <= excluded.at and t.state <> 2`,
    values,
  });
  await client.query({
    name: 'account-tombstone-undo',
    text: `delete from tombstone t using unnest($1::text[], $2::smallint[], $3::timestamptz[]) n(key, state, at)
      where t.uri = n.key and n.state = 0 and t.state <> 2 and t.at <= n.at`,
    values,
  });
  const { rows } = await client.query<StateChange>({
    name: 'account-state',
    // `b` is the row as it was: locking it here instead would find all but the first changed already, and skip them.
    text: `update author a set state = n.state, state_at = n.at,
        handle = case when n.state = 2 then null else a.handle end, display = case when n.state = 2 then null else a.display end
      from unnest($1::text[], $2::smallint[], $3::timestamptz[]) n(key, state, at), author b
      where a.key = n.key and b.id = a.id and a.state <> 2 and (a.state_at is null or n.at >= a.state_at)
      returning a.id, b.state as before, a.state as after`,
    values,
  });
  return rows.filter(({ before, after }) => before !== after);
}
