import { quarter, quartersOf, type Window } from './clock.ts';
import type { Network } from './post.ts';

/** What was watched of a source: any stretches, ms. */
export interface WatchedSource {
  readonly source: string;
  readonly network: Network;
  /** From when on it is owed, ms. */
  readonly configuredAt: number;
  readonly covered: readonly Window[];
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Stretches without overlap, in order. */
export function union(stretches: readonly Window[]): Window[] {
  const out: { from: number; to: number }[] = [];
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else if (to > from) out.push({ from, to });
  }
  return out;
}

/** κ_s: share of a stretch that a source watched. */
export function watched({ covered }: WatchedSource, { from, to }: Window): number {
  const ms = union(covered).reduce((sum, one) => sum + Math.max(0, Math.min(one.to, to) - Math.max(one.from, from)), 0);
  return to > from ? ms / (to - from) : 0;
}

/** κ of a quarter or of its part: mean over the sources of a network that are owed or read, then over networks (2.3). */
function coverageOfQuarter(sources: readonly WatchedSource[], stretch: Window): number {
  const owed = sources.filter((source) => source.configuredAt <= stretch.from || watched(source, stretch) > 0);
  const networks = Map.groupBy(owed, ({ network }) => network);
  return mean([...networks.values()].map((own) => mean(own.map((source) => watched(source, stretch)))));
}

/** Coverage of a stretch: mean over its quarters; a cut one has the weight of its part. */
export function coverageOf(sources: readonly WatchedSource[], { from, to }: Window): number {
  const parts = quartersOf({ from, to }).map((at) => ({ from: Math.max(at, from), to: Math.min(at + quarter, to) }));
  const ms = parts.reduce((sum, part) => sum + coverageOfQuarter(sources, part) * (part.to - part.from), 0);
  return to > from ? ms / (to - from) : 0;
}

/** κ by quarter, kept so that it is worked out once. */
export function coverageByQuarter(sources: readonly WatchedSource[]): (at: number) => number {
  const known = new Map<number, number>();
  return (at) => {
    const value = known.get(at) ?? coverageOfQuarter(sources, { from: at, to: at + quarter });
    known.set(at, value);
    return value;
  };
}
