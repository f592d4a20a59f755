import { describe, expect, test } from 'vitest';
import { capitalIToL, innerIToL, smallLToI, withoutForeignLetters } from '../../../../src/domain/hashtag/skeleton.ts';

describe('foreign letters become the Latin ones that they look like', () => {
  test.each([
    ['keep4\u043e', 'keep4o'],
    ['\u043aeep4o', 'keep4o'],
    ['keep4o\u0410\u0420\u0406', 'keep4oAPI'],
    ['keep4oAP\u0399', 'keep4oAPI'],
    ['a\u0456', 'ai'],
    ['a\u0435\u0301', 'ae'],
    ['\u043a\u0435\u0435\u0440', '\u043a\u0435\u0435\u0440'],
    ['\u043a\u0435\u0435\u04404\u043e', '\u043a\u0435\u0435\u04404\u043e'],
    ['keep1l0Om', 'keep1l0Om'],
  ])('%s: %s', (cleaned, latin) => expect(withoutForeignLetters(cleaned)).toBe(latin));
});

describe('reading errors of l and I', () => {
  test.each([
    ['keep4oAPl', 'keep4oAPI'],
    ['StopAlPaternalism', 'StopAIPaternalism'],
    ['CancelOpenAl', 'CancelOpenAI'],
    ['Al4', 'AI4'],
    ['Altman', 'Altman'],
    ['fall', 'fall'],
    ['Al', 'AI'],
    ['AlP', 'AlP'],
    ['FALLING', 'FALLING'],
  ])('l read as I: %s becomes %s', (tag, repaired) => expect(smallLToI(tag)).toBe(repaired));

  test.each([
    ['keep4oAPI', 'keep4oAPl'],
    ['StopAIPaternalism', 'StopAlPaternalism'],
    ['FAI', 'FAI'],
    ['xAIL', 'xAIL'],
  ])('I written as l: %s becomes %s', (tag, repaired) => expect(capitalIToL(tag)).toBe(repaired));

  test.each([
    ['FireSamAItman', 'FireSamAltman'],
    ['MyModeIMyChoice', 'MyModelMyChoice'],
    ['PaternaIism', 'Paternalism'],
    ['KEEP4OAPI', 'KEEP4OAPI'],
  ])('I read as l: %s becomes %s', (tag, repaired) => expect(innerIToL(tag)).toBe(repaired));
});
