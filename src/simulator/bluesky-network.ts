import type { PostRecord, StrongRef } from './bluesky-record.ts';
import type { Ledger, Reaction } from './facts.ts';
import { cid, tid } from './ids.ts';
import type { Random } from './random.ts';
import type { StreamLog } from './stream-log.ts';

export interface BlueskyAccount {
  readonly did: string;
  handle: string;
  displayName: string;
  description: string;
  readonly createdAt: number;
  followers: number;
  readonly follows: number;
  readonly language: string;
  bot: boolean;
  noUnauthenticated: boolean;
  active: boolean;
  status: string | null;
  posts: number;
}

/** A post as the AppView knows it. */
export interface BlueskyPost {
  readonly uri: string;
  readonly rkey: string;
  readonly author: BlueskyAccount;
  cid: string;
  record: PostRecord;
  families: readonly string[];
  /** When the stream first saw it, in ms. */
  readonly indexedAt: number;
  deleted: boolean;
  /** Label values of the moderation service. */
  readonly labels: string[];
  /** Who likes it, with the number of like records each. */
  readonly likes: Map<string, number>;
  readonly reposts: Map<string, number>;
  readonly replies: Set<string>;
  readonly quotes: Set<string>;
}

interface ReactionRecord {
  readonly kind: Reaction;
  readonly by: BlueskyAccount;
  readonly rkey: string;
  readonly post: BlueskyPost;
}

/** What a post is written with. `kind` and relations are read from the record. */
export interface Writing {
  readonly families: readonly string[];
  readonly rkey?: string;
  readonly bridgedFrom?: string;
}

const collections = { like: 'app.bsky.feed.like', repost: 'app.bsky.feed.repost' } as const;

/** Bluesky: its accounts, posts and reactions. Each change is an event of the stream and a fact of the ledger. */
export class BlueskyNetwork {
  readonly accounts = new Map<string, BlueskyAccount>();
  readonly posts = new Map<string, BlueskyPost>();
  readonly #optedOut = new Set<string>();
  readonly #reactions = new Map<string, ReactionRecord>();
  readonly #log: StreamLog;
  readonly #ledger: Ledger;
  readonly #random: Random;

  constructor(log: StreamLog, ledger: Ledger, random: Random) {
    this.#log = log;
    this.#ledger = ledger;
    this.#random = random;
  }

  /** Makes the account known, without any event. */
  join(account: BlueskyAccount): BlueskyAccount {
    this.accounts.set(account.did, account);
    const at = Math.min(account.createdAt, this.#ledger.facts[0]?.at ?? account.createdAt);
    this.#optOut(at, account);
    return account;
  }

  /** Publishes a post or, with the rkey of a live one, its update. `us` is when the stream sees it. */
  write(us: number, author: BlueskyAccount, record: PostRecord, writing: Writing): BlueskyPost {
    const at = us / 1000;
    const rkey = writing.rkey ?? tid(us - 1000 * this.#random.int(900), this.#random.int(1024));
    const uri = `at://${author.did}/app.bsky.feed.post/${rkey}`;
    const before = this.posts.get(uri);
    const operation = before && !before.deleted ? 'update' : 'create';
    const version = cid(`${uri}@${us}`);
    const post: BlueskyPost = before ?? {
      uri,
      rkey,
      author,
      cid: version,
      record,
      families: writing.families,
      indexedAt: at,
      deleted: false,
      labels: [],
      likes: new Map(),
      reposts: new Map(),
      replies: new Set(),
      quotes: new Set(),
    };
    if (before) this.#unlink(before);
    Object.assign(post, { cid: version, record, families: writing.families, deleted: false });
    this.posts.set(uri, post);
    if (operation === 'create') author.posts++;
    this.#link(post);
    const commit = {
      rev: tid(us, 0),
      operation,
      collection: 'app.bsky.feed.post',
      rkey,
      record,
      cid: version,
    } as const;
    this.#log.append(us, { kind: 'commit', did: author.did, commit });
    const { parent, quoted } = relations(record);
    this.#ledger.add(at, {
      is: 'written',
      uri,
      platform: 'bluesky',
      author: author.did,
      claimed: readTime(record.createdAt),
      families: writing.families,
      kind: parent ? 'reply' : quoted ? 'quote' : 'original',
      parent,
      quoted,
      language: firstLanguage(record),
      bridgedFrom: writing.bridgedFrom,
      server: 'bluesky',
    });
    return post;
  }

  /** Deletes the post. */
  remove(us: number, post: BlueskyPost): void {
    this.#unlink(post);
    post.deleted = true;
    post.author.posts--;
    this.#deleteRecord(us, post.author.did, 'app.bsky.feed.post', post.rkey);
    this.#ledger.add(us / 1000, { is: 'removed', uri: post.uri });
  }

  /** Likes or reposts the post; the URI of the reaction's record. */
  react(us: number, kind: Reaction, by: BlueskyAccount, post: BlueskyPost): string {
    const collection = collections[kind];
    const rkey = tid(us, this.#random.int(1024));
    const uri = `at://${by.did}/${collection}/${rkey}`;
    this.#reactions.set(uri, { kind, by, rkey, post });
    const people = kind === 'like' ? post.likes : post.reposts;
    people.set(by.did, (people.get(by.did) ?? 0) + 1);
    this.#log.append(us, {
      kind: 'reaction',
      did: by.did,
      collection,
      rkey,
      subject: { uri: post.uri, cid: post.cid },
    });
    this.#ledger.add(us / 1000, { is: 'reacted', kind, key: uri, by: by.did, uri: post.uri });
    return uri;
  }

  /** Takes a reaction back; false if there is none of that URI. */
  undo(us: number, uri: string): boolean {
    const reaction = this.#reactions.get(uri);
    if (!reaction) return false;
    this.#reactions.delete(uri);
    const people = reaction.kind === 'like' ? reaction.post.likes : reaction.post.reposts;
    const left = (people.get(reaction.by.did) ?? 1) - 1;
    if (left > 0) people.set(reaction.by.did, left);
    else people.delete(reaction.by.did);
    this.#deleteRecord(us, reaction.by.did, collections[reaction.kind], reaction.rkey);
    this.#ledger.add(us / 1000, { is: 'undone', key: uri });
    return true;
  }

  /** Announces an account's state; `deleted` is final. */
  setStatus(us: number, account: BlueskyAccount, active: boolean, status: string | null): void {
    account.active = active;
    account.status = status;
    this.#log.append(us, { kind: 'account', did: account.did, active, ...(status ? { status } : {}) });
    this.#ledger.add(us / 1000, { is: 'account', author: account.did, active, status });
  }

  /** Announces a handle; without one the frame has none, as some real ones. */
  setHandle(us: number, account: BlueskyAccount, handle?: string): void {
    if (handle) account.handle = handle;
    this.#log.append(us, { kind: 'identity', did: account.did, handle });
  }

  /** Publishes the account's profile record, with its self-labels. */
  setProfile(us: number, account: BlueskyAccount, change: Partial<Pick<BlueskyAccount, ProfileField>>): void {
    Object.assign(account, change);
    const values = [account.noUnauthenticated ? '!no-unauthenticated' : '', account.bot ? 'bot' : ''].filter(
      (val) => val,
    );
    const record = {
      $type: 'app.bsky.actor.profile',
      displayName: account.displayName,
      description: account.description,
      createdAt: new Date(account.createdAt).toISOString(),
      ...(values.length > 0
        ? { labels: { $type: 'com.atproto.label.defs#selfLabels', values: values.map((val) => ({ val })) } }
        : {}),
    };
    const commit = {
      rev: tid(us, 0),
      operation: 'update',
      collection: 'app.bsky.actor.profile',
      rkey: 'self',
      record,
    } as const;
    this.#log.append(us, { kind: 'commit', did: account.did, commit: { ...commit, cid: cid(`${account.did}@${us}`) } });
    this.#optOut(us / 1000, account);
  }

  /** States which signals have changed. */
  #optOut(at: number, account: BlueskyAccount): void {
    const signals = { '!no-unauthenticated': account.noUnauthenticated, '#nobot': /#nobot/.test(account.description) };
    for (const [signal, out] of Object.entries(signals)) {
      const key = `${account.did} ${signal}`;
      if (this.#optedOut.has(key) === out) continue;
      if (out) this.#optedOut.add(key);
      else this.#optedOut.delete(key);
      this.#ledger.add(at, { is: 'optedOut', author: account.did, signal, out });
    }
  }

  #deleteRecord(us: number, did: string, collection: string, rkey: string): void {
    this.#log.append(us, { kind: 'commit', did, commit: { rev: tid(us, 0), operation: 'delete', collection, rkey } });
  }

  #link(post: BlueskyPost): void {
    const { parent, quoted } = relations(post.record);
    if (parent) this.posts.get(parent)?.replies.add(post.uri);
    if (quoted) this.posts.get(quoted)?.quotes.add(post.uri);
  }

  #unlink(post: BlueskyPost): void {
    const { parent, quoted } = relations(post.record);
    if (parent) this.posts.get(parent)?.replies.delete(post.uri);
    if (quoted) this.posts.get(quoted)?.quotes.delete(post.uri);
  }
}

export type ProfileField = 'displayName' | 'description' | 'bot' | 'noUnauthenticated';

/** The strong reference to a post as it is now. */
export const refTo = (post: BlueskyPost): StrongRef => ({ uri: post.uri, cid: post.cid });

interface Relations {
  readonly parent?: string;
  readonly quoted?: string;
}

function relations(record: PostRecord): Relations {
  const reply = record.reply as { parent?: { uri?: string } } | undefined;
  const embed = record.embed as { record?: { uri?: string; record?: { uri?: string } } } | undefined;
  const quoted = embed?.record?.uri ?? embed?.record?.record?.uri;
  return { parent: reply?.parent?.uri, quoted: quoted?.includes('/app.bsky.feed.post/') ? quoted : undefined };
}

function readTime(claimed: unknown): number | null {
  const ms = typeof claimed === 'string' ? Date.parse(claimed) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

function firstLanguage(record: PostRecord): string | null {
  const first: unknown = Array.isArray(record.langs) ? record.langs[0] : undefined;
  return typeof first === 'string' ? (first.split('-')[0] ?? first).toLowerCase() : null;
}
