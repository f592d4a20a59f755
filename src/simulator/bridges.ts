import type { BlueskyAccount, BlueskyPost } from './bluesky-network.ts';
import type { Draft } from './drafts.ts';
import { did } from './ids.ts';
import type { MastodonAccount, MastodonPost } from './mastodon-network.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

type Bridged = Pick<World, 'random' | 'agenda' | 'book' | 'log'> & {
  readonly blueskyLife?: World['blueskyLife'];
  readonly mastodonLife?: World['mastodonLife'];
  readonly bluesky: World['bluesky'];
};

/** Bridgy Fed: copies the posts of those who asked for it to the other network, and deletes the copy with the original. */
export class Bridges {
  readonly #world: Bridged;
  readonly #random: Random;
  readonly #onMastodon = new Map<string, MastodonAccount | null>();
  readonly #onBluesky = new Map<string, BlueskyAccount | null>();

  constructor(world: Bridged) {
    this.#world = world;
    this.#random = world.random.fork('bridges');
  }

  /** Copies the post to Mastodon servers if its author is bridged and Mastodon can carry its tags. */
  toMastodon(post: BlueskyPost, draft: Draft, at: number): void {
    const account = this.#mastodonTwin(post.author);
    const life = this.#world.mastodonLife;
    if (!account || !life || draft.outer.length > 0 || !this.#carries(draft)) return;
    this.#world.agenda.plan(at + this.#random.between(3, 20) * 1000, (then) => {
      if (post.deleted || !post.author.active || post.families.length === 0) return;
      const copy = life.publish(then, account, -1, draft, {
        uri: `https://bsky.brid.gy/convert/ap/${post.uri}`,
        url: `https://bsky.app/profile/${post.author.did}/post/${post.rkey}`,
        bridgedFrom: post.uri,
      });
      this.#watch(
        then,
        () => post.deleted,
        (later) => life.remove(later, copy),
      );
    });
  }

  /** Copies the post to Bluesky if its author is bridged. */
  toBluesky(post: MastodonPost, draft: Draft, at: number): void {
    const account = this.#blueskyTwin(post.author);
    const life = this.#world.blueskyLife;
    if (!account || !life) return;
    const bridgyOriginalUrl = this.#random.chance(0.7) ? post.url : post.uri;
    this.#world.agenda.plan(at + this.#random.between(3, 20) * 1000, (then) => {
      if (post.deleted || post.newest.editedAt !== null) return;
      const createdAt = new Date(post.createdAt).toISOString();
      const copy = life.publish(then, account, draft, { createdAt, bridgyOriginalUrl }, post.uri);
      const { bluesky, log } = this.#world;
      this.#watch(
        then,
        () => post.deleted,
        (later) => bluesky.remove(log.moment(later), copy),
      );
    });
  }

  /** Looks after growing waits whether the original is gone. */
  #watch(from: number, gone: () => boolean, remove: (at: number) => void): void {
    const look = (wait: number) => (at: number) => {
      if (gone()) remove(at);
      else if (wait < 8 * 3_600_000) this.#world.agenda.plan(at + wait * 2, look(wait * 2));
    };
    this.#world.agenda.plan(from + 30_000, look(30_000));
  }

  #carries(draft: Draft): boolean {
    const tags = draft.pieces.flatMap((piece) => ('tag' in piece ? [piece] : []));
    const spellings = tags.map(({ tag }) => this.#world.book.find(tag));
    return (
      tags.every(({ facet, shown }) => facet && shown === undefined) &&
      spellings.every((spelling) => spelling?.mastodon) &&
      spellings.some((spelling) => spelling?.asked)
    );
  }

  #mastodonTwin(author: BlueskyAccount): MastodonAccount | null {
    const known = this.#onMastodon.get(author.did);
    if (known !== undefined) return known;
    const twin = this.#random.chance(0.03) && !author.handle.endsWith('brid.gy') ? mastodonTwin(author) : null;
    this.#onMastodon.set(author.did, twin);
    return twin;
  }

  #blueskyTwin(author: MastodonAccount): BlueskyAccount | null {
    const known = this.#onBluesky.get(author.url);
    if (known !== undefined) return known;
    const open = !/nobot/.test(author.note) && author.domain !== 'bsky.brid.gy';
    const twin =
      this.#random.chance(0.03) && open ? this.#world.bluesky.join(blueskyTwin(author, did(this.#random))) : null;
    this.#onBluesky.set(author.url, twin);
    return twin;
  }
}

const mastodonTwin = (author: BlueskyAccount): MastodonAccount => ({
  name: author.handle,
  domain: 'bsky.brid.gy',
  url: `https://bsky.brid.gy/r/https://bsky.app/profile/${author.did}`,
  uri: `https://bsky.brid.gy/ap/${author.did}`,
  displayName: author.displayName,
  note: '<p>Bridged from Bluesky</p>',
  createdAt: author.createdAt,
  followers: 2,
  language: author.language,
  bot: author.bot,
  indexable: true,
  discoverable: true,
  noindex: false,
  suspended: false,
});

const blueskyTwin = (author: MastodonAccount, id: string): BlueskyAccount => ({
  did: id,
  handle: `${author.name.replaceAll('_', '-')}.${author.domain}.ap.brid.gy`,
  displayName: author.displayName,
  description: `Bridged from ${author.url}`,
  createdAt: author.createdAt,
  followers: 3,
  follows: 0,
  language: author.language,
  bot: author.bot,
  noUnauthenticated: false,
  active: true,
  status: null,
  posts: 0,
});
