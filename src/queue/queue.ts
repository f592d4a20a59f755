import { UnrecoverableError } from 'bullmq';
import { judgeQueue } from '../domain/brake.ts';
import { GroundswellError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Backend, BackendQueue, BackendWorker } from './backend.ts';
import { type JobKind, type Jobs, jobSchemas } from './jobs.ts';

const addDeadlineMs = 5000;
const closeDeadlineMs = 1500;

/** Redelivered at most 15 s after a worker died; kept a day if it failed for good. */
const jobOptions = {
  attempts: 10,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: true,
  removeOnFail: { age: 86_400, count: 1000 },
};
const workerOptions = { lockDuration: 10_000, stalledInterval: 5000, maxStalledCount: 10, concurrency: 1 };

const within = <T>(work: Promise<T>, ms: number, what: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new GroundswellError('queue-unavailable', `${what} took longer than ${ms / 1000} s.`)),
      ms,
    );
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

export type QueueState = 'waiting' | 'active' | 'delayed' | 'failed';
const states: readonly QueueState[] = ['waiting', 'active', 'delayed', 'failed'];

/** Its own reply says why it refuses (READONLY, MISCONF); anything else is silence. */
const redisTrouble = ({ name, message }: Error): string =>
  name === 'ReplyError'
    ? `Redis takes no jobs (${message.replace(/\.$/, '')}), so nothing is read; mend that, and it goes on by itself.`
    : 'Redis does not answer, so nothing is read; see that it runs and that REDIS_URL is right, and it goes on by itself.';

/** The queue: fast and forgetful. Losing it loses no data, since only what was written counts as covered. */
export class JobQueue implements AsyncDisposable {
  readonly backend: Backend;
  readonly #log: Log;
  readonly #metrics: Pick<Metrics, 'jobFailures'> | null;
  readonly #queues = new Map<JobKind, BackendQueue>();
  readonly #workers: BackendWorker[] = [];

  constructor(backend: Backend, log: Log, metrics: Pick<Metrics, 'jobFailures'> | null = null) {
    this.backend = backend;
    this.#log = log;
    this.#metrics = metrics;
  }

  #queue(kind: JobKind): BackendQueue {
    let queue = this.#queues.get(kind);
    if (!queue) {
      queue = this.backend.queue(kind, { defaultJobOptions: jobOptions, streams: { events: { maxLen: 100 } } });
      (queue as unknown as NodeJS.EventEmitter).on('error', (error: Error) =>
        this.#log.warn({ queue: kind, err: error.message }, 'the queue reports an error'),
      );
      this.#queues.set(kind, queue);
    }
    return queue;
  }

  /**
   * Adds a job.
   * @throws GroundswellError `queue-unavailable` after 5 s: the caller keeps the payload and offers it again
   */
  async add<Kind extends JobKind>(kind: Kind, payload: Jobs[Kind]): Promise<void> {
    await within(this.#queue(kind).add(kind, payload, {}), addDeadlineMs, `Adding a job to '${kind}'`);
  }

  /** Works on jobs of a kind, one at a time in this process, until the queue is closed. A payload that does not parse is given up at once. */
  work<Kind extends JobKind>(kind: Kind, process: (payload: Jobs[Kind]) => Promise<void>): void {
    const worker = this.backend.worker(
      kind,
      async (job) => {
        const payload = jobSchemas[kind].safeParse(job.data);
        if (!payload.success) {
          const [issue] = payload.error.issues;
          throw new UnrecoverableError(`cannot be read: ${issue?.path.join('.')}: ${issue?.message}`);
        }
        await process(payload.data);
      },
      workerOptions,
    );
    worker.on('error', (error) => this.#log.warn({ queue: kind, err: error.message }, 'the worker reports an error'));
    worker.on('failed', (job, error) => {
      const about = { queue: kind, job: job?.id, attempts: job?.attemptsMade, err: error.message };
      if (job?.finishedOn === undefined) return this.#log.warn(about, 'a job failed and is tried again');
      this.#metrics?.jobFailures.inc({ queue: kind });
      this.#log.error(about, 'a job was given up; what it covers is a gap until it is read again');
    });
    this.#workers.push(worker);
  }

  /** Jobs of a kind by state. */
  async counts(kind: JobKind): Promise<Record<QueueState, number>> {
    const counts = await within(this.#queue(kind).getJobCounts(...states), 2000, `Counting the jobs of '${kind}'`);
    return Object.fromEntries(states.map((state) => [state, counts[state] ?? 0])) as Record<QueueState, number>;
  }

  /**
   * Why nothing more can be put into the queue, in one sentence; null: it takes jobs. Where the queue is in the database,
   * who watches that one says so.
   * @param paused whether reading is paused because of the queue already
   */
  async trouble(paused: boolean): Promise<string | null> {
    try {
      const { used, most } = await within(this.backend.memory(), 2000, 'Asking the queue');
      const { waiting, active, delayed } = await this.counts('ingest-batch');
      return judgeQueue({ jobs: waiting + active + delayed, used, most }, paused);
    } catch (error) {
      if (this.backend.kind === 'postgres') return null;
      return redisTrouble(error as Error);
    }
  }

  /** Ends the workers after their active job, then the queues; a backend that is gone holds nobody up. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ends = [...this.#workers, ...this.#queues.values()].map((end) =>
      within(end.close(), closeDeadlineMs, 'Closing the queue').catch((error: Error) =>
        this.#log.warn({ err: error.message }, 'the queue did not close in time'),
      ),
    );
    await Promise.all(ends); // together: one after the other they would outlast the five seconds of a stop
    await within(this.backend.close(), closeDeadlineMs, 'Closing the queue').catch(() => undefined);
  }
}
