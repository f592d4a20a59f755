import type { ChartSpec } from './spec.ts';

/** Where a drawing puts its values, in units of its viewBox. */
export interface Geometry {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  narrow: boolean;
  x(at: number): number;
  y(value: number): number;
}

/** Of the widest usual fonts (DejaVu Sans), so that nothing is cut where they are the only ones. */
const characterWidth = 7.6;
const boldWidth = 9;

/** Sizes of the drawing; the box in the stylesheet has the same proportions, so that nothing moves. */
export const sizes = { wide: { width: 1040, height: 340 }, narrow: { width: 360, height: 280 } } as const;

/** Scales from time and value to the drawing, with room for the longest label on each side. */
export function geometry(spec: ChartSpec, size: keyof typeof sizes, offset = { x: 0, y: 0 }): Geometry {
  const { width, height } = sizes[size];
  const narrow = size === 'narrow';
  const longest = Math.max(...spec.yTicks.map((tick) => tick.label.length), 1);
  const ends =
    !narrow && spec.drawn.length > 1 ? Math.max(...spec.drawn.map((line) => endLabel(line.label).length)) : 0;
  const left = offset.x + longest * characterWidth + 14;
  const right = offset.x + width - (ends === 0 ? 12 : ends * boldWidth + 16);
  const top = offset.y + (spec.notes.length > 0 ? 40 : 14);
  const bottom = offset.y + height - 30;
  const from = spec.starts[0] ?? 0;
  const span = (spec.ends.at(-1) ?? from) - from || 1;
  const most = spec.yTicks.at(-1)?.value || 1;
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    narrow,
    x: (at) => left + ((Math.min(Math.max(at, from), from + span) - from) / span) * (right - left),
    y: (value) => bottom - (value / most) * (bottom - top),
  };
}

/** A line's name as it fits at its end. */
export function endLabel(label: string): string {
  const letters = Array.from(label);
  return letters.length > 17 ? `${letters.slice(0, 16).join('')}…` : label;
}

/** A coordinate with one decimal: a tenth of a unit is less than a pixel. */
export function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** The middle of a bucket, where its value is drawn. */
export function middle(spec: ChartSpec, index: number): number {
  return ((spec.starts[index] ?? 0) + (spec.ends[index] ?? 0)) / 2;
}

/** Bars for one line of few buckets, else lines. */
export function drawsBars(spec: ChartSpec): boolean {
  return spec.drawn.length === 1 && spec.band === null && spec.buckets.length <= 62;
}
