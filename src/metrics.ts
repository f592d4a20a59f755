import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What this process tells Prometheus. Labels are bounded: source, queue, route, reason; never a tag, a host of a post or an account. */
export class Metrics {
  readonly registry = new Registry();
  /** Of the process itself: memory, processor, event loop. */
  readonly #process = new Registry();
  readonly framesReceived = this.#counter('frames_received_total', 'Frames of the stream, before anything is dropped');
  readonly framesInvalid = this.#counter('frames_invalid_total', 'Frames that were not taken in', ['reason']);
  readonly framesCleaned = this.#counter('frames_cleaned_total', 'Frames whose text, tag or language was cleaned');
  readonly postsIngested = this.#counter('posts_ingested_total', 'Posts by what became of them', ['result']);
  readonly ingestSeconds = new Histogram({
    name: 'groundswell_ingest_batch_duration_seconds',
    help: 'Time of one ingest transaction',
    registers: [this.registry],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  readonly sourceUp = this.#gauge('source_up', '1 while a source answers', ['source']);
  readonly sourceLag = this.#gauge('source_lag_seconds', 'How far a source is behind the present', ['source']);
  readonly sourceErrors = this.#counter('source_errors_total', 'Failures of a source', ['source', 'reason']);
  readonly gapsHealed = this.#counter('gaps_healed_total', 'Gaps that were closed by a replay or a poll');
  readonly openGapSeconds = this.#gauge('open_gap_seconds', 'Length of the gaps that may still be repaired', [
    'source',
  ]);
  readonly queueJobs = this.#gauge('queue_jobs', 'Jobs in the queue', ['queue', 'state']);
  readonly jobFailures = this.#counter('job_failures_total', 'Jobs given up for good', ['queue']);
  readonly ingestPaused = this.#gauge('ingest_paused', '1 while ingest is paused', ['reason']);
  readonly diskFree = this.#gauge('disk_free_bytes', 'Room on the disk of DATA_DIR');
  readonly outboundBlocked = this.#counter(
    'outbound_blocked_total',
    'Requests refused because of where they would go',
    ['reason'],
  );
  readonly sseClients = this.#gauge('sse_clients', 'Open event streams', [], 'sum');
  readonly httpSeconds = new Histogram({
    name: 'groundswell_http_request_duration_seconds',
    help: 'Time of an answer by route pattern',
    labelNames: ['route', 'status'],
    registers: [this.registry],
  });
  readonly buildInfo = this.#gauge('build_info', 'Version of this process', ['version']);

  constructor() {
    collectDefaultMetrics({ register: this.#process });
    this.diskFree.remove(); // unknown is not zero
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Our own figures as data, for a process that shows them beside its own. */
  async snapshot(): Promise<object[]> {
    return this.registry.getMetricsAsJSON();
  }

  /** Prometheus' text: our figures together with those of other processes, then what is of this process alone. */
  async text(others: readonly object[][]): Promise<string> {
    const all = AggregatorRegistry.aggregate([await this.snapshot(), ...others]);
    return `${await all.metrics()}\n${await this.#process.metrics()}`;
  }

  #counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name: `groundswell_${name}`, help, labelNames, registers: [this.registry] });
  }

  /** @param together how the values of several processes become one */
  #gauge(name: string, help: string, labelNames: string[] = [], together: 'max' | 'sum' = 'max'): Gauge {
    return new Gauge({
      name: `groundswell_${name}`,
      help,
      labelNames,
      aggregator: together,
      registers: [this.registry],
    });
  }
}
