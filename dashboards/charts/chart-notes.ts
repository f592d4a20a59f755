import type { Note } from '../../src/domain/campaign.ts';
import { safeHref } from '../href.ts';
import type { ChartNote } from './spec.ts';

/** A day of the campaign's zone, or an instant, in ms. */
function noteInstant(at: string, tz: string): number {
  if (/^\d{4}-\d{2}-\d{2}$/.test(at)) return Temporal.PlainDate.from(at).toZonedDateTime(tz).epochMilliseconds;
  return Date.parse(at);
}

/** ① to ⑳, then (21). */
function noteSign(index: number): string {
  return index < 20 ? String.fromCodePoint(0x2460 + index) : `(${index + 1})`;
}

/** The notes that fall in a stretch, in order of time, numbered from ①. */
export function chartNotes(notes: readonly Note[], tz: string, from: number, to: number): ChartNote[] {
  return notes
    .map((note) => ({
      at: noteInstant(note.at, tz),
      until: note.until === undefined ? null : noteInstant(note.until, tz),
      label: note.label,
      url: safeHref(note.url),
    }))
    .filter((note) => note.at < to && (note.until ?? note.at) >= from)
    .toSorted((a, b) => a.at - b.at)
    .map((note, index) => ({ ...note, sign: noteSign(index) }));
}
