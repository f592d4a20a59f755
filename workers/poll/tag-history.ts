import type { App } from '../../src/app.ts';
import { findOurs, HttpRefusal, waitOf } from '../../src/net/refusal.ts';
import type { Answer, MastodonClient } from '../../src/sources/mastodon/client.ts';
import { readTagHistory } from '../../src/sources/mastodon/tag-history.ts';
import { findTagReadings, writeTagDays } from '../../src/store/tag-days.ts';

const hourMs = 3_600_000;
const dayMs = 86_400_000;

export interface TagHistoryOptions {
  app: Pick<App, 'db' | 'config' | 'now' | 'log'>;
  source: string;
  client: Pick<MastodonClient, 'tag'>;
  /** Waits for its turn with this server, and tells it what the answer says. */
  ask<T>(request: () => Promise<Answer<T>>, signal: AbortSignal): Promise<Answer<T>>;
  /** The server wants no request for so long, ms. */
  pause(ms: number): void;
}

/** What a refusal means for this question: the server does not tell, wants us to wait (ms), or is in trouble. */
function judge(error: unknown, now: number): 'silent' | 'trouble' | number {
  const ours = findOurs(error);
  if (!(ours instanceof HttpRefusal)) return 'trouble';
  if (ours.status === 429) return waitOf(ours, now) ?? 60_000;
  return ours.isPage || (ours.status >= 400 && ours.status < 500) ? 'silent' : 'trouble';
}

/**
 * Asks a server how often it saw the tags of the campaigns itself: each tag once an hour, and once a day where it does not
 * tell. A side question: whatever comes of it, polling goes on as if it had not been asked.
 */
export class TagHistory {
  readonly #options: TagHistoryOptions;
  /** On the monotonic clock: when a tag is due again, and until when the server is asked for none. */
  #dueAt: Map<string, number> | null = null;
  #quietUntil = 0;
  #hasTold = false;

  constructor(options: TagHistoryOptions) {
    this.#options = options;
  }

  get #everyMs(): number {
    const seconds = this.#options.app.config.REFRESH_SECONDS;
    return seconds === undefined ? hourMs : seconds * 1000;
  }

  /**
   * Asks for the one tag that has been due longest, if any is. Never throws.
   * @param tags normal forms
   * @param signal ends the request
   */
  async askNext(tags: readonly string[], signal: AbortSignal): Promise<void> {
    if (performance.now() < this.#quietUntil) return;
    const dueAt = await this.#remember().catch(() => null); // without a database the polls have enough to say
    const tag = dueAt && longestDue(tags, dueAt);
    if (!dueAt || tag === null) return;
    dueAt.set(tag, performance.now() + this.#everyMs);
    try {
      if (await this.#read(tag, signal)) this.#hasTold = true;
      else this.#leave(dueAt, tag);
    } catch (error) {
      const meant = judge(error, this.#options.app.now());
      if (meant === 'silent') return this.#leave(dueAt, tag);
      if (meant !== 'trouble') this.#options.pause(meant);
      this.#quietUntil = performance.now() + this.#everyMs;
    }
  }

  /** Gives whether the server told anything. */
  async #read(tag: string, signal: AbortSignal): Promise<boolean> {
    const { app, source, client, ask } = this.#options;
    const answer = await ask(() => client.tag(tag, signal), signal);
    const now = app.now();
    const days = readTagHistory(answer.data, now);
    if (days.length > 0) await writeTagDays(app.db, source, tag, days, madeAt(answer, now));
    return days.length > 0;
  }

  /** The server does not tell of this tag, and of none if it never told of any. */
  #leave(dueAt: Map<string, number>, tag: string): void {
    const { app, source } = this.#options;
    const until = performance.now() + dayMs;
    dueAt.set(tag, until);
    if (!this.#hasTold) this.#quietUntil = until;
    app.log.debug({ source, tag }, 'the server does not tell how often it saw the tag');
  }

  /** What was told before a restart is not asked for again too early. */
  async #remember(): Promise<Map<string, number>> {
    if (this.#dueAt) return this.#dueAt;
    const { app, source } = this.#options;
    const readings = await findTagReadings(app.db, source);
    const soonest = performance.now() + this.#everyMs - app.now();
    this.#hasTold = readings.size > 0;
    this.#dueAt = new Map([...readings].map(([tag, at]) => [tag, at + soonest]));
    return this.#dueAt;
  }
}

function longestDue(tags: readonly string[], dueAt: ReadonlyMap<string, number>): string | null {
  const since = (tag: string) => dueAt.get(tag) ?? 0;
  const due = tags.filter((tag) => since(tag) <= performance.now());
  return due.toSorted((a, b) => since(a) - since(b))[0] ?? null;
}

/** When the server made an answer, ms: a cached copy is older than its arrival, none is younger, or older than what it tells. */
function madeAt({ date, age }: Answer<unknown>, now: number): number {
  return Math.max(now - 8 * dayMs, Math.min(date ?? now, now) - age * 1000);
}
