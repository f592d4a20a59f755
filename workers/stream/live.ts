import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Frame } from '../../src/sources/bluesky/frames.ts';
import type { StreamEnd } from '../../src/sources/bluesky/jetstream.ts';
import {
  backoffMs,
  type Cursor,
  clampSlackMs,
  cursorFor,
  longestResumeMs,
} from '../../src/sources/bluesky/stream-policy.ts';
import { setFloor } from '../../src/store/coverage.ts';
import { noteGap, noteSource } from '../../src/store/sources.ts';
import { Batcher } from './batcher.ts';
import { open, type StreamContext, sendBatch, sourceName, takeFrame, timeOf, type WatchedSet } from './context.ts';

const healthyMs = 60_000;
const tickMs = 100;
const noteMs = 2000;
const freshSeqMs = 300_000;
/** A replay whose frames are no older than this has met the present. */
const presentMs = 2000;

/** A host's last sequence number with the time (ms) of its event. */
interface Known {
  seq: number;
  at: number;
}

/** Reads the stream at its live end, host after host, for as long as the role runs. */
export class LiveReading {
  readonly #context: StreamContext;
  readonly #hosts: readonly string[];
  readonly #known = new Map<string, Known>();
  #safeUntil: number | null;
  #hostIndex = 0;
  #failures = 0;
  #tooLarge = 0;
  #close: () => void = () => undefined;
  #batcher: Batcher | null = null;
  #stop = new AbortController();
  #lastHost: string | null = null;
  /** Called with the time of the frame at which a replay met the present: hosts lose and swap events there. */
  onCaughtUp: (at: number) => void = () => undefined;

  /** @param safeUntil everything before is covered without a break, ms; null at the very first start */
  constructor(
    context: StreamContext,
    hosts: readonly string[],
    safeUntil: number | null,
    known: ReadonlyMap<string, Known>,
  ) {
    this.#context = context;
    this.#hosts = hosts;
    this.#safeUntil = safeUntil;
    for (const [host, seq] of known) this.#known.set(host, seq);
  }

  /** End of what was handed over, ms: holes before it are the repair's. */
  get head(): number | null {
    return this.#batcher?.claimed ?? this.#safeUntil;
  }

  /** The host in use, for repairs to begin with. */
  get host(): string {
    return this.#hosts[this.#hostIndex % this.#hosts.length] ?? '';
  }

  /** From now on read for another set: what was read so far stays with the old one. */
  switchTo(set: WatchedSet): void {
    const batcher = this.#batcher;
    this.#context.set = set;
    if (!batcher) return;
    batcher.flush(performance.now());
    // What was read already was not looked through for the new set: it stays a hole, for the repair to read again.
    this.#batcher = this.#newBatcher(Math.floor(batcher.newest) + 1);
    void this.#floor(batcher.claimed);
  }

  async run(): Promise<void> {
    const { outbox, app } = this.#context;
    while (!this.#context.stopping) {
      if (outbox.isFull) {
        await note(this.#context, { state: 'behind', error: outbox.reason });
        await outbox.room(this.#stop.signal);
        continue;
      }
      const end = await this.#readOnce();
      if (this.#context.stopping) return;
      this.#judge(end);
      const ms = backoffMs(this.#failures, app.random());
      await this.#pause(ms);
    }
  }

  async #pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }

  #cursor(host: string): Cursor {
    const safe = this.#safeUntil;
    if (safe === null || this.#context.app.now() - safe > longestResumeMs) return { kind: 'tip' };
    const known = this.#known.get(host);
    const fresh = known && safe - known.at < freshSeqMs && host === this.#lastHost ? known : null;
    if (this.#tooLarge >= 3) return { kind: 'time', timeUs: (safe + 10 ** (this.#tooLarge - 2)) * 1000 };
    return cursorFor(safe, fresh);
  }

  #newBatcher(from: number): Batcher {
    const { set } = this.#context;
    const target = { source: sourceName, set: set.id, run: randomUUID(), matchers: set.matchers };
    return new Batcher(target, from, performance.now(), (batch, matchers) => sendBatch(this.#context, batch, matchers));
  }

  async #floor(from: number): Promise<void> {
    await setFloor(this.#context.app.db, this.#context.set.id, from).catch((error: Error) =>
      this.#context.app.log.warn({ err: error.message }, 'the start of a watch set could not be noted'),
    );
  }

  /** The first frame tells where the claimed stretch begins, and whether the server left something out. */
  #begin(first: number, cursor: Cursor): Batcher {
    const safe = this.#safeUntil;
    if (safe === null) {
      void this.#floor(first);
      return this.#newBatcher(first);
    }
    if (cursor.kind === 'tip' || first > safe + clampSlackMs || this.#tooLarge >= 3) {
      const reason =
        cursor.kind === 'tip'
          ? 'not watched: Groundswell was not running'
          : this.#tooLarge >= 3
            ? 'frame too large'
            : 'older than the source keeps';
      void noteGap(
        this.#context.app.db,
        sourceName,
        { from: safe, to: first, reason, final: false },
        this.#context.app.now(),
      ).catch(() => undefined);
      return this.#newBatcher(Math.max(first, safe));
    }
    return this.#newBatcher(safe);
  }

  async #readOnce(): Promise<StreamEnd> {
    const { app } = this.#context;
    const host = this.host;
    const cursor = this.#cursor(host);
    let openedAt = 0;
    let lastNote = 0;
    let replaying = cursor.kind !== 'tip';
    const onFrame = (frame: Frame) => {
      app.metrics.framesReceived.inc();
      const time = timeOf(frame);
      if (time === null) {
        if (frame.kind === 'error') app.log.warn({ host, error: frame.name }, 'the stream reports an error');
        return;
      }
      this.#batcher ??= this.#begin(time, cursor);
      const batcher = this.#batcher;
      batcher.see(time);
      takeFrame(this.#context, frame, batcher, this.#context.set.matchers);
      if (replaying && time >= app.now() - presentMs) {
        replaying = false;
        this.onCaughtUp(time);
      }
      if ('seq' in frame && frame.seq !== null) this.#known.set(host, { seq: frame.seq, at: time });
      if (this.#context.outbox.isFull) this.#close();
    };
    this.#batcher = null;
    const reading = open(this.#context, host, {
      cursor,
      onFrame,
      onOpen: () => {
        openedAt = performance.now();
        app.metrics.sourceUp.set({ source: sourceName }, 1);
        app.log.info({ host, wire: this.#context.wires.get(host) ?? 'v2', cursor: cursor.kind }, 'reading the stream');
      },
    });
    this.#close = reading.close;
    const tick = setInterval(() => {
      const batcher = this.#batcher;
      if (!batcher) return;
      batcher.tick(performance.now());
      if (performance.now() - lastNote < noteMs) return;
      lastNote = performance.now();
      const lag = app.now() - batcher.newest;
      app.metrics.sourceLag.set({ source: sourceName }, Math.max(0, lag / 1000));
      if (openedAt > 0 && performance.now() - openedAt > healthyMs) this.#failures = 0;
      void note(this.#context, {
        state: lag > 120_000 ? 'behind' : 'watching',
        lastEventAt: batcher.newest,
        error: null,
        memo: { host, seq: this.#known.get(host) ?? null },
      });
    }, tickMs);
    const end = await reading.ended;
    clearInterval(tick);
    const batcher = this.#batcher as Batcher | null;
    if (batcher) {
      batcher.flush(performance.now());
      this.#safeUntil = batcher.claimed;
      this.#failures = Math.min(this.#failures, 1);
      if (end.how !== 'too-large') this.#tooLarge = 0;
    }
    this.#batcher = null;
    this.#lastHost = host;
    app.metrics.sourceUp.set({ source: sourceName }, 0);
    return end;
  }

  /** Decides with which host to go on, and says what happened. */
  #judge(end: StreamEnd): void {
    const { app, wires } = this.#context;
    const host = this.host;
    this.#failures += 1;
    app.metrics.sourceErrors.inc({ source: sourceName, reason: end.how });
    if (end.how === 'too-large') this.#tooLarge += 1;
    if (end.how === 'refused') {
      if (end.refusal === 'other-wire') {
        wires.set(host, 'v1');
        this.#failures = 0;
        return;
      }
      if (end.refusal === 'cursor-too-old') {
        this.#known.delete(host);
        return;
      }
      if (wires.get(host) === 'v1') wires.delete(host);
    }
    const stay = end.how === 'closed' || end.how === 'too-large';
    if (!stay) this.#hostIndex += 1;
    const sentence = sentenceOf(end, host, this.host);
    app.log.warn({ host, end: end.how }, sentence);
    void note(this.#context, { state: this.#failures > 2 ? 'silent' : 'behind', error: sentence });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#close();
  }
}

async function note(context: StreamContext, what: Parameters<typeof noteSource>[2]): Promise<void> {
  await noteSource(context.app.db, sourceName, what, context.app.now()).catch(() => undefined); // said again in two seconds
}

function sentenceOf(end: StreamEnd, host: string, next: string): string {
  const name = new URL(host).host;
  const then = next === host ? 'trying again' : `trying ${new URL(next).host}`;
  switch (end.how) {
    case 'silent':
      return `${name} sent nothing for 15 s; ${then}.`;
    case 'closed':
      return `${name} closed the stream (${end.code}); ${then}.`;
    case 'too-large':
      return `${name} sent a frame over 4 MiB; ${then} behind it.`;
    case 'refused':
      return `${name} refused the stream (HTTP ${end.status}); ${then}.`;
    default:
      return `${name} cannot be reached (${(end.error as NodeJS.ErrnoException).code ?? end.error.message}); ${then}.`;
  }
}
