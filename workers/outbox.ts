import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../src/app.ts';
import type { Batch } from '../src/domain/batch.ts';
import { GroundswellError } from '../src/errors.ts';

const mostPending = 50;
const resumeBelow = 10;
const longestWaitMs = 5000;
/** Three roles have an outbox, and a stop may take five seconds in all. */
const lastChanceMs = 700;

/** Batches on their way into the queue: each is kept until the queue has taken it. */
export class Outbox implements AsyncDisposable {
  readonly #app: Pick<App, 'queue' | 'log'>;
  readonly #pending: Batch[] = [];
  #work: Promise<void> | null = null;
  #closed = false;

  constructor(app: Pick<App, 'queue' | 'log'>) {
    this.#app = app;
  }

  /** Whether so much is pending that its reader should stop. */
  get isFull(): boolean {
    return this.#pending.length >= mostPending;
  }

  get hasRoom(): boolean {
    return this.#pending.length <= resumeBelow;
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
        await this.#app.queue.add('ingest-batch', batch);
        this.#pending.shift();
        failures = 0;
      } catch (error) {
        failures += 1;
        if (this.#closed) return; // what is lost here is a hole in the ledger, and is read again
        if (failures === 1) {
          const reason = error instanceof GroundswellError ? error.message : (error as Error).message;
          this.#app.log.warn(
            { err: reason, pending: this.#pending.length },
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
    this.#closed = true;
    await Promise.race([this.settled(), wait(lastChanceMs, undefined, { ref: false })]);
  }
}
