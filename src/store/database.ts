import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Log } from '../log.ts';

// int8 as a number: our counts and ids stay far below 2^53. Revisions are read as text where they matter.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * Keeps the end of a connection from ending the process. A pool listens only while a connection is idle; one that is in
 * use and breaks between two queries would throw where nobody catches. Its next query fails, and that is enough.
 */
const outlive = (client: pg.ClientBase): void => void client.on('error', () => undefined);

/** The pool and drizzle on it. */
export type Database = NodePgDatabase & { $client: pg.Pool };
export type Connection = pg.ClientConfig;

/**
 * Opens a pool. An idle connection that breaks is logged, never thrown: the next query opens another.
 * @param durable false: the last moments may be lost with the machine; for data that are made anew anyway
 */
export function openPool(
  connection: Connection,
  log: Log,
  { durable = true, ...options }: pg.PoolConfig & { durable?: boolean } = {},
): Database {
  const pool = new pg.Pool({
    ...connection,
    max: 8,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    // One core a question: helpers cost more than they bring.
    options: `-c max_parallel_workers_per_gather=0${durable ? '' : ' -c synchronous_commit=off'}`,
    ...options,
  });
  pool.on('connect', outlive);
  pool.on('error', (error) => {
    if (!pool.ending) log.warn({ err: error.message }, 'an idle database connection broke');
  });
  return drizzle(pool);
}

/** Connection settings of a `DATABASE_URL`. */
export const connectionOf = (url: string): Connection => ({ connectionString: url });

/** Codes of PostgreSQL after which the same transaction may well succeed: serialization, deadlock, lost connection. */
const retryable = new Set([
  '40001',
  '40P01',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08003',
  'ECONNRESET',
  'EPIPE',
  '55P03',
]);
export const isRetryable = (error: unknown): boolean => retryable.has((error as { code?: string } | null)?.code ?? '');

/** Whether a value was refused (class 22: data, 54: limits, such as of an index row): it is refused however often it comes. */
export const isAboutValues = (error: unknown): boolean =>
  /^(22|54)/.test((error as { code?: string } | null)?.code ?? '');

/**
 * Runs `work` in one transaction and gives its result. A deadlock, a serialization failure or a lost connection is
 * tried again with a fresh transaction, at most five times.
 */
export async function transaction<T>(
  db: Database,
  work: (client: pg.PoolClient) => Promise<T>,
  begin = 'begin',
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await db.$client.connect();
    let broken: Error | undefined;
    try {
      await client.query(begin);
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((lost: Error) => {
        broken = lost;
      });
      if (attempt >= 5 || !isRetryable(error)) throw error;
    } finally {
      client.release(broken);
    }
    await new Promise((done) => setTimeout(done, 50 * 2 ** attempt));
  }
}
