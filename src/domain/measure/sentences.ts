import type { Burst } from './bursts.ts';
import type { Growth } from './growth.ts';
import { usableCoverage } from './quarters.ts';
import type { RateNow } from './rate-now.ts';

const minuteMs = 60_000;
export const smallestBase = 10; // no percentages of less

/** How the last seven days compare. */
export function growthSentence({ posts, before, estimate }: Growth): string {
  if (!estimate) return `Too few posts to compare weeks (${number(posts)} and ${number(before)}).`;
  const { ratio, low, high } = estimate;
  const isClear = low > 1 || high < 1;
  if (before < smallestBase) {
    const counts = `${number(posts)} posts after ${number(before)}`;
    return isClear
      ? `${ratio > 1 ? 'Up' : 'Down'}: ${counts} in the seven days before.`
      : `No clear change: ${counts} in the seven days before.`;
  }
  if (!isClear) return `No clear change on the seven days before (${signed(low)} to ${signed(high)}).`;
  const limits = [percent(low), percent(high)].sort((a, b) => a - b).map(number);
  return `${ratio > 1 ? 'Up' : 'Down'} ${number(percent(ratio))} % (95 % CI ${limits.join(' to ')}) on the seven days before.`;
}

/**
 * How the last hour compares.
 * @param historyHours usable hours that the day's fit has, told where there is no usual range yet
 */
export function nowSentence(now: RateNow | null, historyHours: number, zone: string): string {
  if (!now) return 'The last hour was not watched in whole.';
  if (now.low === undefined || now.high === undefined)
    return `Not enough history yet for a usual range (needs 2 days; has ${duration(historyHours * 60 * minuteMs)}).`;
  const { weekday, clock } = wallClock(now.from, zone, 'long');
  const usual = `${number(now.low)} to ${number(now.high)} are usual for a ${weekday} at ${clock}`;
  const state = now.state === null ? '' : ` That is ${now.state} the usual range.`;
  return `${count(now.posts, 'post')} in the last hour; ${usual}.${state}`;
}

/** When a burst began and how big it is or was. */
export function burstSentence(burst: Burst, authors: number, zone: string): string {
  const { weekday, day, clock } = wallClock(burst.from, zone, 'short');
  const size = `${burst.lift.toFixed(1)} times the usual rate, ${count(burst.posts, 'post')} by ${count(authors, 'account')}`;
  if (burst.ongoing) return `A burst began on ${weekday} ${day}, ${clock} and is still going: ${size}.`;
  const end = wallClock(burst.to, zone, 'short').clock;
  return `A burst began on ${weekday} ${day}, ${clock} (${size}) and ended at ${end} after ${duration(burst.to - burst.from)}.`;
}

/** Says so where a part was not watched, else null. */
export function coverageSentence(share: number): string | null {
  return share < usableCoverage ? `Based on ${Math.floor(share * 100)} % of the time; the rest was not watched.` : null;
}

/** An instant by the clocks of a zone. */
export function wallClock(at: number, zone: string, style: 'long' | 'short') {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: style,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return {
    weekday: part('weekday'),
    day: `${part('day')} ${part('month')}`,
    clock: `${part('hour')}:${part('minute')}`,
  };
}

/** A time span as people say it: 1 day 4 h, 11 h 30 min. */
function duration(ms: number): string {
  const minutes = Math.round(ms / minuteMs);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const parts = [
    days > 0 && `${days} day${days === 1 ? '' : 's'}`,
    hours > 0 && `${hours} h`,
    rest > 0 && days === 0 && `${rest} min`,
  ];
  return parts.filter((part) => part !== false).join(' ') || '0 h';
}

function percent(ratio: number): number {
  return Math.abs(Math.round(100 * (ratio - 1)));
}

/** A factor as a change with its sign: −9 %. */
export function signed(ratio: number): string {
  return `${ratio < 1 ? '−' : '+'}${number(percent(ratio))} %`;
}

/** 1 post, 2 posts. */
export function count(amount: number, what: string): string {
  return `${number(amount)} ${what}${amount === 1 ? '' : 's'}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
