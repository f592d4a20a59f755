import type { Summary } from '../../src/domain/summary.ts';
import { clockText, counted, dayText, figure, locale, percent, time } from '../format.ts';
import { type Html, html, type Printable } from '../html.ts';
import { spanBefore, thinlyWatched } from './stretch-before.ts';

/** The window in words: "Tue 17 Nov, 00:00 to Tue 24 Nov 2026, 08:20". */
function windowWords(from: string, to: string, tz: string): Html {
  const year = { year: 'numeric' } as const;
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  const sameYear = dayText(from, tz, year) === dayText(to, tz, year);
  const short = (at: string) => `${dayText(at, tz, day)}, ${clockText(at, tz)}`;
  return html`${time(from, tz, sameYear ? short : undefined)} to ${time(to, tz)}`;
}

/** The page in one sentence. `busiest` is the greatest complete bucket, in words. */
export function summarySentence(summary: Summary, tz: string, busiest: string | null): Html {
  const { posts, authors, from, to } = summary;
  const peak = busiest === null ? null : ` ${busiest}`;
  if (posts === null) return html`Nobody watched from ${windowWords(from, to, tz)}, so the number of posts is unknown.`;
  if (posts === 0) return html`No posts from ${windowWords(from, to, tz)}.`;
  return html`<strong>${counted(posts, 'post')}</strong> by <strong>${counted(authors, 'account')}</strong> from ${windowWords(from, to, tz)}.${peak}`;
}

/** The headline figures, each with its time. Reactions stand apart, never as one sum. */
export function headline(summary: Summary, tz: string): Html {
  const { engagement, engagementAsOf, previous } = summary;
  const before = (value: number | null | undefined) => (previous === null ? null : (value ?? null));
  const reactionsAsOf =
    engagementAsOf === null ? 'not yet asked for' : `oldest reading ${shortTime(engagementAsOf, summary.asOf, tz)}`;
  const main = `as of ${clockText(summary.asOf, tz)}`;
  const card = (name: string, value: number | null, past: number | null, made: Printable, look = '') =>
    html`<div class="${`tile ${look}`.trim()}"><dt>${name}</dt><dd class="number">${figure(value)}</dd>${change(value, past, summary)}<dd class="made">${made}</dd></div>`;
  const watched = html`<span>${main}</span> · <span>watched ${percent(summary.coverage)}</span>`;
  return html`<dl class="tiles" id="headline" data-live>
${card('Posts', summary.posts, before(previous?.posts), watched, 'main')}
${card('Accounts', summary.authors, before(previous?.authors), main, 'main')}
${card('Likes', engagement.likes, before(previous?.engagement.likes), reactionsAsOf)}
${card('Reposts', engagement.reposts, before(previous?.engagement.reposts), reactionsAsOf)}
${card('Replies received', engagement.replies, before(previous?.engagement.replies), reactionsAsOf)}
${card('Quotes received', engagement.quotes, before(previous?.engagement.quotes), reactionsAsOf)}
</dl>
${lesser(summary)}`;
}

/** Clock alone on the day of the page's own figures, else with its day. */
function shortTime(at: string, asOf: string, tz: string): string {
  const day = { day: 'numeric', month: 'short' } as const;
  return dayText(at, tz, day) === dayText(asOf, tz, day)
    ? clockText(at, tz)
    : `${dayText(at, tz, day)}, ${clockText(at, tz)}`;
}

/** The stretch before, as plain numbers: growth with its uncertainty is the momentum chart's work. */
function change(value: number | null, past: number | null, { previous }: Summary): Html | null {
  if (previous === null) return null;
  const then = `the ${spanBefore(previous)}`;
  if (past === null) return html`<dd class="before">${then}: unknown</dd>`;
  const words = thinlyWatched(previous);
  const thin = words === null ? '' : ` (${words})`;
  if (value === null || thin !== '') return html`<dd class="before">${then}: ${figure(past)}${thin}</dd>`;
  if (value === past) return html`<dd class="before">as many as in ${then}</dd>`;
  const more = value > past;
  return html`<dd class="before"><span aria-hidden="true">${more ? '▲' : '▼'}</span> ${figure(Math.abs(value - past))} ${more ? 'more' : 'fewer'} than in ${then} (${figure(past)})</dd>`;
}

/** What a careful reader asks next: kinds of posts, copies, deletions, phrases. */
function lesser({ posts, byKind, bridgedCopies, deleted, untagged }: Summary): Html {
  const kinds = [
    ['original', 'is an original', 'are originals'],
    ['reply', 'is a reply', 'are replies'],
    ['quote', 'is a quote', 'are quotes'],
  ] as const;
  const said = kinds.flatMap(([kind, one, many]) => byKind[kind] && counted(byKind[kind].posts, one, many));
  const list = new Intl.ListFormat(locale, { type: 'conjunction' }).format(said.filter((one) => one !== undefined));
  return html`<ul class="lesser" id="lesser" data-live aria-label="More about these posts">
${posts !== null && posts > 0 && list !== '' && html`<li>Of the posts ${list}</li>`}
<li>${counted(bridgedCopies, 'is a copy', 'are copies')} of another of these posts, bridged between the networks</li>
<li>${counted(deleted, 'post was', 'posts were')} deleted and no longer ${deleted === 1 ? 'counts' : 'count'}</li>
${untagged > 0 && html`<li>${counted(untagged, 'more post', 'more posts')} with a phrase only, not counted here</li>`}</ul>`;
}
