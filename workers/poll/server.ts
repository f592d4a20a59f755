import { setTimeout as wait } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { App } from '../../src/app.ts';
import type { MatchedEvent } from '../../src/domain/batch.ts';
import { guessLanguage } from '../../src/domain/language.ts';
import { fillLanguages, type Matchers, matchEvent } from '../../src/domain/matchers.ts';
import type { SourceEvent } from '../../src/domain/post.ts';
import { Pacer } from '../../src/net/pacer.ts';
import { type Answer, type Instance, type MastodonClient, mastodonClient } from '../../src/sources/mastodon/client.ts';
import { normalizeStatus } from '../../src/sources/mastodon/normalize.ts';
import { coveredBySet, ensureWatchSet, setFloor } from '../../src/store/coverage.ts';
import { noteGap, noteSource } from '../../src/store/sources.ts';
import type { Outbox } from '../outbox.ts';
import { judgeFailure, StaleAnswer } from './failure.ts';
import { KnownStatuses } from './known-statuses.ts';
import { closedSentence, LookAgain } from './look-again.ts';
import { lookBack, pollInterval, tagGroups } from './schedule.ts';
import { TagHistory } from './tag-history.ts';
import { walkTimeline } from './walk.ts';

const apartMs = 2000;
const retainedMs = 48 * 3_600_000;
const dayMs = 86_400_000;
/** Below this share of its limit a server is left alone until the limit starts anew. */
const spareShare = 0.1;

/** A server to poll. */
export interface PolledServer {
  name: string;
  base: string;
}

type ServerApp = Pick<App, 'db' | 'log' | 'metrics' | 'config' | 'now' | 'random' | 'queue'>;

/** Polls one server: its tag pages for what is new, its statuses for what has changed or gone. */
export class ServerPoll {
  readonly name: string;
  readonly #app: ServerApp;
  readonly #base: string;
  readonly #outbox: Outbox;
  readonly #client: MastodonClient;
  readonly #pacer: Pacer;
  readonly #known: KnownStatuses;
  readonly #stop = new AbortController();
  readonly #startedAt: number;
  readonly #again: LookAgain;
  readonly #history: TagHistory;
  #matchers: Matchers;
  #instance: Instance | null = null;
  #instanceAt = 0;
  #poll = 0;
  #sweptAt: number;
  #lastNewsAt: number | null = null;
  #failures = 0;

  constructor(
    app: ServerApp,
    server: PolledServer,
    matchers: Matchers,
    outbox: Outbox,
    dispatcher: Dispatcher,
    userAgent: string,
  ) {
    this.name = server.name;
    this.#app = app;
    this.#known = new KnownStatuses(app.db, server.name);
    this.#base = server.base;
    this.#outbox = outbox;
    this.#matchers = matchers;
    const host = new URL(server.base).host.toLowerCase();
    this.#client = mastodonClient(server.base, app.config.MASTODON_TOKENS[host], dispatcher, userAgent);
    this.#pacer = new Pacer(app.config.POLL_SECONDS === undefined ? apartMs : 0, app.random);
    this.#startedAt = app.now();
    const asking = { app, source: server.name, client: this.#client, ask: this.#ask };
    this.#again = new LookAgain({ ...asking, base: server.base });
    this.#history = new TagHistory({ ...asking, pause: (ms) => this.#pacer.pause(ms) });
    this.#sweptAt = app.now();
  }

  set matchers(matchers: Matchers) {
    this.#matchers = matchers;
  }

  stop(): void {
    this.#stop.abort();
  }

  get #fixedMs(): number | null {
    const seconds = this.#app.config.POLL_SECONDS;
    return seconds === undefined ? null : seconds * 1000;
  }

  get #interval(): number {
    return pollInterval(
      { startedAt: this.#startedAt, lastNewsAt: this.#lastNewsAt, fixedMs: this.#fixedMs },
      this.#app.now(),
    );
  }

  async run(): Promise<void> {
    await this.#known.load();
    while (!this.#stop.signal.aborted) {
      const begun = performance.now();
      let pauseMs = this.#interval;
      try {
        await this.#round();
        this.#failures = 0;
        const nextAt = begun + this.#interval;
        await this.#askHistory(nextAt - performance.now());
        pauseMs = Math.max(0, nextAt - performance.now());
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        pauseMs = await this.#failed(error);
      }
      await wait(pauseMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  /** Asks in turn, and takes note of the server's limit. */
  #ask = async <T>(request: () => Promise<Answer<T>>, signal = this.#stop.signal): Promise<Answer<T>> => {
    const answer = await this.#pacer.run(request, signal);
    const { remaining, limit, resetAt } = answer;
    if (remaining !== null && limit !== null && resetAt !== null && remaining < limit * spareShare) {
      this.#pacer.pause(Math.min(900_000, Math.max(0, resetAt - this.#app.now())));
    }
    return answer;
  };

  /**
   * One request for what a server that lets us read counted of a tag itself, where half of the pause between two polls is
   * enough for it: the other half keeps the distance to the next.
   */
  async #askHistory(pauseMs: number): Promise<void> {
    const spareMs = Math.floor(pauseMs / 2);
    if (this.#instance?.feed === 'none' || this.#pacer.waitMs >= spareMs) return;
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(spareMs)]);
    await this.#history.askNext(this.#matchers.tags, signal);
  }

  async #readInstance(): Promise<Instance> {
    if (this.#instance && performance.now() - this.#instanceAt < dayMs) return this.#instance;
    this.#instance = await this.#pacer.run(() => this.#client.instance(), this.#stop.signal);
    this.#instanceAt = performance.now();
    const { version, feed, rules, contact, domain } = this.#instance;
    await noteSource(
      this.#app.db,
      this.name,
      { memo: { version, feed, rules: rules.length, contact, domain } },
      this.#app.now(),
    );
    return this.#instance;
  }

  async #round(): Promise<void> {
    const { app } = { app: this.#app };
    const instance = await this.#readInstance();
    const host = new URL(this.#base).host;
    if (instance.feed === 'none') {
      this.#instanceAt = 0; // ask again next time whether it has opened
      await this.#note(
        'refused',
        `${host} lets only signed-in users read its hashtag pages; give it a token in MASTODON_TOKENS or leave it out.`,
      );
      return;
    }
    const sinceSweep = app.now() - this.#sweptAt;
    const back = lookBack(this.#poll, sinceSweep);
    if (back > 3_600_000) this.#sweptAt = app.now();
    this.#poll += 1;
    for (const tags of tagGroups(this.#matchers.names, instance.takesAny)) await this.#pollTags(tags, instance, back);
    const partly = [
      ...(instance.feed === 'all'
        ? []
        : [`${host} shows only ${instance.feed} posts of a hashtag; they alone are counted.`]),
      ...(this.#again.isClosed ? [`${host} ${closedSentence}`] : []),
    ].join(' ');
    await this.#note('watching', partly || null, app.now());
    app.metrics.sourceUp.set({ source: this.name }, 1);
    app.metrics.sourceLag.set({ source: this.name }, 0);
    await this.#lookAgain(instance);
  }

  async #lookAgain(instance: Instance): Promise<void> {
    const { statuses, events } = await this.#again.look(
      instance,
      tagGroups(this.#matchers.names, instance.takesAny),
      this.#stop.signal,
    );
    await this.#send([...this.#normalize(statuses, instance), ...events], [], 0);
  }

  async #pollTags(tags: readonly string[], instance: Instance, back: number): Promise<void> {
    const { app } = { app: this.#app };
    const now = app.now();
    const sets = await Promise.all(tags.map((tag) => ensureWatchSet(app.db, this.name, [tag], now)));
    const ends = await Promise.all(
      sets.map(async ({ id, floor }) => {
        if (floor === null) return null;
        const covered = await coveredBySet(app.db, id, { from: floor, to: now + dayMs });
        return Math.max(floor, ...covered.map(({ to }) => to));
      }),
    );
    const owed = ends.filter((end) => end !== null);
    const oldestEnd = owed.length > 0 ? Math.min(...owed) : now;
    const walk = await walkTimeline({
      client: this.#client,
      tags,
      feed: instance.feed,
      isKnown: (id) => this.#known.has(id),
      backTo: back > 0 ? now - back : null,
      notBefore: oldestEnd - retainedMs,
      owed: owed.length > 0,
      now: app.now,
      ask: this.#ask,
    });
    if (walk.freshUntil === null) throw new StaleAnswer(new URL(this.#base).host);
    const events = this.#normalize(walk.statuses, instance);
    if (
      events.some(
        (event) => event.type === 'post' && event.post.localId !== null && !this.#known.has(event.post.localId),
      )
    )
      this.#lastNewsAt = now;
    await this.#known.add(walk.statuses.map(({ status }) => String((status as { id?: unknown }).id)));
    const covers = [];
    for (const [index, { id }] of sets.entries()) {
      const end = ends[index] ?? null;
      const until = walk.freshUntil;
      if (end === null) {
        await setFloor(app.db, id, until - 1);
        covers.push({ set: id, from: until - 1, to: until });
      } else if (walk.complete) covers.push({ set: id, from: end, to: until });
      else
        await noteGap(
          app.db,
          this.name,
          { from: end, to: until, reason: 'more new posts than 40 pages hold', final: true },
          now,
        );
    }
    await this.#send(events, covers, walk.statuses.length);
  }

  #normalize(statuses: readonly { status: unknown; seenAt: number }[], instance: Instance): SourceEvent[] {
    return statuses.flatMap(({ status, seenAt }) => {
      const event = normalizeStatus(status, {
        base: this.#base,
        seenAt,
        ...(instance.domain !== null && { domain: instance.domain }),
      });
      if (event === null) return [];
      if (!('invalid' in event)) return [event];
      this.#app.metrics.framesInvalid.inc({ reason: event.invalid });
      return [];
    });
  }

  async #send(
    events: readonly SourceEvent[],
    covers: { set: number; from: number; to: number }[],
    read: number,
  ): Promise<void> {
    const matchers = this.#matchers;
    const matched: MatchedEvent[] = events.map((event) => matchEvent(event, matchers));
    if (matched.length === 0 && covers.length === 0) return;
    const filled = await fillLanguages(matched, matchers, guessLanguage);
    if (this.#outbox.isFull) await this.#note('behind', this.#outbox.reason);
    await this.#outbox.room(this.#stop.signal);
    this.#outbox.put({
      source: this.name,
      run: `poll ${this.#startedAt}`,
      live: true,
      campaigns: matchers.slugs,
      versions: matchers.versions,
      events: filled,
      covers,
      read,
    });
  }

  async #note(
    state: 'watching' | 'refused' | 'silent' | 'behind',
    error: string | null,
    lastEventAt?: number,
  ): Promise<void> {
    const note = { state, error, ...(lastEventAt !== undefined && { lastEventAt }) };
    await noteSource(this.#app.db, this.name, note, this.#app.now()).catch(() => undefined); // said again with the next poll
  }

  /** Says what went wrong and how long to leave the server alone, in ms. */
  async #failed(error: unknown): Promise<number> {
    this.#failures += 1;
    const { app } = { app: this.#app };
    const host = new URL(this.#base).host;
    const now = app.now();
    const failure = judgeFailure(error, { host, failures: this.#failures, intervalMs: this.#interval, now });
    app.metrics.sourceUp.set({ source: this.name }, 0);
    app.metrics.sourceErrors.inc({ source: this.name, reason: failure.reason });
    if (failure.state === 'refused') this.#instanceAt = 0;
    if (failure.state === 'behind') this.#pacer.pause(failure.waitMs);
    if (failure.state === 'silent' && this.#failures === 1) app.log.warn({ source: this.name }, failure.sentence);
    await this.#note(failure.state, failure.sentence);
    return failure.waitMs;
  }
}
