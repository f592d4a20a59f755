import type { App } from '../src/app.ts';

/**
 * Role `aggregate`: writes each queued batch (its posts, their counts, the stretch it covers) in one transaction.
 * Ingest is idempotent, so a batch may come late, twice or out of order; one that does not parse is never retried.
 */
export function startAggregate(app: Pick<App, 'queue' | 'ingest' | 'log' | 'metrics'>): AsyncDisposable {
  app.queue.work('ingest-batch', async (batch) => {
    const timer = app.metrics.ingestSeconds.startTimer();
    const { campaigns, ...result } = await app.ingest.write(batch);
    timer();
    for (const [name, n] of Object.entries(result)) app.metrics.postsIngested.inc({ result: name }, n);
    app.log.debug(
      { source: batch.source, covers: batch.covers, read: batch.read, ...result, campaigns },
      'batch counted',
    );
  });
  return { [Symbol.asyncDispose]: async () => undefined }; // its worker ends with the queue, after the active job
}
