import type { FastifyInstance } from 'fastify';
import type { Environment } from '../../config/environment.ts';
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

/** Sources that do not answer, and other slow trouble that `/readyz` tells without failing. */
export async function findDegraded({ app }: WebContext): Promise<Degraded[]> {
  const sources = await findActiveSources(app.db);
  return sources
    .filter(({ state, lastErrorAt }) => (state === 'silent' || state === 'refused') && lastErrorAt !== null)
    .map(({ name, lastError, lastErrorAt }) => ({
      what: `source ${name}`,
      since: (lastErrorAt ?? new Date(app.now())).toISOString(),
      mend: lastError ?? 'It is tried again by itself.',
    }));
}

/** Liveness, readiness and metrics. */
export function healthRoutes(server: FastifyInstance, context: WebContext): void {
  const { app, admin } = context;
  const unlimited = { config: { rateLimit: false }, schema: { hide: true } };
  server.get('/healthz', unlimited, async () => ({ status: 'ok' }));
  server.get('/readyz', unlimited, async (_request, reply) => {
    try {
      await app.db.$client.query('select 1 from clock');
    } catch {
      return reply.code(503).send({ status: 'unavailable', waitingFor: 'database' });
    }
    try {
      await app.queue.counts('ingest-batch');
    } catch {
      return reply.code(503).send({ status: 'unavailable', waitingFor: 'queue' });
    }
    return { status: 'ok', degraded: await findDegraded(context) };
  });
  server.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (!isLoopback(app.config)) admin.require(request);
    const counts = await app.queue.counts('ingest-batch').catch(() => null);
    for (const [state, n] of Object.entries(counts ?? {}))
      app.metrics.queueJobs.set({ queue: 'ingest-batch', state }, n);
    return reply.type(app.metrics.registry.contentType).send(await app.metrics.registry.metrics());
  });
}
