import type { Action, Done } from './actions.ts';
import { Agenda } from './agenda.ts';
import { BlueskyLife } from './bluesky-life.ts';
import { type BlueskyAccount, BlueskyNetwork, type BlueskyPost } from './bluesky-network.ts';
import { Bridges } from './bridges.ts';
import type { SimCampaign } from './campaign.ts';
import { Ledger } from './facts.ts';
import { noiseDid } from './jetstream-frames.ts';
import { MastodonLife } from './mastodon-life.ts';
import { type Flavour, MastodonHost, MastodonNetwork, type MastodonPost } from './mastodon-network.ts';
import { publish } from './publish.ts';
import { Random } from './random.ts';
import { type Burst, Rhythm } from './rhythm.ts';
import { SpellingBook } from './spellings.ts';
import { StreamLog } from './stream-log.ts';

const hour = 3_600_000;
const day = 24 * hour;

export interface WorldOptions {
  readonly seed: number;
  /** The present when the world is made, in ms. History lies before it. */
  readonly start: number;
  readonly campaign: SimCampaign;
  readonly historyDays: number;
  /** Matching posts an hour in the history, both networks together, on average. */
  readonly ratePerHour: number;
  /** Matching posts an hour from the start on. */
  readonly livePerHour: number;
  /** Share of the matching posts that are on Bluesky. */
  readonly blueskyShare: number;
  /** Bluesky posts of no campaign a second, from the start on. */
  readonly noisePerSecond: number;
  /** Bluesky likes of posts outside the campaign a second, from the start on. */
  readonly noiseLikesPerSecond: number;
  /** The same posts of no campaign in the history. */
  readonly historyNoisePerHour: number;
  /** `token`: the tracker has one for that server. */
  readonly mastodon: readonly { readonly domain: string; readonly flavour: Flavour; readonly token: boolean }[];
  /** Accounts on each network that take part. */
  readonly authors: number;
  /** No rhythm of day and week, no burst. */
  readonly flat: boolean;
}

/** A stretch of time, half-open, in ms. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Both networks as they go on in time. Nothing here knows of a wire. */
export class World {
  readonly options: WorldOptions;
  readonly random: Random;
  /** What people will do by themselves; it waits while the world is not live. */
  readonly agenda = new Agenda();
  /** What was injected for later, and news of edits and deletions on their way between servers; it never waits. */
  readonly courier = new Agenda();
  readonly ledger = new Ledger();
  readonly log = new StreamLog();
  readonly book: SpellingBook;
  readonly bluesky: BlueskyNetwork;
  readonly mastodon: MastodonNetwork;
  readonly rhythm: Rhythm;
  readonly blueskyLife: BlueskyLife;
  readonly mastodonLife: MastodonLife;
  /** Where the past ends and the live flow begins, in ms. */
  readonly start: number;
  readonly begin: number;
  /** A stretch of the past that a tracker is supposed not to have watched; null without history. */
  readonly outage: Stretch | null;
  /** The burst of the past; null without history. */
  readonly burst: Burst | null;
  #now: number;
  #live = true;
  #notBefore = 0;
  #noise = 0;
  #noisePerSecond: number;
  readonly #bridges: Bridges;

  constructor(options: WorldOptions) {
    const { seed, start, historyDays } = options;
    this.options = options;
    this.start = start;
    this.begin = start - historyDays * day;
    this.#now = this.begin;
    this.#noisePerSecond = options.noisePerSecond;
    this.random = new Random(seed);
    this.book = new SpellingBook(options.campaign);
    const past = historyDays >= 2 && !options.flat;
    const burstFrom = Math.floor(start / hour) * hour - Math.round(historyDays * 0.45 * 24) * hour;
    this.burst = past ? { from: burstFrom, to: burstFrom + 7 * hour, factor: 4 } : null;
    const outageFrom = Math.floor(start / hour) * hour - Math.round(historyDays * 0.28 * 24) * hour;
    this.outage = past ? { from: outageFrom, to: outageFrom + 5 * hour } : null;
    const { ratePerHour, livePerHour, flat } = options;
    this.rhythm = new Rhythm({
      ratePerHour,
      livePerHour,
      liveFrom: start,
      bursts: this.burst ? [this.burst] : [],
      flat,
    });
    const hosts = options.mastodon.map(
      ({ domain, flavour, token }, index) => new MastodonHost(index, domain, flavour, token),
    );
    this.bluesky = new BlueskyNetwork(this.log, this.ledger, this.random.fork('bluesky'));
    this.mastodon = new MastodonNetwork(hosts, this.ledger);
    const { agenda, courier, book } = this;
    this.#bridges = new Bridges(this);
    const common = { agenda, courier, book, start: this.begin };
    this.blueskyLife = new BlueskyLife({
      ...common,
      network: this.bluesky,
      log: this.log,
      random: this.random.fork('bluesky life'),
      authors: options.authors,
      onPost: (post, draft, at) => this.#bridges.toMastodon(post, draft, at),
    });
    this.mastodonLife = new MastodonLife({
      ...common,
      network: this.mastodon,
      random: this.random.fork('mastodon life'),
      authors: Math.ceil(options.authors * 0.5),
      onPost: (post, draft, at) => this.#bridges.toBluesky(post, draft, at),
    });
    this.#planLife();
    this.advance(start);
  }

  /** How far the world has gone, in ms. */
  get now(): number {
    return this.#now;
  }

  /** Whether time brings new events by itself. */
  get live(): boolean {
    return this.#live;
  }

  get noisePerSecond(): number {
    return this.#noisePerSecond;
  }

  /** Lets everything happen that is due until that time (ms); while not live, only what was asked for. */
  advance(to: number): void {
    if (to < this.#now) return;
    this.#now = to;
    if (!this.#live) this.#notBefore = to;
    for (;;) {
      const own = this.#live ? this.agenda.next : Number.POSITIVE_INFINITY;
      const asked = this.courier.next;
      if (Math.min(own, asked) > to) return;
      if (asked <= own) this.courier.runNext();
      else this.agenda.runNext(this.#notBefore);
    }
  }

  /** Stops or continues the world's own events. What would have happened meanwhile happens afterwards. */
  setLive(live: boolean): void {
    this.#live = live;
  }

  setNoise(perSecond: number): void {
    this.#noisePerSecond = perSecond;
  }

  /** A post of nobody in particular, which only fills the stream. */
  noise(at: number, collection = 'app.bsky.feed.post'): void {
    const n = this.#noise++;
    this.log.append(this.log.moment(at), { kind: 'noise', did: noiseDid(n), n, collection });
  }

  /** Makes something happen, now or at its time; see `actions.ts`. Throws an ActionError if it cannot. */
  publish(action: Action): Done {
    return publish(this, action);
  }

  /** An account on Bluesky by DID or handle. */
  account(name: string): BlueskyAccount | undefined {
    return this.bluesky.accounts.get(name) ?? [...this.bluesky.accounts.values()].find(({ handle }) => handle === name);
  }

  /** A post on either network by its URI. */
  post(uri: string): BlueskyPost | MastodonPost | undefined {
    return this.bluesky.posts.get(uri) ?? this.mastodon.posts.get(uri);
  }

  #planLife(): void {
    const random = this.random.fork('arrivals');
    const { blueskyShare, historyNoisePerHour, noiseLikesPerSecond, mastodon } = this.options;
    const share = mastodon.length > 0 ? blueskyShare : 1;
    this.#repeat(
      random.fork('posts'),
      (at) => this.rhythm.rate(at),
      (at) => {
        if (random.chance(share)) this.blueskyLife.post(at);
        else this.mastodonLife.post(at);
      },
    );
    const noise = (at: number) => (at < this.start ? historyNoisePerHour : this.#noisePerSecond * 3600);
    this.#repeat(random.fork('noise'), noise, (at) => this.noise(at));
    const likes = (at: number) => (at < this.start ? 0 : noiseLikesPerSecond * 3600);
    this.#repeat(random.fork('likes'), likes, (at) => this.noise(at, 'app.bsky.feed.like'));
    this.#repeat(
      random.fork('others'),
      (at) => this.rhythm.rate(at) * 0.08,
      (at) => this.blueskyLife.other(at),
    );
    const accounts = (at: number) => (this.rhythm.rate(at) > 0 ? 0.25 : 0);
    this.#repeat(random.fork('accounts'), accounts, (at) => this.blueskyLife.account(at));
  }

  /** Something that happens at random, so often an hour. While the rate is 0 it is asked again every second. */
  #repeat(random: Random, perHour: (at: number) => number, happen: (at: number) => void): void {
    const next = (from: number) => {
      const rate = perHour(from);
      const wait = rate > 0 ? random.exponential(hour / rate) : Number.POSITIVE_INFINITY;
      const longest = from < this.start ? Math.min(hour / 4, this.start - from) : 1000;
      // Exponential waits have no memory, so a wait cut short by a look at the rate may begin anew.
      if (wait > longest) this.agenda.plan(from + longest, next);
      else
        this.agenda.plan(from + wait, (at) => {
          happen(at);
          next(at);
        });
    };
    next(this.begin);
  }
}
