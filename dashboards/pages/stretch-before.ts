import type { PreviousSummary } from '../../src/domain/summary.ts';
import { duration, percent } from '../format.ts';

/** Under this share of watched time a stretch is a lower bound, and says so. */
export const wellWatched = 0.95;

type Stretch = Pick<PreviousSummary, 'from' | 'to' | 'coverage'>;

/** "7 days before", "day before": the stretch of the same length before the one that is shown. */
export function spanBefore({ from, to }: Stretch): string {
  const length = duration(Date.parse(to) - Date.parse(from));
  return length === '1 day' ? 'day before' : `${length} before`;
}

/** "watched 82 %" where it was not watched well, else null. */
export function thinlyWatched({ coverage }: Stretch): string | null {
  return coverage < wellWatched ? `watched ${percent(coverage)}` : null;
}
