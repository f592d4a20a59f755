import type { MatchedPost } from '../../domain/batch.ts';
import { compileExcludedAccounts, excludesAccount } from '../../domain/excluded-accounts.ts';
import type { Context } from './context.ts';

/**
 * Posts without the campaigns that exclude their account by what only the store knows of it: a post of the stream tells
 * neither handle nor whether its account is a bot.
 */
export async function withoutExcluded(
  { client, campaigns }: Context,
  events: readonly MatchedPost[],
): Promise<readonly MatchedPost[]> {
  const excluding = new Map(
    [...campaigns.values()]
      .map(({ config: { slug, exclude } }) => [slug, compileExcludedAccounts(exclude)] as const)
      .filter(([, { names, bots }]) => bots || names.size > 0),
  );
  const unsure = events.filter(({ post, matches }) => matches.length > 0 && post.author.handle === null);
  if (excluding.size === 0 || unsure.length === 0) return events;
  const { rows } = await client.query<{ key: string; handle: string | null; bot: boolean | null }>({
    name: 'author-known',
    text: 'select key, handle, bot from author where key = any($1::text[])',
    values: [[...new Set(unsure.map(({ post }) => post.author.key))]],
  });
  const known = new Map(rows.map((row) => [row.key, row]));
  return events.map((event) => {
    const account = known.get(event.post.author.key);
    if (!account) return event;
    const matches = event.matches.filter(({ campaign }) => {
      const excluded = excluding.get(campaign);
      return !excluded || !excludesAccount(excluded, account);
    });
    return matches.length === event.matches.length ? event : { ...event, matches };
  });
}
