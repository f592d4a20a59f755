import { buildFamilies } from '../../domain/hashtag/family.ts';
import { normalForm } from '../../domain/hashtag/normal-form.ts';
import { findCandidate, type SuggestionKind, suggestionScore } from '../../domain/hashtag/suggest.ts';
import type { Provenance } from '../../domain/series.ts';
import type { Interval } from '../../domain/time/interval.ts';
import { GroundswellError } from '../../errors.ts';
import { findDecisions, type StoredCampaign } from '../campaigns.ts';
import { describeCoTags, listCoTags } from '../queries/cotags.ts';
import { findScopes, select } from '../queries/question.ts';
import { total } from '../queries/tables.ts';
import { type AnswerContext, findWatched, provenanceOf } from './provenance.ts';

const seenMs = 28 * 86_400_000;
const least = { posts: 3, authors: 2, score: 0.4, relatedPosts: 5, relatedAuthors: 3 };
const mostRelated = 50;
const mostSuggested = 50;

/** A spelling that may belong to a family; a person decides. */
export interface Suggestion {
  tag: string;
  family: string;
  kind: SuggestionKind;
  score: number;
  posts: number;
  authors: number;
  /** Share of its posts that carry the family too. */
  withFamily: number;
  warning: string | null;
  /** URIs of its newest posts. */
  examples: string[];
}

const warnings: Partial<Record<SuggestionKind, string>> = {
  digit:
    'It differs only in letters and digits that look alike; it may as well be another word, such as a version number.',
};

/**
 * The family that a spelling is suggested for, or decided to belong to.
 * @throws GroundswellError `query-invalid` if there is none
 */
export async function suggestedFamily(context: AnswerContext, campaign: StoredCampaign, tag: string): Promise<string> {
  const norm = normalForm(tag);
  const decided = await findDecisions(context.db.$client, campaign.config.slug);
  const known = decided.find(({ spelling }) => normalForm(spelling) === norm);
  if (known) return known.family;
  const { suggestions } = await answerSuggestions(context, campaign, { from: context.now, to: context.now });
  const found = suggestions.find((suggestion) => normalForm(suggestion.tag) === norm);
  if (found) return found.family;
  throw new GroundswellError(
    'query-invalid',
    `'${tag.slice(0, 50)}' is suggested for no family now; say which is meant: ${campaign.base.tags.map((family) => family.tag).join(', ')}.`,
  );
}

/** Spellings that look like a family's but do not count, seen in the last 28 days, and tags that stand beside the campaign's. */
export async function answerSuggestions(
  context: AnswerContext,
  campaign: StoredCampaign,
  window: Interval,
): Promise<
  { suggestions: Suggestion[]; related: { tag: string; posts: number; authors: number; share: number }[] } & Provenance
> {
  const { db } = context;
  const seen = { from: window.to - seenMs, to: window.to };
  const selection = await select(db, campaign, {});
  const watched = await findWatched(context, campaign, { platform: null, family: null }, seen);
  if (selection.scope === null) return { suggestions: [], related: [], ...provenanceOf(watched) };
  const { tags } = campaign.config;
  const index = buildFamilies(tags);
  const rejected = new Set(tags.flatMap((family) => family.rejected.map(normalForm)));
  const [coTags, scopes, all] = await Promise.all([
    listCoTags(db, selection.scope, seen),
    findScopes(db, campaign.id, 'tag'),
    total(db, selection, seen),
  ]);
  const foreign = coTags.filter(({ spelling, norm }) => index.lookup(spelling) === null && !rejected.has(norm));
  const offered = foreign
    .flatMap((tag) => {
      const candidate = findCandidate(tag.spelling, tags);
      const score = candidate ? suggestionScore(candidate.weight, tag.authors) : 0;
      const enough = tag.posts >= least.posts && tag.authors >= least.authors && score >= least.score;
      return candidate && enough ? [{ ...tag, ...candidate, score }] : [];
    })
    .sort((a, b) => b.score - a.score || (a.norm < b.norm ? -1 : 1))
    .slice(0, mostSuggested);
  const described = await describeCoTags(
    db,
    selection.scope,
    offered.map(({ norm, family }) => ({ norm, scope: scopes.get(family) ?? -1 })),
    seen,
  );
  const isOffered = new Set(offered.map(({ norm }) => norm));
  return {
    suggestions: offered.map(({ norm, spelling, family, kind, score, posts, authors }) => ({
      tag: spelling,
      family,
      kind,
      score,
      posts,
      authors,
      withFamily: (described.get(norm)?.within ?? 0) / posts,
      warning: warnings[kind] ?? null,
      examples: described.get(norm)?.examples ?? [],
    })),
    related: foreign
      .filter(
        ({ norm, posts, authors }) =>
          !isOffered.has(norm) && posts >= least.relatedPosts && authors >= least.relatedAuthors,
      )
      .slice(0, mostRelated)
      .map(({ spelling, posts, authors }) => ({
        tag: spelling,
        posts,
        authors,
        share: all.posts === 0 ? 0 : posts / all.posts,
      })),
    ...provenanceOf(watched),
  };
}
