import { Client, type ClientConfig } from 'pg';

/** A table that nobody else may touch, so that a process can be caught in the middle of its work. */
export interface Hold extends AsyncDisposable {
  /** How many wait for it now. */
  waiting(): Promise<number>;
  release(): Promise<void>;
}

/** Holds a table until it is released. @param mode of the lock; `share` lets read */
export async function holdTable(
  connection: ClientConfig,
  table: string,
  mode: 'access exclusive' | 'share' = 'access exclusive',
): Promise<Hold> {
  const client = new Client(connection);
  await client.connect();
  await client.query(`begin; lock table ${table} in ${mode} mode`);
  return {
    waiting: async () => {
      const { rows } = await client.query<{ n: number }>(
        `select count(distinct pid)::int n from pg_locks where relation = '${table}'::regclass and not granted`,
      );
      return rows[0]?.n ?? 0;
    },
    release: async () => {
      await client.query('commit');
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}
