import prototypes from 'unhomoglyph/data.json' with { type: 'json' };
import { clean, fold } from './normal-form.ts';

const foreignLetter = /[^\P{L}A-Za-z]|[^\P{N}0-9]/gu;
const marksOnLatin = /([A-Za-z])\p{Mn}+/gu;
const readAsI = /(?<=[A-Z])l(?=$|[0-9]|[A-Z][a-z])/g;
const writtenAsI = /(?<=[A-Z])I(?=$|[0-9]|[A-Z][a-z])/g;
const readAsL = /(?<=[a-z])I|I(?=[a-z])/g;

/** Letters and numbers that look like ASCII ones: the confusables of UTS #39, with I kept apart from l. */
const latinOf = new Map<string, string>();
for (const [character, prototype] of Object.entries<string>(prototypes)) {
  if (/^(?:[^\P{L}A-Za-z]|[^\P{N}0-9])$/u.test(character) && /^[A-Za-z0-9]+$/.test(prototype))
    latinOf.set(character, prototype === 'l' && /\p{Lu}/u.test(character) ? 'I' : prototype);
}
for (const character of 'кκĸ') latinOf.set(character, 'k');

/** Foreign letters of a cleaned tag as the Latin ones that they look like. */
export function latinLetters(cleaned: string): string {
  return cleaned.replace(foreignLetter, (c) => latinOf.get(c) ?? c).replace(marksOnLatin, '$1');
}

/** Rule M: the same, but a tag without any ASCII letter is a word of its own script and stays. */
export function withoutForeignLetters(cleaned: string): string {
  return /[A-Za-z]/.test(cleaned) ? latinLetters(cleaned) : cleaned;
}

/** Rule R: a small l that a reader takes for a capital I (`keep4oAPl`, `StopAlPaternalism`). */
export function smallLToI(tag: string): string {
  return tag.replace(readAsI, 'I');
}

/** Rule R': a capital I where it may have been written as l; not in all-capital words (`FAIL`). */
export function capitalIToL(tag: string): string {
  return /[a-z]/.test(tag) ? tag.replace(writtenAsI, 'l') : tag;
}

/** Rule V: a capital I that a reader takes for a small l (`FireSamAItman`). */
export function innerIToL(tag: string): string {
  return tag.replace(readAsL, 'l');
}

/** Normal forms under which a *seen* spelling may be known as a look-alike, its own among them. */
export function seenKeys(spelling: string): Set<string> {
  const cleaned = clean(spelling);
  const latin = withoutForeignLetters(cleaned);
  return new Set([cleaned, latin, smallLToI(latin), innerIToL(latin)].map(fold));
}

/** Normal forms that a *declared* spelling is mistaken for, its own among them. */
export function declaredKeys(spelling: string): Set<string> {
  const cleaned = clean(spelling);
  const latin = withoutForeignLetters(cleaned);
  const asI = smallLToI(latin);
  return new Set([cleaned, latin, asI, innerIToL(latin), capitalIToL(asI)].map(fold));
}
