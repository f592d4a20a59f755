import type { Campaign } from '../../src/domain/campaign.ts';
import type { SeriesAnswer } from '../../src/domain/series.ts';
import type { Count, PostPage, Summary } from '../../src/domain/summary.ts';
import { plainLine } from '../calm-text.ts';
import { charts, findChart } from '../charts/catalogue.ts';
import { chartDownloads, chartFigure, numbersDetails } from '../charts/figure.ts';
import type { Band, ChartName, ChartSpec } from '../charts/spec.ts';
import { coverageSentence, gapList, provenanceLine } from '../coverage-words.ts';
import { counted, languageName } from '../format.ts';
import { outwardLink, queryString } from '../href.ts';
import { type Html, html } from '../html.ts';
import { htmlDocument, type Site } from '../layout.ts';
import { liveStrip } from '../live-strip.ts';
import { postCard } from '../post-card.ts';
import { type ShareRow, shareTable } from '../share-table.ts';
import { filterForm, type PageQuery, pageAddress } from './filters.ts';
import { headline, summarySentence } from './headline.ts';

/** Posts and accounts of one group, with its key: a row of `/languages` or `/arguments`. */
export interface GroupCount extends Count {
  key: string;
}

/** All that the overview of a campaign shows. */
export interface OverviewView {
  site: Site;
  campaign: Campaign;
  /** As in the address. */
  query: PageQuery;
  /** In which the page is worded: the address's, else the campaign's. */
  tz: string;
  summary: Summary;
  /** Answers to `findChart(chart).queries('posts')`, in that order. */
  chart: { name: ChartName; answers: SeriesAnswer[]; band?: Band | null };
  /** In the order of their size. */
  languages: GroupCount[];
  arguments: GroupCount[];
  recent: PostPage;
}

/** The campaign at a glance, for leads and journalists: figures, trend, groups, and what was not watched. */
export function overviewPage(view: OverviewView): Html {
  const { site, campaign, summary, tz, query, recent } = view;
  const chart = findChart(view.chart.name) ?? charts[0];
  if (chart === undefined) throw new TypeError('The catalogue of charts is empty');
  const spec = chart.toSpec(view.chart.answers, {
    notes: campaign.notes,
    timezone: campaign.timezone,
    band: view.chart.band,
  });
  const body = html`${intro(campaign)}
${liveStrip(campaign.slug, provenanceLine(summary, tz))}
<p class="lead" id="sentence" data-live data-live-say>${summarySentence(summary, tz, busiest(view, spec))}</p>
${headline(summary, tz)}
${filterForm(
  campaign,
  view.languages.map((row) => row.key),
  query,
  tz,
)}
${trend(view, spec)}
${groups(view)}
<section class="card" aria-labelledby="recent-title"><div class="card-head"><h2 id="recent-title">Latest posts</h2><a href="${pageAddress(campaign.slug, '/amplify', {})}">What rises now</a></div>
${recent.posts.length === 0 ? html`<p class="quiet">No posts in this time.</p>` : html`<ol class="posts" id="recent" data-live>${recent.posts.map((post) => postCard(post, { now: site.now, tz }))}</ol>`}</section>
<section class="card" id="coverage" aria-labelledby="coverage-title"><h2 id="coverage-title">What was not watched</h2>
<div id="coverage-body" data-live><p>${coverageSentence(summary.coverage)}</p>${gapList(summary.gaps, tz, site.now)}</div></section>`;
  const figures = { asOf: summary.asOf, tz };
  return htmlDocument(
    { site, title: 'Overview', campaign, page: 'overview', figures, islands: ['live', 'chart-island'] },
    body,
  );
}

function intro({ name, description, tags, goal }: Campaign): Html {
  const chip = ({ tag }: { tag: string }) => html`<li><bdi>#${plainLine(tag)}</bdi></li>`;
  return html`<h1>${plainLine(name)}</h1>
${description !== undefined && html`<p class="about">${description}</p>`}
<ul class="chips" aria-label="Hashtags">${tags.map(chip)}</ul>
${goal !== undefined && html`<p class="about">Goal: ${outwardLink(goal.url, goal.label)}</p>`}`;
}

const bucketNouns = { '15m': 'quarter of an hour', hour: 'hour', day: 'day', week: 'week' };

/** "Busiest hour: …", of the chart of posts only, and of complete buckets only. */
function busiest({ chart, summary }: OverviewView, spec: ChartSpec): string | null {
  const [line] = spec.lines;
  const answer = chart.answers[0];
  if (chart.name !== 'posts' || line === undefined || answer === undefined || summary.posts === null) return null;
  let best = -1;
  for (const [index, value] of line.values.entries()) {
    if (value !== null && value > (line.values[best] ?? 0) && spec.partial[index] !== true) best = index;
  }
  const most = line.values[best];
  const when = spec.labels[best]?.replace('Week of ', 'the week of ');
  return most ? `Busiest ${bucketNouns[answer.bucket]}: ${when}, with ${counted(most, 'post')}.` : null;
}

function trend({ campaign, query, site }: OverviewView, spec: ChartSpec): Html {
  const { chart: _, sort: __, ...shared } = query;
  const exported = (what: string, format: string, words: string) => {
    const address = `/api/v1/campaigns/${encodeURIComponent(campaign.slug)}/export${queryString({ what, format, ...shared })}`;
    return html`<li><a class="button small" href="${address}" rel="nofollow" download>${words}</a></li>`;
  };
  const api = `/api/v1/campaigns/${encodeURIComponent(campaign.slug)}/series${queryString(shared)}`;
  return html`<section class="card" aria-labelledby="trend-title"><div class="card-head"><h2 id="trend-title">${spec.title}</h2><p class="quiet">Time zone ${spec.tz}</p></div>
${chartFigure(spec, 'trend', site)}
${numbersDetails(spec, 'trend')}
<div class="downloads"><div><h3>This chart</h3>${chartDownloads(spec, shared)}</div>
<div><h3>All series</h3><ul class="row">${exported('series', 'csv', 'CSV')}${exported('series', 'ndjson', 'NDJSON')}</ul></div>
<div><h3>Posts, without text</h3><ul class="row">${exported('posts', 'csv', 'CSV')}${exported('posts', 'ndjson', 'NDJSON')}</ul></div>
<div><h3>API</h3><ul class="row"><li><a class="button small" href="${api}">JSON</a></li></ul></div></div></section>`;
}

function groups({ campaign, summary, query, languages, arguments: frames }: OverviewView): Html {
  const link = (change: PageQuery) => pageAddress(campaign.slug, '', query, change);
  const rows = (
    counts: Record<string, Count>,
    label: (key: string) => string,
    change: (key: string) => PageQuery,
  ): ShareRow[] =>
    Object.entries(counts)
      .map(([key, count]) => ({ label: html`<bdi>${label(key)}</bdi>`, href: link(change(key)), ...count }))
      .toSorted((a, b) => (b.posts ?? -1) - (a.posts ?? -1));
  const list = (counts: GroupCount[], label: (key: string) => string, change: (key: string) => PageQuery): ShareRow[] =>
    counts.map(({ key, posts, authors }) => ({ label: label(key), href: link(change(key)), posts, authors }));
  const names: Record<string, string> = { bluesky: 'Bluesky', mastodon: 'Mastodon' };
  const card = (id: string, title: string, table: Html, note?: string) =>
    html`<section class="card" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><div id="${id}" data-live>${table}</div>${note !== undefined && html`<p class="quiet">${note}</p>`}</section>`;
  const overlap = 'A post with two of these counts in both, so the rows add up to more than the total.';
  const total = summary.posts;
  return html`<div class="pair">
${card(
  'by-tag',
  'By hashtag',
  shareTable(
    'Posts by hashtag',
    'Hashtag',
    rows(
      summary.byTag,
      (tag) => `#${plainLine(tag)}`,
      (tag) => ({ tag }),
    ),
    total,
  ),
  overlap,
)}
<div>${card(
    'by-platform',
    'By network',
    shareTable(
      'Posts by network',
      'Network',
      rows(
        summary.byPlatform,
        (key) => names[key] ?? key,
        (platform) => ({ platform }),
      ),
      total,
    ),
  )}
${card(
  'by-language',
  'By language',
  shareTable(
    'Posts by language',
    'Language',
    list(languages, languageName, (language) => ({ language })),
    total,
    6,
  ),
)}
${
  frames.length > 0 &&
  card(
    'by-argument',
    'By argument',
    shareTable(
      'Posts by argument',
      'Argument',
      list(
        frames,
        (key) => key,
        (argument) => ({ argument }),
      ),
      total,
    ),
    overlap,
  )
}</div>
</div>`;
}
