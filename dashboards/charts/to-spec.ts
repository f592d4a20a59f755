import type { Note } from '../../src/domain/campaign.ts';
import { chartNotes } from './chart-notes.ts';
import { drawnLines } from './drawn-lines.ts';
import { findHoles, isBarelyWatched } from './holes.ts';
import type { Band, ChartAnswer, ChartName, ChartSpec } from './spec.ts';
import { chartSummary } from './summary.ts';
import { bucketLabels, timeTicks } from './time-axis.ts';
import { valueTicks } from './value-axis.ts';

/** What a chart shows beside its series. */
export interface ChartContext {
  chart: ChartName;
  title: string;
  unit: string;
  notes: readonly Note[];
  /** Zone in which the campaign's notes give their days. */
  notesZone: string;
  band?: Band | null;
}

/** Works out once all that any form of the chart shows. */
export function makeSpec(answer: ChartAnswer, context: ChartContext): ChartSpec {
  const starts = answer.buckets.map((bucket) => Date.parse(bucket));
  const ends = bucketEnds(starts, Date.parse(answer.to));
  const partialFrom = answer.partialFrom === null ? null : Date.parse(answer.partialFrom);
  const holes = findHoles(starts, ends, answer.bucketCoverage, partialFrom, Date.parse(answer.asOf));
  const labels = bucketLabels(starts, answer.tz, answer.bucket);
  const { drawn, remark } = drawnLines(answer);
  const band = context.band ?? null;
  const values = [...drawn.flatMap((line) => [...line.values, ...line.sampled]), ...(band?.high ?? [])];
  return {
    chart: context.chart,
    campaign: answer.campaign,
    title: context.title,
    unit: context.unit,
    tz: answer.tz,
    asOf: answer.asOf,
    coverage: answer.coverage,
    summary: chartSummary(context.title, context.unit, answer, labels),
    buckets: answer.buckets,
    labels,
    starts,
    ends,
    partial: answer.partial,
    partialFrom,
    bucketCoverage: answer.bucketCoverage,
    dotted: answer.partial.map((part, index) => part || isBarelyWatched(answer.bucketCoverage[index] ?? 0)),
    ticks: timeTicks(starts, answer.tz, 9),
    narrowTicks: timeTicks(starts, answer.tz, 5),
    yTicks: valueTicks(values),
    lines: answer.series,
    drawn,
    remark,
    holes,
    notes: chartNotes(context.notes, context.notesZone, starts[0] ?? 0, ends.at(-1) ?? 0),
    band,
  };
}

/** Each bucket ends where the next begins; the last at the window's end, or as far as the one before, if that is later. */
function bucketEnds(starts: readonly number[], to: number): number[] {
  const last = starts.at(-1) ?? 0;
  const before = starts.at(-2);
  const usual = before === undefined ? to : last + (last - before);
  return starts.map((start, index) => starts[index + 1] ?? Math.max(usual, to, start + 1));
}
