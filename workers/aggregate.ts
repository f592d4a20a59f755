import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../src/app.ts';
import { rematchPending } from '../src/store/rematch.ts';

const lookMs = 2000;

/** Matches stored posts anew whenever a campaign was changed, beside the batches. */
async function rematchWhenChanged(app: Pick<App, 'db' | 'ingest' | 'log'>, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      for (const [campaign, posts] of await rematchPending(app.db, app.ingest)) {
        app.log.info({ campaign, posts }, 'stored posts were matched anew');
      }
    } catch (error) {
      app.log.warn({ err: (error as Error).message }, 'stored posts could not be matched anew');
    }
    await wait(lookMs, undefined, { signal: stopping }).catch(() => undefined);
  }
}

/**
 * Role `aggregate`: writes each queued batch (its posts, their counts, the stretch it covers) in one transaction.
 * Ingest is idempotent, so a batch may come late, twice or out of order; one that does not parse is never retried.
 */
export function startAggregate(app: Pick<App, 'queue' | 'ingest' | 'log' | 'metrics' | 'db'>): AsyncDisposable {
  app.queue.work('ingest-batch', async (batch) => {
    const timer = app.metrics.ingestSeconds.startTimer();
    const { campaigns, invalid, ...result } = await app.ingest.write(batch);
    timer();
    for (const [name, n] of Object.entries(result)) app.metrics.postsIngested.inc({ result: name }, n);
    for (const reason of invalid) {
      app.metrics.framesInvalid.inc({ reason: 'shape' });
      app.log.warn({ source: batch.source, err: reason }, 'an event that the database does not take was left out');
    }
    app.log.debug(
      { source: batch.source, covers: batch.covers, read: batch.read, ...result, campaigns },
      'batch counted',
    );
  });
  const stop = new AbortController();
  const rematching = rematchWhenChanged(app, stop.signal);
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.race([rematching, wait(1000, undefined, { ref: false })]); // its queue worker ends with the queue
    },
  };
}
