export type Json = Record<string, unknown>;

/** The value as an object; an empty one for anything else. */
export const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const string = (value: unknown): string | null => (typeof value === 'string' ? value : null);
export const strings = (value: unknown): string[] => list(value).filter((one) => typeof one === 'string');
export const count = (value: unknown): number => (typeof value === 'number' && value > 0 ? Math.floor(value) : 0);

/** A time in ms; null if it cannot be read, or is of before 1970: some programs write year 1 for none (sources.md 3). */
export function time(value: unknown): number | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) || ms < 0 ? null : ms;
}

/** `pt-BR` is `pt`. */
export function primary(value: unknown): string | null {
  const subtag = string(value)?.split(/[-_]/)[0]?.toLowerCase() ?? '';
  return /^[a-z]{2,3}$/.test(subtag) && subtag !== 'und' ? subtag : null;
}

/** Whether a profile holds one of the words by which people ask to be left alone (sources.md 7). */
export const asksToBeLeftAlone = (words: string): boolean =>
  /#(?:nobots?|noboost|noarchive|noindex|nosearch|nobridge)(?![\p{L}\p{N}_])/iu.test(words) || words.includes('🤖🚫');
