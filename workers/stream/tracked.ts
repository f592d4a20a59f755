import type { MatchedEvent } from '../../src/domain/batch.ts';
import type { Database } from '../../src/store/database.ts';
import { EarlyReactions } from './early-reactions.ts';

const mostPosts = 1_000_000;
const mostEarly = 10_000;

/** Posts and accounts that we keep: of the network's many reactions and profiles only theirs are worth a job. */
export class Tracked {
  readonly #posts = new Set<string>();
  readonly #authors = new Set<string>();
  readonly #early = new EarlyReactions(mostEarly);
  #newest = { post: 0, author: 0 };

  /**
   * Learns what has been stored since the last time, by whatever way it came.
   * @param since ms; reactions to posts counted before it are not wanted
   */
  async refresh(db: Database, since: number): Promise<void> {
    const { rows: posts } = await db.$client.query<{ id: number; uri: string }>(
      'select id, uri from post where id > $1 and platform = 0 and counted_at > $2 order by id desc limit $3',
      [this.#newest.post, new Date(since), mostPosts],
    );
    const { rows: authors } = await db.$client.query<{ id: number; key: string }>(
      `select id, key from author where id > $1 and key like 'did:%' order by id`,
      [this.#newest.author],
    );
    for (const { id, uri } of posts) {
      this.#posts.add(uri);
      this.#newest.post = Math.max(this.#newest.post, id);
    }
    for (const { id, key } of authors) {
      this.#authors.add(key);
      this.#newest.author = Math.max(this.#newest.author, id);
    }
    if (this.#posts.size > mostPosts) this.#posts.clear(); // readings of the AppView make good for what is missed until then
  }

  /**
   * What an event may change of what we keep: itself or nothing, and after a post the reactions that overtook it, since
   * order holds within one account only.
   */
  take(event: MatchedEvent): MatchedEvent[] {
    if (event.type === 'undo') this.#early.undo(event.key);
    const isNew = event.type === 'post' && event.matches.length > 0 && !this.#posts.has(event.post.uri);
    if (!this.#isWanted(event)) {
      if (event.type === 'reaction') this.#early.hold(event);
      return [];
    }
    return isNew ? [event, ...this.#early.release(event.post.uri)] : [event];
  }

  /** Whether an event may change anything that we keep; a matching post is remembered at once. */
  #isWanted(event: MatchedEvent): boolean {
    switch (event.type) {
      case 'post':
        if (event.matches.length > 0) {
          this.#posts.add(event.post.uri);
          this.#authors.add(event.post.author.key);
          return true;
        }
        return event.operation === 'update' || this.#posts.has(event.post.uri);
      case 'reaction':
        return this.#posts.has(event.subject);
      case 'profile':
      case 'identity':
        return this.#authors.has(event.author);
      default:
        return true;
    }
  }
}
