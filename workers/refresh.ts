import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../src/app.ts';
import { guessLanguage } from '../src/domain/language.ts';
import { fillLanguages, type Matchers, matchEvent } from '../src/domain/matchers.ts';
import { missedAway } from '../src/domain/missed.ts';
import { addressGuard } from '../src/net/address-guard.ts';
import { guardedDispatcher, guardedFetch } from '../src/net/dispatcher.ts';
import { Pacer } from '../src/net/pacer.ts';
import { findOurs, HttpRefusal, waitOf } from '../src/net/refusal.ts';
import { userAgentOf } from '../src/net/user-agent.ts';
import { type Appview, mostAtOnce, openAppview } from '../src/sources/bluesky/appview.ts';
import {
  type DuePost,
  findDueAuthors,
  findDuePosts,
  findNewAuthors,
  findWitness,
  noteAsked,
  writeProfiles,
} from '../src/store/refreshes.ts';
import { CampaignWatch } from './campaigns.ts';
import { runAsLeader } from './leader.ts';
import { Outbox } from './outbox.ts';

const apartMs = 200;
const idleMs = 5000;
const newAuthorsMs = 1000;
const newAuthorsPauseMs = 10_000;
const roundPosts = 500;
const roundAuthors = 250;
/** A post that an answer leaves out is gone only if it is left out again so much later: one that the AppView has never shown may still be on its way. */
const missAgainMs = { shown: 230_000, neverShown: 3_600_000 };
const longestPauseMs = 900_000;

interface Refreshing {
  app: App;
  appview: Appview;
  pacer: Pacer;
  outbox: Outbox;
  campaigns: CampaignWatch;
  stopping: AbortSignal;
}

const fixedMsOf = ({ config }: App) => (config.REFRESH_SECONDS === undefined ? null : config.REFRESH_SECONDS * 1000);

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}

/** Whether the AppView shows a post that it showed last: an answer without any post may as well be its own trouble. */
async function showsOthers({ app, appview, pacer, stopping }: Refreshing, due: readonly DuePost[]): Promise<boolean> {
  const witness = await findWitness(
    app.db,
    due.map(({ id }) => id),
  );
  if (witness === null || stopping.aborted) return false;
  return (await pacer.run(() => appview.posts([witness], app.now()), stopping)).length > 0;
}

/** Asks for up to 25 posts. What an answer leaves out twice, minutes apart, while it shows others, has gone. */
async function refreshPosts(refreshing: Refreshing, due: readonly DuePost[], matchers: Matchers): Promise<void> {
  const { app, appview, pacer, outbox, stopping } = refreshing;
  const now = app.now();
  const events = await pacer.run(
    () =>
      appview.posts(
        due.map(({ uri }) => uri),
        now,
      ),
    stopping,
  );
  const shown = new Set(events.map((event) => (event.type === 'post' ? event.post.uri : '')));
  const missed = due.filter(({ uri }) => !shown.has(uri));
  const isSound = shown.size > 0 || (await showsOthers(refreshing, due));
  const fixed = fixedMsOf(app);
  const isAgain = ({ missedAt, wasShown }: DuePost): boolean => {
    const usual = wasShown ? missAgainMs.shown : missAgainMs.neverShown;
    return missedAt !== null && now - missedAt >= (fixed === null ? usual : Math.min(usual, fixed * 30));
  };
  const gone = !isSound ? [] : missed.filter((post) => !post.gone && isAgain(post));
  const deletions = gone.map(({ uri }) => missedAway(uri, now));
  const ids = (posts: readonly DuePost[]) => posts.map(({ id }) => id);
  const asked = { shown: ids(due.filter(({ uri }) => shown.has(uri))), missed: ids(missed), isSound };
  await noteAsked(app.db, asked, now);
  const matched = [...events, ...deletions].map((event) => matchEvent(event, matchers));
  outbox.put({
    source: 'bluesky',
    run: 'refresh',
    live: true,
    campaigns: matchers.slugs,
    versions: matchers.versions,
    events: await fillLanguages(matched, matchers, guessLanguage),
    covers: [],
    read: 0,
  });
}

async function refreshAuthors({ app, appview, pacer, stopping }: Refreshing, dids: readonly string[]): Promise<void> {
  const now = app.now();
  const found = await pacer.run(() => appview.profiles(dids, now), stopping);
  await writeProfiles(app.db, dids, found, now);
}

/** Reads the profiles of accounts that are new: what they ask for must be known soon. Gives how many were asked for. */
async function readNewAuthors(refreshing: Refreshing): Promise<number> {
  const { app, stopping } = refreshing;
  const dids = await findNewAuthors(app.db, mostAtOnce);
  if (dids.length > 0 && !stopping.aborted) await refreshAuthors(refreshing, dids);
  return dids.length;
}

/** Waits until the next look, and reads the accounts that come meanwhile. */
async function idle(refreshing: Refreshing, ms: number): Promise<void> {
  const { stopping } = refreshing;
  const end = performance.now() + ms;
  for (let left = ms; left > 0 && !stopping.aborted; left = end - performance.now()) {
    await wait(Math.min(newAuthorsMs, left), undefined, { signal: stopping }).catch(() => undefined);
    if (!stopping.aborted) await readNewAuthors(refreshing);
  }
}

/**
 * Waits after a failure. Unless the AppView named the time itself, it is asked meanwhile for accounts that are new: as
 * long as nobody knows what they ask for, their posts are shown. Ends early when it answers.
 */
async function pause(refreshing: Refreshing, ms: number, isAsked: boolean): Promise<void> {
  const { stopping } = refreshing;
  const end = performance.now() + ms;
  for (let left = ms; left > 0 && !stopping.aborted; left = end - performance.now()) {
    await wait(isAsked ? left : Math.min(newAuthorsPauseMs, left), undefined, { signal: stopping }).catch(
      () => undefined,
    );
    if (isAsked || stopping.aborted) continue;
    const answered = await readNewAuthors(refreshing).catch(() => 0);
    if (answered > 0) return;
  }
}

/** One look at what is due. Gives whether there may be more. */
async function round(refreshing: Refreshing): Promise<boolean> {
  const { app, campaigns, stopping } = refreshing;
  const fixed = fixedMsOf(app);
  const authors = await findDueAuthors(app.db, app.now(), fixed, roundAuthors);
  for (const some of chunks(authors, mostAtOnce)) {
    if (stopping.aborted) return false;
    await refreshAuthors(refreshing, some);
  }
  const posts = await findDuePosts(app.db, app.now(), fixed, roundPosts);
  const matchers = campaigns.matchers(() => true);
  for (const some of chunks(posts, mostAtOnce)) {
    if (stopping.aborted) return false;
    await refreshPosts(refreshing, some, matchers);
    await readNewAuthors(refreshing);
  }
  return posts.length === roundPosts || authors.length === roundAuthors;
}

async function refreshAsLeader(app: App, outbox: Outbox, stopping: AbortSignal): Promise<void> {
  const dispatcher = guardedDispatcher(
    addressGuard(app.config.ALLOW_PRIVATE_NETWORK, (reason) => app.metrics.outboundBlocked.inc({ reason })),
  );
  using campaigns = await CampaignWatch.open(app);
  const fixed = fixedMsOf(app);
  const refreshing: Refreshing = {
    app,
    appview: openAppview(app.config.BLUESKY_APPVIEW_URL, guardedFetch(dispatcher, userAgentOf(app))),
    pacer: new Pacer(fixed === null ? apartMs : 0, app.random),
    outbox,
    campaigns,
    stopping,
  };
  for (let failures = 0; !stopping.aborted; ) {
    let [pauseMs, isAsked] = [0, false];
    try {
      await outbox.room(stopping);
      await app.brake.released(['disk', 'database'], stopping);
      const more = await round(refreshing);
      failures = 0;
      if (!more) await idle(refreshing, fixed === null ? idleMs : Math.min(idleMs, fixed / 2));
    } catch (error) {
      if (stopping.aborted) break;
      failures += 1;
      const ours = findOurs(error);
      const wanted = ours instanceof HttpRefusal ? waitOf(ours, app.now()) : null;
      isAsked = wanted !== null;
      pauseMs = wanted ?? Math.min(longestPauseMs, 1000 * 2 ** failures);
      app.metrics.sourceErrors.inc({
        source: 'appview',
        reason: ours instanceof HttpRefusal ? String(ours.status) : 'unreachable',
      });
      if (failures === 1)
        app.log.warn(
          { err: ours?.message ?? (error as Error).message },
          `the AppView cannot be read; trying again in ${Math.ceil(pauseMs / 1000)} s`,
        );
    }
    await pause(refreshing, pauseMs, isAsked);
  }
  await dispatcher.destroy();
}

/** Role `refresh`: reads figures and profiles of Bluesky again, hot posts often and old ones rarely. Mastodon's are read by `poll`, which keeps to one request at a time to a server. */
export async function startRefresh(app: App): Promise<AsyncDisposable> {
  const outbox = new Outbox(app);
  const leader = runAsLeader(app, 'refresh', (stopping) => refreshAsLeader(app, outbox, stopping));
  return {
    [Symbol.asyncDispose]: async () => {
      await leader[Symbol.asyncDispose]();
      await outbox[Symbol.asyncDispose]();
    },
  };
}
