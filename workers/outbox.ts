import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../src/app.ts';
import type { Batch } from '../src/domain/batch.ts';

const mostPending = 50;
const resumeBelow = 10;
const longestWaitMs = 5000;
/** Three roles have an outbox, and a stop may take five seconds in all. */
const lastChanceMs = 700;

/** Batches on their way into the queue: each is kept until the queue has taken it. While the brake is on none is put there, and a full outbox stops its reader. */
export class Outbox implements AsyncDisposable {
  readonly #app: Pick<App, 'queue' | 'log' | 'brake'>;
  readonly #pending: Batch[] = [];
  #work: Promise<void> | null = null;
  readonly #closing = new AbortController();

  constructor(app: Pick<App, 'queue' | 'log' | 'brake'>) {
    this.#app = app;
  }

  /** Whether so much is pending that its reader should stop. */
  get isFull(): boolean {
    return this.#pending.length >= mostPending;
  }

  get hasRoom(): boolean {
    return this.#pending.length <= resumeBelow;
  }

  /** What its reader says while it does not read, in one sentence. */
  get reason(): string {
    return this.#app.brake.pauses[0]?.mend ?? 'The queue is full; reading goes on when it has room.';
  }

  /** Waits until a reader may go on. */
  async room(stopping: AbortSignal): Promise<void> {
    if (!this.isFull) return;
    while (!this.hasRoom && !stopping.aborted) await wait(200, undefined, { signal: stopping }).catch(() => undefined);
  }

  put(batch: Batch): void {
    this.#pending.push(batch);
    this.#work ??= this.#drain().finally(() => {
      this.#work = null;
    });
  }

  async #drain(): Promise<void> {
    for (let failures = 0; this.#pending.length > 0; ) {
      const [batch] = this.#pending;
      if (!batch) return;
      try {
        await this.#app.brake.released(['disk', 'queue'], this.#closing.signal);
        await this.#app.queue.add('ingest-batch', batch);
        this.#pending.shift();
        failures = 0;
      } catch (error) {
        failures += 1;
        if (this.#closing.signal.aborted) return; // what is lost here is a hole in the ledger, and is read again
        if (failures === 1) {
          this.#app.log.warn(
            { err: (error as Error).message, pending: this.#pending.length },
            'the queue does not take batches; trying again',
          );
        }
        await wait(Math.min(longestWaitMs, 100 * 2 ** failures));
      }
    }
  }

  /** Waits until everything is in the queue. */
  async settled(): Promise<void> {
    while (this.#work) await this.#work;
  }

  /** Gives the queue a moment to take the rest; what it does not take is a hole in the ledger, and is read again. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.race([this.settled(), wait(lastChanceMs, undefined, { ref: false })]);
  }
}
