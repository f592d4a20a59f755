import { type Html, html } from './html.ts';

/** Language of the pages and of every number and date in them. */
export const locale = 'en-GB';
const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const languageNames = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' });
const formats = new Map<string, Intl.DateTimeFormat>();

/** A formatter for a zone, made once: making one costs more than a thousand uses. */
export function dateFormat(tz: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${tz} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, { timeZone: tz, hourCycle: 'h23', ...options });
  formats.set(key, made);
  return made;
}

/** A figure in full digits, never "1.2k"; what nobody knows is "–", never 0. */
export function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : numbers.format(value);
}

/** "1 post", "2 posts", "– posts". */
export function counted(value: number | null, one: string, many = `${one}s`): string {
  return `${figure(value)} ${value === 1 ? one : many}`;
}

/** A share of 0..1, rounded down to a tenth of a percent, so that only the whole is "100 %"; it never breaks in two. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || Number.isNaN(share)) return '–';
  return `${numbers.format(Math.floor(share * 1000 + 1e-9) / 10)}\u00a0%`;
}

/** "Tue 24 Nov 2026, 08:20" in a zone. */
export function instantText(at: string | number, tz: string): string {
  const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  return `${dayText(at, tz, day)}, ${clockText(at, tz)}`;
}

/** "08:20" in a zone. */
export function clockText(at: string | number, tz: string): string {
  return dateFormat(tz, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
}

/** A date in a zone, without the commas that English would put in. */
export function dayText(at: string | number, tz: string, options: Intl.DateTimeFormatOptions): string {
  return dateFormat(tz, options).format(new Date(at)).replaceAll(',', '').replace('Sept', 'Sep');
}

/** An instant as a `<time>` element, worded in a zone. */
export function time(at: string, tz: string, worded: (at: string, tz: string) => string = instantText): Html {
  return html`<time datetime="${at}">${worded(at, tz)}</time>`;
}

/** The zone by the name that readers know: "Europe/Berlin", "UTC". */
export function zoneName(tz: string): string {
  return tz.replaceAll('_', ' ');
}

/** "3 days 4 h", "1 h 15 min", "40 s": the two largest units that say something. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days > 0) return `${days} ${days === 1 ? 'day' : 'days'}${hours > 0 ? ` ${hours} h` : ''}`;
  return hours > 0 ? `${hours} h${rest > 0 ? ` ${rest} min` : ''}` : `${rest} min`;
}

/** English name of a language code; the code itself where there is none. */
export function languageName(code: string): string {
  if (code === 'und' || code === '') return 'Undetermined';
  try {
    return languageNames.of(code) ?? code;
  } catch {
    return code;
  }
}

/** `bluesky` and `mastodon:HOST` as readers call them. */
export function sourceName(source: string): string {
  if (source === 'bluesky') return 'Bluesky';
  if (source === 'mastodon') return 'Mastodon';
  return source.startsWith('mastodon:') ? source.slice('mastodon:'.length) : source;
}
