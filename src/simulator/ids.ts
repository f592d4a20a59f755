import { hash } from 'node:crypto';
import type { Random } from './random.ts';

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';
const sortable = '234567abcdefghijklmnopqrstuvwxyz';

const digits = (value: number, length: number): string => {
  let out = '';
  for (let i = 0; i < length; i++) {
    out = sortable.charAt(value % 32) + out;
    value = Math.floor(value / 32);
  }
  return out;
};

/** A timestamp identifier (rkey, rev) of unix microseconds and a clock id in [0, 1024); sorts by time. */
export const tid = (us: number, clock: number): string => digits(us, 11) + digits(clock % 1024, 2);

/** A made-up `did:plc:` with 24 characters. */
export function did(random: Random): string {
  let out = 'did:plc:';
  for (let i = 0; i < 24; i++) out += base32.charAt(random.int(32));
  return out;
}

const cidHead = [0x01, 0x71, 0x12, 0x20];
const cidText = Buffer.alloc(59, 'b');

/** A valid CIDv1 (dag-cbor, sha-256) that depends on the text; not the CID of any block. */
export function cid(text: string): string {
  const digest = hash('sha256', text, 'buffer');
  let bits = 0;
  let value = 0;
  let length = 1;
  for (let i = 0; i < 36; i++) {
    value = ((value << 8) | (cidHead[i] ?? digest[i - 4] ?? 0)) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      cidText[length++] = base32.charCodeAt((value >> bits) & 31);
    }
  }
  cidText[length] = base32.charCodeAt((value << (5 - bits)) & 31);
  return cidText.toString('latin1'); // one flat string; adding up characters makes ropes, and garbage of them
}

/** Mastodon's id of a moment (ms) and a counter: it sorts by that moment. */
export const snowflake = (ms: number, n: number): bigint => (BigInt(Math.floor(ms)) << 16n) + BigInt(n % 65536);

/** snac's kind of id: the whole second, then a hash. */
export const hexId = (ms: number, text: string): string => `${Math.floor(ms / 1000)}${hash('sha1', text).slice(0, 32)}`;
