import type { SeriesAnswer } from '../../src/domain/series.ts';
import { figure } from '../format.ts';
import { type Html, html } from '../html.ts';
import { short } from './geometry.ts';

const [width, height] = [320, 64];

/** A small drawing of the first series without axes: breaks where nobody watched, the running bucket left out. */
export function sparkline(answer: SeriesAnswer, words: string): Html {
  const values = answer.series[0]?.values ?? [];
  const whole = values.map((value, index) => (answer.partial[index] === true && index > 0 ? null : value));
  const most = whole.reduce<number>((top, value) => Math.max(top, value ?? 0), 0);
  const x = (index: number) => short((index / Math.max(1, values.length - 1)) * (width - 4) + 2);
  const y = (value: number) => short(height - 4 - (value / (most || 1)) * (height - 10));
  let [line, area] = ['', ''];
  let last: string | null = null;
  for (const [index, value] of [...whole, null].entries()) {
    if (value !== null) {
      line += `${last === null ? 'M' : 'L'}${x(index)} ${y(value)}`;
      area += `${last === null ? `M${x(index)} ${height - 4}` : ''}L${x(index)} ${y(value)}`;
      last = x(index);
    } else if (last !== null) {
      area += `L${last} ${height - 4}Z`;
      last = null;
    }
  }
  const holes = answer.bucketCoverage.flatMap((watched, index) =>
    watched > 0
      ? []
      : [
          html`<rect class="hole" x="${x(index)}" y="0" width="${short(width / Math.max(1, values.length) + 0.6)}" height="${height - 4}"/>`,
        ],
  );
  return html`<svg class="spark" role="img" aria-label="${words}, most ${figure(most)}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none"><g class="series s-teal">${holes}<path class="area" fill-opacity=".12" d="${area}"/><path class="line" fill="none" stroke-width="1.5" vector-effect="non-scaling-stroke" d="${line}"/></g><path class="zero" d="M0 ${height - 4}H${width}" vector-effect="non-scaling-stroke"/></svg>`;
}
