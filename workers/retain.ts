import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../src/app.ts';
import { compactCoverage } from '../src/store/coverage.ts';
import { transaction } from '../src/store/database.ts';
import { prune } from '../src/store/retention.ts';
import { runAsLeader } from './leader.ts';

const everyMs = 3_600_000;
const compactBeforeMs = 2 * 86_400_000;

async function retainAsLeader(app: App, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const now = app.now();
    const pruned = await prune(app.db, app.config.RETAIN_TEXT_DAYS, now);
    const saved = await transaction(app.db, async (client) => {
      await client.query('select pg_advisory_xact_lock(4042)');
      return compactCoverage(client, now - compactBeforeMs);
    });
    app.log.debug({ ...pruned, saved }, 'old text and rows removed');
    await wait(everyMs, undefined, { signal: stopping }).catch(() => undefined);
  }
}

/** Role `retain`: every hour takes away text and names that have been kept long enough, and tidies the ledger. */
export async function startRetain(app: App): Promise<AsyncDisposable> {
  return runAsLeader(app, 'retain', (stopping) => retainAsLeader(app, stopping));
}
