import type { PoolClient } from 'pg';
import { GroundswellError } from '../errors.ts';
import { tickClock } from './clock.ts';
import { type Database, transaction } from './database.ts';
import { forgottenName } from './ingest/forgotten.ts';
import { lockWriters } from './writer-lock.ts';

/** What was removed. */
export interface Forgotten {
  accounts: number;
  posts: number;
}

async function forgetOne(client: PoolClient, id: number, key: string): Promise<number> {
  const { rows } = await client.query<{ id: number; uri: string }>('select id, uri from post where author_id = $1', [
    id,
  ]);
  const ids = rows.map((post) => post.id);
  for (const table of ['post_text', 'post_link', 'sighting', 'engagement_point']) {
    await client.query(`delete from ${table} where post_id = any($1::bigint[])`, [ids]);
  }
  await client.query('delete from reaction where author = $1', [key]);
  await client.query(
    `update post p set uri = n.uri, url = null, original_uri = null, rev = 0 from unnest($1::bigint[], $2::text[]) n(id, uri) where p.id = n.id`,
    [ids, rows.map((post) => forgottenName(post.uri))],
  );
  await client.query(
    `update author set key = $2, handle = null, display = null, bot = null, followers = null, born_at = null, flags = 15, refreshed_at = null where id = $1`,
    [id, forgottenName(key)],
  );
  await client.query('delete from tombstone where uri = $1', [key]);
  return ids.length;
}

/**
 * Removes an account's text, handle, key and addresses at once and for ever; its posts stay in the counts, and what it
 * posts later counts under a name that tells nothing.
 * @param who a DID, a handle, or the address of an account
 * @throws GroundswellError `post-unknown` if no such account is kept
 */
export async function forgetAuthor(db: Database, who: string): Promise<Forgotten> {
  const name = who.trim().replace(/^@/, '');
  return transaction(db, async (client) => {
    await lockWriters(client);
    const { rows } = await client.query<{ id: number; key: string }>(
      'select id, key from author where key = $1 or lower(handle) = lower($1) for update',
      [name],
    );
    if (rows.length === 0) {
      throw new GroundswellError(
        'post-unknown',
        `No account '${name.slice(0, 100)}' is kept; give its DID, handle or address as the network writes it.`,
      );
    }
    let posts = 0;
    for (const { id, key } of rows) posts += await forgetOne(client, id, key);
    await tickClock(client);
    return { accounts: rows.length, posts };
  });
}
