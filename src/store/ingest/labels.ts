import type { PoolClient } from 'pg';
import type { MatchedPost } from '../../domain/batch.ts';
import { optOutBit, postBits, postFlagBit } from '../codes.ts';

const told = postFlagBit.sensitive | postFlagBit.hidden;

/**
 * A view of a post shows the labels of its account. Where they lack the one that we hide the account for, it may have been
 * lifted: then the profile, which tells all, is read again soon.
 */
export async function doubtLabels(client: PoolClient, events: readonly MatchedPost[]): Promise<void> {
  const unlabelled = viewsOf(events).filter(({ post: { author } }) => author.optOuts?.length === 0);
  if (unlabelled.length === 0) return;
  await client.query({
    name: 'author-doubt',
    text: `update author a set refreshed_at = null from unnest($1::text[], $2::timestamptz[]) n(key, at)
      where a.key = n.key and a.state = 0 and (a.flags & ${optOutBit.unauthenticated}) <> 0 and a.refreshed_at < n.at - interval '10 minutes'`,
    values: [
      unlabelled.map(({ post }) => post.author.key),
      unlabelled.map(({ post }) => new Date(post.readAt ?? post.seenAt)),
    ],
  });
}

/** Sightings of an AppView: they have no revision. */
const viewsOf = (events: readonly MatchedPost[]) =>
  events.filter(({ post }) => post.platform === 'bluesky' && post.rev === null);

/**
 * Takes over what an AppView says now of showing posts: labels come and go without the post changing. Only a view
 * without revision tells all labels that are in force.
 * @returns how many posts changed
 */
export async function relabel(client: PoolClient, events: readonly MatchedPost[]): Promise<number> {
  const views = viewsOf(events);
  if (views.length === 0) return 0;
  const { rowCount } = await client.query({
    name: 'post-relabel',
    text: `update post p set flags = (p.flags & ~${told}) | n.flags from unnest($1::text[], $2::int[]) n(uri, flags)
      where p.uri = n.uri and (p.flags & ${told}) <> n.flags`,
    values: [views.map(({ post }) => post.uri), views.map(({ post }) => postBits(post.flags) & told)],
  });
  return rowCount ?? 0;
}
