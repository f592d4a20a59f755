import { randomUUID } from 'node:crypto';
import type { App } from '../../src/app.ts';
import type { Batch, MatchedEvent } from '../../src/domain/batch.ts';
import { guessLanguage } from '../../src/domain/language.ts';
import { fillLanguages, type Matchers, matchEvent } from '../../src/domain/matchers.ts';
import type { SourceEvent } from '../../src/domain/post.ts';
import type { Interval } from '../../src/domain/time/interval.ts';
import { decodeFrame } from '../../src/sources/bluesky/frames.ts';
import { isUntagged, normalizeFrame, postReactions } from '../../src/sources/bluesky/normalize.ts';
import { normalizePostView } from '../../src/sources/bluesky/normalize-view.ts';
import { normalizeStatus } from '../../src/sources/mastodon/normalize.ts';
import {
  findCampaign,
  listCampaigns,
  mastodonSource,
  type StoredCampaign,
  sourcesOf,
} from '../../src/store/campaigns.ts';
import { ensureWatchSet } from '../../src/store/coverage.ts';
import { rematchPending } from '../../src/store/rematch.ts';
import { makeMatchers } from '../campaigns.ts';
import { Tracked } from '../stream/tracked.ts';
import type { RecordedItem } from './records.ts';

const batchSize = 2500;

export const importFormats = ['jetstream', 'mastodon', 'bluesky-search'] as const;
export type ImportFormat = (typeof importFormats)[number];

export interface ImportOptions {
  format: ImportFormat;
  /** Only for this campaign; else for all. */
  campaign?: string | undefined;
  /** The stretch that the records cover without a hole; without it they are a sample. */
  covers?: Interval | undefined;
  /** Base of the Mastodon server that was asked, if the records do not tell. */
  server?: string | undefined;
}

/** What came of an import, by record and by post. */
export interface ImportSummary {
  read: number;
  matched: number;
  inserted: number;
  duplicate: number;
  deleted: number;
  invalid: number;
}

type ImportApp = Pick<App, 'db' | 'ingest' | 'now'> & { brake: Pick<App['brake'], 'released'> };

/** One import: records go in one by one, through the same normaliser, matcher and transaction as live data. */
export class Importer {
  readonly #app: ImportApp;
  readonly #options: ImportOptions;
  readonly #matchers: Matchers;
  readonly #campaigns: StoredCampaign[];
  readonly #tracked = new Tracked();
  readonly #run = `import ${randomUUID()}`;
  readonly summary: ImportSummary = { read: 0, matched: 0, inserted: 0, duplicate: 0, deleted: 0, invalid: 0 };
  #events: MatchedEvent[] = [];
  #source = '';
  #read = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(app: ImportApp, options: ImportOptions, campaigns: StoredCampaign[]) {
    this.#app = app;
    this.#options = options;
    this.#campaigns = campaigns;
    this.#matchers = makeMatchers(campaigns);
  }

  /** @throws GroundswellError `campaign-unknown` */
  static async open(app: ImportApp, options: ImportOptions): Promise<Importer> {
    const campaigns =
      options.campaign === undefined ? await listCampaigns(app.db) : [await findCampaign(app.db, options.campaign)];
    const importer = new Importer(app, options, campaigns);
    await importer.#tracked.refresh(app.db, 0);
    return importer;
  }

  /** Takes one frame of a Jetstream, as its text. */
  async frame(text: string): Promise<void> {
    this.summary.read += 1;
    const frame = decodeFrame(text, this.#app.now());
    if (frame.kind === 'invalid') {
      this.summary.invalid += 1;
      return;
    }
    const events = this.#matchers.onlyTags && isUntagged(frame) ? postReactions(frame) : normalizeFrame(frame);
    for (const event of events) await this.#take(event, 'bluesky');
  }

  /** Takes one status or view. */
  async item({ value, answeredAt, base }: RecordedItem): Promise<void> {
    this.summary.read += 1;
    const now = this.#app.now();
    if (typeof value !== 'object' || value === null) {
      this.summary.invalid += 1;
      return;
    }
    if (this.#options.format === 'bluesky-search') {
      const event = normalizePostView(value, answeredAt ?? now);
      if ('invalid' in event) this.summary.invalid += 1;
      else await this.#take(event, 'bluesky');
      return;
    }
    const asked = this.#options.server ?? base;
    const event = normalizeStatus(value, { base: asked ?? '', seenAt: answeredAt ?? now });
    if (event === null) return;
    if ('invalid' in event) this.summary.invalid += 1;
    else await this.#take(event, asked ? mastodonSource(asked) : 'mastodon:import');
  }

  async #take(event: SourceEvent, source: string): Promise<void> {
    if (source !== this.#source) await this.#flush();
    this.#source = source;
    this.#read += 1;
    const matched = matchEvent(event, this.#matchers);
    this.#events.push(...this.#tracked.take(matched));
    if (this.#events.length >= batchSize) await this.#flush();
  }

  async #flush(covers: { set: number; from: number; to: number }[] = [], source = this.#source): Promise<void> {
    if (this.#events.length === 0 && covers.length === 0) return;
    const events = await fillLanguages(this.#events, this.#matchers, guessLanguage);
    this.#events = [];
    const batch = {
      source,
      run: this.#run,
      live: false,
      campaigns: this.#matchers.slugs,
      versions: this.#matchers.versions,
      events,
      covers,
      read: this.#read,
    };
    this.#read = 0;
    // One batch is written while the next is read; their order stays.
    await this.#writing;
    this.#writing = this.#write(batch);
    this.#writing.catch(() => undefined); // thrown where it is awaited
  }

  async #write(batch: Batch): Promise<void> {
    await this.#app.brake.released(['disk', 'database']);
    const { matched, inserted, duplicate, deleted, invalid } = await this.#app.ingest.write(batch);
    this.summary.matched += matched;
    this.summary.inserted += inserted;
    this.summary.duplicate += duplicate;
    this.summary.deleted += deleted;
    this.summary.invalid += invalid.length;
  }

  /** Writes the rest, then the stretch that the whole import covers. */
  async finish(): Promise<ImportSummary> {
    await this.#flush();
    const { covers, format, server } = this.#options;
    if (covers && format !== 'bluesky-search') {
      for (const { source, names } of this.#coveredSets(format, server)) {
        const now = this.#app.now();
        const sets = await Promise.all(names.map((norms) => ensureWatchSet(this.#app.db, source, norms, now)));
        await this.#flush(
          sets.map(({ id }) => ({ set: id, ...covers })),
          source,
        );
      }
    }
    await this.#writing;
    await rematchPending(this.#app.db, this.#app.ingest); // an account may have turned out to be excluded
    return this.summary;
  }

  /** Watch sets of an import: the stream's one, or each tag of the servers that were asked. */
  #coveredSets(format: ImportFormat, server: string | undefined): { source: string; names: string[][] }[] {
    if (format === 'jetstream') return [{ source: 'bluesky', names: [this.#matchers.names] }];
    const sources = server
      ? [mastodonSource(server)]
      : this.#campaigns.flatMap(({ config }) =>
          sourcesOf(config, null).flatMap(({ name, platform }) => (platform === 'mastodon' ? [name] : [])),
        );
    return [...new Set(sources)].map((source) => ({ source, names: this.#matchers.names.map((name) => [name]) }));
  }
}
