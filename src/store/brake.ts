import { setTimeout as wait } from 'node:timers/promises';
import {
  type DiskReading,
  type Found,
  judgeDisk,
  merge,
  type Pause,
  type Stop,
  settle,
  stops,
} from '../domain/brake.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Connection } from './database.ts';
import { keepBallast, readDisk } from './embedded/volume.ts';
import { Presence } from './processes.ts';
import { troubleOf } from './trouble.ts';

const everyMs = 2000;
const lookMs = 100;
/** After a write that the database refused the next one waits so long. */
const retryMs = 3000;

export interface BrakeOptions {
  connection: Connection;
  log: Log;
  metrics: Metrics;
  now: () => number;
  dataDir: string;
  /** Whether the database is in the data directory, so that its room is ours to watch. */
  embedded: boolean;
  /** Why the queue takes no more jobs; null: it takes them. @param paused whether it is the reason of a pause already */
  judgeQueue(paused: boolean): Promise<string | null>;
}

/**
 * Pauses ingest while disk, queue or database would stop it, and says so. Looks every two seconds once it is started; a
 * write that failed tells more, since not every trouble can be seen from outside.
 */
export class Brake implements AsyncDisposable {
  readonly #options: BrakeOptions;
  readonly #stop = new AbortController();
  #presence: Presence | null = null;
  #looking: Promise<void> | null = null;
  /** Seen from outside; said by the database when this process told of itself; said by it to a write. */
  #measured: Found = {};
  #refused: Found = {};
  #blamed: { found: Found; retryAt: number } | null = null;
  #own: Pause[] = [];
  #others: Pause[] = [];

  constructor(options: BrakeOptions) {
    this.#options = options;
    for (const reason of stops) options.metrics.ingestPaused.set({ reason }, 0);
  }

  /** Why ingest is paused, here or in another process on this database. */
  get pauses(): readonly Pause[] {
    return merge([...this.#own, ...this.#others]);
  }

  /** Of this process among those on its database; null before the start. */
  get id(): string | null {
    return this.#presence?.id ?? null;
  }

  /** Takes the first look before anything is written. */
  async start(roles: readonly string[]): Promise<void> {
    this.#presence = new Presence(this.#options.connection, roles);
    await this.#look();
    this.#looking = this.#watch();
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stop;
    for (;;) {
      await wait(everyMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#look();
    }
  }

  async #look(): Promise<void> {
    const { metrics, judgeQueue } = this.#options;
    const isPaused = (what: Stop) => this.#own.some((pause) => pause.what === what);
    const [disk, queue] = await Promise.all([this.#readDisk(), judgeQueue(isPaused('queue'))]);
    const full = disk === null ? null : judgeDisk(disk, isPaused('disk'));
    this.#measured = { ...(full !== null && { disk: full }), ...(queue !== null && { queue }) };
    this.#settle();
    if (disk !== null && full === null) await keepBallast(this.#options.dataDir, disk);
    try {
      this.#others = (await this.#presence?.tell(this.#own, await metrics.snapshot())) ?? [];
      this.#refused = {};
    } catch (error) {
      this.#others = [];
      this.#refused = troubleOf(error) ?? { database: unwritable(error) };
    }
    this.#settle();
  }

  async #readDisk(): Promise<DiskReading | null> {
    const { dataDir, embedded, metrics } = this.#options;
    const disk = await readDisk(dataDir).catch(() => null); // there is no such folder where the database is elsewhere
    if (disk) metrics.diskFree.set(disk.free);
    return embedded ? disk : null;
  }

  #settle(): void {
    const { log, metrics, now } = this.#options;
    const before = this.#own;
    this.#own = settle(before, { ...this.#blamed?.found, ...this.#measured, ...this.#refused }, now());
    for (const { what, mend } of this.#own)
      if (!before.some((pause) => pause.mend === mend)) log.warn({ paused: what }, mend);
    for (const { what, since } of before)
      if (!this.#own.some((pause) => pause.what === what))
        log.info({ paused: what, seconds: Math.round((now() - since) / 1000) }, 'ingest goes on');
    const paused = new Set(this.pauses.map(({ what }) => what));
    for (const reason of stops) metrics.ingestPaused.set({ reason }, paused.has(reason) ? 1 : 0);
  }

  /** Takes note of an error of a write. Gives whether it is the brake's: then the same write is worth another try. */
  blame(error: unknown): boolean {
    const found = troubleOf(error);
    this.#blamed = found && { found, retryAt: performance.now() + retryMs };
    this.#settle();
    return found !== null;
  }

  /** A write went well: whatever stopped the one before is over. */
  wrote(): void {
    if (this.#blamed === null) return;
    this.#blamed = null;
    this.#settle();
  }

  #holds(what: readonly Stop[]): boolean {
    const says = (found: Found) => what.some((one) => found[one] !== undefined);
    const { found, retryAt } = this.#blamed ?? { found: {}, retryAt: 0 };
    return says(this.#measured) || says(this.#refused) || (performance.now() < retryAt && says(found));
  }

  /**
   * Waits until none of these holds this process up.
   * @throws AbortError when it is told to stop
   */
  async released(what: readonly Stop[], stopping?: AbortSignal): Promise<void> {
    stopping?.throwIfAborted();
    while (this.#holds(what)) await wait(lookMs, undefined, { signal: stopping });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    const leave = async () => {
      await this.#looking;
      await this.#presence?.leave();
    };
    await Promise.race([leave(), wait(500, undefined, { ref: false })]);
  }
}

const unwritable = (error: unknown) =>
  `The database takes no writes (${(error as Error).message}), so nothing is counted; see its log, and it goes on by itself.`;
