import { quarterMs } from '../time/quarter.ts';
import type { Burst } from './bursts.ts';
import type { Growth } from './growth.ts';
import { indexOf, type Quarters } from './quarters.ts';
import type { RateNow } from './rate-now.ts';
import { burstSentence, count, growthSentence, nowSentence, signed, smallestBase, wallClock } from './sentences.ts';

/**
 * The sentences of `sentences.ts` as pages say them: the same, but where a reader would take the fixed wording for
 * something that is not so, the true reason; and beside the growth what its interval means.
 */
export interface PageWords {
  growth: string;
  /** What the interval of the growth says; null without one. */
  certainty: string | null;
  /** The growth is more than chance would give. */
  isClear: boolean;
  now: string;
  burst: string | null;
  coverage: string | null;
}

/** How the last seven days compare, or what is missing to compare them. */
export function growthWords(growth: Growth): string {
  if (growth.estimate || growth.usable >= 0.5) return growthSentence(growth);
  return `Too little of the two weeks was watched to compare them (${Math.floor(100 * growth.usable)} %).`;
}

/** Does the interval leave out "no change"? */
export function isClear({ estimate }: Growth): boolean {
  return estimate !== null && (estimate.low > 1 || estimate.high < 1);
}

/** What the interval beside the growth means, for who has never met one. */
export function certaintyWords(growth: Growth): string | null {
  const { before, estimate } = growth;
  if (estimate === null) return null;
  const clear = isClear(growth);
  if (before < smallestBase)
    return clear ? 'Chance alone would rarely do that.' : 'So few posts can differ as much by chance.';
  const meaning = clear ? '0 % is not among them, so it is hardly chance' : '0 % is among them, so it may be chance';
  const limits = `between ${limitWords(estimate.low, clear)} and ${limitWords(estimate.high, clear)}`;
  return `The true change lies ${limits} with 95 % certainty; ${meaning}.`.replaceAll(' %', '\u00a0%');
}

/** A limit; one that only rounding makes 0 % is told apart from it where that is what makes a change clear. */
function limitWords(ratio: number, clear: boolean): string {
  if (Math.round(100 * (ratio - 1)) !== 0) return signed(ratio);
  return clear ? `just ${ratio > 1 ? 'above' : 'below'} 0 %` : '0 %';
}

/** How the last hour compares; of an hour that is usually empty without a range. */
export function nowWords(now: RateNow | null, historyHours: number, zone: string): string {
  if (now?.high !== 0) return nowSentence(now, historyHours, zone);
  return now.posts === 0
    ? 'No posts in the last hour, as is usual.'
    : `${count(now.posts, 'post')} in the last hour; none is usual for it.`;
}

/** Whether the quarter before a burst, and the one after it, were not watched well enough to judge. */
export interface Edges {
  before: boolean;
  after: boolean;
}

/** A quarter beside the burst that nobody watched (well enough); what is still to come is no such edge. */
export function edgesOf(quarters: Quarters, { from, to }: Burst): Edges {
  const unusable = (at: number) => quarters.usable[indexOf(quarters, at)] === false;
  return { before: unusable(from - quarterMs), after: unusable(to) };
}

/** When a burst began and ended; where nobody watched its beginning or end, that it was going on then. */
export function burstWords(burst: Burst, authors: number, zone: string, edges: Edges): string {
  const after = edges.after && !burst.ongoing;
  if (!edges.before && !after) return burstSentence(burst, authors, zone);
  const [from, to] = [wallClock(burst.from, zone, 'short'), wallClock(burst.to, zone, 'short')];
  const size = `${burst.lift.toFixed(1)} times the usual rate, ${count(burst.posts, 'post')} by ${count(authors, 'account')}`;
  const start = edges.before
    ? `A burst was going on at ${from.clock} on ${from.weekday} ${from.day}, when watching began`
    : `A burst began on ${from.weekday} ${from.day}, ${from.clock}`;
  const end = from.day === to.day ? to.clock : `${to.clock} on ${to.weekday} ${to.day}`;
  const comma = edges.before ? ',' : '';
  if (after)
    return `${start}${comma} and was ${edges.before ? 'still ' : ''}going on at ${end}, when watching stopped: ${size}.`;
  return burst.ongoing ? `${start}, and is still going: ${size}.` : `${start} (${size}), and ended at ${end}.`;
}
