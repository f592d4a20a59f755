import { Client, type ClientConfig } from 'pg';
import { GroundswellError } from '../../errors.ts';

const attachedLock = 4040;
const startLock = 4041;

/** Our hold on a database: the last process to let go may stop an embedded server. */
export interface Lease {
  /** Whether nobody else is attached any more. */
  release(): Promise<{ last: boolean }>;
  /** Settles once the connection that holds the lease is lost. */
  lost: Promise<Error>;
}

async function holder(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.objid = $1 and l.granted and l.mode = 'ExclusiveLock'
        and l.database = (select oid from pg_database where datname = current_database())`,
    [startLock],
  );
  return /\d+$/.exec(rows[0]?.name ?? '')?.[0] ?? 'unknown';
}

/**
 * Takes the shared lease that everybody attached to a database holds; with `exclusive` also the one of a whole
 * `start`, so that a second one on the same data is refused by name.
 * @throws GroundswellError `already-running`
 */
export async function takeLease(connection: ClientConfig, place: string, exclusive: boolean): Promise<Lease> {
  const client = new Client({ ...connection, application_name: `groundswell pid ${process.pid}`, keepAlive: true });
  let fail: (error: Error) => void = () => undefined;
  const lost = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  client.on('error', (error) => fail(error));
  await client.connect();
  if (exclusive) {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [startLock]);
    if (!rows[0]?.got) {
      const pid = await holder(client);
      await client.end();
      throw new GroundswellError('already-running', `already running (pid ${pid}) on ${place}`);
    }
  }
  await client.query('select pg_advisory_lock_shared($1)', [attachedLock]);
  return {
    lost,
    release: async () => {
      try {
        await client.query('select pg_advisory_unlock_shared($1)', [attachedLock]);
        const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [attachedLock]);
        return { last: rows[0]?.got === true };
      } catch {
        return { last: false }; // the connection is gone, and with it the lease
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
}
