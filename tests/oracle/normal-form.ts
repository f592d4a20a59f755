const latin: Record<string, string> = {
  ...{ đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ĸ: 'k', ł: 'l', ŀ: 'l', ŋ: 'n', ø: 'o', ŧ: 't' },
  ...Object.fromEntries(
    Array.from('ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ', (small, i) => [small, 'abcdefghijklmnopqrstuvwyz'.charAt(i)]),
  ),
};

const isDigit = (point: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(point));

/** A decimal digit of any script as its ASCII digit: each script has its ten in a row. */
function asciiDigit(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (isDigit(point - before - 1)) before++;
  return String(before % 10);
}

/** Steps 1 to 4: only letters, marks and numbers, with their case. */
export const clean = (tag: string): string =>
  tag
    .replace(/\p{DI}/gu, '')
    .normalize('NFKC')
    .replace(/\p{DI}/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
    .replace(/\p{Nd}/gu, asciiDigit);

/** Steps 5 to 7: case, Latin diacritics, NFC. */
export function fold(cleaned: string): string {
  const lower = [...cleaned].map((char) => char.toLowerCase().toUpperCase().toLowerCase()).join('');
  let out = '';
  let afterAscii = false;
  for (const char of lower.normalize('NFD')) {
    if (/^\p{Mn}$/u.test(char) && afterAscii) continue;
    const plain = latin[char] ?? char;
    out += plain;
    afterAscii = /^[a-z]$/i.test(plain);
  }
  return out.normalize('NFC');
}

/** N(s): equal for two spellings of the same tag. */
export const normalForm = (tag: string): string => fold(clean(tag));

/** A delivered tag may hold several. */
export const splitTag = (tag: string): string[] => tag.split(/[#＃]/).filter((part) => part !== '');
