import { dayText, figure } from '../format.ts';
import { queryString } from '../href.ts';
import { type Html, html } from '../html.ts';
import { jsonScript } from '../json-script.ts';
import { asset, type Site } from '../layout.ts';
import { islandData } from './island-data.ts';
import { light } from './palette.ts';
import type { ChartSpec, DrawnLine } from './spec.ts';
import { chartSvg } from './svg.ts';
import { chartTable } from './table.ts';

/** The parameters of `/series` that a chart's picture, files and data share. */
export type ChartQuery = Record<string, string | null | undefined>;

/**
 * A chart in a page: legend, drawing, key to its signs, notes, and the numbers as a table. The script `chart-island`
 * puts an interactive canvas in the place of the drawing when the reader points at it or tabs to it.
 */
export function chartFigure(spec: ChartSpec, id: string, site: Site): Html {
  return html`<figure class="chart">
${chartLegend(spec, `${id}-legend`)}
<div class="plot" id="${id}" data-live data-chart-island data-canvas="${asset(site, 'chart-canvas.js')}" data-library="${asset(site, 'chart.js')}">
${chartSvg(spec, 'wide', id)}${chartSvg(spec, 'narrow', id)}
${jsonScript(`${id}-data`, islandData(spec))}</div>
<figcaption id="${id}-caption" data-live>${chartCaption(spec)}</figcaption>
</figure>`;
}

/** The numbers, folded away under the chart. */
export function numbersDetails(spec: ChartSpec, id: string): Html {
  return html`<details class="data"><summary>The numbers as a table</summary><div class="scroll" id="${id}-numbers" data-live tabindex="0" role="region" aria-label="${spec.title}, table">${chartTable(spec)}</div></details>`;
}

/** Links to the picture and the data of exactly this chart. */
export function chartDownloads(
  spec: ChartSpec,
  query: ChartQuery,
  formats: readonly string[] = ['csv', 'json', 'svg'],
): Html {
  const base = `/charts/${encodeURIComponent(spec.campaign)}/${spec.chart}`;
  const link = (format: string) =>
    html`<li><a class="button small" href="${base}.${format}${queryString(query)}" rel="nofollow" download>${format.toUpperCase()}</a></li>`;
  return html`<ul class="row">${formats.map(link)}</ul>`;
}

/** Names, strokes and totals of the lines, as text; of one line there is no need. Accounts have no total. */
export function chartLegend(spec: ChartSpec, id: string): Html | null {
  if (spec.drawn.length < 2) return null;
  const item = (line: DrawnLine) => {
    const total = line.values.reduce<number | null>((sum, value) => (value === null ? sum : (sum ?? 0) + value), null);
    const shown = spec.unit !== 'accounts' && html` <span class="total">${figure(total)}</span>`;
    return html`<li><svg class="swatch" viewBox="0 0 30 10" width="30" height="10" aria-hidden="true"><g class="series s-${line.colour}"><path class="line" fill="none" stroke="${light[line.colour]}" stroke-width="2.5"${line.dash.length > 0 && html` stroke-dasharray="${line.dash.join(' ')}"`} d="M0 5H30"/></g></svg> ${line.label}${shown}</li>`;
  };
  return html`<ul class="legend" id="${id}" data-live>${spec.drawn.map(item)}</ul>`;
}

/** What stands under a drawing: the key to its signs, what was left out, and the notes. */
export function chartCaption(spec: ChartSpec): Html {
  return html`${signKey(spec)}${spec.remark !== null && html`<p>${spec.remark}</p>`}${noteList(spec)}`;
}

/** The signs that this drawing uses, each with its meaning. */
function signKey(spec: ChartSpec): Html | null {
  const has = (kind: string) => spec.holes.some((hole) => hole.kind === kind);
  const sampled = spec.lines.some((line) => line.sampled.some((value, i) => value !== null && line.values[i] === null));
  const hatch = html`<path class="hatch-line" stroke="${light.muted}" stroke-width="1.5" d="M2 12L12 2M8 12L18 2M14 12L22 4"/>`;
  const dots = box(
    html`<path class="line part" stroke="currentColor" stroke-width="2" stroke-dasharray="2 4" d="M0 7H22"/>`,
  );
  const entries: (Html | false)[] = [
    has('unknown') &&
      html`<li>${box(html`<rect class="hole" width="22" height="14"/>${hatch}`)} Not watched: unknown, not zero</li>`,
    has('thin') && html`<li>${box(hatch)} Watched less than 95 % of the time: at least this many</li>`,
    spec.dotted.some((dotted, i) => dotted && spec.partial[i] !== true) &&
      html`<li>${dots} Watched less than half of the time: no fall</li>`,
    spec.partialFrom !== null &&
      html`<li>${box(html`<rect class="running" width="22" height="14"/>`)} Still running: not complete</li>`,
    spec.partialFrom === null && spec.partial.includes(true) && html`<li>${dots} Only part of it is in the window</li>`,
    sampled &&
      html`<li>${box(html`<circle class="hollow" fill="none" stroke="currentColor" cx="11" cy="7" r="4"/>`)} Found later, in a time that nobody watched</li>`,
    spec.band !== null &&
      html`<li>${box(html`<rect class="band" fill-opacity=".18" width="22" height="14"/>`)} Usual range</li>`,
  ];
  return entries.every((entry) => entry === false) ? null : html`<ul class="signs">${entries}</ul>`;
}

function box(content: Html): Html {
  return html`<svg viewBox="0 0 22 14" width="22" height="14" aria-hidden="true">${content}</svg>`;
}

function noteList(spec: ChartSpec): Html | null {
  if (spec.notes.length === 0) return null;
  const item = (note: ChartSpec['notes'][number]) => {
    const day = new Date(note.at).toISOString();
    const label =
      note.url === null ? note.label : html`<a href="${note.url}" rel="noopener noreferrer nofollow">${note.label}</a>`;
    return html`<li><span class="sign" aria-hidden="true">${note.sign}</span> <time datetime="${day}">${dayText(note.at, spec.tz, { day: 'numeric', month: 'short', year: 'numeric' })}</time> ${label}</li>`;
  };
  return html`<ul class="notes" aria-label="Notes">${spec.notes.map(item)}</ul>`;
}
