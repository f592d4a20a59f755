import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { migrateQueue } from '../../src/queue/backend.ts';
import { openPool } from '../../src/store/database.ts';
import { attachEmbedded, stopEmbedded } from '../../src/store/embedded/server.ts';
import { migrateDatabase } from '../../src/store/migrate.ts';

/** An embedded database, migrated. @param kept a folder that stays as it is filled; else one of its own, empty, that goes */
export async function benchDatabase(kept?: string) {
  const dataDir = kept ?? (await mkdtemp(join(tmpdir(), 'gs-bench-')));
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
      if (kept === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
