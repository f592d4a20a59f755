import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type ClientConfig } from 'pg';
import type { TestProject } from 'vitest/node';
import { migrateQueue } from '../../src/queue/backend.ts';
import { attachEmbedded, stopEmbedded } from '../../src/store/embedded/server.ts';
import { migrateDatabase } from '../../src/store/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A server whose database `template` is migrated; tests clone it. */
    database: ClientConfig;
  }
}

/** One embedded PostgreSQL for the whole run, in a folder of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gs-tests-'));
  const { connection, cluster } = await attachEmbedded(dataDir);
  const admin = new Client(connection);
  await admin.connect();
  await admin.query('create database template');
  await admin.end();
  await migrateDatabase({ ...connection, database: 'template' }, migrateQueue);
  project.provide('database', connection);
  return async () => {
    await stopEmbedded(cluster);
    await rm(dataDir, { recursive: true, force: true });
  };
}
