import type { Batch, MatchedEvent } from '../../src/domain/batch.ts';
import type { Matchers } from '../../src/domain/matchers.ts';
import { unclaimedMs } from '../../src/sources/bluesky/stream-policy.ts';

const mostEvents = 200;
const oldestEventMs = 250;
const idleMs = 5000;

/** What a batch is filled for. */
export interface BatchTarget {
  source: string;
  set: number;
  run: string;
  matchers: Matchers;
}

/** Gathers the events of one unbroken reading into batches, each with the stretch that it covers: at most 250 ms or 200 events; idle stretches every 5 s. */
export class Batcher {
  readonly #target: BatchTarget;
  readonly #send: (batch: Batch, matchers: Matchers) => void;
  #events: MatchedEvent[] = [];
  #read = 0;
  #claimed: number;
  #newest: number;
  #firstAt = 0;
  #sentAt: number;

  /** @param from where the claimed stretch begins, ms */
  constructor(target: BatchTarget, from: number, at: number, send: (batch: Batch, matchers: Matchers) => void) {
    this.#target = target;
    this.#claimed = from;
    this.#newest = from;
    this.#sentAt = at;
    this.#send = send;
  }

  /** End of what has been handed over, ms: reading may resume here. */
  get claimed(): number {
    return this.#claimed;
  }

  /** Time of the newest frame, ms. */
  get newest(): number {
    return this.#newest;
  }

  /** A frame of any kind was read; it moves the stretch. */
  see(time: number): void {
    this.#read += 1;
    if (time > this.#newest) this.#newest = time;
  }

  add(event: MatchedEvent, at: number): void {
    if (this.#events.length === 0) this.#firstAt = at;
    this.#events.push(event);
    if (this.#events.length >= mostEvents) this.flush(at);
  }

  /** Sends what is due by the monotonic clock `at`, ms. */
  tick(at: number): void {
    const due = this.#events.length > 0 ? at - this.#firstAt >= oldestEventMs : at - this.#sentAt >= idleMs;
    if (due) this.flush(at);
  }

  /** Sends everything. @param until claim exactly up to here; by default a little less than the newest frame */
  flush(at: number, until = this.#newest - unclaimedMs): void {
    const to = Math.max(this.#claimed, until);
    const covers = to > this.#claimed ? [{ set: this.#target.set, from: this.#claimed, to }] : [];
    if (covers.length === 0 && this.#events.length === 0) return;
    const { source, run, matchers } = this.#target;
    this.#send(
      {
        source,
        run,
        live: true,
        campaigns: matchers.slugs,
        versions: matchers.versions,
        events: this.#events,
        covers,
        read: this.#read,
      },
      matchers,
    );
    this.#events = [];
    this.#read = 0;
    this.#claimed = to;
    this.#sentAt = at;
  }
}
