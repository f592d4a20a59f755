import type { Agenda } from './agenda.ts';
import { mastodonAccount } from './authors.ts';
import { campaignDraft, type Draft, otherDraft, withoutTags } from './drafts.ts';
import { snowflake } from './ids.ts';
import { contentOf, tagsOf } from './mastodon-content.ts';
import {
  type MastodonAccount,
  type MastodonNetwork,
  type MastodonPost,
  namesOf,
  type Version,
} from './mastodon-network.ts';
import type { Random } from './random.ts';
import type { SpellingBook } from './spellings.ts';

const minute = 60_000;
const hour = 60 * minute;
/** Servers that take part in the campaign and that nobody polls. */
const elsewhere = ['harbour.example', 'orchard.example', 'lighthouse.example'];

export interface MastodonLifeParts {
  readonly network: MastodonNetwork;
  readonly agenda: Agenda;
  /** Carries edits and deletions from server to server. */
  readonly courier: Agenda;
  readonly book: SpellingBook;
  readonly random: Random;
  readonly start: number;
  readonly authors: number;
  /** Called with each new public campaign post; may copy it to the other network. */
  readonly onPost: (post: MastodonPost, draft: Draft, at: number) => void;
}

export interface Publication {
  readonly uri?: string;
  readonly url?: string;
  readonly visibility?: MastodonPost['visibility'];
  readonly parent?: MastodonPost;
  readonly quoted?: MastodonPost;
  readonly bridgedFrom?: string;
  readonly spoiler?: string;
  /** Replaces the time that it claims. */
  readonly claimed?: string;
  /** Replaces the HTML. */
  readonly content?: string;
  /** Whether other servers get it by themselves (true). */
  readonly federate?: boolean;
}

/** What people on Mastodon do, and how their posts travel between servers. */
export class MastodonLife {
  readonly #parts: MastodonLifeParts;
  readonly #people: { readonly account: MastodonAccount; readonly home: number }[] = [];
  readonly #recent: MastodonPost[] = [];
  #n = 0;
  /** While set, that share of the arrivals at other servers comes so much later. */
  lateness: { readonly share: number; readonly delayMs: number; readonly count: () => void } | undefined;

  constructor(parts: MastodonLifeParts) {
    this.#parts = parts;
    const { random, network, start } = parts;
    for (let n = 0; n < parts.authors; n++) {
      const home = random.chance(0.15) ? -1 : Math.floor(random.next() ** 1.5 * network.hosts.length);
      const domain = network.hosts[home]?.domain ?? random.pick(elsewhere);
      const account = mastodonAccount(random, start, n, domain);
      network.optOut(account, account.createdAt);
      this.#people.push({ account, home: network.hosts[home] ? home : -1 });
    }
  }

  /** Somebody posts for the campaign; federation, reactions, edits and deletion are planned. */
  post(at: number): MastodonPost {
    const { random, book, agenda } = this.#parts;
    const { account, home } = this.#somebody();
    const draft = campaignDraft(random, book, 'mastodon', random.chance(0.85) ? account.language : undefined);
    const visible = random.next();
    const relation = random.next();
    const other = relation < 0.22 && this.#recent.length > 0 ? random.pick(this.#recent) : undefined;
    const post = this.publish(at, account, home, draft, {
      visibility: visible < 0.92 ? 'public' : visible < 0.97 ? 'unlisted' : 'private',
      ...(other && !other.deleted ? (relation < 0.04 ? { quoted: other } : { parent: other }) : {}),
      ...(random.chance(0.03) ? { spoiler: 'AI politics' } : {}),
    });
    if (post.visibility === 'public') this.#parts.onPost(post, draft, at);
    const fate = random.next();
    if (fate < 0.025) agenda.plan(at + random.logNormal(50 * minute, 1), (then) => this.remove(then, post));
    else if (fate < 0.07) {
      const words =
        fate < 0.03 ? withoutTags(draft) : { ...draft, pieces: [...draft.pieces, { text: '(edit: typo)' }] };
      agenda.plan(at + random.logNormal(15 * minute, 1), (then) => this.edit(then, post, words));
    }
    this.#planReactions(at, post);
    return post;
  }

  /** Writes the draft on its home server (-1: one that nobody polls) and plans its way to the others. */
  publish(at: number, author: MastodonAccount, home: number, draft: Draft, how: Publication): MastodonPost {
    const local = snowflake(at, this.#n++);
    const post = this.#parts.network.write({
      uri: how.uri ?? `${author.uri}/statuses/${local}`,
      url: how.url ?? `${author.url}/${local}`,
      author,
      home,
      createdAt: Math.floor(at),
      claimed: how.claimed,
      visibility: how.visibility ?? 'public',
      kind: how.parent ? 'reply' : how.quoted ? 'quote' : 'original',
      parent: how.parent,
      quoted: how.quoted,
      sensitive: how.spoiler !== undefined,
      spoiler: how.spoiler ?? '',
      bridgedFrom: how.bridgedFrom,
      newest: { ...this.#version(draft, author, null), ...(how.content === undefined ? {} : { content: how.content }) },
      deleted: false,
      likes: 0,
      reposts: 0,
      replies: 0,
      quotes: 0,
    });
    if (draft.families.length > 0 && post.visibility === 'public') this.#recent.push(post);
    if (this.#recent.length > 120) this.#recent.shift();
    if (how.federate !== false && post.visibility !== 'private' && post.newest.names.length > 0) this.#federate(post);
    return post;
  }

  /** The author edits; other servers hear of it within seconds. */
  edit(at: number, post: MastodonPost, draft: Draft): void {
    const { network, random, courier } = this.#parts;
    if (post.deleted) return;
    network.edit(post, at, this.#version(draft, post.author, Math.floor(at)));
    for (const host of network.hosts) {
      if (host.index === post.home) continue;
      courier.plan(at + random.between(1, 15) * 1000, () => network.renew(post, host.index));
    }
  }

  /** The author deletes; other servers hear of it within seconds. */
  remove(at: number, post: MastodonPost): void {
    const { network, random, courier } = this.#parts;
    network.remove(post, at);
    for (const host of network.hosts) {
      if (host.index === post.home) continue;
      courier.plan(at + random.between(1, 10) * 1000, () => network.forget(post, host.index));
    }
  }

  #version(draft: Draft, author: MastodonAccount, editedAt: number | null): Version {
    const tags = tagsOf(draft);
    return {
      content: contentOf(draft, author.domain),
      tags,
      names: namesOf(tags),
      families: draft.families,
      language: draft.language,
      editedAt,
    };
  }

  #federate(post: MastodonPost): void {
    const { network, random, agenda } = this.#parts;
    for (const host of network.hosts) {
      if (host.index === post.home || !random.chance(host.index === 0 ? 0.85 : 0.6)) continue;
      const late = random.chance(0.03);
      const held = this.lateness && random.chance(this.lateness.share) ? this.lateness : undefined;
      held?.count();
      const delay = held ? held.delayMs : late ? random.between(0.5, 6) * hour : random.logNormal(4000, 0.8);
      const fetched = late && random.chance(0.25);
      agenda.plan(post.createdAt + delay, (then) =>
        network.arrive(post, host.index, then, fetched ? post.createdAt : then),
      );
    }
  }

  #planReactions(at: number, post: MastodonPost): void {
    const { random, agenda, network } = this.#parts;
    const usual = 0.4 + 0.13 * post.author.followers ** 0.55;
    const count = Math.min(60, Math.floor(random.logNormal(usual, 1)));
    for (let i = 0; i < count; i++) {
      agenda.plan(at + 2000 - Math.log2(1 - random.next()) * 3 * hour, (then) => {
        if (post.deleted) return;
        const roll = random.next();
        if (roll < 0.1) return this.#answer(then, post);
        const key = network.react(post, roll < 0.45 ? 'repost' : 'like', then);
        if (random.chance(0.03))
          agenda.plan(then + random.exponential(30 * minute), (later) => network.undo(post, key, later));
      });
    }
  }

  #answer(at: number, parent: MastodonPost): void {
    const { account, home } = this.#somebody();
    const draft = otherDraft(this.#parts.random, this.#parts.book, 0, account.language);
    this.publish(at, account, home, { ...draft, pieces: draft.pieces.slice(0, 1) }, { parent });
  }

  #somebody(): { readonly account: MastodonAccount; readonly home: number } {
    const { random } = this.#parts;
    const rank = Math.floor(random.next() ** 2.2 * this.#people.length);
    return this.#people[rank] ?? random.pick(this.#people);
  }
}
