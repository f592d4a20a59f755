/** Text of strangers with at most three combining marks on a letter, so that it cannot climb over its neighbours. */
export function calmText(text: string): string {
  return text.replace(/(\p{M}{3})\p{M}+/gu, '$1');
}

/** Text for titles, attributes and file names: one line, no characters that turn the direction of what follows. */
export function plainLine(text: string): string {
  return calmText(text)
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
