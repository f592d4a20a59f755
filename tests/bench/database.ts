import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { migrateQueue } from '../../src/queue/backend.ts';
import { openPool } from '../../src/store/database.ts';
import { attachEmbedded, stopEmbedded } from '../../src/store/embedded/server.ts';
import { migrateDatabase } from '../../src/store/migrate.ts';

/** An embedded database of its own, migrated and empty. */
export async function benchDatabase() {
  const dataDir = await mkdtemp(join(tmpdir(), 'gs-bench-'));
  const { connection, cluster } = await attachEmbedded(dataDir);
  await migrateDatabase(connection, migrateQueue);
  const db = openPool(connection, pino({ level: 'silent' }));
  return {
    db,
    connection,
    dataDir,
    [Symbol.asyncDispose]: async () => {
      await db.$client.end();
      await stopEmbedded(cluster);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
