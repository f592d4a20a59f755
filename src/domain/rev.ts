const digits = '234567abcdefghijklmnopqrstuvwxyz';
const tid = /^[2-7ab][2-7a-z]{12}$/; // its first bit is 0, so it fits into 63 bits

/**
 * Revision of a post from a TID of atproto: its 63-bit number (microseconds × 1024 + clock), in decimal; null if it is
 * no TID. Greater is newer.
 */
export function revOfTid(text: unknown): string | null {
  if (typeof text !== 'string' || !tid.test(text)) return null;
  return String((BigInt(base32(text.slice(0, 7))) << 30n) + BigInt(base32(text.slice(7))));
}

/** Revision of a post that was written or changed at a time in microseconds, on the same scale. */
export function revOfMicros(microseconds: number): string {
  return String(BigInt(Math.trunc(microseconds)) * 1024n);
}

function base32(text: string): number {
  let number = 0;
  for (const digit of text) number = number * 32 + digits.indexOf(digit);
  return number;
}
