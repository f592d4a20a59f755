import { readFigure } from '../../domain/figure.ts';
import type { Engagement, SourceEvent } from '../../domain/post.ts';
import { parseTime } from '../../domain/time/parse-time.ts';
import { flagsOf, labelsInForce } from './normalize-labels.ts';
import { normalizeProfileView } from './normalize-profile.ts';
import { asObject, postUri, readRecord } from './normalize-record.ts';

/** A view that cannot be read: it has no URI of a post or no author. */
export interface InvalidView {
  invalid: 'shape';
}

/**
 * A sighting of a post from a post view of the AppView (`getPosts`, `searchPosts`), with its counts. It has no revision,
 * for a view does not tell it.
 * @param readAt when the answer was made, ms; the sighting's time if the view has no `indexedAt`
 */
export function normalizePostView(value: unknown, readAt: number): SourceEvent | InvalidView {
  const view = asObject(value);
  const uri = postUri(view.uri);
  const author = normalizeProfileView(view.author, readAt);
  if (uri === null || author === null) return { invalid: 'shape' };
  const { flags, ...fields } = readRecord(view.record);
  const labels = [
    ...(labelsInForce(view.labels, readAt) ?? []),
    ...(labelsInForce(asObject(view.author).labels, readAt) ?? []),
  ];
  const isBridged = author.handle?.endsWith('.ap.brid.gy') ?? false;
  return {
    type: 'post',
    operation: 'sighting',
    post: {
      uri,
      platform: 'bluesky',
      url: `https://bsky.app/profile/${author.key}/post/${uri.slice(uri.lastIndexOf('/') + 1)}`,
      author,
      rev: null,
      seenAt: Math.min(parseTime(view.indexedAt) ?? readAt, readAt),
      readAt,
      languageGuessed: false,
      server: 'bluesky',
      engagement: readEngagement(view),
      localId: null,
      atHome: false,
      ...fields,
      flags: [...new Set([...flags, ...flagsOf(labels), ...(isBridged ? (['bridged-copy'] as const) : [])])],
    },
  };
}

/** Reactions of a post view, or null if it shows none. */
function readEngagement(view: Record<string, unknown>): Engagement | null {
  const [likes, reposts, replies, quotes = null] = [
    view.likeCount,
    view.repostCount,
    view.replyCount,
    view.quoteCount,
  ].map(readFigure);
  if (likes == null && reposts == null && replies == null && quotes === null) return null;
  return { likes: likes ?? 0, reposts: reposts ?? 0, replies: replies ?? 0, quotes };
}
