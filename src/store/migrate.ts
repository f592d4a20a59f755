import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import { z } from 'zod';
import { GroundswellError } from '../errors.ts';
import type { Connection } from './database.ts';

const folder = fileURLToPath(new URL('../../migrations', import.meta.url));
const journal = z.object({ entries: z.array(z.object({ when: z.number(), tag: z.string() })) });

async function refuseNewer(client: Client): Promise<void> {
  const { entries } = journal.parse(JSON.parse(await readFile(`${folder}/meta/_journal.json`, 'utf8')));
  const ours = Math.max(0, ...entries.map(({ when }) => when));
  const { rows } = await client.query<{ there: string | null }>(
    `select to_regclass('drizzle.__drizzle_migrations')::text there`,
  );
  if (!rows[0]?.there) return;
  const { rows: applied } = await client.query<{ newest: string | null; n: number }>(
    'select max(created_at) newest, count(*)::int n from drizzle.__drizzle_migrations',
  );
  if (Number(applied[0]?.newest ?? 0) > ours) {
    throw new GroundswellError(
      'database-newer',
      `The database is at migration ${applied[0]?.n}, this Groundswell knows up to ${entries.length}; start the newer version, or restore an older backup.`,
    );
  }
}

/**
 * Brings the database to this version's schema, under a lock: of many processes that start at once one migrates and the others wait.
 * @param also further migrations under the same lock (the queue's)
 * @throws GroundswellError `database-newer` if a newer version has been here
 */
export async function migrateDatabase(connection: Connection, also: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('groundswell:migrate'))`);
    await refuseNewer(client);
    await migrate(drizzle(client), { migrationsFolder: folder });
    await also(client);
  } finally {
    await client.end();
  }
}
