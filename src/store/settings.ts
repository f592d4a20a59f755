import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Database } from './database.ts';

async function readOrMake<T>(db: Database, name: string, make: () => T): Promise<{ value: T; made: boolean }> {
  const { rowCount } = await db.$client.query(
    'insert into setting (name, value) values ($1, $2) on conflict do nothing',
    [name, JSON.stringify(make())],
  );
  const { rows } = await db.$client.query<{ value: T }>('select value from setting where name = $1', [name]);
  const [row] = rows;
  if (!row) throw new Error(`setting ${name} is missing`);
  return { value: row.value, made: rowCount === 1 };
}

/** The secret under which author keys of exports are hashed: made once for an instance. */
export async function instanceSecret(db: Database): Promise<string> {
  return (await readOrMake(db, 'author-key-secret', () => randomBytes(32).toString('base64url'))).value;
}

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Whether a token has this hash, in a time that does not tell how much of it was right. */
export const isToken = (token: string, hash: string): boolean =>
  timingSafeEqual(Buffer.from(hashToken(token), 'hex'), Buffer.from(hash, 'hex'));

/**
 * Hash of the admin's token: of the one given, or of one that is made at the first start.
 * @returns `fresh` is the made token, to be printed this once
 */
export async function adminTokenHash(
  db: Database,
  given: string | undefined,
): Promise<{ hash: string; fresh: string | null }> {
  if (given !== undefined) return { hash: hashToken(given), fresh: null };
  const token = randomBytes(24).toString('base64url');
  const { value, made } = await readOrMake(db, 'admin-token-hash', () => hashToken(token));
  return { hash: value, fresh: made ? token : null };
}

const serversName = 'mastodon-servers';

/** Keeps which servers the service was told to ask instead of those of its campaigns; null: theirs. */
export async function keepServers(db: Database, servers: readonly string[] | null): Promise<void> {
  await db.$client.query(
    servers === null
      ? { text: 'delete from setting where name = $1', values: [serversName] }
      : {
          text: 'insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value',
          values: [serversName, JSON.stringify(servers)],
        },
  );
}

/** Which servers the service asks instead of those of its campaigns; null: theirs. */
export async function findServers(db: Database): Promise<string[] | null> {
  const { rows } = await db.$client.query<{ value: string[] }>('select value from setting where name = $1', [
    serversName,
  ]);
  return rows[0]?.value ?? null;
}

/** Name of the setting that says since when a post must have been seen (ISO 8601) for its text to be kept. */
export const textSince = 'text-since';

/** Says since when a post must have been seen for its text to be kept, ms. */
export async function keepTextSince(client: Pick<PoolClient, 'query'>, since: number): Promise<void> {
  await client.query(
    'insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value',
    [textSince, JSON.stringify(new Date(since))],
  );
}
