import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { z } from 'zod';
import { type Pause, stops } from '../domain/brake.ts';
import type { Connection, Database } from './database.ts';

/** A process that has said nothing for so long is gone, and what it said with it. */
const silentAfter = '10 seconds';
const deadlineMs = 5000;

const pauses = z.array(z.object({ what: z.enum(stops), since: z.number(), mend: z.string() }));

/**
 * What a process tells the others on its database, on a connection of its own: it can still say that there is none left.
 * The row is the proof that the database takes writes. The server's clock says how old it is.
 */
export class Presence {
  readonly id = randomUUID();
  readonly #connection: Connection;
  readonly #roles: readonly string[];
  #client: Client | null = null;

  constructor(connection: Connection, roles: readonly string[]) {
    this.#connection = connection;
    this.#roles = roles;
  }

  async #connected(): Promise<Client> {
    if (this.#client) return this.#client;
    const client = new Client({
      ...this.#connection,
      application_name: `groundswell presence ${process.pid}`,
      keepAlive: true,
      connectionTimeoutMillis: deadlineMs,
      query_timeout: deadlineMs,
    });
    client.on('error', () => this.#drop());
    await client.connect();
    this.#client = client;
    return client;
  }

  #drop(): void {
    const client = this.#client;
    this.#client = null;
    void client?.end().catch(() => undefined); // it is broken already
  }

  /**
   * Says that this process lives, and what it has to tell.
   * @returns why the other processes are paused
   * @throws the database's error, if it takes no writes
   */
  async tell(paused: readonly Pause[], metrics: readonly object[]): Promise<Pause[]> {
    try {
      const client = await this.#connected();
      await client.query(
        `insert into process (id, pid, roles, paused, metrics, seen_at) values ($1, $2, $3, $4, $5, now())
         on conflict (id) do update set paused = excluded.paused, metrics = excluded.metrics, seen_at = now()`,
        [this.id, process.pid, this.#roles, JSON.stringify(paused), JSON.stringify(metrics)],
      );
      await client.query(`delete from process where seen_at < now() - interval '1 hour'`);
      const { rows } = await client.query<{ paused: unknown }>(
        `select paused from process where id <> $1 and seen_at > now() - interval '${silentAfter}'`,
        [this.id],
      );
      return rows.flatMap((row) => pauses.safeParse(row.paused).data ?? []);
    } catch (error) {
      this.#drop();
      throw error;
    }
  }

  /** Takes its row away, if that goes quickly. */
  async leave(): Promise<void> {
    await this.#client?.query('delete from process where id = $1', [this.id]).catch(() => undefined);
    this.#drop();
  }
}

/** Metrics of the other processes that live. */
export async function findOtherMetrics(db: Database, id: string | null): Promise<object[][]> {
  const { rows } = await db.$client.query<{ metrics: object[] }>(
    `select metrics from process where id is distinct from $1 and seen_at > now() - interval '${silentAfter}'`,
    [id],
  );
  return rows.map(({ metrics }) => metrics);
}
