const ignorable = /\p{DI}/gu;
const unwanted = /[^\p{L}\p{M}\p{N}]/gu;
const foreignDigit = /[^\P{Nd}0-9]/gu;
const decimal = /^\p{Nd}$/u;
const foreign = /\P{ASCII}/u;
const markedLatin = /([a-z])\p{Mn}+/gu;

const letters = new Map<string, string>([
  ...pairs('đðħıĸłŀŋøŧ', 'ddhikllnot'),
  ...pairs('ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ', 'abcdefghijklmnopqrstuvwyz'),
]);
const letter = new RegExp(`[${[...letters.keys()].join('')}]`, 'gu');

/**
 * A tag's letters, marks and numbers with its case kept: invisible characters, width and font variants, signs and
 * foreign digits are resolved. Steps 1 to 4 of the normal form (UAX #15, UAX #31).
 */
export function clean(tag: string): string {
  if (!foreign.test(tag)) return tag.replace(/[^A-Za-z0-9]/g, '');
  return tag
    .replace(ignorable, '')
    .normalize('NFKC')
    .replace(ignorable, '')
    .replace(unwanted, '')
    .replace(foreignDigit, asciiDigit);
}

/** A cleaned tag without case and Latin diacritics, as Mastodon itself stores tags. Steps 5 to 7 of the normal form. */
export function fold(cleaned: string): string {
  if (!foreign.test(cleaned)) return cleaned.toLowerCase();
  const folded = cleaned.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ'); // as if each letter stood alone
  return folded
    .normalize('NFD')
    .replace(letter, (c) => letters.get(c) ?? c)
    .replace(markedLatin, '$1')
    .normalize('NFC');
}

/**
 * The normal form N of a tag without its leading sign: two spellings are the same tag if and only if these are equal.
 * Empty: no tag at all. N(N(s)) = N(s).
 */
export function normalForm(tag: string): string {
  return fold(clean(tag));
}

/** Unicode keeps the digits of a script in runs of ten that begin with zero. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (decimal.test(String.fromCodePoint(start - 1))) start--;
  return String((code - start) % 10);
}

function pairs(from: string, to: string): [string, string][] {
  const targets = Array.from(to);
  return Array.from(from, (c, i) => [c, targets[i] ?? c]);
}
