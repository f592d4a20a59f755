import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { App } from '../src/app.ts';
import { addressGuard } from '../src/net/address-guard.ts';
import { userAgentOf } from '../src/net/user-agent.ts';
import { keptMs } from '../src/sources/bluesky/stream-policy.ts';
import { coveredBySet, ensureWatchSet, setFloor } from '../src/store/coverage.ts';
import type { Database } from '../src/store/database.ts';
import { findSources } from '../src/store/sources.ts';
import { CampaignWatch } from './campaigns.ts';
import { runAsLeader } from './leader.ts';
import { Outbox } from './outbox.ts';
import { type StreamContext, sourceName, type WatchedSet } from './stream/context.ts';
import { LiveReading } from './stream/live.ts';
import { Repair } from './stream/repair.ts';
import { Tracked } from './stream/tracked.ts';

const learnMs = 5000;
/** Reactions to posts older than that are left to the readings of the AppView, ms. */
const trackedMs = 30 * 86_400_000;

const memoSchema = z.object({ host: z.string(), seq: z.object({ seq: z.number(), at: z.number() }) });

/** End of the newest stretch that a live set covers, ms; null if it was never read. Older holes are the repair's. */
async function newestCovered(db: Database, set: number, floor: number | null, now: number): Promise<number | null> {
  if (floor === null) return null;
  const covered = await coveredBySet(db, set, { from: floor, to: now + keptMs });
  return Math.max(floor, ...covered.map(({ to }) => to));
}

/** The set that is read now: a new one begins where the one before it ended. */
async function currentSet(
  app: App,
  campaigns: CampaignWatch,
  before: number | null,
): Promise<WatchedSet & { floor: number | null }> {
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
  return row ? newestCovered(db, row.id, row.floor.getTime(), now) : null;
}

async function readAsLeader(app: App, outbox: Outbox, stopping: AbortSignal): Promise<void> {
  using campaigns = await CampaignWatch.open(app);
  while (!stopping.aborted && !campaigns.all.some(({ config }) => config.sources.bluesky.stream)) {
    await wait(500, undefined, { signal: stopping }).catch(() => undefined);
  }
  if (stopping.aborted) return;
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
  await context.tracked.refresh(app.db, app.now() - trackedMs);
  const [status] = await findSources(app.db, [sourceName]);
  const memo = memoSchema.safeParse(status?.memo);
  const known = new Map(memo.success ? [[memo.data.host, memo.data.seq]] : []);
  const hosts = app.config.BLUESKY_JETSTREAM_URLS;
  await using live = new LiveReading(context, hosts, await newestCovered(app.db, set.id, set.floor, app.now()), known);
  await using repair = new Repair(
    context,
    live,
    hosts,
    async () => (await ensureWatchSet(app.db, sourceName, context.set.matchers.names, app.now())).floor,
  );
  campaigns.onChange(() => {
    void currentSet(app, campaigns, live.head)
      .then((next) => live.switchTo(next))
      .catch((error: Error) => app.log.error({ err: error.message }, 'a changed campaign could not be taken up'));
  });
  const learn = setInterval(() => {
    void context.tracked.refresh(app.db, app.now() - trackedMs).catch(() => undefined); // the next look learns the same
  }, learnMs);
  const stop = () => {
    context.stopping = true;
    void live[Symbol.asyncDispose]();
    void repair[Symbol.asyncDispose]();
  };
  stopping.addEventListener('abort', stop);
  await Promise.all([live.run(), repair.run()]);
  clearInterval(learn);
}

/** Role `stream`: reads Bluesky's Jetstream live, and repairs what it missed. One process reads, others stand by. */
export async function startStream(app: App): Promise<AsyncDisposable> {
  const outbox = new Outbox(app);
  const leader = runAsLeader(app, 'stream', (stopping) => readAsLeader(app, outbox, stopping));
  return {
    [Symbol.asyncDispose]: async () => {
      await leader[Symbol.asyncDispose]();
      await outbox[Symbol.asyncDispose]();
    },
  };
}
