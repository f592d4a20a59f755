import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { MatchedEvent } from '../../domain/batch.ts';
import type { Post } from '../../domain/post.ts';

const prefix = 'forgotten:';
const aliasOf = (text: string) => `${prefix}${createHash('sha256').update(`groundswell ${text}`).digest('base64url')}`;

/** Under which name an account or an address stands that must not be kept: it tells nothing, but the same gives the same. */
export const forgottenName = aliasOf;

/** The accounts that were forgotten, by what is left of their keys. */
async function findForgotten(client: PoolClient): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ key: string }>({
    name: 'forgotten',
    text: `select key from author where key >= 'forgotten:' and key < 'forgotten;'`,
  });
  return new Set(rows.map(({ key }) => key));
}

/** A post of a forgotten account: it counts, and nothing of it can be read. */
function hollow(post: Post): Post {
  return {
    ...post,
    uri: aliasOf(post.uri),
    url: null,
    author: {
      key: aliasOf(post.author.key),
      handle: null,
      displayName: null,
      url: null,
      bot: null,
      followers: null,
      bornAt: null,
      optOuts: ['unauthenticated', 'noindex', 'noText'],
    },
    text: '',
    links: [],
    originalUri: null,
    localId: null,
  };
}

/** The account that a Bluesky address names; an ActivityPub address is only compared. */
const ownerOf = (uri: string): string => /^at:\/\/([^/]+)\//.exec(uri)?.[1] ?? '';

/** Events as they may be kept: what a forgotten account says or does stands under a name that tells nothing. */
export async function withoutForgotten(
  client: PoolClient,
  events: readonly MatchedEvent[],
): Promise<readonly MatchedEvent[]> {
  const forgotten = await findForgotten(client);
  if (forgotten.size === 0) return events;
  const isForgotten = (key: string) => forgotten.has(aliasOf(key));
  return events.flatMap((event): MatchedEvent[] => {
    switch (event.type) {
      case 'post':
        return [isForgotten(event.post.author.key) ? { ...event, post: hollow(event.post) } : event];
      case 'delete':
        return [...(isForgotten(ownerOf(event.uri)) ? [] : [event]), { ...event, uri: aliasOf(event.uri) }];
      case 'account':
        return [isForgotten(event.author) ? { ...event, author: aliasOf(event.author) } : event];
      case 'identity':
      case 'profile':
      case 'reaction':
        return isForgotten(event.author) ? [] : [event];
      default:
        return [event];
    }
  });
}
