import type { App } from '../../src/app.ts';
import type { Batch } from '../../src/domain/batch.ts';
import { guessLanguage } from '../../src/domain/language.ts';
import { fillLanguages, type Matchers, matchEvent } from '../../src/domain/matchers.ts';
import type { AddressGuard } from '../../src/net/address-guard.ts';
import type { Frame } from '../../src/sources/bluesky/frames.ts';
import { type ReadOptions, readJetstream, type StreamReading } from '../../src/sources/bluesky/jetstream.ts';
import { isUntagged, normalizeFrame, postReactions, wasCleaned } from '../../src/sources/bluesky/normalize.ts';
import type { Wire } from '../../src/sources/bluesky/stream-policy.ts';
import type { Outbox } from '../outbox.ts';
import type { Batcher } from './batcher.ts';
import type { Tracked } from './tracked.ts';

/** What the stream is read for at the moment: one live watch set. */
export interface WatchedSet {
  id: number;
  matchers: Matchers;
}

/** What the live reading and the repairs share. */
export interface StreamContext {
  app: Pick<App, 'db' | 'log' | 'metrics' | 'config' | 'now' | 'random' | 'queue'>;
  guard: AddressGuard;
  userAgent: string;
  outbox: Outbox;
  tracked: Tracked;
  /** Which wire each host speaks, once it is known. */
  wires: Map<string, Wire>;
  set: WatchedSet;
  stopping: boolean;
}

/** Name of the stream among the sources. */
export const sourceName = 'bluesky';

/** Puts a batch on its way, after languages were guessed where the network gave none. */
export function sendBatch({ outbox, app }: StreamContext, batch: Batch, matchers: Matchers): void {
  if (!batch.events.some((event) => event.type === 'post' && event.matches.length > 0)) {
    outbox.put(batch);
    return;
  }
  fillLanguages(batch.events, matchers, guessLanguage)
    .then((events) => outbox.put({ ...batch, events }))
    .catch((error: Error) => {
      app.log.warn({ err: error.message }, 'languages could not be guessed');
      outbox.put(batch);
    });
}

/** Time of a frame on the source's clock, ms; null of frames that speak of the stream itself. */
export const timeOf = (frame: Frame): number | null => ('timeUs' in frame ? Math.floor(frame.timeUs / 1000) : null);

/** Takes a frame into a batch: only what matches or may change what we keep. */
export function takeFrame({ app, tracked }: StreamContext, frame: Frame, batcher: Batcher, matchers: Matchers): void {
  const events = matchers.onlyTags && isUntagged(frame) ? postReactions(frame) : normalizeFrame(frame);
  for (const event of events) {
    const matched = matchEvent(event, matchers);
    const wanted = tracked.take(matched);
    for (const one of wanted) batcher.add(one, performance.now());
    if (wanted.length > 0 && matched.type === 'post' && wasCleaned(frame)) app.metrics.framesCleaned.inc();
  }
}

/** Opens a reading with everything that is alike for all of them. */
export function open(
  { app, guard, userAgent, wires }: StreamContext,
  host: string,
  options: Pick<ReadOptions, 'cursor' | 'onFrame' | 'onOpen'>,
): StreamReading {
  const wire = wires.get(host) ?? 'v2';
  return readJetstream({
    host,
    wire,
    engagement: app.config.BLUESKY_STREAM_ENGAGEMENT,
    guard,
    userAgent,
    now: app.now,
    onInvalid: (reason) => {
      app.metrics.framesReceived.inc();
      app.metrics.framesInvalid.inc({ reason });
    },
    ...options,
  });
}
