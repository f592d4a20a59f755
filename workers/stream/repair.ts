import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Interval, subtract, union } from '../../src/domain/time/interval.ts';
import type { StreamEnd } from '../../src/sources/bluesky/jetstream.ts';
import { clampSlackMs, keptMs, rewindMs } from '../../src/sources/bluesky/stream-policy.ts';
import { coveredBySet } from '../../src/store/coverage.ts';
import { findLostStretches, noteGap } from '../../src/store/sources.ts';
import { Batcher } from './batcher.ts';
import { open, type StreamContext, sendBatch, sourceName, takeFrame, timeOf } from './context.ts';
import type { LiveReading } from './live.ts';

const lookMs = 3000;
/** Younger than this a hole may still be on its way through the queue. */
const settleMs = 30_000;
const triesApartMs = 30_000;
const keenMs = 10 * 60_000;
const longestApartMs = 3_600_000;
/** So far behind its end a replay is read, since events of different accounts may swap. */
const beyondMs = 5000;
/** Around the moment at which a replay met the present so much is read again, so much later. */
const overlap = { beforeMs: 10_000, afterMs: 6000, waitMs: 12_000 };
/** With more than this in the queue a hole is most likely a batch that waits. */
const busyJobs = 3;

interface Try {
  firstAt: number;
  nextAt: number;
  apart: number;
}

/** The gap watcher: finds every hole behind the live end that the source may still replay, and reads it on a second connection. */
export class Repair {
  readonly #context: StreamContext;
  readonly #live: LiveReading;
  readonly #hosts: readonly string[];
  readonly #floor: () => Promise<number | null>;
  readonly #tries = new Map<number, Try>();
  #overlaps: (Interval & { dueAt: number })[] = [];
  #stop = new AbortController();
  #close: () => void = () => undefined;

  constructor(
    context: StreamContext,
    live: LiveReading,
    hosts: readonly string[],
    floor: () => Promise<number | null>,
  ) {
    this.#context = context;
    this.#live = live;
    this.#hosts = hosts;
    this.#floor = floor;
    live.onCaughtUp = (at) =>
      this.#overlaps.push({
        from: at - overlap.beforeMs,
        to: at + overlap.afterMs,
        dueAt: performance.now() + overlap.waitMs,
      });
  }

  async run(): Promise<void> {
    while (!this.#context.stopping) {
      await wait(lookMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      if (this.#context.stopping) return;
      if (this.#context.outbox.isFull) continue;
      try {
        await this.#readOverlaps();
        await this.#look();
      } catch (error) {
        this.#context.app.log.warn({ err: (error as Error).message }, 'gaps of the stream could not be looked for');
      }
    }
  }

  /** Reads again where a replay met the present, once that lies behind: what the host lost there comes in after all. */
  async #readOverlaps(): Promise<void> {
    const due = this.#overlaps.filter(({ dueAt }) => dueAt <= performance.now());
    this.#overlaps = this.#overlaps.filter((one) => !due.includes(one));
    for (const stretch of due) await this.#replay(this.#live.host, stretch, false);
  }

  async #holes(): Promise<Interval[]> {
    const { app, set } = this.#context;
    const [floor, head] = [await this.#floor(), this.#live.head];
    if (floor === null || head === null) return [];
    const from = Math.max(floor, app.now() - keptMs);
    const owed = { from, to: head - settleMs };
    if (owed.to <= owed.from) return [];
    const [covered, lost] = await Promise.all([
      coveredBySet(app.db, set.id, owed),
      findLostStretches(app.db, sourceName),
    ]);
    return subtract([owed], union([...covered, ...lost]));
  }

  async #look(): Promise<void> {
    const { app } = this.#context;
    const holes = await this.#holes();
    app.metrics.openGapSeconds.set(
      { source: sourceName },
      holes.reduce((sum, { from, to }) => sum + (to - from) / 1000, 0),
    );
    const now = performance.now();
    const hole = holes.find(({ from }) => (this.#tries.get(from)?.nextAt ?? 0) <= now);
    if (!hole) return;
    const { waiting, active, delayed } = await app.queue.counts('ingest-batch');
    if (waiting + active + delayed > busyJobs) return;
    await this.#fill(hole);
  }

  async #fill(hole: Interval): Promise<void> {
    const { app } = this.#context;
    const tried = this.#tries.get(hole.from) ?? { firstAt: performance.now(), nextAt: 0, apart: triesApartMs };
    const start = Math.max(0, this.#hosts.indexOf(this.#live.host));
    for (let i = 0; i < this.#hosts.length && !this.#context.stopping; i++) {
      const host = this.#hosts[(start + i) % this.#hosts.length] ?? '';
      if (await this.#replay(host, hole)) {
        app.metrics.gapsHealed.inc();
        app.log.info({ from: new Date(hole.from), to: new Date(hole.to), host }, 'a gap of the stream was read again');
        await this.#context.outbox.settled();
        this.#tries.set(hole.from, { ...tried, nextAt: performance.now() + triesApartMs });
        return;
      }
    }
    const keen = performance.now() - tried.firstAt < keenMs;
    const apart = keen ? triesApartMs : Math.min(longestApartMs, tried.apart * 2);
    this.#tries.set(hole.from, { firstAt: tried.firstAt, apart, nextAt: performance.now() + apart });
  }

  /** Reads a hole on one host. Gives whether all of it was read. */
  async #replay(host: string, hole: Interval, isHole = true): Promise<boolean> {
    for (let attempt = 0; attempt < 2; attempt++) {
      const { end, done } = await this.#readOnce(host, hole, isHole);
      if (done) return true;
      if (end.how !== 'refused' || end.refusal !== 'other-wire') return false;
      this.#context.wires.set(host, 'v1');
    }
    return false;
  }

  /** @param isHole whether it covers what it reads; what a server has lost of it is a gap then */
  async #readOnce(host: string, hole: Interval, isHole: boolean): Promise<{ end: StreamEnd; done: boolean }> {
    const { app, set } = this.#context;
    let batcher: Batcher | null = null;
    let done = false;
    let from = hole.from;
    const reading = open(this.#context, host, {
      cursor: { kind: 'time', timeUs: (hole.from - rewindMs) * 1000 },
      onOpen: () => undefined,
      onFrame: (frame) => {
        const time = timeOf(frame);
        if (time === null || done) return;
        if (!batcher) {
          if (time > hole.from + clampSlackMs) from = Math.min(time, hole.to);
          if (from >= hole.to) return reading.close();
          const target = { source: sourceName, set: set.id, run: randomUUID(), matchers: set.matchers };
          batcher = new Batcher(target, from, performance.now(), (batch, matchers) => {
            const claims = isHole ? batch.covers : [];
            const covers = claims.map((stretch) => ({ ...stretch, to: Math.min(stretch.to, hole.to) }));
            sendBatch(
              this.#context,
              { ...batch, covers: covers.filter((stretch) => stretch.to > stretch.from) },
              matchers,
            );
          });
        }
        batcher.see(time);
        takeFrame(this.#context, frame, batcher, set.matchers);
        if (batcher.newest >= hole.to + beyondMs || this.#context.outbox.isFull) {
          done = batcher.newest >= hole.to + beyondMs;
          reading.close();
        }
      },
    });
    this.#close = reading.close;
    const tick = setInterval(() => batcher?.tick(performance.now()), 100);
    const end = await reading.ended;
    clearInterval(tick);
    (batcher as Batcher | null)?.flush(performance.now(), done ? hole.to : undefined);
    if (isHole && from > hole.from) {
      const final = app.now() - hole.to > keptMs;
      await noteGap(
        app.db,
        sourceName,
        { from: hole.from, to: from, reason: 'older than the source keeps', final },
        app.now(),
      );
    }
    return { end, done: done && from === hole.from };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#close();
  }
}
