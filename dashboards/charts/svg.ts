import { type Html, html } from '../html.ts';
import { type Geometry, geometry, sizes } from './geometry.ts';
import { fontFamily, light } from './palette.ts';
import type { ChartSpec } from './spec.ts';
import { noteMarks, shades, timeAxis, valueAxis } from './svg-ground.ts';
import { bandArea, endLabels, seriesMarks } from './svg-series.ts';

/** All that is drawn, without the frame around it. `id` begins the names of its patterns. */
export function chartMarks(spec: ChartSpec, g: Geometry, id: string): Html {
  const hatch = `${id}-hatch`;
  const known = spec.lines.some((line) => [...line.values, ...line.sampled].some((value) => value !== null));
  const empty = html`<text class="end" fill="${light.text}" x="${(g.left + g.right) / 2}" y="${(g.top + g.bottom) / 2}" text-anchor="middle">Nothing is known of this time</text>`;
  return html`<defs><pattern id="${hatch}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch-line" stroke="${light.muted}" stroke-opacity=".45" stroke-width="1.5" y2="7"/></pattern></defs>
${shades(spec, g, hatch)}${valueAxis(spec, g)}${bandArea(spec, g)}${timeAxis(spec, g)}${seriesMarks(spec, g)}${noteMarks(spec, g)}${endLabels(spec, g)}${!known && empty}`;
}

/** A drawing for a page, in one of two proportions; the stylesheet shows the one that fits. */
export function chartSvg(spec: ChartSpec, size: keyof typeof sizes, id: string): Html {
  const name = `${id}-${size}`;
  const { width, height } = sizes[size];
  return html`<svg class="drawing ${size}" role="img" aria-labelledby="${name}-title ${name}-desc" viewBox="0 0 ${width} ${height}" font-family="${fontFamily}" font-size="13" xmlns="http://www.w3.org/2000/svg"><title id="${name}-title">${spec.title}</title><desc id="${name}-desc">${spec.summary}</desc>
${chartMarks(spec, geometry(spec, size), name)}</svg>`;
}
