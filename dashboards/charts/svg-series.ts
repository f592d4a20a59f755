import { type Html, html } from '../html.ts';
import { drawsBars, endLabel, type Geometry, middle, short } from './geometry.ts';
import { light } from './palette.ts';
import type { ChartSpec, DrawnLine } from './spec.ts';

/** Values as the drawing carries them in `data-values`: "1,,3", unknown empty. */
function valueList(values: readonly (number | null)[]): string {
  return values.map((value) => value ?? '').join(',');
}

/** Every line of the drawing. One summed into "other" keeps an empty element with its own values. */
export function seriesMarks(spec: ChartSpec, g: Geometry): Html {
  const folded = (key: string) => {
    const line = spec.lines.find((one) => one.key === key);
    return line !== undefined && html`<g data-series="${key}" data-values="${valueList(line.values)}"/>`;
  };
  const group = (line: DrawnLine) => {
    const marks = html`${drawsBars(spec) ? bars(spec, line, g) : path(spec, line, g)}${hollowDots(spec, line, g)}`;
    if (line.folded.length > 0) return html`<g class="series s-${line.colour}">${marks}${line.folded.map(folded)}</g>`;
    return html`<g class="series s-${line.colour}" data-series="${line.key}" data-values="${valueList(line.values)}">${marks}</g>`;
  };
  return html`<g>${spec.drawn.toReversed().map(group)}${undrawn(spec).map(folded)}</g>`;
}

/** Keys that stand in the table alone. */
function undrawn(spec: ChartSpec): string[] {
  const shown = new Set(spec.drawn.flatMap((line) => [line.key, ...line.folded]));
  return spec.lines.map((line) => line.key).filter((key) => !shown.has(key));
}

function bars(spec: ChartSpec, line: DrawnLine, g: Geometry): Html[] {
  return line.values.flatMap((value, index) => {
    if (value === null || value <= 0) return [];
    const [from, to] = [g.x(spec.starts[index] ?? 0), g.x(spec.ends[index] ?? 0)];
    const space = Math.min(3, (to - from) * 0.2);
    const part = spec.dotted[index] === true;
    const look = part ? 'bar part' : 'bar';
    return [
      html`<rect class="${look}" fill="${light[line.colour]}" fill-opacity="${part ? '.35' : '1'}" x="${short(from + space / 2)}" y="${short(g.y(value))}" width="${short(Math.max(1, to - from - space))}" height="${short(g.bottom - g.y(value))}"/>`,
    ];
  });
}

/** Breaks at unknown values; strokes to and from a bucket that is partial or barely watched are dotted; a value alone is a dot. */
function path(spec: ChartSpec, line: DrawnLine, g: Geometry): Html {
  const print = g.narrow ? (value: number) => String(Math.round(value)) : short;
  const at = (index: number, value: number) => `${print(g.x(middle(spec, index)))} ${print(g.y(value))}`;
  const strokes = { whole: '', part: '' };
  const alone: Html[] = [];
  let drawing: keyof typeof strokes | null = null;
  for (const [index, value] of line.values.entries()) {
    const before = line.values[index - 1] ?? null;
    if (value === null || before === null) drawing = null;
    if (value === null) continue;
    if (before !== null) {
      const kind = spec.dotted[index] === true || spec.dotted[index - 1] === true ? 'part' : 'whole';
      strokes[kind] += drawing === kind ? `L${at(index, value)}` : `M${at(index - 1, before)}L${at(index, value)}`;
      drawing = kind;
    } else if ((line.values[index + 1] ?? null) === null) {
      alone.push(
        html`<circle class="dot" fill="${light[line.colour]}" cx="${short(g.x(middle(spec, index)))}" cy="${short(g.y(value))}" r="3"/>`,
      );
    }
  }
  const stroke = (d: string, dash: readonly number[], look: string) =>
    d !== '' &&
    html`<path class="${look}" fill="none" stroke="${light[line.colour]}" stroke-width="2" stroke-linejoin="round"${dash.length > 0 && html` stroke-dasharray="${dash.join(' ')}"`} d="${d}"/>`;
  const shaded = spec.drawn.length === 1 && area(spec, line, g);
  return html`${shaded}${stroke(strokes.whole, line.dash, 'line')}${stroke(strokes.part, [2, 4], 'line part')}${alone}`;
}

/** The surface under the only line, broken where the line is, and where so little was watched that it would look like a fall. */
function area(spec: ChartSpec, line: DrawnLine, g: Geometry): Html {
  let d = '';
  let last: number | null = null;
  for (const [index, value] of [...line.values, null].entries()) {
    if (value !== null && (spec.partial[index] === true || spec.dotted[index] !== true)) {
      const x = Math.round(g.x(middle(spec, index)));
      d += last === null ? `M${x} ${Math.round(g.bottom)}L` : ' ';
      d += `${x} ${Math.round(g.y(value))}`;
      last = x;
    } else if (last !== null) {
      d += `V${Math.round(g.bottom)}Z`;
      last = null;
    }
  }
  return html`<path class="area" fill="${light[line.colour]}" fill-opacity=".12" d="${d}"/>`;
}

/** What is known of buckets that nobody watched: never joined to the line. */
function hollowDots(spec: ChartSpec, line: DrawnLine, g: Geometry): Html[] {
  return line.sampled.flatMap((value, index) => {
    if (value === null || (line.values[index] ?? null) !== null) return [];
    return [
      html`<circle class="hollow" fill="${light.card}" stroke="${light[line.colour]}" stroke-width="1.5" cx="${short(g.x(middle(spec, index)))}" cy="${short(g.y(value))}" r="3"/>`,
    ];
  });
}

/** Names at the ends of the lines, moved apart where they would touch. Of one line there is no need. */
export function endLabels(spec: ChartSpec, g: Geometry): Html | null {
  if (g.narrow || spec.drawn.length < 2) return null;
  const labels = spec.drawn.map((line) => ({ line, y: g.y(lastWhole(spec, line)) })).toSorted((a, b) => a.y - b.y);
  let free = g.top + 4;
  for (const label of labels) {
    label.y = Math.max(label.y, free);
    free = label.y + 17;
  }
  let limit = g.bottom;
  for (const label of labels.toReversed()) {
    label.y = Math.min(label.y, limit);
    limit = label.y - 17;
  }
  const text = ({ line, y }: { line: DrawnLine; y: number }) =>
    html`<text class="end s-${line.colour}" fill="${light[line.colour]}" x="${short(g.right + 8)}" y="${short(y)}" dy="4.5">${endLabel(line.label)}</text>`;
  return html`<g>${labels.map(text)}</g>`;
}

/** The last value of a complete bucket: the running one says little yet. */
function lastWhole(spec: ChartSpec, line: DrawnLine): number {
  const whole = line.values.findLast((value, index) => value !== null && spec.dotted[index] !== true);
  return whole ?? line.values.findLast((value) => value !== null) ?? 0;
}

/** The usual range behind the lines, in steps: one outline for each stretch in which it is known, in whole pixels. */
export function bandArea(spec: ChartSpec, g: Geometry): Html | null {
  const { band } = spec;
  if (band === null) return null;
  let [outline, above, below] = ['', '', ''];
  const close = () => {
    if (above !== '') outline += `${above}${below}Z`;
    [above, below] = ['', ''];
  };
  for (const [index, low] of band.low.entries()) {
    const high = band.high[index] ?? null;
    if (low === null || high === null) {
      close();
      continue;
    }
    const [left, right] = [spec.starts[index] ?? 0, spec.ends[index] ?? 0].map((at) => Math.round(g.x(at)));
    const [top, bottom] = [high, low].map((value) => Math.round(g.y(value)));
    above += `${above === '' ? `M${left} ${top}` : `V${top}`}H${right}`;
    below = `V${bottom}H${left}${below}`;
  }
  close();
  return html`<path class="band" fill="${light.muted}" fill-opacity=".18" d="${outline}"/>`;
}
