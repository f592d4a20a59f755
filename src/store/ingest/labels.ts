import type { PoolClient } from 'pg';
import type { MatchedPost } from '../../domain/batch.ts';
import { postBits, postFlagBit } from '../codes.ts';

const told = postFlagBit.sensitive | postFlagBit.hidden;

/**
 * Takes over what an AppView says now of showing posts: labels come and go without the post changing. Only a view
 * without revision tells all labels that are in force.
 * @returns how many posts changed
 */
export async function relabel(client: PoolClient, events: readonly MatchedPost[]): Promise<number> {
  const views = events.filter(({ post }) => post.platform === 'bluesky' && post.rev === null);
  if (views.length === 0) return 0;
  const { rowCount } = await client.query({
    name: 'post-relabel',
    text: `update post p set flags = (p.flags & ~${told}) | n.flags from unnest($1::text[], $2::int[]) n(uri, flags)
      where p.uri = n.uri and (p.flags & ${told}) <> n.flags`,
    values: [views.map(({ post }) => post.uri), views.map(({ post }) => postBits(post.flags) & told)],
  });
  return rowCount ?? 0;
}
