import { createRequire } from 'node:module';
import { fold } from './normal-form.ts';

const prototypes = createRequire(import.meta.url)('unhomoglyph/data.json') as Record<string, string>;

/** The ASCII letters or digits that a foreign letter looks like; itself if it looks like none. */
function latinTwin(char: string): string {
  if (['к', 'κ', 'ĸ'].includes(char)) return 'k';
  const prototype = prototypes[char];
  if (prototype === undefined || !/^[A-Za-z0-9]+$/.test(prototype)) return char;
  return prototype === 'l' && /^\p{Lu}$/u.test(char) ? 'I' : prototype;
}

/** M without its first condition: every foreign letter replaced. */
export const allLatin = (cleaned: string): string =>
  [...cleaned].map((char) => (/^[\p{L}\p{N}]$/u.test(char) && char > '\x7f' ? latinTwin(char) : char)).join('');

const withoutMarks = (text: string): string => text.replace(/(?<=[A-Za-z]\p{Mn}*)\p{Mn}/gu, '');

/** M: foreign letters beside at least one ASCII letter. */
export const foreign = (cleaned: string): string =>
  withoutMarks(/[A-Za-z]/.test(cleaned) ? allLatin(cleaned) : cleaned);

/** W: a capital before; after it the end, a digit, or the beginning of a new word. */
function stands(text: string, i: number): boolean {
  return /[A-Z]/.test(text.charAt(i - 1)) && /^(?:$|[0-9]|[A-Z][a-z])/.test(text.slice(i + 1));
}

const replaced = (text: string, from: string, to: string, where: (i: number) => boolean): string =>
  [...Array(text.length).keys()].map((i) => (text.charAt(i) === from && where(i) ? to : text.charAt(i))).join('');

/** R: a small l that was read as I. */
export const smallL = (text: string): string => replaced(text, 'l', 'I', (i) => stands(text, i));
/** R': an I that was written as l. */
export const capitalI = (text: string): string =>
  /[a-z]/.test(text) ? replaced(text, 'I', 'l', (i) => stands(text, i)) : text;
/** V: an I inside of small letters. */
export const insideI = (text: string): string =>
  replaced(text, 'I', 'l', (i) => /[a-z]/.test(text.charAt(i - 1)) || /[a-z]/.test(text.charAt(i + 1)));

/** F(m), F(R(m)), F(V(m)) of a tag that was seen. */
export function seenKeys(cleaned: string): string[] {
  const m = foreign(cleaned);
  return [m, smallL(m), insideI(m)].map(fold);
}

/** The look-alike keys of a spelling that was declared. */
export const declaredKeys = (cleaned: string): string[] => [
  ...seenKeys(cleaned),
  fold(capitalI(smallL(foreign(cleaned)))),
];
