import type { Agenda } from './agenda.ts';
import { activity, blueskyAccount } from './authors.ts';
import { type BlueskyAccount, type BlueskyNetwork, type BlueskyPost, refTo } from './bluesky-network.ts';
import { type PostExtras, postRecord } from './bluesky-record.ts';
import { campaignDraft, type Draft, otherDraft, withoutTags } from './drafts.ts';
import type { Random } from './random.ts';
import type { SpellingBook } from './spellings.ts';
import type { StreamLog } from './stream-log.ts';

const minute = 60_000;
const hour = 60 * minute;

export interface BlueskyLifeParts {
  readonly network: BlueskyNetwork;
  readonly log: StreamLog;
  readonly agenda: Agenda;
  readonly book: SpellingBook;
  readonly random: Random;
  /** In ms: all accounts are older. */
  readonly start: number;
  readonly authors: number;
  /** Called with each new campaign post that is bridged; may copy it to the other network. */
  readonly onPost: (post: BlueskyPost, draft: Draft, at: number) => void;
}

/** What people on Bluesky do: post, react, delete, edit, rename, leave. */
export class BlueskyLife {
  readonly #parts: BlueskyLifeParts;
  readonly #people: { readonly account: BlueskyAccount; readonly upTo: number }[] = [];
  readonly #recent: BlueskyPost[] = [];

  constructor(parts: BlueskyLifeParts) {
    this.#parts = parts;
    let total = 0;
    for (let n = 0; n < parts.authors; n++) {
      const account = parts.network.join(blueskyAccount(parts.random, parts.start, n));
      total += activity(parts.random);
      this.#people.push({ account, upTo: total });
    }
  }

  /** Somebody posts for the campaign; reactions, deletion and edits are planned. */
  post(at: number): BlueskyPost {
    const { random, book, agenda } = this.#parts;
    const author = this.#author();
    const draft = campaignDraft(random, book, 'bluesky', random.chance(0.85) ? author.language : undefined);
    const post = this.publish(at, author, draft, {
      createdAt: new Date(at - random.int(1200)).toISOString(),
      ...this.#relation(),
      ...(random.chance(0.01) ? { selfLabels: ['graphic-media'] } : {}),
    });
    if (random.chance(0.004)) post.labels.push(random.chance(0.5) ? '!hide' : '!warn');
    this.#parts.onPost(post, draft, at);
    const fate = random.next();
    if (fate < 0.025) agenda.plan(at + random.logNormal(40 * minute, 1), (then) => this.#remove(then, post));
    else if (fate < 0.03) agenda.plan(at + random.between(20, 90) * 1000, (then) => this.#writeAnew(then, post));
    else if (fate < 0.036)
      agenda.plan(at + random.between(1, 30) * minute, (then) => this.#dropTags(then, post, draft));
    if (fate < 0.025 || fate >= 0.03) this.#planReactions(at, post);
    return post;
  }

  /** Publishes a draft of an account and remembers it as something to answer. */
  publish(at: number, author: BlueskyAccount, draft: Draft, extras: PostExtras, bridgedFrom?: string): BlueskyPost {
    const us = this.#parts.log.moment(at);
    const post = this.#parts.network.write(us, author, postRecord(draft, extras), {
      families: draft.families,
      bridgedFrom,
    });
    if (draft.families.length > 0) this.#recent.push(post);
    if (this.#recent.length > 200) this.#recent.shift();
    return post;
  }

  /** Somebody posts about something else. */
  other(at: number): void {
    const { random, book } = this.#parts;
    const author = this.#author();
    const createdAt = new Date(at - random.int(1200)).toISOString();
    this.publish(at, author, otherDraft(random, book, 0.06, author.language), { createdAt });
  }

  /** One account renames itself, changes its profile, leaves, comes back, or is shut. */
  account(at: number): void {
    const { random, network, log, agenda } = this.#parts;
    const account = this.#author();
    const what = random.next();
    if (what < 0.3) network.setHandle(log.moment(at), account, account.handle.replace(/^[a-z]+/, 'new'));
    else if (what < 0.4) network.setHandle(log.moment(at), account);
    else if (what < 0.6) network.setProfile(log.moment(at), account, { description: 'New here, same person.' });
    else if (what < 0.75)
      network.setProfile(log.moment(at), account, { noUnauthenticated: !account.noUnauthenticated });
    else if (what < 0.92) {
      network.setStatus(
        log.moment(at),
        account,
        false,
        random.pick(['deactivated', 'deactivated', 'suspended', 'takendown']),
      );
      if (random.chance(0.6)) agenda.plan(at + random.between(1, 30) * hour, (then) => this.#comeBack(then, account));
    } else network.setStatus(log.moment(at), account, false, 'deleted');
  }

  /** An account that is not one of the regular authors. */
  join(account: BlueskyAccount): BlueskyAccount {
    return this.#parts.network.join(account);
  }

  #author(): BlueskyAccount {
    const people = this.#people;
    const total = people.at(-1)?.upTo ?? 0;
    for (let tries = 0; tries < 50; tries++) {
      const mark = this.#parts.random.next() * total;
      let low = 0;
      let high = people.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((people[middle]?.upTo ?? 0) <= mark) low = middle + 1;
        else high = middle;
      }
      const account = people[low]?.account;
      if (account?.active) return account;
    }
    throw new Error('nobody on Bluesky is active any more');
  }

  #relation(): Pick<PostExtras, 'reply' | 'quote'> {
    const { random, network } = this.#parts;
    const roll = random.next();
    if (roll > 0.28 || this.#recent.length === 0) return {};
    const other = random.pick(this.#recent);
    if (other.deleted || !other.author.active) return {};
    if (roll < 0.1) return { quote: refTo(other) };
    const reply = other.record.reply as { root?: { uri: string } } | undefined;
    const root = (reply?.root && network.posts.get(reply.root.uri)) ?? other;
    return { reply: { root: refTo(root), parent: refTo(other) } };
  }

  #planReactions(at: number, post: BlueskyPost): void {
    const { random, agenda } = this.#parts;
    const usual = 0.5 + 0.12 * post.author.followers ** 0.55;
    const count = Math.min(60, Math.floor(random.logNormal(usual, 1)));
    for (let i = 0; i < count; i++) {
      agenda.plan(at + 2000 - Math.log2(1 - random.next()) * 3 * hour, (then) => this.#react(then, post));
    }
  }

  #react(at: number, post: BlueskyPost): void {
    const { random, network, log, agenda } = this.#parts;
    if (post.deleted || !post.author.active) return;
    const by = this.#author();
    const roll = random.next();
    if (roll < 0.1) {
      const parent = refTo(post);
      const draft = otherDraft(random, this.#parts.book, 0, by.language);
      this.publish(at, by, draft, { createdAt: new Date(at - 300).toISOString(), reply: { root: parent, parent } });
      return;
    }
    const kind = roll < 0.28 ? 'repost' : 'like';
    const already = (kind === 'like' ? post.likes : post.reposts).has(by.did);
    if (already && !random.chance(0.1)) return;
    const key = network.react(log.moment(at), kind, by, post);
    if (random.chance(0.04)) {
      agenda.plan(at + random.exponential(30 * minute), (then) => network.undo(log.moment(then), key));
    }
  }

  #remove(at: number, post: BlueskyPost): void {
    if (!post.deleted && post.author.active) this.#parts.network.remove(this.#parts.log.moment(at), post);
  }

  #writeAnew(at: number, post: BlueskyPost): void {
    const { network, log } = this.#parts;
    if (post.deleted || !post.author.active) return;
    const { record, families, rkey } = post;
    network.remove(log.moment(at), post);
    network.write(log.moment(at + 1500), post.author, record, { families, rkey });
    this.#planReactions(at + 1500, post);
  }

  #dropTags(at: number, post: BlueskyPost, draft: Draft): void {
    const { network, log } = this.#parts;
    if (post.deleted || !post.author.active) return;
    const { createdAt, reply, embed } = post.record;
    const record = {
      ...postRecord(withoutTags(draft), { createdAt }),
      ...(reply ? { reply } : {}),
      ...(embed ? { embed } : {}),
    };
    network.write(log.moment(at), post.author, record, { families: [], rkey: post.rkey });
  }

  #comeBack(at: number, account: BlueskyAccount): void {
    this.#parts.network.setStatus(this.#parts.log.moment(at), account, true, null);
  }
}
