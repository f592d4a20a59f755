import type { Campaign } from '../../src/domain/campaign.ts';
import type { PageWords } from '../../src/domain/measure/page-words.ts';
import type { SeriesAnswer } from '../../src/domain/series.ts';
import type { Count, PostPage, Summary } from '../../src/domain/summary.ts';
import { plainLine } from '../calm-text.ts';
import { charts, findChart } from '../charts/catalogue.ts';
import type { Band, ChartName } from '../charts/spec.ts';
import { provenanceLine } from '../coverage-words.ts';
import { counted } from '../format.ts';
import { outwardLink } from '../href.ts';
import { type Html, html } from '../html.ts';
import { htmlDocument, type Site } from '../layout.ts';
import { liveStrip } from '../live-strip.ts';
import { postCard } from '../post-card.ts';
import { busiest } from './busiest.ts';
import { carriedBy } from './carried-by.ts';
import { carries } from './carries/carries.ts';
import type { CarriesView } from './carries/view.ts';
import { filterForm, type PageQuery, pageAddress } from './filters.ts';
import { groups, unwatched } from './groups.ts';
import { headline, summarySentence } from './headline.ts';
import { trend } from './trend.ts';

/** Posts and accounts of one group, with its key: a row of `/languages`. */
interface GroupCount extends Count {
  key: string;
}

/** A stretch of far more posts than usual, as `/momentum` gives it. */
interface ShownBurst {
  from: string;
  to: string;
  lift: number;
  posts: number;
  authors: number;
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
  /** How the campaign moves, in sentences; the bursts of the window are marked on the chart. */
  momentum?: { words: PageWords; bursts: ShownBurst[] };
  /** In the order of their size. */
  languages: GroupCount[];
  recent: PostPage;
  /** What carries it: the tables of the window. */
  carries?: CarriesView;
}

/** The campaign at a glance, for leads and journalists: figures, trend, groups, and what was not watched. */
export function overviewPage(view: OverviewView): Html {
  const { site, campaign, summary, tz, query, recent } = view;
  const chart = findChart(view.chart.name) ?? charts[0];
  if (chart === undefined) throw new TypeError('The catalogue of charts is empty');
  const spec = chart.toSpec(view.chart.answers, {
    notes: [...campaign.notes, ...(view.momentum?.bursts ?? []).map(burstNote)],
    timezone: campaign.timezone,
    band: view.chart.band,
  });
  const languageCodes = view.languages.map((row) => row.key);
  const body = html`${intro(campaign)}
${liveStrip(campaign.slug, provenanceLine(summary, tz))}
<p class="lead" id="sentence" data-live data-live-say>${summarySentence(summary, tz, busiest(view, spec))}</p>
${momentumLines(view)}
${headline(summary, tz)}
${filterForm(campaign, languageCodes, { ...query, chart: view.chart.name }, tz)}
${trend(view, spec)}
${groups(view)}
${view.carries && carries(view.carries, campaign.slug, query, summary.posts)}
${unwatched(view)}
<section class="card" aria-labelledby="recent-title"><div class="card-head"><h2 id="recent-title">Latest posts</h2><a href="${pageAddress(campaign.slug, '/amplify', {})}">What rises now</a></div>
<div id="recent" data-live>${recent.posts.length === 0 ? html`<p class="quiet">No posts in this time.</p>` : html`<ol class="posts">${recent.posts.map((post) => postCard(post, { now: site.now, tz }))}</ol>`}</div></section>`;
  const figures = { asOf: summary.asOf, tz };
  return htmlDocument(
    { site, title: 'Overview', campaign, page: 'overview', figures, islands: ['live', 'chart-island'] },
    body,
  );
}

/** A burst as a marked stretch of the chart. */
function burstNote({ from, to, lift, posts, authors }: ShownBurst) {
  return {
    at: from,
    until: to,
    label: `Burst: ${lift.toFixed(1)} times the usual rate, ${counted(posts, 'post')} by ${counted(authors, 'account')}`,
  };
}

/** Whether it grows, how sure that is, and what is going on now. */
function momentumLines(view: OverviewView): Html | null {
  const { momentum } = view;
  if (!momentum) return null;
  const { growth, certainty, now, burst, coverage } = momentum.words;
  const how = [coverage, certainty].filter((sentence) => sentence !== null).join(' ');
  const rest = [carriedBy(view), now, burst].filter((sentence) => sentence !== null);
  return html`<section class="momentum" id="momentum" data-live aria-label="Momentum"><p class="lead"><strong>${growth}</strong></p>
${how !== '' && html`<p class="quiet">${how}</p>`}
<ul class="plain">${rest.map((sentence) => html`<li>${sentence}</li>`)}</ul></section>`;
}

function intro({ name, description, tags, goal }: Campaign): Html {
  const chip = ({ tag }: { tag: string }) => html`<li><bdi>#${plainLine(tag)}</bdi></li>`;
  return html`<h1>${plainLine(name)}</h1>
${description !== undefined && html`<p class="about">${description}</p>`}
<ul class="chips" aria-label="Hashtags">${tags.map(chip)}</ul>
${goal !== undefined && html`<p class="about">Goal: ${outwardLink(goal.url, goal.label)}</p>`}`;
}
