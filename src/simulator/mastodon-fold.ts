const latin = new Map(
  Object.entries({
    đ: 'd',
    ð: 'd',
    ħ: 'h',
    ı: 'i',
    ĸ: 'k',
    ł: 'l',
    ŀ: 'l',
    ŋ: 'n',
    ø: 'o',
    ŧ: 't',
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
  }),
);

/** The name under which a Mastodon server keeps a tag: NFKC, lower case, Latin accents off, only letters, digits, `_`, `·`. */
export function foldTag(raw: string): string {
  const known = folded.get(raw);
  if (known !== undefined) return known;
  const name = fold(raw);
  if (folded.size < 10_000) folded.set(raw, name);
  return name;
}

const folded = new Map<string, string>();

function fold(raw: string): string {
  const lower = raw.normalize('NFKC').toLowerCase();
  let out = '';
  for (const char of lower) {
    const bare = char.normalize('NFD').replace(/\p{Mn}+/gu, '');
    out += latin.get(char) ?? (/^[a-z]$/.test(bare) ? bare : char);
  }
  return out.replace(/[^\p{L}\p{M}\p{N}_·]/gu, '');
}
