import { chartDownloads, chartFigure, numbersDetails } from '../charts/figure.ts';
import type { ChartSpec } from '../charts/spec.ts';
import { queryString } from '../href.ts';
import { type Html, html } from '../html.ts';
import type { OverviewView } from './overview.ts';

/** The chart of the overview with its table, and links to exactly what it shows: its times stand in them. */
export function trend(
  { campaign, query, site, chart }: Pick<OverviewView, 'campaign' | 'query' | 'site' | 'chart'>,
  spec: ChartSpec,
): Html {
  const answer = chart.answers[0];
  const { platform, tag, language, argument } = query;
  const seen = { from: answer?.from, to: answer?.to, platform, tag, language, argument };
  const shared = { ...seen, bucket: answer?.bucket, tz: answer?.tz };
  const exported = (what: string, format: string, words: string) => {
    const address = `/api/v1/campaigns/${encodeURIComponent(campaign.slug)}/export${queryString({ what, format, ...seen })}`;
    return html`<li><a class="button small" href="${address}" rel="nofollow" download>${words}</a></li>`;
  };
  const api = `/api/v1/campaigns/${encodeURIComponent(campaign.slug)}/series${queryString({ metric: answer?.metric, groupBy: answer?.groupBy, ...shared })}`;
  return html`<section class="card" aria-labelledby="trend-title"><div class="card-head"><h2 id="trend-title">${spec.title}</h2><p class="quiet">Time zone ${spec.tz}</p></div>
${chartFigure(spec, 'trend', site)}
${numbersDetails(spec, 'trend')}
<div class="downloads"><div><h3>This chart</h3>${chartDownloads(spec, shared)}</div>
<div><h3>All series</h3><ul class="row">${exported('series', 'csv', 'CSV')}${exported('series', 'ndjson', 'NDJSON')}</ul></div>
<div><h3>Posts, without text</h3><ul class="row">${exported('posts', 'csv', 'CSV')}${exported('posts', 'ndjson', 'NDJSON')}</ul></div>
<div><h3>API</h3><ul class="row"><li><a class="button small" href="${api}">JSON</a></li></ul></div></div></section>`;
}
