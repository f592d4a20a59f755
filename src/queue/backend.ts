import { createPostgresBackend, Queue as RedisQueue, Worker as RedisWorker, runMigrations, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Log } from '../log.ts';

type Processor = (job: { data: unknown; attemptsMade: number }) => Promise<void>;

/** The little of a BullMQ queue that we use. */
export interface BackendQueue {
  add(name: string, data: unknown, options: object): Promise<unknown>;
  getJobCounts(...states: string[]): Promise<Record<string, number>>;
  close(): Promise<void>;
}
interface FailedJob {
  id?: string;
  attemptsMade: number;
  finishedOn?: number;
}
export interface BackendWorker {
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** `finishedOn` once it was given up for good. */
  on(event: 'failed', listener: (job: FailedJob | undefined, error: Error) => void): unknown;
}

/** Where BullMQ keeps its jobs. */
export interface Backend {
  kind: 'postgres' | 'redis';
  queue(name: string, options: object): BackendQueue;
  worker(name: string, process: Processor, options: object): BackendWorker;
  /** Bytes of memory that it uses and may use (0: no limit of its own). @throws if it does not take what is written */
  memory(): Promise<{ used: number; most: number }>;
  close(): Promise<void>;
}

/** Schema and tables of the queue; run under the same lock as our own migrations. */
export const migrateQueue = async (client: pg.Client): Promise<void> => {
  await runMigrations(client, 'bullmq');
};

/** BullMQ on PostgreSQL: one pool for every queue and worker, commits not waited for, since a lost job heals by itself. */
export function postgresBackend(connection: pg.ClientConfig, workers: number, log: Log): Backend {
  const pool = new pg.Pool({
    ...connection,
    max: 6 + workers,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    options: '-c search_path=bullmq -c synchronous_commit=off',
  });
  pool.setMaxListeners(50);
  pool.on('connect', (client) => client.on('error', () => undefined)); // in use, it would end the process
  pool.on('error', (error) => log.warn({ err: error.message }, 'a connection of the queue broke'));
  const { Queue, Worker } = withBackend(createPostgresBackend);
  return {
    kind: 'postgres',
    queue: (name, options) => new Queue(name, { ...options, connection: pool }) as unknown as BackendQueue,
    worker: (name, process, options) =>
      new Worker(name, process as never, { ...options, connection: pool }) as unknown as BackendWorker,
    memory: async () => ({ used: 0, most: 0 }), // its room is the database's
    close: () => pool.end(),
  };
}

/** BullMQ on Redis or Valkey. */
export function redisBackend(url: string, log: Log): Backend {
  const open = (options: object) => {
    const connection = new Redis(url, { maxRetriesPerRequest: null, ...options });
    let last = 0;
    connection.on('error', (error) => {
      if (Date.now() - last > 60_000) log.warn({ err: error.message }, 'Redis does not answer');
      last = Date.now();
    });
    return connection;
  };
  const shared = open({});
  return {
    kind: 'redis',
    queue: (name, options) => new RedisQueue(name, { ...options, connection: shared }) as unknown as BackendQueue,
    worker: (name, process, options) =>
      new RedisWorker(name, process as never, { ...options, connection: shared }) as unknown as BackendWorker,
    memory: async () => {
      if (!['ready', 'connecting', 'connect'].includes(shared.status)) throw new Error('no connection');
      const info = await shared.info('memory');
      const bytes = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
      const memory = { used: bytes('used_memory'), most: bytes('maxmemory') };
      if (memory.most === 0 || memory.used < memory.most) await shared.set('groundswell:probe', '', 'EX', 60);
      return memory;
    },
    close: async () => {
      shared.disconnect();
    },
  };
}
