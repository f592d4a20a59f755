import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../src/app.ts';
import type { Batch, IngestResult } from '../src/domain/batch.ts';
import { rematchPending } from '../src/store/rematch.ts';

const lookMs = 2000;
/** What stops a writer; the queue is emptied also while nothing can be put into it. */
const stopsWriting = ['disk', 'database'] as const;

type AggregateApp = Pick<App, 'queue' | 'ingest' | 'log' | 'metrics' | 'db' | 'brake'>;

/** Matches stored posts anew whenever a campaign was changed, beside the batches. */
async function rematchWhenChanged({ db, ingest, log, brake }: AggregateApp, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      await brake.released(stopsWriting, stopping);
      for (const [campaign, posts] of await rematchPending(db, ingest)) {
        log.info({ campaign, posts }, 'stored posts were matched anew');
      }
    } catch (error) {
      if (!stopping.aborted) log.warn({ err: (error as Error).message }, 'stored posts could not be matched anew');
    }
    await wait(lookMs, undefined, { signal: stopping }).catch(() => undefined);
  }
}

/** Writes a batch as soon as the database takes it: what stops every write does not use up the tries of a job. */
async function writeWhenPossible(
  { ingest, brake, metrics }: AggregateApp,
  batch: Batch,
  stopping: AbortSignal,
): Promise<IngestResult> {
  for (;;) {
    await brake.released(stopsWriting, stopping);
    try {
      const timer = metrics.ingestSeconds.startTimer();
      const result = await ingest.write(batch);
      timer();
      brake.wrote();
      return result;
    } catch (error) {
      if (!brake.blame(error)) throw error;
    }
  }
}

/**
 * Role `aggregate`: writes each queued batch (its posts, their counts, the stretch it covers) in one transaction.
 * Ingest is idempotent, so a batch may come late, twice or out of order; one that does not parse is never retried.
 */
export function startAggregate(app: AggregateApp): AsyncDisposable {
  const stop = new AbortController();
  app.queue.work('ingest-batch', async (batch) => {
    const { campaigns, invalid, ...result } = await writeWhenPossible(app, batch, stop.signal);
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
  const rematching = rematchWhenChanged(app, stop.signal);
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.race([rematching, wait(1000, undefined, { ref: false })]); // its queue worker ends with the queue
    },
  };
}
