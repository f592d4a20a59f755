import { effectiveNumber } from '../../domain/measure/effective-number.ts';
import type { Interval } from '../../domain/time/interval.ts';
import type { StoredCampaign } from '../campaigns.ts';
import { postFlagBit } from '../codes.ts';
import type { Filters, Selection } from '../queries/question.ts';
import { remembered } from '../queries/remembered.ts';
import { selected, selectedValues } from '../queries/selected.ts';
import type { AnswerContext } from './provenance.ts';
import { table } from './table.ts';

/** Posts of each language that only a detector said so of. */
async function countGuessed({ db }: AnswerContext, selection: Selection, window: Interval) {
  const rows = await remembered<{ lang: string; n: number }>(db, {
    name: 'guessed-languages',
    of: 'posts',
    text: `select p.lang, count(*)::int n from post p where ${selected} and (p.flags & ${postFlagBit.guessed}) <> 0 group by 1`,
    values: selectedValues(selection, window),
  });
  return new Map(rows.map(({ lang, n }) => [lang, n]));
}

/** Languages of the posts; `effective` is the effective number of them, the unknown left out. */
export async function answerLanguages(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
) {
  const { rows, provenance, selection } = await table(context, campaign, filters, window, 'language');
  const guessed = await countGuessed(context, selection, window);
  return {
    languages: rows.map(({ key, ...row }) => ({ language: key, ...row, guessed: guessed.get(key) ?? 0 })),
    effective: effectiveNumber(rows.filter(({ key }) => key !== 'und').map(({ posts }) => posts)),
    ...provenance,
  };
}
