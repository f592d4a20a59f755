import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { z } from 'zod';
import type { App } from '../src/app.ts';
import { resumePoint } from '../src/domain/coverage.ts';
import { addressGuard } from '../src/net/address-guard.ts';
import { userAgentOf } from '../src/net/user-agent.ts';
import { keptMs } from '../src/sources/bluesky/stream-policy.ts';
import { coveredBySet, ensureWatchSet, setFloor } from '../src/store/coverage.ts';
import type { Database } from '../src/store/database.ts';
import { findLostStretches, findSources } from '../src/store/sources.ts';
import { CampaignWatch } from './campaigns.ts';
import { Outbox } from './outbox.ts';
import { sourceName, type StreamContext, type WatchedSet } from './stream/context.ts';
import { LiveReading } from './stream/live.ts';
import { Repair } from './stream/repair.ts';
import { Tracked } from './stream/tracked.ts';

const streamLock = 4043;
const standbyMs = 3000;
const learnMs = 5000;

const memoSchema = z.object({ host: z.string(), seq: z.object({ seq: z.number(), at: z.number() }) });

/** The last moment, ms, before which a live set owes nothing any more; null if it was never read. */
async function safeUntil(db: Database, set: number, floor: number | null, now: number): Promise<number | null> {
  if (floor === null) return null;
  const [covered, lost] = await Promise.all([
    coveredBySet(db, set, { from: floor, to: now + keptMs }),
    findLostStretches(db, sourceName),
  ]);
  const newest = Math.max(floor, ...covered.map(({ to }) => to));
  const contiguous = resumePoint(floor, [...covered, ...lost]);
  // Older holes are the repair's; the live end goes on from the newest that is known.
  return newest - contiguous > 0 ? newest : contiguous;
}

/** The set that is read now: a new one begins where the one before it ended. */
async function currentSet(app: App, campaigns: CampaignWatch, before: number | null): Promise<WatchedSet & { floor: number | null }> {
  const matchers = campaigns.matchers(({ config }) => config.sources.bluesky.stream);
  const set = await ensureWatchSet(app.db, sourceName, matchers.names, app.now());
  if (set.floor === null && before !== null) await setFloor(app.db, set.id, before);
  return { id: set.id, matchers, floor: set.floor ?? before };
}

async function newestFloor(db: Database, now: number): Promise<number | null> {
  const { rows } = await db.$client.query<{ id: number; floor: Date }>(
    'select id, floor from watch_set where source = $1 and floor is not null order by created_at desc limit 1',
    [sourceName],
  );
  const [row] = rows;
  return row ? safeUntil(db, row.id, row.floor.getTime(), now) : null;
}

/** Waits for the right to be the one reader of the stream; losing the connection that holds it ends the reading. */
async function takeTurn(app: App, isStopping: () => boolean): Promise<{ lost: Promise<void>; release(): Promise<void> } | null> {
  while (!isStopping()) {
    const client = new Client({ ...app.connection, application_name: 'groundswell stream', keepAlive: true });
    try {
      await client.connect();
      const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [streamLock]);
      if (rows[0]?.got) {
        const lost = new Promise<void>((resolve) => {
          client.on('error', () => resolve());
          client.on('end', () => resolve());
        });
        return { lost, release: () => client.end().catch(() => undefined) };
      }
    } catch (error) {
      app.log.warn({ err: (error as Error).message }, 'the stream waits for the database');
    }
    client.on('error', () => undefined);
    await client.end().catch(() => undefined);
    await wait(standbyMs, undefined, { ref: false });
  }
  return null;
}

async function readAsLeader(app: App, outbox: Outbox, stopping: AbortSignal): Promise<void> {
  const turn = await takeTurn(app, () => stopping.aborted);
  if (!turn) return;
  using campaigns = await CampaignWatch.open(app);
  while (!stopping.aborted && !campaigns.all.some(({ config }) => config.sources.bluesky.stream)) {
    await wait(500, undefined, { signal: stopping }).catch(() => undefined);
  }
  if (stopping.aborted) return turn.release();
  const before = await newestFloor(app.db, app.now());
  const set = await currentSet(app, campaigns, before);
  const context: StreamContext = {
    app,
    guard: addressGuard(app.config.ALLOW_PRIVATE_NETWORK, (reason) => app.metrics.outboundBlocked.inc({ reason })),
    userAgent: userAgentOf(app),
    outbox,
    tracked: new Tracked(),
    wires: new Map(),
    set,
    stopping: false,
  };
  await context.tracked.refresh(app.db, app.now());
  const [status] = await findSources(app.db, [sourceName]);
  const memo = memoSchema.safeParse(status?.memo);
  const known = new Map(memo.success ? [[memo.data.host, memo.data.seq]] : []);
  const hosts = app.config.BLUESKY_JETSTREAM_URLS;
  await using live = new LiveReading(context, hosts, await safeUntil(app.db, set.id, set.floor, app.now()), known);
  await using repair = new Repair(context, live, hosts, async () => (await ensureWatchSet(app.db, sourceName, context.set.matchers.names, app.now())).floor);
  campaigns.onChange(() => {
    void currentSet(app, campaigns, live.head)
      .then((next) => live.switchTo(next))
      .catch((error: Error) => app.log.error({ err: error.message }, 'a changed campaign could not be taken up'));
  });
  const learn = setInterval(() => {
    void context.tracked.refresh(app.db, app.now()).catch(() => undefined); // the next look learns the same
  }, learnMs);
  const stop = () => {
    context.stopping = true;
    void live[Symbol.asyncDispose]();
    void repair[Symbol.asyncDispose]();
  };
  stopping.addEventListener('abort', stop);
  void turn.lost.then(stop);
  await Promise.all([live.run(), repair.run()]);
  clearInterval(learn);
  await turn.release();
}

/** Role `stream`: reads Bluesky's Jetstream live, and repairs what it missed. One process reads, others stand by. */
export async function startStream(app: App): Promise<AsyncDisposable> {
  const outbox = new Outbox(app);
  const stopping = new AbortController();
  const run = (async () => {
    while (!stopping.signal.aborted) {
      await readAsLeader(app, outbox, stopping.signal).catch((error: Error) =>
        app.log.error({ err: error.message }, 'the stream stopped; starting it again'),
      );
      if (!stopping.signal.aborted) await wait(1000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await run;
      await outbox[Symbol.asyncDispose]();
    },
  };
}
