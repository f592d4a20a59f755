import type { SourceWatch } from './coverage.ts';
import type { Gap } from './series.ts';
import { type Interval, subtract, union } from './time/interval.ts';

/** A stretch that one source did not watch, ms; `to` is null while it is open. */
export interface SourceGap {
  source: string;
  from: number;
  to: number | null;
}

/**
 * What was missed of a window, per source in the given order: the time in which a spelling that it should have watched
 * was not. A source owes the time since it was configured, a spelling that since it was declared; the first ones owe
 * all time before as well, for nobody watched it.
 * @param lagOf how far a source may be behind the present without a gap, ms
 */
export function findGaps(
  sources: readonly SourceWatch[],
  window: Interval,
  now: number,
  lagOf: (source: string) => number,
): SourceGap[] {
  const end = Math.min(window.to, now);
  const isLive = window.to >= now;
  const firstConfigured = Math.min(...sources.map(({ configuredAt }) => configuredAt));
  return sources.flatMap((watch) => {
    const configured = watch.configuredAt === firstConfigured ? window.from : watch.configuredAt;
    return holes(watch, { from: Math.max(window.from, configured), to: end })
      .filter((hole) => !(isLive && hole.to === end && end - hole.from <= lagOf(watch.source)))
      .map(({ from, to }) => ({ source: watch.source, from, to: isLive && to === end ? null : to }));
  });
}

/** Gaps as answers show them, oldest first. */
export function describeGaps(gaps: readonly SourceGap[], reasonOf: (gap: SourceGap) => string): Gap[] {
  return gaps
    .toSorted((a, b) => a.from - b.from)
    .map((gap) => ({
      from: new Date(gap.from).toISOString(),
      to: gap.to === null ? null : new Date(gap.to).toISOString(),
      source: gap.source,
      reason: reasonOf(gap),
    }));
}

function holes({ spellings }: SourceWatch, owed: Interval): Interval[] {
  if (owed.from >= owed.to) return [];
  if (spellings.length === 0) return [owed];
  const firstDeclared = Math.min(...spellings.map(({ declaredAt }) => declaredAt));
  return union(
    spellings.flatMap(({ declaredAt, covered }) => {
      const from = declaredAt === firstDeclared ? owed.from : Math.max(owed.from, declaredAt);
      return from < owed.to ? subtract([{ from, to: owed.to }], covered) : [];
    }),
  );
}
