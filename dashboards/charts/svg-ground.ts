import { type Html, html } from '../html.ts';
import { type Geometry, short } from './geometry.ts';
import { light } from './palette.ts';
import type { ChartNote, ChartSpec } from './spec.ts';

/** Horizontal rules with their values; the zero line is the strongest. */
export function valueAxis(spec: ChartSpec, g: Geometry): Html {
  const line = ({ value, label }: { value: number; label: string }) => {
    const y = short(g.y(value));
    const zero = value === 0;
    return html`<line class="${zero ? 'zero' : 'rule'}" stroke="${zero ? light.muted : light.rule}" x1="${short(g.left)}" x2="${short(g.right)}" y1="${y}" y2="${y}"/>
<text class="tick" fill="${light.muted}" x="${short(g.left - 8)}" y="${y}" dy="4.5" text-anchor="end">${label}</text>`;
  };
  return html`<g>${spec.yTicks.map(line)}</g>`;
}

/** Marks of time under the zero line. Labels that would run out of the drawing or into their neighbour are left out. */
export function timeAxis(spec: ChartSpec, g: Geometry): Html {
  let free = Number.NEGATIVE_INFINITY;
  const marks = (g.narrow ? spec.narrowTicks : spec.ticks).map(({ at, label }) => {
    const x = g.x(at);
    const half = label.length * 3.6;
    const center = Math.min(Math.max(x, g.left - 8 + half), g.right + (g.narrow ? 10 : 6) - half);
    const fits = Math.abs(center - x) < half && center - half > free;
    if (fits) free = center + half + 8;
    return html`<line class="zero" stroke="${light.muted}" x1="${short(x)}" x2="${short(x)}" y1="${short(g.bottom)}" y2="${short(g.bottom + 5)}"/>
${fits && html`<text class="tick" fill="${light.muted}" x="${short(center)}" y="${short(g.bottom + 20)}" text-anchor="middle">${label}</text>`}`;
  });
  return html`<g>${marks}</g>`;
}

/** Stretches that nobody watched, or too little, and the running bucket: shaded from top to bottom. */
export function shades(spec: ChartSpec, g: Geometry, hatch: string): Html {
  const rect = (from: number, to: number, kind: string, fill: string) =>
    html`<rect class="${kind}" fill="${fill}" x="${short(g.x(from))}" y="${short(g.top)}" width="${short(Math.max(1.5, g.x(to) - g.x(from)))}" height="${short(g.bottom - g.top)}"/>`;
  const holes = spec.holes.map((hole) =>
    hole.kind === 'unknown'
      ? html`${rect(hole.from, hole.to, 'hole unknown', light.hole)}${rect(hole.from, hole.to, 'hatch', `url(#${hatch})`)}`
      : rect(hole.from, hole.to, 'hatch thin', `url(#${hatch})`),
  );
  const end = spec.ends.at(-1) ?? 0;
  const running = spec.partialFrom !== null && rect(spec.partialFrom, end, 'running', light.hole);
  return html`<g>${holes}${running}</g>`;
}

/** Notes as dated lines with their signs on top; signs that would touch stand in two rows. */
export function noteMarks(spec: ChartSpec, g: Geometry): Html | null {
  if (spec.notes.length === 0) return null;
  let last = { x: Number.NEGATIVE_INFINITY, row: 1 };
  const mark = (note: ChartNote) => {
    const x = g.x(note.at);
    const row = x - last.x < 18 && last.row === 0 ? 1 : 0;
    last = { x, row };
    const y = g.top - 10 - row * 16;
    const span =
      note.until !== null &&
      html`<rect class="span" fill="${light.muted}" fill-opacity=".1" x="${short(x)}" y="${short(g.top)}" width="${short(g.x(note.until) - x)}" height="${short(g.bottom - g.top)}"/>`;
    return html`${span}<line class="note" stroke="${light.text}" stroke-dasharray="2 3" x1="${short(x)}" x2="${short(x)}" y1="${short(y + 4)}" y2="${short(g.bottom)}"/>
<text class="sign" fill="${light.text}" x="${short(x)}" y="${short(y)}" text-anchor="middle">${note.sign}</text>`;
  };
  return html`<g>${spec.notes.map(mark)}</g>`;
}
