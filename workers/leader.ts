import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import type { App } from '../src/app.ts';

const standbyMs = 3000;

/** Advisory locks of the roles that must run once on a database. */
export const roleLocks = { stream: 4043, poll: 4044, refresh: 4045, retain: 4046 } as const;

/** The right to be the one process that does something; it ends with the connection that holds it. */
export interface Turn {
  lost: Promise<void>;
  release(): Promise<void>;
}

/** Waits for its turn; null if it was told to stop before. */
export async function takeTurn(
  app: Pick<App, 'connection' | 'log'>,
  role: keyof typeof roleLocks,
  stopping: AbortSignal,
): Promise<Turn | null> {
  while (!stopping.aborted) {
    const client = new Client({ ...app.connection, application_name: `groundswell ${role}`, keepAlive: true });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [
        roleLocks[role],
      ]);
      if (rows[0]?.got) {
        const lost = new Promise<void>((resolve) => {
          client.on('error', () => resolve());
          client.on('end', () => resolve());
        });
        return { lost, release: () => client.end().catch(() => undefined) };
      }
    } catch (error) {
      app.log.warn({ role, err: (error as Error).message }, 'waiting for the database');
    }
    await client.end().catch(() => undefined);
    await wait(standbyMs, undefined, { signal: stopping }).catch(() => undefined);
  }
  return null;
}

/**
 * Runs `lead` whenever it is this process's turn, again after it failed, until it is disposed.
 * @param lead is told by the signal to end
 */
export function runAsLeader(
  app: Pick<App, 'connection' | 'log'>,
  role: keyof typeof roleLocks,
  lead: (stopping: AbortSignal) => Promise<void>,
): AsyncDisposable {
  const stop = new AbortController();
  const run = (async () => {
    while (!stop.signal.aborted) {
      const turn = await takeTurn(app, role, stop.signal);
      if (!turn) return;
      const ending = new AbortController();
      stop.signal.addEventListener('abort', () => ending.abort(), { once: true });
      void turn.lost.then(() => ending.abort());
      try {
        await lead(ending.signal);
      } catch (error) {
        if (!ending.signal.aborted)
          app.log.error({ role, err: (error as Error).message }, 'a role stopped; starting it again');
      }
      await turn.release();
      if (!stop.signal.aborted) await wait(1000, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await run;
    },
  };
}
