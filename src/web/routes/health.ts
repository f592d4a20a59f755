import type { FastifyInstance } from 'fastify';
import type { Environment } from '../../config/environment.ts';
import { findOtherMetrics } from '../../store/processes.ts';
import { findActiveSources } from '../../store/sources.ts';
import type { WebContext } from '../context.ts';

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);
const isLoopback = ({ HOST }: Environment) => loopback.has(HOST);

/** What runs worse than it should, with its mend. */
export interface Degraded {
  what: string;
  since: string;
  mend: string;
}

/** Why ingest is paused. */
const findPaused = ({ app }: WebContext): Degraded[] =>
  app.brake.pauses.map(({ what, since, mend }) => ({ what, since: new Date(since).toISOString(), mend }));

/** Pauses, sources that do not answer, and other slow trouble that `/readyz` tells without failing. */
export async function findDegraded(context: WebContext): Promise<Degraded[]> {
  const { app } = context;
  const sources = await findActiveSources(app.db);
  const silent = sources
    .filter(({ state, lastErrorAt }) => (state === 'silent' || state === 'refused') && lastErrorAt !== null)
    .map(({ name, lastError, lastErrorAt }) => ({
      what: `source ${name}`,
      since: (lastErrorAt ?? new Date(app.now())).toISOString(),
      mend: lastError ?? 'It is tried again by itself.',
    }));
  return [...findPaused(context), ...silent];
}

/** Figures of the processes beside this one, which answer nobody themselves. None while the database does not answer. */
async function othersMetrics({ app }: WebContext): Promise<object[][]> {
  if (app.brake.pauses.some(({ what }) => what === 'database')) return [];
  return findOtherMetrics(app.db, app.brake.id).catch(() => []);
}

/** Liveness, readiness and metrics. */
export function healthRoutes(server: FastifyInstance, context: WebContext): void {
  const { app, admin } = context;
  const unlimited = { config: { rateLimit: false }, schema: { hide: true } };
  server.get('/healthz', unlimited, async () => ({ status: 'ok' }));
  server.get('/readyz', unlimited, async (_request, reply) => {
    const unavailable = (waitingFor: string) =>
      reply.code(503).send({ status: 'unavailable', waitingFor, degraded: findPaused(context) });
    try {
      await app.db.$client.query('select 1 from clock');
    } catch {
      return unavailable('database');
    }
    try {
      await app.queue.counts('ingest-batch');
    } catch {
      return unavailable('queue');
    }
    return { status: 'ok', degraded: await findDegraded(context) };
  });
  server.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (!isLoopback(app.config)) admin.require(request);
    const counts = await app.queue.counts('ingest-batch').catch(() => null);
    for (const [state, n] of Object.entries(counts ?? {}))
      app.metrics.queueJobs.set({ queue: 'ingest-batch', state }, n);
    return reply.type(app.metrics.contentType).send(await app.metrics.text(await othersMetrics(context)));
  });
}
