import type { CarriesView } from '../../dashboards/pages/carries/view.ts';
import type { Summary } from '../domain/summary.ts';
import type { Window } from '../domain/time/window.ts';
import { answerArguments } from '../store/answers/arguments.ts';
import { answerAuthors } from '../store/answers/authors.ts';
import { answerHours } from '../store/answers/hours.ts';
import { answerLinks } from '../store/answers/links.ts';
import type { AnswerContext } from '../store/answers/provenance.ts';
import { answerServers } from '../store/answers/servers.ts';
import type { StoredCampaign } from '../store/campaigns.ts';
import type { Filters } from '../store/queries/question.ts';

const pageLinks = 20;

/** The tables behind "What carries it", for the page; the kinds come with the summary. */
export async function gatherCarries(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Window,
): Promise<(summary: Summary) => CarriesView> {
  const [table, links, accounts, servers, hours] = await Promise.all([
    answerArguments(context, campaign, filters, window),
    answerLinks(context, campaign, filters, window, { limit: pageLinks }),
    answerAuthors(context, campaign, filters, window),
    answerServers(context, campaign, filters, window),
    answerHours(context, campaign, filters, window),
  ]);
  return ({ byKind }) => ({ arguments: table, links, accounts, servers, hours, byKind });
}
