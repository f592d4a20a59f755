import { calmText } from '../calm-text.ts';
import { instantText, percent, zoneName } from '../format.ts';
import { type Html, html } from '../html.ts';
import { geometry, sizes } from './geometry.ts';
import { fontFamily, light } from './palette.ts';
import type { ChartSpec } from './spec.ts';
import { chartMarks } from './svg.ts';

/** What a picture that travels alone says about itself. */
export interface FileSource {
  /** Name of the campaign. */
  campaign: string;
  /** Where it came from: a permalink, or the name of the instance. */
  address: string;
}

const margin = { side: 24, top: 66, foot: 24 };

/**
 * A chart as a picture of its own: title, drawing, notes, as-of, coverage and source, with all colours written in, so
 * that it looks alike in a mail, a slide and a browser.
 */
export function chartFile(spec: ChartSpec, source: FileSource): Html {
  const { width, height } = sizes.wide;
  const notes = spec.notes.map((note) => `${note.sign} ${note.label}`);
  const rows = [...wrapped(notes, 150), ...(spec.remark === null ? [] : [spec.remark]), provenance(spec, source)];
  const full = { width: width + 2 * margin.side, height: margin.top + height + margin.foot + rows.length * 20 };
  const row = (text: string, index: number) =>
    html`<text x="${margin.side}" y="${margin.top + height + 20 + index * 20}" fill="${light.muted}">${text}</text>`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="chart-title chart-desc" viewBox="0 0 ${full.width} ${full.height}" width="${full.width}" height="${full.height}" font-family="${fontFamily}" font-size="13"><title id="chart-title">${spec.title} · ${calmText(source.campaign)}</title><desc id="chart-desc">${spec.summary}</desc>
<rect width="${full.width}" height="${full.height}" fill="${light.card}"/>
<text x="${margin.side}" y="32" font-size="20" font-weight="650" fill="${light.text}">${spec.title}</text>
<text x="${margin.side}" y="54" fill="${light.muted}">${calmText(source.campaign)} · ${spec.labels[0]} to ${spec.labels.at(-1)} · ${zoneName(spec.tz)}</text>
${chartMarks(spec, geometry(spec, 'wide', { x: margin.side, y: margin.top }), 'chart')}
${rows.map(row)}</svg>
`;
}

function provenance(spec: ChartSpec, source: FileSource): string {
  return `As of ${instantText(spec.asOf, spec.tz)} · watched ${percent(spec.coverage)} of the time · ${source.address} · Groundswell`;
}

/** The notes in as few rows as hold them. */
function wrapped(words: readonly string[], most: number): string[] {
  const rows: string[] = [];
  for (const word of words) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + word.length + 3 <= most) rows[rows.length - 1] = `${last}   ${word}`;
    else rows.push(word);
  }
  return rows;
}
