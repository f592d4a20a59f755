import { setTimeout as wait } from 'node:timers/promises';
import type { Environment } from './config/environment.ts';
import { secretsOf } from './config/environment.ts';
import { GroundswellError } from './errors.ts';
import { type Log, openLog } from './log.ts';
import { Metrics } from './metrics.ts';
import { migrateQueue, postgresBackend, redisBackend } from './queue/backend.ts';
import { JobQueue } from './queue/queue.ts';
import { Brake } from './store/brake.ts';
import { type Connection, connectionOf, type Database, openPool } from './store/database.ts';
import { type Lease, takeLease } from './store/embedded/lease.ts';
import { attachEmbedded, stopEmbedded } from './store/embedded/server.ts';
import { Ingest } from './store/ingest/ingest.ts';
import { migrateDatabase } from './store/migrate.ts';

/** Everything a part of Groundswell may need, opened once; each part takes the few of it that it uses. */
export interface App extends AsyncDisposable {
  config: Environment;
  log: Log;
  metrics: Metrics;
  db: Database;
  /** For connections of one's own: LISTEN, locks. */
  connection: Connection;
  ingest: Ingest;
  queue: JobQueue;
  /** Pauses ingest while it cannot go on; looks once the roles start. */
  brake: Brake;
  now: () => number;
  random: () => number;
  /** Settles if the hold on the database is lost for good, to another process. */
  lost: Promise<Error>;
  version: string;
  demo: boolean;
}

export interface AppOptions {
  log?: Log;
  /** A whole `start`: refused while another runs on the same data. */
  exclusive?: boolean;
  now?: () => number;
  demo?: boolean;
  version?: string;
}

interface Attached {
  connection: Connection;
  lease: Lease;
  leave(): Promise<void>;
}

async function attachOnce(config: Environment, exclusive: boolean): Promise<Attached> {
  const url = config.DATABASE_URL;
  if (url !== undefined) {
    const connection = connectionOf(url);
    const lease = await takeLease(connection, config.DATA_DIR, exclusive).catch((cause: Error & { code?: string }) => {
      if (cause instanceof GroundswellError) throw cause;
      throw new GroundswellError(
        'database-unavailable',
        `The database of DATABASE_URL does not answer (${cause.code ?? cause.message}); check its address and that it runs.`,
        { cause },
      );
    });
    return {
      connection,
      lease,
      leave: async () => {
        await lease.release();
      },
    };
  }
  for (let attempt = 1; ; attempt++) {
    const { connection, cluster } = await attachEmbedded(config.DATA_DIR);
    try {
      const lease = await takeLease(connection, config.DATA_DIR, exclusive);
      return {
        connection,
        lease,
        leave: async () => {
          const { last } = await lease.release();
          if (last) await stopEmbedded(cluster);
        },
      };
    } catch (error) {
      // The last one out may have turned off the server between our two steps.
      if (error instanceof GroundswellError || attempt >= 5) throw error;
    }
  }
}

/**
 * Attaches to the database and holds on to it: when its server went away, the embedded one is started again, and the
 * hold is taken anew as soon as it answers.
 * @returns also what is lost for good: another process holds the data now
 */
async function attach(config: Environment, exclusive: boolean, log: Log): Promise<Attached & { lost: Promise<Error> }> {
  let held = await attachOnce(config, exclusive);
  let leaving = false;
  const { connection } = held;
  const takeAnew = async (): Promise<Error | null> => {
    while (!leaving) {
      try {
        held = await attachOnce(config, exclusive);
        log.info('the database answers again');
        return null;
      } catch (error) {
        // A hold that our own broken connection still has ends with it.
        const isOurs = (error as Error).message.includes(`(pid ${process.pid})`);
        if (error instanceof GroundswellError && error.code === 'already-running' && !isOurs) return error;
        await wait(500);
      }
    }
    return null;
  };
  const lost = new Promise<Error>((resolve) => {
    const watch = (): void => {
      void held.lease.lost.then(async ({ message }) => {
        if (leaving) return;
        log.warn({ err: message }, 'the database went away; waiting until it answers again');
        const gone = await takeAnew();
        if (gone) resolve(gone);
        else if (!leaving) watch();
      });
    };
    watch();
  });
  return {
    connection,
    lease: held.lease,
    lost,
    leave: () => {
      leaving = true;
      return held.leave();
    },
  };
}

/**
 * Opens the database (embedded unless `DATABASE_URL` is set), brings its schema up to date, and the queue beside it.
 * @throws GroundswellError `already-running`, `database-unavailable`, `database-newer`
 */
export async function openApp(config: Environment, options: AppOptions = {}): Promise<App> {
  const log =
    options.log ??
    openLog({ level: config.LOG_LEVEL, format: config.LOG_FORMAT ?? 'json', fd: 2, secrets: secretsOf(config) });
  const { connection, lost, leave } = await attach(config, options.exclusive ?? false, log);
  try {
    await migrateDatabase(connection, migrateQueue);
    const db = openPool(connection, log, options.demo ? { durable: false } : {});
    const backend =
      config.REDIS_URL === undefined ? postgresBackend(connection, 2, log) : redisBackend(config.REDIS_URL, log);
    const metrics = new Metrics();
    const now = options.now ?? Date.now;
    const queue = new JobQueue(backend, log, metrics);
    const brake = new Brake({
      connection,
      log,
      metrics,
      now,
      dataDir: config.DATA_DIR,
      embedded: config.DATABASE_URL === undefined,
      judgeQueue: (paused) => queue.trouble(paused),
    });
    return {
      config,
      log,
      metrics,
      db,
      connection,
      ingest: new Ingest(db),
      queue,
      brake,
      now,
      random: Math.random,
      lost,
      version: options.version ?? '0.0.0',
      demo: options.demo ?? false,
      [Symbol.asyncDispose]: async () => {
        await Promise.all([queue[Symbol.asyncDispose](), brake[Symbol.asyncDispose]()]);
        await db.$client.end().catch(() => undefined);
        await leave();
      },
    };
  } catch (error) {
    await leave();
    throw error;
  }
}
