import type { Interval } from '../../domain/time/interval.ts';
import type { StoredCampaign } from '../campaigns.ts';
import type { Filters } from '../queries/question.ts';
import { findCoTags, findSpellings } from '../queries/spellings.ts';
import type { AnswerContext } from './provenance.ts';
import { table, withDeclared } from './table.ts';

/** The families of a campaign with the share of each spelling and the tags they stand beside. */
export async function answerTags(context: AnswerContext, campaign: StoredCampaign, filters: Filters, window: Interval) {
  const { rows, provenance, selection } = await table(context, campaign, filters, window, 'tag');
  const [spellings, coTags] = await Promise.all([
    findSpellings(context.db, selection, window),
    findCoTags(context.db, selection, window),
  ]);
  const declared = campaign.config.tags
    .map(({ tag }) => tag)
    .filter((tag) => selection.family === null || tag === selection.family);
  return {
    tags: withDeclared(rows, declared).map(({ key, ...row }) => {
      const shareOf = (posts: number) => (row.posts === 0 ? 0 : posts / row.posts);
      const own = spellings.filter(({ family }) => family === key);
      const postsOf = (lookalike: boolean) =>
        own.filter(({ how }) => (how === 'lookalike') === lookalike).reduce((sum, { posts }) => sum + posts, 0);
      return {
        tag: key,
        ...row,
        exact: postsOf(false),
        lookalike: postsOf(true),
        spellings: own.map(({ family: _family, ...spelling }) => ({ ...spelling, share: shareOf(spelling.posts) })),
        coTags: coTags
          .filter(({ family }) => family === key)
          .map(({ spelling, posts, authors }) => ({ tag: spelling, posts, authors, share: shareOf(posts) })),
      };
    }),
    ...provenance,
  };
}
