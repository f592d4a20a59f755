import { setTimeout as wait } from 'node:timers/promises';

/** Keeps to one request at a time to a host, a little apart, and never earlier than the host allows. */
export class Pacer {
  readonly #apartMs: number;
  readonly #random: () => number;
  #last: Promise<unknown> = Promise.resolve();
  #nextAt = 0;

  /** @param apartMs least time between two requests */
  constructor(apartMs: number, random: () => number) {
    this.#apartMs = apartMs;
    this.#random = random;
  }

  /** Milliseconds until the host may be asked again. */
  get waitMs(): number {
    return Math.max(0, this.#nextAt - performance.now());
  }

  /** No request for so long, ms. */
  pause(ms: number): void {
    this.#nextAt = Math.max(this.#nextAt, performance.now() + ms);
  }

  /** Runs a request in its turn. */
  run<T>(request: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const turn = this.#last.then(async () => {
      while (this.waitMs > 0) await wait(this.waitMs, undefined, signal ? { signal } : {});
      signal?.throwIfAborted();
      try {
        return await request();
      } finally {
        this.pause(this.#apartMs * (1 + this.#random() / 4));
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
