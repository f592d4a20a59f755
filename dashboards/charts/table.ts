import { figure, percent } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ChartSpec } from './spec.ts';

/**
 * The numbers of a chart: one row a bucket, one column a series, "–" where nobody watched. What is known of such a
 * bucket all the same stands in `data-sampled`, which the stylesheet prints beside the dash.
 */
export function chartTable(spec: ChartSpec): Html {
  const head = spec.lines.map((line) => html`<th scope="col">${line.label}</th>`);
  const row = (bucket: string, index: number) =>
    html`<tr><th scope="row"><time datetime="${bucket}">${spec.labels[index]}</time>${remark(spec, index)}</th>${spec.lines.map((line) => cell(line.values[index] ?? null, line.sampled[index] ?? null))}</tr>
`;
  return html`<table class="numbers"><caption>${spec.title}, time zone ${spec.tz}. “–” means that nobody watched.</caption>
<thead><tr><th scope="col">From</th>${head}</tr></thead>
<tbody>${spec.buckets.map(row)}</tbody></table>`;
}

function cell(value: number | null, sampled: number | null): Html {
  const seen = value === null && sampled !== null && html` data-sampled="${figure(sampled)}"`;
  return html`<td${seen}>${figure(value)}</td>`;
}

/** Why a row is not like the others: running, cut by the window, or not watched all the time. */
function remark(spec: ChartSpec, index: number): Html | null {
  const watched = spec.bucketCoverage[index] ?? 0;
  const running = spec.partialFrom !== null && (spec.starts[index] ?? 0) >= spec.partialFrom;
  if (running) return html` <small>so far</small>`;
  const words = [
    ...(spec.partial[index] === true ? ['part of it'] : []),
    ...(watched === 0 ? ['not watched'] : watched < 0.95 ? [`watched ${percent(watched)}`] : []),
  ];
  return words.length === 0 ? null : html` <small>${words.join(', ')}</small>`;
}
