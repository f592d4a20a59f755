import type { Ledger, PostKind, Reaction } from './facts.ts';
import { hexId, snowflake } from './ids.ts';
import { foldTag } from './mastodon-fold.ts';
import { TagUses } from './mastodon-tag-uses.ts';

export interface MastodonAccount {
  readonly name: string;
  readonly domain: string;
  readonly url: string;
  readonly uri: string;
  displayName: string;
  note: string;
  readonly createdAt: number;
  readonly followers: number;
  readonly language: string;
  readonly bot: boolean;
  indexable: boolean;
  discoverable: boolean | null;
  noindex: boolean;
  suspended: boolean;
}

/**
 * How a server behaves: `closed` wants a token for every timeline, `local-only` shows its own posts to everybody,
 * `old` has no v2 instance and no settings of access, `snac` has hex ids, no Link header and whole seconds, shows single posts to nobody and boosted ones only in a boost, `pleroma` has
 * ids of letters and digits, `odd-ids` numbers of 30 digits that fall while time goes on.
 */
export type Flavour = 'normal' | 'closed' | 'local-only' | 'old' | 'snac' | 'pleroma' | 'odd-ids';

/** One version of a post's text. */
export interface Version {
  readonly content: string;
  /** As typed, and as servers keep them. */
  readonly tags: readonly string[];
  readonly names: readonly string[];
  readonly families: readonly string[];
  readonly language: string | null;
  readonly editedAt: number | null;
}

export interface MastodonPost {
  readonly uri: string;
  readonly url: string;
  readonly author: MastodonAccount;
  /** Index of its home server; -1 for a server that nobody polls. */
  readonly home: number;
  readonly createdAt: number;
  /** What it says instead of that, if it does not tell the truth. */
  readonly claimed?: string;
  readonly visibility: 'public' | 'unlisted' | 'private';
  readonly kind: PostKind;
  readonly parent?: MastodonPost;
  readonly quoted?: MastodonPost;
  readonly sensitive: boolean;
  readonly spoiler: string;
  readonly bridgedFrom?: string;
  newest: Version;
  deleted: boolean;
  likes: number;
  reposts: number;
  replies: number;
  quotes: number;
}

/** A post as one server has it. */
export interface Copy {
  readonly post: MastodonPost;
  readonly id: string;
  /** Orders the copies of one server. */
  readonly rank: bigint;
  readonly arrivedAt: number;
  version: Version;
}

export class MastodonHost {
  readonly index: number;
  readonly domain: string;
  readonly flavour: Flavour;
  /** In the order of their ids. */
  readonly copies: Copy[] = [];
  readonly byUri = new Map<string, Copy>();
  readonly byId = new Map<string, Copy>();
  readonly tagUses = new TagUses();
  readonly #token: boolean;
  #n = 0;

  /** `token`: the tracker has one, so that for the truth this server shows what it has. */
  constructor(index: number, domain: string, flavour: Flavour, token = false) {
    this.#token = token;
    this.index = index;
    this.domain = domain;
    this.flavour = flavour;
  }

  /** Takes the post in; its id is made from `idAt` (ms), which is the arrival unless the server fetched it later. */
  receive(post: MastodonPost, at: number, idAt: number): Copy {
    const rank = snowflake(idAt, this.#n++);
    const id = this.#id(rank, idAt, post.uri);
    const copy: Copy = { post, id, rank, arrivedAt: at, version: post.newest };
    let i = this.copies.length;
    while (i > 0 && (this.copies[i - 1]?.rank ?? rank) > rank) i--;
    this.copies.splice(i, 0, copy);
    this.byUri.set(post.uri, copy);
    this.byId.set(id, copy);
    this.tagUses.add(post, at);
    return copy;
  }

  #id(rank: bigint, at: number, uri: string): string {
    if (this.flavour === 'snac') return hexId(at, `${this.index}:${uri}`);
    if (this.flavour === 'pleroma') return `A${rank.toString(36).padStart(17, '0')}`;
    return this.flavour === 'odd-ids' ? String(10n ** 30n - 1n - rank) : String(rank);
  }

  /** Loses the post. */
  drop(uri: string): void {
    const copy = this.byUri.get(uri);
    if (!copy) return;
    this.byUri.delete(uri);
    this.byId.delete(copy.id);
    this.copies.splice(this.copies.indexOf(copy), 1);
  }

  /** Whether its software is new enough to count quotes. */
  get countsQuotes(): boolean {
    return this.flavour !== 'old' && this.flavour !== 'snac' && this.flavour !== 'pleroma';
  }

  /** Whether a tracker can see the post here. */
  showsToTracker(post: MastodonPost): boolean {
    return this.#token ? post.visibility === 'public' : this.showsToAll(post);
  }

  /** Whether it shows the post to somebody without a token. */
  showsToAll(post: MastodonPost): boolean {
    if (post.visibility !== 'public' || this.flavour === 'closed') return false;
    return this.flavour !== 'local-only' || post.home === this.index;
  }
}

/** The Fediverse as far as its servers are simulated. Each change is a fact of the ledger. */
export class MastodonNetwork {
  readonly hosts: readonly MastodonHost[];
  readonly posts = new Map<string, MastodonPost>();
  readonly #ledger: Ledger;
  #key = 0;

  constructor(hosts: readonly MastodonHost[], ledger: Ledger) {
    this.hosts = hosts;
    this.#ledger = ledger;
  }

  /** The author writes it; its home server, if simulated, has it at once. */
  write(post: MastodonPost): MastodonPost {
    this.posts.set(post.uri, post);
    const { parent, quoted } = related(post);
    if (parent) parent.replies++;
    if (quoted) quoted.quotes++;
    this.#written(post, post.createdAt, post.createdAt);
    if (post.home >= 0) this.arrive(post, post.home, post.createdAt, post.createdAt);
    return post;
  }

  /** A server gets to know the post, unless it is gone by then. `idAt`: see `MastodonHost.receive`. */
  arrive(post: MastodonPost, server: number, at: number, idAt: number): void {
    const host = this.hosts[server];
    if (!host || post.deleted || host.byUri.has(post.uri)) return;
    host.receive(post, at, idAt);
    this.#shown(host, post, at);
  }

  /** The author edits it; the home server shows the new version at once, others after `renew`. */
  edit(post: MastodonPost, at: number, version: Version): void {
    post.newest = version;
    this.#written(post, at, post.createdAt);
    if (post.home >= 0) this.renew(post, post.home);
  }

  /** A server learns of the newest version. */
  renew(post: MastodonPost, server: number): void {
    const copy = this.hosts[server]?.byUri.get(post.uri);
    if (copy) copy.version = post.newest;
  }

  /** The author deletes it; gone at home at once, elsewhere after `forget`. */
  remove(post: MastodonPost, at: number): void {
    if (post.deleted) return;
    post.deleted = true;
    const { parent, quoted } = related(post);
    if (parent) parent.replies--;
    if (quoted) quoted.quotes--;
    this.#ledger.add(at, { is: 'removed', uri: post.uri });
    if (post.home >= 0) this.forget(post, post.home);
  }

  /** A server drops its copy. */
  forget(post: MastodonPost, server: number): void {
    this.hosts[server]?.drop(post.uri);
  }

  /** Somebody favours or boosts it; the key with which that can be undone. */
  react(post: MastodonPost, kind: Reaction, at: number): string {
    if (kind === 'like') post.likes++;
    else post.reposts++;
    const key = `mastodon:${kind}:${this.#key++}`;
    this.#ledger.add(at, { is: 'reacted', kind, key, by: key, uri: post.uri });
    return key;
  }

  /** Takes a favourite or boost of that post back. */
  undo(post: MastodonPost, key: string, at: number): void {
    if (key.includes(':like:')) post.likes--;
    else post.reposts--;
    this.#ledger.add(at, { is: 'undone', key });
  }

  /** States what the account does not want. */
  optOut(account: MastodonAccount, at: number): void {
    const add = (signal: string, out: boolean) => {
      if (out) this.#ledger.add(at, { is: 'optedOut', author: account.url, signal, out });
    };
    add('indexable:false', !account.indexable);
    add('discoverable:false', account.discoverable === false);
    add('noindex', account.noindex);
    add('#nobot', /nobot/.test(account.note));
  }

  #shown(host: MastodonHost, post: MastodonPost, at: number): void {
    if (!host.showsToTracker(post)) return;
    this.#ledger.add(at, {
      is: 'shown',
      uri: post.uri,
      server: host.index,
      home: post.home === host.index,
      quotes: host.countsQuotes,
    });
  }

  #written(post: MastodonPost, at: number, claimed: number): void {
    this.#ledger.add(at, {
      is: 'written',
      uri: post.uri,
      platform: 'mastodon',
      author: post.author.url,
      claimed: post.claimed === undefined ? claimed : readClaim(post.claimed),
      families: post.visibility === 'public' ? post.newest.families : [],
      kind: post.kind,
      parent: related(post).parent?.uri,
      quoted: related(post).quoted?.uri,
      language: post.newest.language,
      bridgedFrom: post.bridgedFrom,
      server: new URL(post.author.url).host,
    });
  }
}

const readClaim = (text: string): number | null => (Number.isNaN(Date.parse(text)) ? null : Date.parse(text));

/** What a post answers and quotes, as far as others may know it. */
const related = (post: MastodonPost): Pick<MastodonPost, 'parent' | 'quoted'> =>
  post.visibility === 'private' ? {} : post;

/** Names of these tags as a server keeps them, each once. */
export const namesOf = (tags: readonly string[]): string[] => [...new Set(tags.map(foldTag))];

/** What a server that is not the post's own has seen of a count. */
export function seenCount(count: number, server: number, uri: string): number {
  const share = ((uri.charCodeAt(uri.length - 1) * 7 + server * 13) % 10) / 12;
  return Math.floor(count * share);
}
