import { drawsBars } from './geometry.ts';
import type { ChartSpec, Colour } from './spec.ts';

/** What the interactive chart reads from the page. The island imports this type only. */
export interface IslandData {
  title: string;
  unit: string;
  bars: boolean;
  starts: number[];
  ends: number[];
  labels: string[];
  dotted: boolean[];
  partialFrom: number | null;
  ticks: { at: number; label: string }[];
  narrowTicks: { at: number; label: string }[];
  yTicks: { value: number; label: string }[];
  /** Every line; those without a colour stand in the table only. */
  series: {
    key: string;
    label: string;
    values: (number | null)[];
    sampled: (number | null)[];
    colour: Colour | null;
    dash: number[];
  }[];
  holes: { from: number; to: number; kind: 'unknown' | 'thin' }[];
  notes: { at: number; sign: string; label: string }[];
  band: { low: (number | null)[]; high: (number | null)[] } | null;
}

/** The spec as the island needs it: the same values, ticks and labels, nothing worked out anew. */
export function islandData(spec: ChartSpec): IslandData {
  const { title, unit, starts, ends, labels, dotted, partialFrom, ticks, narrowTicks, yTicks, holes, band } = spec;
  const drawn = new Set(spec.drawn.map((line) => line.key));
  const left = spec.lines.filter((line) => !drawn.has(line.key));
  const series = [
    ...spec.drawn.map(({ key, label, values, sampled, colour, dash }) => ({
      key,
      label,
      values,
      sampled,
      colour,
      dash,
    })),
    ...left.map(({ key, label, values, sampled }) => ({ key, label, values, sampled, colour: null, dash: [] })),
  ];
  const notes = spec.notes.map(({ at, sign, label }) => ({ at, sign, label }));
  const axes = { ticks, narrowTicks, yTicks };
  return {
    title,
    unit,
    bars: drawsBars(spec),
    starts,
    ends,
    labels,
    dotted,
    partialFrom,
    ...axes,
    series,
    holes,
    notes,
    band,
  };
}
