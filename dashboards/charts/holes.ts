import type { Hole } from './spec.ts';

/** Under this share of watched time a count is drawn hatched: a lower bound. */
const whole = 0.95;
const half = 0.5;

/** Watched, but for less than half of the time: what was counted says little of the bucket. */
export function isBarelyWatched(coverage: number): boolean {
  return coverage > 0 && coverage < half;
}

/**
 * Stretches of buckets that nobody watched (coverage 0) or watched too little. The running bucket has a sign of its
 * own and what has not begun by `now` is no hole.
 */
export function findHoles(
  starts: readonly number[],
  ends: readonly number[],
  coverage: readonly number[],
  partialFrom: number | null,
  now: number,
): Hole[] {
  const holes: Hole[] = [];
  for (const [index, from] of starts.entries()) {
    const watched = coverage[index] ?? 0;
    const to = ends[index] ?? from;
    const running = partialFrom !== null && from >= partialFrom;
    if (from >= now || watched >= whole || (running && watched > 0)) continue;
    const kind = watched === 0 ? 'unknown' : 'thin';
    const last = holes.at(-1);
    if (last !== undefined && last.kind === kind && last.to === from) last.to = to;
    else holes.push({ from, to, kind });
  }
  return holes;
}
