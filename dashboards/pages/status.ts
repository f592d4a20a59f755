import { stops } from '../../src/domain/brake.ts';
import type { CoverageAnswer, SourceCoverage } from '../../src/domain/summary.ts';
import { timeline } from '../charts/timeline.ts';
import { coverageSentence, gapList, provenanceLine } from '../coverage-words.ts';
import { dayText, duration, figure, percent, sourceName, time } from '../format.ts';
import { type Html, html } from '../html.ts';
import { htmlDocument, type Site } from '../layout.ts';
import { liveStrip } from '../live-strip.ts';
import { stateBadge } from '../source-state.ts';

/** Jobs of one queue by state. */
interface QueueDepth {
  name: string;
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
  /** Until nothing waits any more, ms; null where that cannot be told. */
  leftMs: number | null;
}

/** All that the status page of a campaign shows. */
export interface StatusView {
  site: Site;
  campaign: { slug: string; name: string };
  tz: string;
  /** Of the last 7 days. */
  coverage: CoverageAnswer;
  /** Until a source that is behind has caught up, ms, by source. */
  catchingUp: ReadonlyMap<string, number>;
  queues: QueueDepth[];
  /** What runs worse than it should, as in `/readyz`. */
  degraded: { what: string; since: string; mend: string }[];
  /** More facts for the operator, in words: version, database, started. */
  facts: { name: string; value: string }[];
}

/** Is it collecting? Sources with their state, what was not watched, queues, and how to mend what is broken. */
export function statusPage(view: StatusView): Html {
  const { site, campaign, coverage, tz } = view;
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  const body = html`<h1>Status</h1>
${liveStrip(campaign.slug, provenanceLine(coverage, tz))}
<p class="lead" id="sentence" data-live data-live-say>${sentence(view)}</p>
${troubles(view)}
<section class="card" aria-labelledby="sources-title"><div class="card-head"><h2 id="sources-title">Sources</h2><p class="quiet">${dayText(coverage.from, tz, day)} to ${dayText(coverage.to, tz, day)}, time zone ${tz}</p></div>
<ul class="sources" id="sources" data-live>${coverage.sources.map((source, index) => sourceItem(source, index, view))}</ul>
<p class="quiet legend-line"><span class="key fill"></span> watched <span class="key hole"></span> not watched</p></section>
<section class="card" id="coverage" aria-labelledby="gaps-title"><h2 id="gaps-title">Gaps</h2><div id="gaps" data-live><p>${coverageSentence(coverage.coverage)}</p>${gapList(coverage.gaps, tz, site.now)}</div></section>
<div class="pair"><section class="card" aria-labelledby="queues-title"><h2 id="queues-title">Queues</h2><div id="queues" data-live>${queueTable(view)}</div><p class="quiet">Work that waits is not lost. Each batch says which time it covers; what is missing is read again.</p></section>
<section class="card" aria-labelledby="facts-title"><h2 id="facts-title">This instance</h2><dl class="list">${view.facts.map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<p class="quiet">More checks: <code>npx groundswell doctor</code>. Figures for machines: <a href="/readyz">/readyz</a>, <a href="/metrics">/metrics</a></p></section></div>`;
  return htmlDocument(
    { site, title: 'Status', campaign, page: 'status', figures: { asOf: coverage.asOf, tz }, islands: ['live'] },
    body,
  );
}

function sentence({ coverage: { sources }, degraded }: StatusView): Html {
  if (degraded.some(({ what }) => isPause(what)))
    return html`<strong>Collecting is paused.</strong> It goes on by itself once the trouble below is over, and reads what it missed.`;
  const wanted = sources.filter((source) => source.state !== 'off');
  const well = wanted.filter((source) => source.state === 'watching').length;
  const off = sources.length - wanted.length;
  const rest = off === 0 ? '' : ` ${off === 1 ? 'One more is' : `${off} more are`} switched off.`;
  if (wanted.length === 0) return html`Nothing is being watched: every source is switched off.`;
  if (well < wanted.length)
    return html`<strong>${well} of ${wanted.length} sources</strong> are being watched. The others are explained below.${rest}`;
  const all = wanted.length === 1 ? 'The only source is' : `All ${wanted.length} sources are`;
  return degraded.length === 0
    ? html`${all} being watched. Everything works.${rest}`
    : html`${all} being watched, but something needs a look.${rest}`;
}

/** What stops ingest as a whole; all else is the trouble of one source. */
const isPause = (what: string) => stops.some((one) => one === what);

function troubles({ degraded, tz }: StatusView): Html {
  const item = ({ what, since, mend }: StatusView['degraded'][number]) =>
    html`<li><strong>${what}</strong> since ${time(since, tz)}. ${mend}</li>`;
  return html`<div id="troubles" data-live>${degraded.length > 0 && html`<ul class="card alarm">${degraded.map(item)}</ul>`}</div>`;
}

function sourceItem(source: SourceCoverage, index: number, { coverage, tz, catchingUp, site }: StatusView): Html {
  const lag = source.lagSeconds === null ? 'lag unknown' : `${duration(source.lagSeconds * 1000)} behind the network`;
  const refused = coverage.refused.find((one) => one.source === source.source);
  const when = source.lastErrorAt !== null && html` (${time(source.lastErrorAt, tz)})`;
  const error = source.lastError !== null && html`<p class="quiet">Last error${when}: ${source.lastError}</p>`;
  const leftMs = catchingUp.get(source.source);
  const left = leftMs === undefined ? '' : `, caught up in about ${duration(leftMs)}`;
  return html`<li><div class="card-head"><h3>${sourceName(source.source)}${source.platform === 'mastodon' && html` <span class="flag">Mastodon</span>`}</h3>${stateBadge(source.state)}</div>
${timeline(source.covered, coverage.from, earlier(coverage.to, site.now), source.coverage, tz, `hatch-${index}`)}
<p class="meta">Watched ${percent(source.coverage)} of the time${source.state === 'watching' || source.state === 'behind' ? html` · ${lag}${left}` : null}</p>
${refused !== undefined && html`<p class="quiet">It says no: ${refused.reason}</p>`}${error}</li>
`;
}

function earlier(a: string, b: string): string {
  return Date.parse(a) < Date.parse(b) ? a : b;
}

function queueTable({ queues }: StatusView): Html {
  if (queues.length === 0) return html`<p class="quiet">Nothing is known of the queues.</p>`;
  const row = (queue: QueueDepth) =>
    html`<tr><th scope="row">${queue.name}</th><td>${figure(queue.waiting)}</td><td>${figure(queue.active)}</td><td>${figure(queue.delayed)}</td><td>${queue.failed > 0 ? html`<strong>${figure(queue.failed)}</strong>` : '0'}</td></tr>`;
  return html`<table><caption class="hidden">Jobs by queue and state</caption><thead><tr><th scope="col">Queue</th><th scope="col">Waiting</th><th scope="col">At work</th><th scope="col">Later</th><th scope="col">Failed</th></tr></thead><tbody>${queues.map(row)}</tbody></table>${queues.map(({ name, leftMs }) => leftMs !== null && html`<p class="quiet">What waits in ${name} is done in about ${duration(leftMs)}.</p>`)}`;
}
