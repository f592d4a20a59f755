import { day, hour, local, minute } from './clock.ts';
import type { Growth } from './growth.ts';

const minus = '\u2212';
const english = (at: number, zone: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }).format(at);
const clock = (at: number, zone: string): string => local(at, zone).toPlainTime().toString().slice(0, 5);
const percent = (ratio: number): number => Math.round(100 * (ratio - 1));
const signed = (n: number): string => (n < 0 ? `${minus}${-n}` : `+${n}`);

/** A length of time in its two largest units. */
export function lengthOf(ms: number): string {
  const [days, hours, minutes] = [
    Math.floor(ms / day),
    Math.floor((ms % day) / hour),
    Math.floor((ms % hour) / minute),
  ];
  const parts =
    days > 0
      ? [
          [days, days === 1 ? 'day' : 'days'],
          [hours, 'h'],
        ]
      : [
          [hours, 'h'],
          [minutes, 'min'],
        ];
  const said = parts.filter(([n]) => n !== 0).map((part) => part.join(' '));
  return said.length > 0 ? said.join(' ') : '0 h';
}

/** Week on week; `counts`: what there was to compare. */
export function growthSentence(week: Growth | null, counts: { posts: number; before: number }): string {
  if (!week) return `Too few posts to compare weeks (${counts.posts} and ${counts.before}).`;
  const isClear = week.low > 1 || week.high < 1;
  if (week.before < 10) {
    const change = isClear ? (week.ratio > 1 ? 'Up' : 'Down') : 'No clear change';
    return `${change}: ${week.posts} posts after ${week.before} in the seven days before.`;
  }
  const [change, low, high] = [week.ratio, week.low, week.high].map(percent) as [number, number, number];
  if (!isClear) return `No clear change on the seven days before (${signed(low)} % to ${signed(high)} %).`;
  return change >= 0
    ? `Up ${change} % (95 % CI ${low} to ${high}) on the seven days before.`
    : `Down ${-change} % (95 % CI ${-high} to ${-low}) on the seven days before.`;
}

interface Now {
  readonly from: number;
  readonly posts: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly state: string | null;
}

/** The last hour against what is usual for it. */
export function nowSentence(now: Now, zone: string): string {
  const posts = `${now.posts} ${now.posts === 1 ? 'post' : 'posts'} in the last hour`;
  const when = `${english(now.from, zone, { weekday: 'long' })} at ${clock(now.from, zone)}`;
  const usual = `${posts}; ${now.low} to ${now.high} are usual for a ${when}.`;
  return now.state === null ? usual : `${usual} That is ${now.state} the usual range.`;
}

interface BurstFacts {
  readonly from: number;
  readonly to: number;
  readonly ongoing: boolean;
  readonly posts: number;
  readonly authors: number;
  readonly lift: number;
}

/** The latest burst. */
export function burstSentence({ from, to, ongoing, posts, authors, lift }: BurstFacts, zone: string): string {
  const date = english(from, zone, { weekday: 'short', day: 'numeric', month: 'short' }).replace(',', '');
  const figures = `${lift.toFixed(1)} times the usual rate, ${posts} posts by ${authors} accounts`;
  const began = `A burst began on ${date}, ${clock(from, zone)}`;
  return ongoing
    ? `${began} and is still going: ${figures}.`
    : `${began} (${figures}) and ended at ${clock(to, zone)} after ${lengthOf(to - from)}.`;
}

export const coverageSentence = (usable: number): string | null =>
  usable < 0.95 ? `Based on ${Math.floor(100 * usable)} % of the time; the rest was not watched.` : null;
