import { quarter, type Window } from './clock.ts';
import type { Network } from './post.ts';

/** What was watched of a source: any stretches, ms. */
export interface WatchedSource {
  readonly source: string;
  readonly network: Network;
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

/** κ of a stretch: mean over the sources of a network, then over networks (2.3). */
export function coverageOf(sources: readonly WatchedSource[], stretch: Window): number {
  const networks = Map.groupBy(sources, ({ network }) => network);
  return mean([...networks.values()].map((own) => mean(own.map((source) => watched(source, stretch)))));
}

/** κ by quarter, kept so that it is worked out once. */
export function coverageByQuarter(sources: readonly WatchedSource[]): (at: number) => number {
  const known = new Map<number, number>();
  return (at) => {
    const value = known.get(at) ?? coverageOf(sources, { from: at, to: at + quarter });
    known.set(at, value);
    return value;
  };
}
