import type { Band } from '../../dashboards/charts/spec.ts';
import type { SeriesAnswer } from '../domain/series.ts';
import type { JudgedMomentum } from '../store/answers/momentum.ts';

/** The usual range of each bucket of a chart of posts; null where there is no baseline for the whole of it. */
export function bandOf(answer: SeriesAnswer | undefined, momentum: JudgedMomentum): Band | null {
  if (!answer || answer.bucket === 'week') return null;
  const edges = [...answer.buckets, answer.to].map((at) => Date.parse(at));
  const ranges = answer.buckets.map((_, i) => momentum.band({ from: edges[i] ?? 0, to: edges[i + 1] ?? 0 }));
  if (ranges.every((range) => range === null)) return null;
  return { low: ranges.map((range) => range?.low ?? null), high: ranges.map((range) => range?.high ?? null) };
}
