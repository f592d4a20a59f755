import { type Html, html } from '../html.ts';
import { fontFamily, light } from './palette.ts';

/** A grid of values; null: unknown. */
export interface HeatMap {
  title: string;
  /** What the darkest cell says, for who cannot see it. */
  summary: string;
  rows: readonly string[];
  /** One word a column, '' for none. */
  columns: readonly string[];
  values: readonly (readonly (number | null)[])[];
  /** A cell in words: shown where the reader points. */
  words(row: number, column: number): string;
}

const [left, top, width, height, gap] = [30, 16, 14, 18, 1.5]; // narrow enough for a phone, at its own size
const levels = [0.12, 0.3, 0.5, 0.75, 1];

/**
 * Upper ends of the steps of colour, each with as many of the values above 0 as the others: so one burst does not make
 * all else look the same. Fewer steps where values are alike.
 */
export function heatSteps(values: readonly (number | null)[]): number[] {
  const sorted = values.filter((value) => value !== null && value > 0).sort((a, b) => (a ?? 0) - (b ?? 0));
  const ends = levels.map((_, step) => sorted[Math.ceil((sorted.length * (step + 1)) / levels.length) - 1] ?? null);
  return [...new Set(ends.filter((end) => end !== null))];
}

/** A small drawing of a grid: the stronger the more, in the steps of `heatSteps`; grey is unknown, an outline is 0. */
export function heatMap(map: HeatMap, id: string): Html {
  const steps = heatSteps(map.values.flat());
  const size = `${left + map.columns.length * width} ${top + map.rows.length * height}`;
  const mark = (value: number | null, row: number, column: number) => {
    const place = html`x="${left + column * width}" y="${top + row * height}" width="${width - gap}" height="${height - gap}" rx="2"`;
    const look = value === null ? html`class="hole" fill="${light.hole}"` : shade(value, steps);
    return html`<rect ${look} ${place}><title>${map.words(row, column)}</title></rect>`;
  };
  const marks = map.values.map((line, row) => line.map((value, column) => mark(value, row, column)));
  const days = map.rows.map(
    (name, row) => html`<text class="tick" x="0" y="${top + (row + 0.7) * height}">${name}</text>`,
  );
  const hours = map.columns.map(
    (name, column) => name !== '' && html`<text class="tick" x="${left + column * width}" y="11">${name}</text>`,
  );
  return html`<svg class="heat" role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 0 ${size}" font-family="${fontFamily}" font-size="11"><title id="${id}-title">${map.title}</title><desc id="${id}-desc">${map.summary}</desc>
${days}${hours}${marks}</svg>`;
}

function shade(value: number, steps: readonly number[]): Html {
  if (value === 0) return html`class="empty" fill="none" stroke="${light.rule}"`;
  const step = steps.findIndex((end) => value <= end);
  const level = levels[levels.length - steps.length + step] ?? 1; // the greatest is always the strongest
  return html`class="fill" fill="${light.teal}" fill-opacity="${level}"`;
}
