import type { App } from '../../src/app.ts';
import { missedAway } from '../../src/domain/missed.ts';
import type { SourceEvent } from '../../src/domain/post.ts';
import { findShownSightings, missAgainMs, noteChecked, noteMissed } from '../../src/store/sightings.ts';
import { type Walk, type WalkOptions, walkTimeline } from './walk.ts';

/** How far back the tag pages are compared with what we hold, ms. */
export const comparedMs = 86_400_000;
/** Posts so near the end of the walk may stand behind it in the server's order, ms. */
const edgeMs = 3_600_000;
/** A post shown so shortly before a page was made may not be in it yet, ms. */
const settledMs = 5000;

const idOf = (status: unknown): string => {
  const id = (status as { id?: unknown } | null)?.id;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
};
const innerOf = (status: unknown): unknown => (status as { reblog?: unknown } | null)?.reblog;

export interface AbsenceOptions extends Pick<WalkOptions, 'client' | 'feed' | 'ask'> {
  app: Pick<App, 'db' | 'now' | 'config'>;
  source: string;
  /** The requests that the server is asked with, some tags each. */
  groups: readonly (readonly string[])[];
}

/** The requests under whose tags posts that we hold stand; all of them if one stands under none that is asked for. */
function groupsOf(groups: AbsenceOptions['groups'], held: readonly { norms: string[] }[]): AbsenceOptions['groups'] {
  const asked = new Set(groups.flat());
  if (held.some(({ norms }) => !norms.some((norm) => asked.has(norm)))) return groups;
  const wanted = new Set(held.flatMap(({ norms }) => norms));
  return groups.filter((tags) => tags.some((tag) => wanted.has(tag)));
}

/**
 * What a server's tag pages say of the last day, for servers that show a single post to nobody: a post that they showed
 * and that a whole walk leaves out twice, a minute apart, has gone.
 * @returns what the pages hold, deletions, and whether a post was left out for the first time; null if a walk did not come to its end
 */
export async function comparePages(
  options: AbsenceOptions,
): Promise<{ statuses: Walk['statuses']; deletions: SourceEvent[]; isUnsure: boolean } | null> {
  const { app, source, client, feed, ask, groups } = options;
  const begun = app.now();
  const statuses: Walk['statuses'] = [];
  let madeAt = begun;
  const held = await findShownSightings(app.db, source, { from: begun - comparedMs + edgeMs, to: begun });
  for (const tags of groupsOf(groups, held)) {
    const walk = await walkTimeline({
      client,
      tags,
      feed,
      isKnown: () => false,
      backTo: null,
      notBefore: begun - comparedMs,
      owed: true,
      now: app.now,
      ask,
    });
    if (!walk.complete || walk.freshUntil === null) return null;
    statuses.push(...walk.statuses);
    madeAt = Math.min(madeAt, walk.freshUntil);
  }
  const listed = new Set(statuses.flatMap(({ status }) => [idOf(status), idOf(innerOf(status))]));
  const shown = await findShownSightings(app.db, source, {
    from: begun - comparedMs + edgeMs,
    to: madeAt - settledMs,
  });
  const now = app.now();
  const fixed = app.config.REFRESH_SECONDS;
  const againMs = fixed === undefined ? missAgainMs : Math.min(missAgainMs, fixed * 5000);
  const present = shown.filter(({ localId }) => listed.has(localId)).map(({ localId }) => localId);
  await noteChecked(app.db, source, present, now);
  const deletions: SourceEvent[] = [];
  let isUnsure = false;
  for (const { localId, uri, missedAt } of shown.filter(({ localId }) => !listed.has(localId))) {
    const again = missedAt !== null && now - missedAt >= againMs;
    const gone = await noteMissed(app.db, source, localId, now);
    if (again && gone) deletions.push(missedAway(uri, now));
    if (!again) isUnsure = true;
  }
  return { statuses, deletions, isUnsure };
}
