import { describe, expect, test } from 'vitest';
import { compileArguments, compilePhrase, hitsAny, matchArguments } from '../../../src/domain/arguments.ts';
import { prepareText } from '../../../src/domain/prepared-text.ts';

const hits = (phrase: string, text: string) => hitsAny(prepareText(text), [compilePhrase(phrase)]);

describe('a phrase hits', () => {
  test.each([
    ['black box', 'It is the black-box again'],
    ['black box', 'BLACK\n BOX'],
    ['audit', 'An audit!'],
    ['audit*', 'the auditor came'],
    ['audit *', 'the auditor came'],
    ['透明性', '安全には透明性が必要'],
    ['안전', '안전이 먼저'],
    ['ความปลอดภัย', 'เพื่อความปลอดภัยของเรา'],
    ['sécurité', 'SECURITE d’abord'],
    ['straße', 'die STRASSE'],
    ['ﬁne', 'fine'],
    ['ｏｐｅｎ', 'open weights'],
    ['σίσυφος', 'ΣΊΣΥΦΟΣ'],
    ['keep 4o', '#keep #4o'],
  ])('%s in %s', (phrase, text) => expect(hits(phrase, text)).toBe(true));
});

describe('a phrase does not hit', () => {
  test.each([
    ['audit', 'the auditor came'],
    ['audit', 'preaudit'],
    ['audit*', 'preaudit'],
    ['안전', '불안전'],
    ['black box', 'black or box'],
    ['(a+)+$', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa'.replaceAll('a', 'b')],
    ['.*', 'anything'],
    ['💛', '💛'],
    ['*', 'anything'],
  ])('%s in %s', (phrase, text) => expect(hits(phrase, text)).toBe(false));
});

test('a text carries several arguments at once', () => {
  const compiled = compileArguments({ safety: ['audit', 'transparency'], ownership: ['ours'], why: ['price'] });
  expect(matchArguments(prepareText('Transparency, because it is ours'), compiled)).toEqual(['safety', 'ownership']);
  expect(matchArguments(prepareText(''), compiled)).toEqual([]);
});

test('ten thousand phrases in a long text stay quick', () => {
  const needles = Array.from({ length: 10_000 }, (_, i) => compilePhrase(`phrase ${i} (a+)+$ .*`));
  const text = prepareText('lorem ipsum phrase '.repeat(3_000));
  const started = performance.now();
  expect(hitsAny(text, needles.slice(0, 100))).toBe(false);
  expect(performance.now() - started).toBeLessThan(500);
});
