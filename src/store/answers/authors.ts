import { participationOf } from '../../domain/measure/participation.ts';
import type { Interval } from '../../domain/time/interval.ts';
import type { StoredCampaign } from '../campaigns.ts';
import { countNewAuthors, findActivity, findCollectionStart, listAuthors } from '../queries/authors.ts';
import { type Filters, type Selection, select } from '../queries/question.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { PageRequest } from './links.ts';
import { type AnswerContext, findWatched, provenanceOf } from './provenance.ts';

const strangeMs = 14 * 86_400_000;

/** New accounts of a window; null while everybody would be new: it begins in the first 14 days of collection. */
async function newIn({ db }: AnswerContext, selection: Selection, window: Interval): Promise<number | null> {
  const start = await findCollectionStart(db, selection.campaign.id);
  if (start === null || window.from < start + strangeMs) return null;
  return countNewAuthors(db, selection, window);
}

/** Accounts in aggregate: new and returning ones, how posting is spread over them, who follows them. */
export async function answerAuthors(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
) {
  const selection = await select(context.db, campaign, filters);
  const [activity, fresh, watched] = await Promise.all([
    findActivity(context.db, selection, window),
    newIn(context, selection, window),
    findWatched(context, campaign, { platform: selection.platform, family: selection.family }, window),
  ]);
  const { authors, ...participation } = participationOf(activity.classes);
  return {
    authors,
    new: fresh,
    returning: fresh === null ? null : authors - fresh,
    ...participation,
    followersSum: activity.followersSum,
    followersMedian: activity.followersMedian,
    ...provenanceOf(watched),
  };
}

/**
 * The accounts themselves, most posts first: for the admin alone.
 * @throws GroundswellError `query-invalid` for a cursor that is not of this list
 */
export async function answerAuthorList(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
  { limit, cursor }: PageRequest,
) {
  const { slug } = campaign.config;
  const place = decodeCursor(cursor, slug, 'authors', 2);
  const [posts = 0, id = 0] = place ?? [];
  const selection = await select(context.db, campaign, filters);
  const rows = await listAuthors(context.db, selection, window, limit + 1, place && { posts, id });
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    list: rows.slice(0, limit).map(({ id: _id, ...row }) => row),
    cursor: last ? encodeCursor(slug, 'authors', [last.posts, last.id]) : null,
  };
}
