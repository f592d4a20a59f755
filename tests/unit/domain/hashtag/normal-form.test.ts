import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean, fold, normalForm } from '../../../../src/domain/hashtag/normal-form.ts';

describe('the normal form of a tag', () => {
  test.each([
    ['straße', 'strasse'],
    ['İ', 'i'],
    ['GPT-4o', 'gpt4o'],
    ['Keep4.1', 'keep41'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφοσ'],
    ['σίσυφος', 'σίσυφοσ'],
    ['Đặng', 'dang'],
    ['Łódź', 'lodz'],
    ['smørrebrød', 'smorrebrod'],
    ['ǿ', 'o'],
    ['ﬁne', 'fine'],
    ['ｶﾞ', 'ガ'],
    ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
    ['\u{116da}\u{116e3}', '09'],
    ['💛', ''],
    ['', ''],
  ])('%s is %s', (tag, norm) => expect(normalForm(tag)).toBe(norm));

  test.each([
    ['が', 'か'],
    ['й', 'и'],
    ['हिन्दी', 'हन्द'],
    ['keep40', 'keep4o'],
    ['keep4l', 'keep41'],
  ])('%s and %s are different words', (a, b) => expect(normalForm(a)).not.toBe(normalForm(b)));

  test('every letter, mark and number of Unicode is stable after one pass', () => {
    const unstable: string[] = [];
    for (let code = 0x80; code < 0x110000; code++) {
      const c = String.fromCodePoint(code);
      if (/[\p{L}\p{M}\p{N}]/u.test(c) && !(code >= 0x3400 && code < 0x9fff) && !(code >= 0x20000 && code < 0x32000)) {
        const norm = normalForm(`a${c}`);
        if (normalForm(norm) !== norm) unstable.push(c);
      }
    }
    expect(unstable).toEqual([]);
  });

  const anything = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...Array.from('aAéßİıoOl1І\u0301\u0345\u20dd')),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  });

  test('case is folded letter by letter, whatever stands beside it', () => {
    for (let code = 0; code < 0x20000; code++) {
      const alone = String.fromCodePoint(code);
      const word = Array.from(`aΣ${alone}Σ ς`)
        .map((c) => c.toLowerCase().toUpperCase().toLowerCase())
        .join('');
      if (/[\p{L}\p{M}\p{N}]/u.test(alone) && fold(word) !== fold(`aΣ${alone}Σ ς`)) expect.fail(alone);
      if (word.includes('ς')) expect.fail(`final sigma beside ${alone}`);
    }
  });

  test('normalising twice changes nothing', () => {
    fc.assert(
      fc.property(anything, (tag) => {
        expect(normalForm(normalForm(tag))).toBe(normalForm(tag));
      }),
      { numRuns: 2000 },
    );
  });

  test('case, full width and invisible characters change nothing', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9]{1,20}$/);
    fc.assert(
      fc.property(word, fc.nat(20), (tag, at) => {
        const wide = Array.from(tag)
          .map((c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0))
          .join('');
        const seen = [
          tag.toUpperCase(),
          tag.toLowerCase(),
          wide,
          `${tag.slice(0, at)}\u200b\u00ad${tag.slice(at)}\ufe0f`,
        ];
        for (const spelling of seen) expect(normalForm(spelling)).toBe(tag.toLowerCase());
      }),
    );
  });

  test('ASCII takes the same way as everything else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (tag) => {
        expect(clean(`${tag}\u00ad`)).toBe(clean(tag));
        expect(fold(`${clean(tag)}字`)).toBe(`${fold(clean(tag))}字`);
      }),
    );
  });
});
