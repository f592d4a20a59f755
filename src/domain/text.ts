const control = /[^\P{Cc}\t\n]/u;
const controls = /[^\P{Cc}\t\n]/gu;
const encoder = new TextEncoder();

/**
 * Text as it may be stored: no control characters but tab and newline, no lone surrogates, at most `max` UTF-16 units
 * (never half a character). Applied once, where text comes in.
 */
export function cleanText(text: string, max: number): string {
  const plain = control.test(text) ? text.replace(controls, '') : text;
  const cut = plain.length > max ? plain.slice(0, max).replace(/[\ud800-\udbff]$/, '') : plain;
  return cut.toWellFormed();
}

/** The longest start of a well-formed text that fits into so many UTF-8 bytes. */
export function capBytes(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  return text.slice(0, encoder.encodeInto(text, new Uint8Array(bytes)).read);
}
