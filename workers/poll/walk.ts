import { parseTime } from '../../src/domain/time/parse-time.ts';
import type { Answer, Feed, MastodonClient } from '../../src/sources/mastodon/client.ts';

const mostPages = 40;
const freshSeconds = 120;
const cacheMs = 15_000;

/** What a walk down a tag's timeline brought. */
export interface Walk {
  /** Statuses with the time (ms) of the answer that held them, newest first. */
  statuses: { status: unknown; seenAt: number }[];
  /** Up to here, ms, the first page was complete; null: it was too old a copy to say. */
  freshUntil: number | null;
  /** Whether it reached what was known, so that nothing between is missing. */
  complete: boolean;
}

export interface WalkOptions {
  client: MastodonClient;
  tags: readonly string[];
  feed: Feed;
  /** Whether a status of this local id has been read before. */
  isKnown(id: string): boolean;
  /** Walk on to posts of this time, ms, whether or not there is news; null: only as far as there is news. */
  backTo: number | null;
  /** A page of posts that are all older than this, ms, ends the walk: long before what is owed. */
  notBefore: number;
  /** Whether anything is owed below the first page: not at the very first poll. */
  owed: boolean;
  now: () => number;
  /** Waits for its turn with this server, and tells it what each answer says. */
  ask<T>(request: () => Promise<Answer<T>>): Promise<Answer<T>>;
}

const idOf = (status: unknown): string | null => {
  const id = (status as { id?: unknown } | null)?.id;
  return typeof id === 'string' && id !== '' ? id : null;
};

const timeOf = (status: unknown): number | null => {
  const { createdAt, created_at } = (status ?? {}) as { createdAt?: unknown; created_at?: unknown };
  return parseTime(createdAt ?? created_at);
};

/**
 * Reads the newest page and walks back by `max_id` until a page brings nothing new. Pages are asked one by one with the
 * last id of the page before: a server's own links lose the other tags of the request. The order is the server's.
 */
export async function walkTimeline(options: WalkOptions): Promise<Walk> {
  const { client, tags, feed, isKnown, now, ask } = options;
  const walk: Walk = { statuses: [], freshUntil: null, complete: false };
  const seen = new Set<string>();
  let maxId: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await ask(() => client.timeline(tags, { feed, ...(maxId !== undefined && { maxId }) }));
    const seenAt = Math.min(answer.date ?? now(), now() + 3_600_000);
    if (page === 0)
      walk.freshUntil =
        answer.age > freshSeconds ? null : (answer.date ?? now()) - answer.age * 1000 - (answer.age > 0 ? cacheMs : 0);
    const fresh = answer.data.filter((status) => {
      const id = idOf(status);
      return id !== null && !seen.has(id);
    });
    for (const status of fresh) {
      seen.add(idOf(status) ?? '');
      walk.statuses.push({ status, seenAt });
    }
    const last = idOf(answer.data.at(-1));
    const news = fresh.some((status) => !isKnown(idOf(status) ?? ''));
    const oldest = Math.min(...fresh.map((status) => timeOf(status) ?? Number.POSITIVE_INFINITY));
    const farEnough = options.backTo === null || oldest <= options.backTo;
    const newest = Math.max(...fresh.map((status) => timeOf(status) ?? Number.POSITIVE_INFINITY));
    const end =
      newest < options.notBefore || answer.data.length === 0 || last === null || last === maxId || fresh.length === 0;
    if (end || (!news && farEnough) || (page === 0 && !options.owed && farEnough)) {
      walk.complete = true;
      return walk;
    }
    maxId = last;
  }
  return walk;
}
