import { coverageCurve, meanCoverage } from '../../domain/coverage.ts';
import type { CoverageAnswer, SourceCoverage } from '../../domain/summary.ts';
import { type Interval, union } from '../../domain/time/interval.ts';
import type { StoredCampaign } from '../campaigns.ts';
import { type Filters, select } from '../queries/question.ts';
import { findSources } from '../sources.ts';
import { type AnswerContext, findWatched, provenanceOf } from './provenance.ts';

const longestList = 500;

/** Per source: what was watched of a window, how far behind it is, and its last trouble. */
export async function answerCoverage(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
): Promise<CoverageAnswer> {
  const selection = await select(context.db, campaign, filters);
  const watched = await findWatched(
    context,
    campaign,
    { platform: selection.platform, family: selection.family },
    window,
  );
  const states = await findSources(
    context.db,
    watched.watches.map(({ source }) => source),
  );
  const byName = new Map(states.map((state) => [state.name, state]));
  const sources = watched.watches.map((watch): SourceCoverage => {
    const state = byName.get(watch.source);
    const covered = union(watch.spellings.flatMap(({ covered }) => covered));
    return {
      source: watch.source,
      platform: watch.platform,
      state: state?.state ?? 'off',
      coverage: meanCoverage(coverageCurve([watch], window, context.now), window),
      covered: covered
        .slice(-longestList)
        .map(({ from, to }) => ({ from: new Date(from).toISOString(), to: new Date(to).toISOString() })),
      lagSeconds: state?.lastEventAt
        ? Math.max(0, Math.round((context.now - state.lastEventAt.getTime()) / 1000))
        : null,
      lastError: state?.lastError ?? null,
      lastErrorAt: state?.lastErrorAt?.toISOString() ?? null,
    };
  });
  return {
    campaign: campaign.config.slug,
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    sources,
    refused: sources
      .filter(({ state }) => state === 'refused')
      .map(({ source, lastError }) => ({ source, reason: lastError ?? 'it does not let us read' })),
    ...provenanceOf(watched),
  };
}
