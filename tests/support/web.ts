import type { InjectOptions } from 'fastify';
import { readEnvironment } from '../../src/config/environment.ts';
import type { Campaign } from '../../src/domain/campaign.ts';
import { Metrics } from '../../src/metrics.ts';
import { postgresBackend } from '../../src/queue/backend.ts';
import { JobQueue } from '../../src/queue/queue.ts';
import { applyCampaign, sourcesOf } from '../../src/store/campaigns.ts';
import { ensureWatchSet, recordCoverage } from '../../src/store/coverage.ts';
import { transaction } from '../../src/store/database.ts';
import { Ingest } from '../../src/store/ingest/ingest.ts';
import { buildServer } from '../../src/web/server.ts';
import { freshDatabase, quiet } from './database.ts';

export const adminToken = 'test-admin-token-0123456789';

/**
 * The whole web server on a database of its own, not listening: ask it with `api` or `server.inject`.
 * @param now what it takes for the present, ms
 */
export async function openWeb(campaign: Campaign, now: number, settings: Record<string, string> = {}) {
  const fresh = await freshDatabase();
  await applyCampaign(fresh.db, campaign, sourcesOf(campaign, null), 'file', Date.parse('2026-01-01'));
  const queue = new JobQueue(postgresBackend(fresh.connection, 1, quiet), quiet);
  const app = {
    db: fresh.db,
    connection: fresh.connection,
    config: readEnvironment({ ADMIN_TOKEN: adminToken, ...settings }, '/nowhere'),
    log: quiet,
    metrics: new Metrics(),
    queue,
    ingest: new Ingest(fresh.db),
    brake: { pauses: [], id: null, released: async () => undefined },
    version: '0.0.0',
    demo: false,
    now: () => now,
  };
  const { server } = await buildServer(app);
  let asked = 0;
  /** Each request from another address, so that none meets the limit of requests. */
  const ask = (options: InjectOptions) => {
    asked += 1;
    return server.inject({ remoteAddress: `198.51.${(asked >> 8) % 256}.${asked % 256}`, ...options });
  };
  return {
    ask,
    db: fresh.db,
    app,
    server,
    ingest: app.ingest,
    /** JSON of an address below the campaign. */
    api: async <T>(path: string): Promise<T> => {
      const answer = await ask({ url: `/api/v1/campaigns/${campaign.slug}${path}` });
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
      return answer.json() as T;
    },
    admin: { authorization: `Bearer ${adminToken}` },
    /** Says that spellings were watched on a source. */
    cover: async (source: string, norms: string[], from: number, to: number) => {
      const set = await ensureWatchSet(fresh.db, source, norms, now);
      await transaction(fresh.db, (client) =>
        recordCoverage(client, `test ${source}`, [{ set: set.id, from, to }], 0, 0),
      );
    },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await queue[Symbol.asyncDispose]();
      await fresh[Symbol.asyncDispose]();
    },
  };
}
