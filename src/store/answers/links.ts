import { compileGoal } from '../../domain/goal.ts';
import { normalizeLink } from '../../domain/link.ts';
import type { Interval } from '../../domain/time/interval.ts';
import type { StoredCampaign } from '../campaigns.ts';
import { listDomains, listLinks } from '../queries/links.ts';
import { type Filters, select } from '../queries/question.ts';
import { total } from '../queries/tables.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { type AnswerContext, findWatched, provenanceOf } from './provenance.ts';

/** Which page of a list, and how long. */
export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}

const mostDomains = 50;

/**
 * Addresses and hosts that the posts link to, most posts first. What stands only in posts whose text nobody is to see
 * is left out.
 * @throws GroundswellError `query-invalid` for a cursor that is not of this list
 */
export async function answerLinks(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
  { limit, cursor }: PageRequest,
) {
  const { slug, goal } = campaign.config;
  const place = decodeCursor(cursor, slug, 'links', 3);
  const [posts = 0, authors = 0, id = 0] = place ?? [];
  const selection = await select(context.db, campaign, filters);
  const [rows, domains, all, watched] = await Promise.all([
    listLinks(context.db, selection, window, limit + 1, place && { posts, authors, id }),
    listDomains(context.db, selection, window, mostDomains),
    total(context.db, selection, window),
    findWatched(context, campaign, { platform: selection.platform, family: selection.family }, window),
  ]);
  const isGoal = goal ? compileGoal(normalizeLink(goal.url)?.url ?? goal.url) : () => false;
  const shareOf = (n: number) => (all.posts === 0 ? 0 : n / all.posts);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    links: rows.slice(0, limit).map(({ id: _id, ...row }) => ({
      ...row,
      share: shareOf(row.posts),
      goal: isGoal(row.url),
    })),
    domains: domains.map((row) => ({ ...row, share: shareOf(row.posts) })),
    cursor: last ? encodeCursor(slug, 'links', [last.posts, last.authors, last.id]) : null,
    ...provenanceOf(watched),
  };
}
