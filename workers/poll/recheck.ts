import type { App } from '../../src/app.ts';
import { missedAway } from '../../src/domain/missed.ts';
import type { SourceEvent } from '../../src/domain/post.ts';
import { findOurs, HttpRefusal } from '../../src/net/refusal.ts';
import type { Answer, MastodonClient } from '../../src/sources/mastodon/client.ts';
import { normalizeStatus } from '../../src/sources/mastodon/normalize.ts';
import { type DueSighting, findDueSightings, noteChecked, noteMissed } from '../../src/store/sightings.ts';

const batchSize = 20;
const mostBatches = 15;
const fixedBatches = 50;

export interface RecheckOptions {
  app: Pick<App, 'db' | 'config' | 'now'>;
  source: string;
  base: string;
  domain: string | null;
  client: MastodonClient;
  ask<T>(request: () => Promise<Answer<T>>): Promise<Answer<T>>;
  signal: AbortSignal;
}

function idOf(status: unknown): string {
  const id = (status as { id?: unknown } | null)?.id;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}

/** What the address of a status tells; `closed`: the server shows single posts only to who signs in. */
type Standing = 'shown' | 'gone' | 'closed' | 'unsaid';

/** @throws what is no answer to that: a failed connection, a demand to slow down */
function judgeRefusal(error: unknown): Standing {
  const ours = findOurs(error);
  if (!(ours instanceof HttpRefusal) || ours.status === 429) throw error;
  if (ours.status === 404 || ours.status === 410) return 'gone';
  return ours.status === 401 ? 'closed' : 'unsaid';
}

async function standingOf({ client, ask }: RecheckOptions, id: string): Promise<Standing> {
  try {
    await ask(() => client.status(id));
    return 'shown';
  } catch (error) {
    return judgeRefusal(error);
  }
}

/** Statuses of a batch; older servers know no batch and are asked one by one. */
async function fetchBatch(options: RecheckOptions, due: readonly DueSighting[]): Promise<Answer<unknown[]> | null> {
  try {
    return await options.ask(() => options.client.statuses(due.map(({ localId }) => localId)));
  } catch (error) {
    const ours = findOurs(error);
    if (ours instanceof HttpRefusal && [400, 404, 405, 422].includes(ours.status)) return null;
    throw error;
  }
}

/**
 * Asks a server again for posts that it showed: their figures, their edits, and whether they are still there. A post is
 * gone after one miss on its home server; elsewhere only after every polled server that showed it misses it twice, a
 * minute apart.
 * @returns `closed`: the server shows single posts to nobody without a token, so that nothing more was asked
 */
export async function recheck(options: RecheckOptions): Promise<{ events: SourceEvent[]; closed: boolean }> {
  const { app, source, base, domain, signal } = options;
  const fixed = app.config.REFRESH_SECONDS;
  const batches = fixed === undefined ? mostBatches : fixedBatches;
  const due = await findDueSightings(
    app.db,
    source,
    app.now(),
    fixed === undefined ? null : fixed * 1000,
    batches * batchSize,
  );
  const events: SourceEvent[] = [];
  for (let i = 0; i < due.length && !signal.aborted; i += batchSize) {
    const batch = due.slice(i, i + batchSize);
    const answer = await fetchBatch(options, batch);
    if (answer === null) {
      const found = await oneByOne(options, batch);
      events.push(...found.events);
      if (found.closed) return { events, closed: true };
      continue;
    }
    const seenAt = answer.date ?? app.now();
    for (const status of answer.data) {
      const event = normalizeStatus(status, { base, seenAt, ...(domain !== null && { domain }) });
      if (event && !('invalid' in event)) events.push(event);
    }
    const found = new Set(answer.data.map(idOf));
    await noteChecked(app.db, source, [...found], app.now());
    for (const sighting of batch.filter(({ localId }) => !found.has(localId))) {
      const standing = await standingOf(options, sighting.localId);
      if (standing === 'closed') return { events, closed: true };
      if (standing === 'gone') events.push(...(await missed(options, sighting)));
      else await noteChecked(app.db, source, [sighting.localId], app.now());
    }
  }
  return { events, closed: false };
}

async function oneByOne(
  options: RecheckOptions,
  due: readonly DueSighting[],
): Promise<{ events: SourceEvent[]; closed: boolean }> {
  const { app, source, base, domain, client, ask } = options;
  const events: SourceEvent[] = [];
  for (const sighting of due) {
    try {
      const answer = await ask(() => client.status(sighting.localId));
      const event = normalizeStatus(answer.data, {
        base,
        seenAt: answer.date ?? app.now(),
        ...(domain !== null && { domain }),
      });
      if (event && !('invalid' in event)) events.push(event);
      await noteChecked(app.db, source, [sighting.localId], app.now());
    } catch (error) {
      const standing = judgeRefusal(error);
      if (standing === 'closed') return { events, closed: true };
      if (standing === 'gone') events.push(...(await missed(options, sighting)));
      else await noteChecked(app.db, source, [sighting.localId], app.now());
    }
  }
  return { events, closed: false };
}

async function missed({ app, source }: RecheckOptions, { localId, uri }: DueSighting): Promise<SourceEvent[]> {
  const now = app.now();
  const gone = await noteMissed(app.db, source, localId, now);
  return gone ? [missedAway(uri, now)] : [];
}
