import { randomBytes } from 'node:crypto';
import { Client, type ClientConfig } from 'pg';
import { pino } from 'pino';
import { inject } from 'vitest';
import { type Database, openPool } from '../../src/store/database.ts';

export const quiet = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' });

/** Address of a test database, as `DATABASE_URL` takes it. */
export const urlOf = ({ host, port, user, password, database }: ClientConfig): string =>
  `postgres://${user}:${encodeURIComponent(String(password))}@/${database}?host=${encodeURIComponent(String(host))}&port=${port}`;

/**
 * A database of its own, as migrated as ours, and gone at the end of the test.
 * @param template `template0`: one with nothing in it
 */
export async function freshDatabase(
  template: 'template' | 'template0' = 'template',
): Promise<{ db: Database; connection: ClientConfig } & AsyncDisposable> {
  const server = inject('database');
  const name = `t_${randomBytes(6).toString('hex')}`;
  const admin = new Client(server);
  await admin.connect();
  await admin.query(`select pg_advisory_lock(7)`);
  await admin.query(`create database ${name} template ${template}`);
  await admin.end();
  const connection = { ...server, database: name };
  const db = openPool(connection, quiet, { max: 4 });
  return {
    db,
    connection,
    [Symbol.asyncDispose]: async () => {
      await db.$client.end();
      const cleaner = new Client(server);
      await cleaner.connect();
      await cleaner.query(`drop database ${name} with (force)`);
      await cleaner.end();
    },
  };
}
