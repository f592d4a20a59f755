import { hoursOfWeek } from '../../domain/measure/week-hours.ts';
import type { Window } from '../../domain/time/window.ts';
import type { StoredCampaign } from '../campaigns.ts';
import { countHours } from '../queries/heatmap.ts';
import { countQuarters } from '../queries/quarters.ts';
import { type Filters, select } from '../queries/question.ts';
import { type AnswerContext, findWatched, provenanceOf } from './provenance.ts';

/** Posts and their reactions by hour of the week on the clock of the window's zone, beside how long each was watched. */
export async function answerHours(context: AnswerContext, campaign: StoredCampaign, filters: Filters, window: Window) {
  const selection = await select(context.db, campaign, filters);
  const [rows, quarters, watched] = await Promise.all([
    countHours(context.db, selection, window, window.tz),
    countQuarters(context.db, selection, window),
    findWatched(context, campaign, { platform: selection.platform, family: selection.family }, window),
  ]);
  return { tz: window.tz, hours: hoursOfWeek(rows, quarters, watched.curve, window), ...provenanceOf(watched) };
}
