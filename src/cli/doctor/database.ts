import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, type ClientConfig } from 'pg';
import { z } from 'zod';
import type { Environment } from '../../config/environment.ts';
import { type Campaign, campaignSchema } from '../../domain/campaign.ts';
import { connectionOf } from '../../store/database.ts';
import { clusterName } from '../../store/embedded/cluster.ts';
import { takeLease } from '../../store/embedded/lease.ts';
import { attachEmbedded, stopEmbedded } from '../../store/embedded/server.ts';
import { type Finding, fail, ok, reasonOf, warn } from './finding.ts';
import { isPooled, openProbe } from './pooler.ts';

/** How the database is, and the campaigns that it holds, if any. */
export interface Examined {
  findings: Finding[];
  campaigns: Campaign[];
}

const oldest = 15;
const what = 'database';
const journalFile = fileURLToPath(new URL('../../../migrations/meta/_journal.json', import.meta.url));
const journal = z.object({ entries: z.array(z.object({ when: z.number() })) });

/** How the schema stands to this version's. @param applied times of the migrations that were run, null: none yet */
export function judgeMigrations(known: readonly number[], applied: readonly number[] | null): Finding {
  if (applied === null) return ok('migrations', 'none yet; the first start makes the tables');
  const newest = Math.max(0, ...applied);
  if (newest > Math.max(0, ...known)) {
    return fail(
      'migrations',
      'a newer Groundswell has been here',
      'Start the newer version, or restore an older backup.',
    );
  }
  const missing = known.filter((when) => when > newest).length;
  if (missing === 0) return ok('migrations', `all ${known.length} are there`);
  return warn(
    'migrations',
    `${missing} of ${known.length} are to come`,
    'The next start runs them; make a backup before.',
  );
}

async function readMigrations(client: Client): Promise<Finding> {
  const { entries } = journal.parse(JSON.parse(await readFile(journalFile, 'utf8')));
  const { rows: there } = await client.query<{ name: string | null }>(
    `select to_regclass('drizzle.__drizzle_migrations')::text as name`,
  );
  const rows = there[0]?.name
    ? (await client.query<{ at: string }>('select created_at as at from drizzle.__drizzle_migrations')).rows
    : null;
  return judgeMigrations(
    entries.map(({ when }) => when),
    rows?.map(({ at }) => Number(at)) ?? null,
  );
}

/** @param number as `server_version_num` says it, such as 180004 */
export function judgeVersion(number: number, version: string, where: string): Finding {
  if (Math.floor(number / 10_000) >= oldest) return ok(what, `PostgreSQL ${version}, ${where}`);
  return fail(what, `PostgreSQL ${version} is too old`, `Let DATABASE_URL point to PostgreSQL ${oldest} or newer.`);
}

async function readVersion(client: Client, where: string): Promise<Finding> {
  const { rows } = await client.query<{ number: string; version: string }>(
    `select current_setting('server_version_num') as number, split_part(current_setting('server_version'), ' ', 1) as version`,
  );
  return judgeVersion(Number(rows[0]?.number), rows[0]?.version ?? '', where);
}

async function readCampaigns(client: Client): Promise<Campaign[]> {
  const { rows: there } = await client.query<{ name: string | null }>(`select to_regclass('campaign')::text as name`);
  if (!there[0]?.name) return [];
  const { rows } = await client.query<{ config: unknown }>('select config from campaign order by slug');
  return rows.flatMap(({ config }) => campaignSchema.safeParse(config).data ?? []);
}

async function look(connection: ClientConfig, where: string): Promise<Examined> {
  const client = new Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  try {
    const findings = [await readVersion(client, where), await readMigrations(client)];
    return { findings, campaigns: await readCampaigns(client) };
  } finally {
    await client.end();
  }
}

const failed = (message: string, mend: string): Examined => ({ findings: [fail(what, message, mend)], campaigns: [] });

const direct =
  'Let DATABASE_URL point to PostgreSQL itself, or set the pooler to session mode: locks, LISTEN and prepared statements need a connection of their own.';
const mends: Record<string, string> = {
  '28P01': 'Check the user and the password in DATABASE_URL.',
  '28000': 'Check the user in DATABASE_URL, and that pg_hba.conf lets it in.',
  '3D000': 'Make the database that DATABASE_URL names, such as with `createdb`.',
  '53300': 'Raise max_connections; each process of Groundswell needs about 25.',
  '08P01': direct,
};

/** The database of `DATABASE_URL`. */
export async function checkExternal(url: string): Promise<Examined> {
  const connection = { ...connectionOf(url), connectionTimeoutMillis: 10_000 };
  try {
    if (await isPooled(() => openProbe(connection))) {
      return failed('a pooler in transaction mode stands before it', direct);
    }
    return await look(connection, 'of DATABASE_URL');
  } catch (error) {
    const { code = '' } = error as { code?: string };
    const mend = mends[code] ?? 'Check the address in DATABASE_URL and that PostgreSQL runs.';
    return failed(`the database of DATABASE_URL does not let us in: ${reasonOf(error)}`, mend);
  }
}

/** Starts a database in a folder that goes away again: shows that it would run, and leaves nothing behind. */
async function tryOut(): Promise<Examined> {
  const folder = await mkdtemp(join(tmpdir(), 'groundswell-doctor-'));
  try {
    const { connection, cluster } = await attachEmbedded(folder);
    try {
      const { findings } = await look(connection, 'embedded; none here yet, one tried out elsewhere started');
      return { findings: findings.slice(0, 1), campaigns: [] };
    } finally {
      await stopEmbedded(cluster);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The embedded database of a data directory. One that runs goes on running, one that does not is stopped again. */
export async function checkEmbedded(dataDir: string): Promise<Examined> {
  try {
    if (!(await stat(join(dataDir, clusterName)).catch(() => null))) return await tryOut();
    const { connection, cluster } = await attachEmbedded(dataDir);
    const lease = await takeLease(connection, dataDir, false);
    try {
      return await look(connection, 'embedded');
    } finally {
      const { last } = await lease.release();
      if (last) await stopEmbedded(cluster);
    }
  } catch (error) {
    return failed(
      reasonOf(error),
      'See the end of postgres.log in DATA_DIR, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
}

/** The database that this instance would use. */
export const checkDatabase = ({ DATABASE_URL, DATA_DIR }: Environment): Promise<Examined> =>
  DATABASE_URL === undefined ? checkEmbedded(DATA_DIR) : checkExternal(DATABASE_URL);
