import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capBytes, cleanText } from '../../../src/domain/text.ts';

test.each([
  ['a\0b', 'ab'],
  ['a\u001b[31mred', 'a[31mred'],
  ['tab\tand\nnewline\r\n', 'tab\tand\nnewline\n'],
  ['\u0085\u009f', ''],
  ['\ud800x', '\ufffdx'],
  ['x\udc00', 'x\ufffd'],
  ['👩‍👩‍👧 \u202eright', '👩‍👩‍👧 \u202eright'],
])('%j is kept as %j', (text, kept) => expect(cleanText(text, 100)).toBe(kept));

test('a cut never halves a character', () => {
  expect(cleanText('ab💛', 3)).toBe('ab');
  expect(cleanText('ab💛', 4)).toBe('ab💛');
});

test('whatever comes in, the database can take it, and cleaning twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat(0xffff)), fc.nat(30), (text, units, max) => {
      const clean = cleanText(text + String.fromCharCode(...units), max);
      expect(clean.isWellFormed()).toBe(true);
      expect(clean).not.toMatch(/[^\P{Cc}\t\n]/u);
      expect(clean.length).toBeLessThanOrEqual(max);
      expect(cleanText(clean, max)).toBe(clean);
    }),
  );
});

test('a cap in bytes holds, and is not tighter than it must be', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, bytes) => {
      const capped = capBytes(text, bytes);
      expect(text.startsWith(capped)).toBe(true);
      expect(Buffer.byteLength(capped)).toBeLessThanOrEqual(bytes);
      if (capped !== text) expect(Buffer.byteLength(capped)).toBeGreaterThan(bytes - 4);
    }),
  );
});
