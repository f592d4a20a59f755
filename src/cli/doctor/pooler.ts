import { Client, type ClientConfig } from 'pg';

/** The little of a connection that tells whether it is one. */
export interface Probe {
  /** Id of the server process that answered. */
  pid(): Promise<number>;
  begin(): Promise<void>;
  end(): Promise<void>;
}

const pidOf = async (client: Client) =>
  (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0;

/** A connection to look at. Without a name of its own, so that a pooler has no reason to keep it apart. */
export async function openProbe(connection: ClientConfig): Promise<Probe> {
  const client = new Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  return {
    pid: () => pidOf(client),
    begin: async () => {
      await client.query('begin');
    },
    end: () => client.end(),
  };
}

const rounds = 3;

/**
 * Whether two connections share server processes, as behind PgBouncer in transaction mode: a process that served one of
 * them serves the other while the first stays open, or the first is given another one when its own is busy.
 */
export async function isPooled(open: () => Promise<Probe>): Promise<boolean> {
  const probes = [await open()];
  try {
    const [first] = probes;
    if (!first) return false;
    const own = await first.pid();
    for (let round = 0; round < rounds; round++) {
      const other = await open();
      probes.push(other);
      await other.begin();
      if ((await other.pid()) === own || (await first.pid()) !== own) return true;
    }
    return false;
  } finally {
    await Promise.allSettled(probes.map((probe) => probe.end()));
  }
}
