import type { Campaign } from '../../src/domain/campaign.ts';
import { bucketSizes } from '../../src/domain/series.ts';
import { charts } from '../charts/catalogue.ts';
import { languageName, zoneName } from '../format.ts';
import { queryString } from '../href.ts';
import { type Html, html } from '../html.ts';

/**
 * What the address of a page asks for, as the reader wrote it; null or empty: not said. `from` and `to` win over
 * `range`; days without a time are days of `tz`.
 */
export interface PageQuery {
  range?: string | null;
  from?: string | null;
  to?: string | null;
  bucket?: string | null;
  tz?: string | null;
  platform?: string | null;
  tag?: string | null;
  language?: string | null;
  argument?: string | null;
  chart?: string | null;
  sort?: string | null;
}

/** Lengths of time that `range` may name. */
export const ranges: Record<string, string> = {
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '14d': 'Last 14 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  all: 'Since the beginning',
};

const bucketNames: Record<string, string> = { '15m': '15 minutes', hour: 'Hour', day: 'Day', week: 'Week' };
const commonZones = [
  'UTC',
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
  'America/Los_Angeles',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Australia/Sydney',
];

type Choice = readonly [value: string, label: string];

/** A labelled list to choose from. A value that is not in it is added, so that sending the form changes nothing else. */
export function select(
  name: string,
  label: string,
  choices: readonly Choice[],
  chosen: string | null | undefined,
): Html {
  const value = chosen ?? '';
  const all = choices.some(([one]) => one === value) ? choices : [...choices, [value, value] as const];
  const options = all.map(
    ([one, words]) => html`<option value="${one}"${one === value && html` selected`}>${words}</option>`,
  );
  return html`<div class="field"><label for="f-${name}">${label}</label><select id="f-${name}" name="${name}">${options}</select></div>`;
}

/** Start or end of the time. A day gets the browser's calendar, an instant stays as it was written. */
function moment(name: 'from' | 'to', label: string, value: string | null | undefined): Html {
  const exact = value !== null && value !== undefined && value !== '' && !/^\d{4}-\d{2}-\d{2}$/.test(value);
  return html`<div class="field"><label for="f-${name}">${label}</label><input id="f-${name}" name="${name}" type="${exact ? 'text' : 'date'}" value="${value}"></div>`;
}

function zone(value: string): Html {
  return html`<div class="field"><label for="f-tz">Time zone</label><input id="f-tz" name="tz" value="${value}" list="zones" autocomplete="off" spellcheck="false"><datalist id="zones">${commonZones.map((one) => html`<option value="${one}">${zoneName(one)}</option>`)}</datalist></div>`;
}

/** Fields that narrow the posts: network, hashtag, language, argument. */
export function groupFields(campaign: Campaign, languages: readonly string[], query: PageQuery): Html {
  const names = Object.keys(campaign.arguments);
  const sorted = languages
    .map((code): Choice => [code, languageName(code)])
    .toSorted((a, b) => a[1].localeCompare(b[1]));
  return html`${select(
    'platform',
    'Network',
    [
      ['', 'Both'],
      ['bluesky', 'Bluesky'],
      ['mastodon', 'Mastodon'],
    ],
    query.platform,
  )}
${select('tag', 'Hashtag', [['', 'All'], ...campaign.tags.map(({ tag }): Choice => [tag, `#${tag}`])], query.tag)}
${select('language', 'Language', [['', 'All'], ...sorted], query.language)}
${names.length > 0 && select('argument', 'Argument', [['', 'All'], ...names.map((name): Choice => [name, name])], query.argument)}`;
}

/**
 * The form above a chart: its fields are the address, so that a view can be sent to others. On a narrow screen it is
 * folded unless it narrows the posts, so that the chart comes first; the stylesheet unfolds it on a wide one.
 */
export function filterForm(campaign: Campaign, languages: readonly string[], query: PageQuery, tz: string): Html {
  const dated = Boolean(query.from) || Boolean(query.to);
  const range = query.range || (dated ? '' : '7d');
  const address = `/c/${encodeURIComponent(campaign.slug)}`;
  const buckets = bucketSizes.map((size): Choice => [size, bucketNames[size] ?? size]);
  const kinds = charts.map((chart): Choice => [chart.key, chart.name]);
  const named = (choices: readonly Choice[], value: string) => choices.find(([one]) => one === value)?.[1];
  const chosen = [named(kinds, query.chart || 'posts'), named(Object.entries(ranges), range)?.toLowerCase()];
  const narrowed = dated || [query.platform, query.tag, query.language, query.argument].some(Boolean);
  return html`<div class="card"><details class="fold"${narrowed && html` open`}><summary>Showing: ${chosen.filter(Boolean).join(', ')}. Change</summary>
<form class="filters" method="get" action="${address}" aria-label="What to show">
${select('chart', 'Chart', kinds, query.chart || 'posts')}
${select('range', 'Time', [...Object.entries(ranges), ['', 'From and until:']], range)}
${moment('from', 'From', query.from)}
${moment('to', 'Until', query.to)}
${select('bucket', 'Count by', [['', 'Automatic'], ...buckets], query.bucket)}
${zone(query.tz || tz)}
${groupFields(campaign, languages, query)}
<div class="buttons"><button class="button primary" type="submit">Show</button> <a class="button" href="${address}">Reset</a></div>
</form></details></div>`;
}

/** The address of a page with one thing of its query changed. */
export function pageAddress(slug: string, page: string, query: PageQuery, change: PageQuery = {}): string {
  return `/c/${encodeURIComponent(slug)}${page}${queryString({ ...query, ...change })}`;
}
