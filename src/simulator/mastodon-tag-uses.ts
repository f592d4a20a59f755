import type { MastodonPost } from './mastodon-network.ts';

const day = 86_400_000;
const told = 7;

/** One day of a tag as `GET /api/v1/tags/:name` tells it: numbers in strings. */
interface TagDay {
  readonly day: string;
  readonly uses: string;
  readonly accounts: string;
}

/**
 * What a server counts of tags itself, by the UTC day on which posts reached it. As Mastodon does it: an edit adds
 * nothing, and what was deleted is not taken off again.
 */
export class TagUses {
  readonly #days = new Map<string, { uses: number; readonly accounts: Set<string> }>();

  add(post: MastodonPost, at: number): void {
    if (post.visibility !== 'public') return;
    for (const name of post.newest.names) {
      const key = keyOf(name, at);
      const counted = this.#days.get(key) ?? { uses: 0, accounts: new Set() };
      counted.uses++;
      counted.accounts.add(post.author.url);
      this.#days.set(key, counted);
    }
  }

  /** The last seven days, newest first. */
  history(name: string, now: number): TagDay[] {
    return Array.from({ length: told }, (_, n) => {
      const at = now - n * day;
      const { uses = 0, accounts } = this.#days.get(keyOf(name, at)) ?? {};
      return { day: String(startOf(at) / 1000), uses: String(uses), accounts: String(accounts?.size ?? 0) };
    });
  }
}

const startOf = (at: number) => Math.floor(at / day) * day;
const keyOf = (name: string, at: number) => `${name} ${startOf(at)}`;

/** What a hostile or broken server says instead. */
export function nonsenseHistory(now: number): unknown {
  const today = startOf(now) / 1000;
  return [
    null,
    'day',
    { day: String(today), uses: '-5' },
    { day: String(today + 1), uses: '7' },
    { day: String(today + 86_400), uses: '7' },
    { day: '99999999999999999999', uses: '7' },
    { day: String(today - 86_400), uses: '99999999999999999999' },
    { day: String(today - 86_400), uses: '3' },
    { day: today - 2 * 86_400, uses: {} },
    { day: '1e9', uses: '1e9' },
    ...Array.from({ length: 50_000 }, () => ({ day: String(today), uses: '1' })),
  ];
}
