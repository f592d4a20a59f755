import { isThere, postView } from './appview-views.ts';
import type { BlueskyPost } from './bluesky-network.ts';
import type { World } from './world.ts';
import { XrpcError } from './xrpc-error.ts';

/** `app.bsky.feed.searchPosts`: newest first by sort time, `tag` (all of them) or the words of `q` in the text. */
export function searchPosts(world: World, params: URLSearchParams): object {
  const q = params.get('q');
  if (q === null)
    throw new XrpcError(400, 'InvalidRequest', 'Invalid app.bsky.feed.searchPosts params: must have the property "q"');
  const limit = Number(params.get('limit') ?? 25);
  if (!(limit >= 1 && limit <= 100)) throw new XrpcError(400, 'InvalidRequest', 'limit must be from 1 to 100');
  const since = time(params.get('since'), Number.NEGATIVE_INFINITY);
  const until = time(params.get('until'), Number.POSITIVE_INFINITY);
  const tags = params.getAll('tag').map((tag) => tag.toLowerCase());
  const words = q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '*');
  const hits = [...world.bluesky.posts.values()].filter((post) => {
    const at = sortTime(post);
    if (at < since || at >= until || !isThere(post)) return false;
    const text = post.record.text.toLowerCase();
    const own = tagsOf(post);
    return (
      tags.every((tag) => own.includes(tag)) &&
      words.every((word) => text.includes(word) || own.includes(word.replace(/^#/, '')))
    );
  });
  hits.sort((a, b) => sortTime(b) - sortTime(a) || (a.uri < b.uri ? 1 : -1));
  const from = Number(params.get('cursor') ?? 0);
  if (!Number.isSafeInteger(from) || from < 0) throw new XrpcError(400, 'InvalidRequest', 'cursor is not valid');
  const page = hits.slice(from, from + limit);
  const more = from + limit < hits.length;
  return { posts: page.map(postView), hitsTotal: hits.length, ...(more ? { cursor: String(from + limit) } : {}) };
}

const sortTime = (post: BlueskyPost): number => {
  const claimed = Date.parse(post.record.createdAt);
  return Number.isNaN(claimed) ? post.indexedAt : Math.min(claimed, post.indexedAt);
};

function tagsOf({ record }: BlueskyPost): string[] {
  const facets = (record.facets ?? []) as { features?: { tag?: string }[] }[];
  const inText = facets.flatMap(({ features = [] }) => features.flatMap(({ tag }) => (tag ? [tag] : [])));
  return [...inText, ...((record.tags ?? []) as string[])].map((tag) => tag.toLowerCase());
}

function time(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new XrpcError(400, 'InvalidRequest', `not a time: ${text}`);
  return at;
}
