import { Client } from 'pg';
import { z } from 'zod';
import type { App } from '../app.ts';
import type { PostView } from '../domain/summary.ts';
import { toPostView } from '../store/answers/posts.ts';
import { findCampaign, listCampaigns, type StoredCampaign } from '../store/campaigns.ts';
import { findClock } from '../store/queries/clock.ts';
import { listPosts, type PostRow } from '../store/queries/posts.ts';
import { select } from '../store/queries/question.ts';

/** One event of a stream. */
export interface LiveEvent {
  id: number;
  event: 'counts' | 'post' | 'coverage' | 'campaign';
  data: unknown;
}

export interface LiveClient {
  slug: string;
  send(event: LiveEvent): void;
  close(): void;
}

const quietMs = 500; // many commits a second are one event
const newestAtOnce = 10;
const unreadMs = 3000;
const unreadAgainMs = 500;
const hint = z.object({
  counts: z.array(z.string()).optional(),
  covers: z.boolean().optional(),
  campaigns: z.boolean().optional(),
});

/** Tells open pages what has changed: listens to the database's hints and asks it what is new. A lost event is harmless, since each says only where to look. */
export class Live implements AsyncDisposable {
  readonly #app: Pick<App, 'db' | 'connection' | 'log' | 'now' | 'metrics'>;
  readonly #clients = new Set<LiveClient>();
  readonly #seen = new Map<string, number>();
  /** By campaign, posts of accounts that nobody has read yet, with the time (ms) until which they wait for that. */
  readonly #waiting = new Map<string, Map<number, number>>();
  readonly #looking = new Set<string>();
  #listener: Client | null = null;
  #pending: { counts: Set<string>; covers: boolean } = { counts: new Set(), covers: false };
  #timer: NodeJS.Timeout | null = null;
  #seq: number;
  #closed = false;

  constructor(app: Pick<App, 'db' | 'connection' | 'log' | 'now' | 'metrics'>) {
    this.#app = app;
    this.#seq = app.now();
  }

  /** Begins to listen; comes back by itself after the connection was lost. */
  async start(): Promise<void> {
    if (this.#closed) return;
    const client = new Client({ ...this.#app.connection, application_name: 'groundswell listen', keepAlive: true });
    const again = () => {
      if (this.#listener !== client) return;
      this.#listener = null;
      if (!this.#closed) setTimeout(() => void this.start().catch(() => undefined), 1000).unref();
    };
    client.on('error', again);
    client.on('end', again);
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
    this.#listener = client;
    try {
      await client.connect();
      await client.query('listen gs');
    } catch (error) {
      this.#app.log.warn({ err: (error as Error).message }, 'cannot listen for changes; trying again');
      again();
    }
  }

  get size(): number {
    return this.#clients.size;
  }

  add(client: LiveClient): void {
    this.#clients.add(client);
    if (!this.#seen.has(client.slug)) void this.#notice(client.slug).catch(() => undefined); // the first change does it
    this.#app.metrics.sseClients.set(this.#clients.size);
  }

  /** From the first reader of a campaign on, every post after what stands there now is new. */
  async #notice(slug: string): Promise<void> {
    const rows = await this.#newest(await findCampaign(this.#app.db, slug), this.#app.now());
    if (!this.#seen.has(slug)) this.#seen.set(slug, Math.max(0, ...rows.map(({ id }) => id)));
  }

  remove(client: LiveClient): void {
    this.#clients.delete(client);
    this.#app.metrics.sseClients.set(this.#clients.size);
  }

  #hear(payload: string): void {
    let said: z.infer<typeof hint>;
    try {
      said = hint.parse(JSON.parse(payload));
    } catch {
      return; // somebody else's notice
    }
    for (const slug of said.counts ?? []) this.#pending.counts.add(slug);
    this.#pending.covers ||= said.covers === true;
    if (this.#timer || this.#clients.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#tell().catch((error: Error) =>
        this.#app.log.warn({ err: error.message }, 'open pages could not be told of changes'),
      );
    }, quietMs);
  }

  async #tell(): Promise<void> {
    const { counts, covers } = this.#pending;
    this.#pending = { counts: new Set(), covers: false };
    const watched = new Set([...this.#clients].map(({ slug }) => slug));
    const campaigns = (await listCampaigns(this.#app.db)).filter(({ config }) => watched.has(config.slug));
    const asOf = new Date((await findClock(this.#app.db)).asOf).toISOString();
    for (const campaign of campaigns) {
      const { slug } = campaign.config;
      if (counts.has(slug)) {
        this.#send(slug, 'counts', { campaign: slug, asOf });
        await this.#push(campaign);
      }
      if (covers) this.#send(slug, 'coverage', { campaign: slug, asOf });
    }
  }

  /** Sends the posts that are new; looks again soon for those of accounts whose wishes are not known yet. */
  async #push(campaign: StoredCampaign): Promise<void> {
    const { slug } = campaign.config;
    for (const post of await this.#newPosts(campaign)) this.#send(slug, 'post', post);
    if (this.#closed || this.#looking.has(slug) || !this.#waiting.get(slug)?.size) return;
    this.#looking.add(slug);
    setTimeout(() => {
      this.#looking.delete(slug);
      void this.#push(campaign).catch(() => undefined); // lost: the page is loaded anew
    }, unreadAgainMs).unref();
  }

  /** The newest posts of the last hour, hidden ones never. */
  async #newest(campaign: StoredCampaign, now: number): Promise<PostRow[]> {
    const selection = await select(this.#app.db, campaign, {});
    const window = { from: now - 3_600_000, to: now + 60_000 };
    return listPosts(this.#app.db, selection, 'recent', window, newestAtOnce, null, now);
  }

  /** Posts that came since the last time we looked, oldest first, but for those that have to wait. */
  async #newPosts(campaign: StoredCampaign): Promise<PostView[]> {
    const now = this.#app.now();
    const { slug } = campaign.config;
    const rows = await this.#newest(campaign, now);
    const before = this.#seen.get(slug);
    this.#seen.set(slug, Math.max(before ?? 0, ...rows.map(({ id }) => id)));
    if (before === undefined) return [];
    const waited = this.#waiting.get(slug) ?? new Map<number, number>();
    const fresh = rows.filter(({ id }) => id > before || waited.has(id));
    const until = ({ id }: PostRow) => waited.get(id) ?? now + unreadMs;
    const waits = (row: PostRow) => row.unread && now < until(row); // a text that was pushed cannot be taken back
    this.#waiting.set(slug, new Map(fresh.filter(waits).map((row) => [row.id, until(row)])));
    return fresh
      .filter((row) => !waits(row))
      .toReversed()
      .map((row) => toPostView(row, now));
  }

  #send(slug: string, event: LiveEvent['event'], data: unknown): void {
    this.#seq += 1;
    for (const client of this.#clients) if (client.slug === slug) client.send({ id: this.#seq, event, data });
  }

  /** Ends every open stream, so that the server can close. */
  closeAll(): void {
    for (const client of [...this.#clients]) client.close();
    this.#clients.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.closeAll();
    const listener = this.#listener;
    this.#listener = null;
    await listener?.end().catch(() => undefined);
  }
}
