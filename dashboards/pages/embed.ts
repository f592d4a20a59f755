import type { Campaign } from '../../src/domain/campaign.ts';
import type { SeriesAnswer } from '../../src/domain/series.ts';
import { plainLine } from '../calm-text.ts';
import { charts, findChart } from '../charts/catalogue.ts';
import { chartCaption, chartLegend } from '../charts/figure.ts';
import type { Band, ChartName } from '../charts/spec.ts';
import { chartSvg } from '../charts/svg.ts';
import { chartTable } from '../charts/table.ts';
import { percent, time } from '../format.ts';
import { queryString, safeHref } from '../href.ts';
import { type Html, html } from '../html.ts';
import { asset, type Site } from '../layout.ts';
import type { PageQuery } from './filters.ts';

/** All that a chart inside somebody else's page shows. */
export interface EmbedView {
  site: Site;
  campaign: Campaign;
  query: PageQuery;
  tz: string;
  /** Answers to `findChart(name).queries(…)`, in that order. */
  chart: { name: ChartName; answers: SeriesAnswer[]; band?: Band | null };
  /** Base of the link to the source, `PUBLIC_URL`; null: relative. */
  publicUrl: string | null;
}

/** A chart with its numbers and its source for a frame: no script, no form, no cookie. */
export function embedPage({ site, campaign, query, tz, chart: { name, answers, band }, publicUrl }: EmbedView): Html {
  const chart = findChart(name) ?? charts[0];
  if (chart === undefined) throw new TypeError('The catalogue of charts is empty');
  const spec = chart.toSpec(answers, { notes: campaign.notes, timezone: campaign.timezone, band });
  const base = (safeHref(publicUrl) ?? '').replace(/\/$/, '');
  const address = `${base}/c/${encodeURIComponent(campaign.slug)}${queryString({ ...query, chart: name })}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${plainLine(`${spec.title} · ${campaign.name}`)}</title>
<link rel="icon" href="${asset(site, 'icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${asset(site, 'groundswell.css')}">
</head>
<body class="embed">
<main class="card">
<div class="card-head"><h1>${spec.title}</h1><p class="quiet">${plainLine(campaign.name)}${site.demo && html` · <strong>DEMO</strong>`}</p></div>
<figure class="chart">${chartLegend(spec, 'embed-legend')}<div class="plot">${chartSvg(spec, 'wide', 'embed')}${chartSvg(spec, 'narrow', 'embed')}</div>
<figcaption>${chartCaption(spec)}</figcaption></figure>
<details class="data"><summary>The numbers as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="${spec.title}, table">${chartTable(spec)}</div></details>
<p class="quiet">As of ${time(spec.asOf, tz)}, time zone ${spec.tz} · watched ${percent(spec.coverage)} of the time · <a href="${address}" target="_blank" rel="noopener">Source: Groundswell</a></p>
</main>
</body>
</html>
`;
}
