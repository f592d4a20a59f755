import { instantText, percent } from '../format.ts';
import { type Html, html } from '../html.ts';
import { short } from './geometry.ts';

const [width, height] = [1000, 18];

/** When a source was watched, as a bar from one instant to another; what is not covered stays hatched. */
export function timeline(
  covered: readonly { from: string; to: string }[],
  from: string,
  to: string,
  share: number,
  tz: string,
  id: string,
): Html {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const x = (at: string) => ((Math.min(Math.max(Date.parse(at), start), end) - start) / (end - start || 1)) * width;
  const piece = (stretch: { from: string; to: string }) => {
    const [left, right] = [x(stretch.from), x(stretch.to)];
    return (
      right > left &&
      html`<rect class="fill" x="${short(left)}" width="${short(Math.max(0.6, right - left))}" height="${height}"/>`
    );
  };
  const words = `Watched ${percent(share)} of the time from ${instantText(from, tz)} to ${instantText(to, tz)}`;
  return html`<svg class="timeline" role="img" aria-label="${words}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none"><defs><pattern id="${id}" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch-line" stroke-width="2" d="M0 0V10"/></pattern></defs><rect class="hole" width="${width}" height="${height}"/><rect fill="url(#${id})" width="${width}" height="${height}"/>${covered.map(piece)}</svg>`;
}
