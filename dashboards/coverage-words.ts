import type { Gap, Provenance } from '../src/domain/series.ts';
import { clockText, counted, dayText, duration, instantText, locale, percent, sourceName, time } from './format.ts';
import { type Html, html } from './html.ts';

/** "As of 08:20 · watched 99.2 % of the time": stands beside every figure or group of figures. */
export function provenanceLine({ asOf, coverage, gaps }: Provenance, tz: string, gapsAt = '#coverage'): Html {
  const stretches = together(gaps);
  const open = stretches.filter((gap) => gap.to === null).length;
  const words = stretches.length === 0 ? 'no gaps' : stretches.length === 1 ? '1 gap' : `${stretches.length} gaps`;
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
const minuteMs = 60_000;

/** What was not watched, newest first: when, how long, which source and why. Moments are counted only. */
export function gapList(gaps: readonly Gap[], tz: string, now: string): Html {
  if (gaps.length === 0) return html`<p class="quiet">No gaps in this time.</p>`;
  const holes = together(gaps).toSorted((a, b) => Date.parse(b.from) - Date.parse(a.from));
  const isBrief = ({ from, to }: Hole) => to !== null && Date.parse(to) - Date.parse(from) < minuteMs;
  const sorted = holes.filter((hole) => !isBrief(hole));
  const brief = holes.length - sorted.length;
  const list = (some: readonly Hole[]) => html`<ul class="gaps">${some.map((gap) => gapItem(gap, tz, now))}</ul>`;
  const rest = sorted.slice(shown);
  const more = rest.length > 0 && html`<details><summary>${rest.length} earlier</summary>${list(rest)}</details>`;
  const also = sorted.length > 0 ? 'And ' : '';
  const tail =
    brief > 0 && html`<p class="quiet">${also}${counted(brief, 'gap')} of under a minute${brief > 1 && ' each'}.</p>`;
  return html`${sorted.length > 0 && list(sorted.slice(0, shown))}${more}${tail}`;
}

/** A hole that several sources had at the same time for the same reason. */
type Hole = Omit<Gap, 'source'> & { sources: string[] };

function together(gaps: readonly Gap[]): Hole[] {
  const holes = new Map<string, Hole>();
  for (const { source, ...gap } of gaps) {
    const key = [gap.from, gap.to, gap.reason].join(' ');
    const known = holes.get(key);
    if (known === undefined) holes.set(key, { ...gap, sources: [source] });
    else known.sources.push(source);
  }
  return [...holes.values()];
}

/** "Bluesky", "a.example and b.example", "a.example, b.example and 3 more". */
function names(sources: readonly string[]): string {
  const known = sources.map(sourceName);
  const most = known.length > 3 ? [...known.slice(0, 2), `${known.length - 2} more`] : known;
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(most);
}

function gapItem(gap: Hole, tz: string, now: string): Html {
  const length = duration(Date.parse(gap.to ?? now) - Date.parse(gap.from));
  const end = gap.to === null ? html`<strong>until now</strong>` : html`to ${time(gap.to, tz, endWords(gap.from))}`;
  return html`<li class="gap"><span class="gap-when">${time(gap.from, tz)} ${end}</span> <span class="gap-what"><b>${names(gap.sources)}</b>, ${length}: ${gap.reason}</span></li>
`;
}

/** The end of a stretch without its day, if that is the day on which it began. */
function endWords(from: string): (at: string, tz: string) => string {
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  return (at, tz) => (dayText(from, tz, day) === dayText(at, tz, day) ? clockText(at, tz) : instantText(at, tz));
}
