import type { Gap, Provenance } from '../src/domain/series.ts';
import { clockText, dayText, duration, instantText, percent, sourceName, time } from './format.ts';
import { type Html, html } from './html.ts';

/** "As of 08:20 · watched 99.2 % of the time": stands beside every figure or group of figures. */
export function provenanceLine({ asOf, coverage, gaps }: Provenance, tz: string, gapsAt = '#coverage'): Html {
  const open = gaps.filter((gap) => gap.to === null).length;
  const words = gaps.length === 0 ? 'no gaps' : gaps.length === 1 ? '1 gap' : `${gaps.length} gaps`;
  const now = open === 0 ? null : html`, <strong>${open} still open</strong>`;
  return html`As of ${time(asOf, tz)} · watched ${percent(coverage)} of the time · <a href="${gapsAt}">${words}</a>${now}`;
}

/** One sentence on how much was watched. */
export function coverageSentence(coverage: number): string {
  if (coverage >= 1) return 'We watched all of this time.';
  if (coverage <= 0) return 'We did not watch any of this time. Figures show only what was found later.';
  const rest = 'What nobody watched is unknown. It is never counted as zero and never guessed.';
  if (coverage >= 0.95) return `We watched ${percent(coverage)} of this time. ${rest}`;
  return `Based on ${percent(coverage)} of the time; the rest was not watched. The figures are lower bounds. ${rest}`;
}

const shown = 8;

/** What was not watched, newest first: when, how long, which source and why. */
export function gapList(gaps: readonly Gap[], tz: string, now: string): Html {
  if (gaps.length === 0) return html`<p class="quiet">No gaps in this time.</p>`;
  const sorted = gaps.toSorted((a, b) => Date.parse(b.from) - Date.parse(a.from));
  const list = (some: readonly Gap[]) => html`<ul class="gaps">${some.map((gap) => gapItem(gap, tz, now))}</ul>`;
  const rest = sorted.slice(shown);
  const more = rest.length > 0 && html`<details><summary>${rest.length} earlier</summary>${list(rest)}</details>`;
  return html`${list(sorted.slice(0, shown))}${more}`;
}

function gapItem(gap: Gap, tz: string, now: string): Html {
  const length = duration(Date.parse(gap.to ?? now) - Date.parse(gap.from));
  const end = gap.to === null ? html`<strong>until now</strong>` : html`to ${time(gap.to, tz, endWords(gap.from))}`;
  return html`<li class="gap"><span class="gap-when">${time(gap.from, tz)} ${end}</span> <span class="gap-what"><b>${sourceName(gap.source)}</b>, ${length}: ${gap.reason}</span></li>
`;
}

/** The end of a stretch without its day, if that is the day on which it began. */
function endWords(from: string): (at: string, tz: string) => string {
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  return (at, tz) => (dayText(from, tz, day) === dayText(at, tz, day) ? clockText(at, tz) : instantText(at, tz));
}
