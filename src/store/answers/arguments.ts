import { engagementLift, liftSentence } from '../../domain/measure/lift.ts';
import { effectiveSize, wilson } from '../../domain/measure/wilson.ts';
import type { Interval } from '../../domain/time/interval.ts';
import type { StoredCampaign } from '../campaigns.ts';
import { findArgumentFacts } from '../queries/arguments.ts';
import { type Filters, select } from '../queries/question.ts';
import type { AnswerContext } from './provenance.ts';
import { table, withDeclared } from './table.ts';

/**
 * Arguments in the order of their posts: the share among the posts whose text is kept with its interval, and how many
 * times the reactions of the other posts they get.
 */
export async function answerArguments(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
) {
  const selection = await select(context.db, campaign, filters);
  const [{ rows, provenance }, facts] = await Promise.all([
    table(context, campaign, filters, window, 'argument'),
    findArgumentFacts(context.db, selection, window, context.now),
  ]);
  const size = effectiveSize(facts.withText, facts.squares);
  return {
    arguments: withDeclared(rows, Object.keys(campaign.config.arguments)).map(({ key, ...row }) => {
      const known = facts.arguments.get(key);
      const lift = engagementLift(known?.strata ?? []);
      return {
        argument: key,
        ...row,
        ...wilson(known?.hits ?? 0, facts.withText, size),
        lift,
        sentence: liftSentence(key, lift),
      };
    }),
    withText: facts.withText,
    none: facts.none,
    ...provenance,
  };
}
