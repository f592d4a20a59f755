import type { Interval } from '../../domain/time/interval.ts';
import type { StoredCampaign } from '../campaigns.ts';
import type { Filters } from '../queries/question.ts';
import type { AnswerContext } from './provenance.ts';
import { table, withDeclared } from './table.ts';

/** Targets as the campaign declares them. */
export async function answerTargets(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
) {
  const { rows, provenance } = await table(context, campaign, filters, window, 'target');
  return {
    targets: withDeclared(rows, campaign.config.targets).map(({ key, ...row }) => ({ target: key, ...row })),
    ...provenance,
  };
}
