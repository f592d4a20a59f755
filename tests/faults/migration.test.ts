import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client, type ClientConfig } from 'pg';
import { expect, inject, test, vi } from 'vitest';
import { migrateQueue } from '../../src/queue/backend.ts';
import { freshDatabase, urlOf } from '../support/database.ts';
import { command, dataFolder, launch, root } from '../support/instance.ts';
import { until } from '../support/until.ts';

vi.setConfig({ maxConcurrency: 2, testTimeout: 90_000 });

/** Our migrations up to one of them, as an older Groundswell had them. */
async function migrationsUpTo(last: string, folder: string): Promise<string> {
  const to = join(folder, 'migrations');
  await cp(join(root, 'migrations'), to, { recursive: true });
  const path = join(to, 'meta/_journal.json');
  const journal = JSON.parse(await readFile(path, 'utf8')) as { entries: { tag: string }[] };
  const end = journal.entries.findIndex(({ tag }) => tag.startsWith(last));
  await writeFile(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, end + 1) }));
  return to;
}

/** A database as migration 0008 left it, with a post. */
async function oldDatabase(folder: string) {
  const database = await freshDatabase('template0');
  const client = new Client(database.connection);
  await client.connect();
  await migrate(drizzle(client), { migrationsFolder: await migrationsUpTo('0008', folder) });
  await migrateQueue(client);
  await client.query(`insert into author (key) values ('did:plc:old')`);
  await client.query(
    `insert into post (uri, author_id, platform, kind, flags, lang, rev, seen_at, counted_at, counted, scopes, days)
     select 'at://did:plc:old/app.bsky.feed.post/1', id, 0, 0, 0, 'en', 1, now(), now(), true, '{}', '{}' from author`,
  );
  return {
    ...database,
    client,
    env: { DATABASE_URL: urlOf(database.connection), DATA_DIR: folder, CAMPAIGNS_DIR: join(folder, 'none') },
  };
}

/** What a database is made of, and what is in it. */
async function shapeOf(connection: ClientConfig) {
  const client = new Client(connection);
  await client.connect();
  const ask = async (sql: string) => (await client.query({ text: sql, rowMode: 'array' })).rows as unknown[][];
  const shape = {
    columns: await ask(
      `select table_schema, table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
       where table_schema in ('public', 'bullmq') order by 1, 2, 3`,
    ),
    indexes: await ask(`select indexdef from pg_indexes where schemaname in ('public', 'bullmq') order by 1`),
    migrations: await ask('select hash, created_at from drizzle.__drizzle_migrations order by id'),
  };
  await client.end();
  return shape;
}
const ofToday = () => shapeOf({ ...inject('database'), database: 'template' });

const waitersFor = async (client: Client, lock: string): Promise<number> => {
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int n from pg_locks where locktype = 'advisory' and not granted
       and database = (select oid from pg_database where datname = current_database())
       and (classid::bigint << 32 | objid::bigint) = (${lock})::bigint`,
  );
  return rows[0]?.n ?? 0;
};

const connectionsOf = async (client: Client): Promise<number> =>
  (await client.query('select from pg_stat_activity where datname = current_database()')).rowCount ?? 0;

/** Makes whoever changes the database's shape wait after so many changes, until it is released. */
async function holdAfter(client: Client, changes: number) {
  await client.query(`create sequence changes;
    create function hold() returns event_trigger language plpgsql as $$
      begin if nextval('public.changes') = ${changes} then perform pg_advisory_xact_lock(99); end if; end $$;
    create event trigger hold on ddl_command_end execute function hold();
    select pg_advisory_lock(99)`);
  return {
    isReached: async () => (await waitersFor(client, '99')) === 1,
    release: async () => {
      await client.query('select pg_advisory_unlock(99)');
      await client.query('drop event trigger hold; drop function hold; drop sequence changes');
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

/** A copy of this program that knows our migrations up to 0008. */
async function olderProgram(folder: string): Promise<string> {
  const to = join(folder, 'older');
  for (const part of ['src', 'workers', 'dashboards', 'config', 'package.json'])
    await cp(join(root, part), join(to, part), { recursive: true });
  await symlink(join(root, 'node_modules'), join(to, 'node_modules'));
  await migrationsUpTo('0008', to);
  return to;
}

test.concurrent('F44 start is killed by -9 in the middle of its migration: nothing of it stays, and the next command completes it', async () => {
  await using folder = await dataFolder();
  await using old = await oldDatabase(folder.path);
  const before = await shapeOf(old.connection);
  await using held = await holdAfter(old.client, 9);
  const starting = launch(['start', '--roles', 'retain'], old.env);
  await until('it is in the middle', held.isReached, { deadlineMs: 40_000 });
  process.kill(starting.pid, 'SIGKILL');
  await starting.ended;
  await held.release();
  await until('the database has noticed', async () => (await connectionsOf(old.client)) === 1);
  expect(await shapeOf(old.connection)).toEqual(before);

  expect(await command(['campaign', 'list'], old.env)).toMatchObject({ code: 0, stderr: '' });
  expect(await shapeOf(old.connection)).toEqual(await ofToday());
  const { rows } = await old.client.query('select uri, told_own from post join author on author.id = author_id');
  expect(rows).toEqual([{ uri: 'at://did:plc:old/app.bsky.feed.post/1', told_own: false }]);
});

test.concurrent('F44 two commands migrate at once: one waits for the other; an older program then refuses and names both versions', async () => {
  await using folder = await dataFolder();
  await using old = await oldDatabase(folder.path);
  await using held = await holdAfter(old.client, 9);
  const first = launch(['campaign', 'list'], old.env);
  await until('the first is in the middle', held.isReached, { deadlineMs: 40_000 });
  const second = launch(['campaign', 'list'], old.env);
  await until('the second waits', async () => (await waitersFor(old.client, `hashtext('groundswell:migrate')`)) === 1, {
    deadlineMs: 40_000,
  });
  await held.release();
  for (const { ended } of [first, second]) expect(await ended).toMatchObject({ code: 0, stderr: '' });
  expect(await shapeOf(old.connection)).toEqual(await ofToday());

  const older = await olderProgram(folder.path);
  for (const args of [
    ['start', '--roles', 'retain'],
    ['campaign', 'list'],
  ]) {
    expect(await command(args, old.env, undefined, older)).toMatchObject({
      code: 1,
      stderr:
        'The database is at migration 16, this Groundswell knows up to 9; start the newer version, or restore an older backup.\n',
    });
  }
  expect(await shapeOf(old.connection)).toEqual(await ofToday());
});
