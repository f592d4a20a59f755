import { expect, test } from 'vitest';
import { guessLanguage, primarySubtag } from '../../../src/domain/language.ts';

test.each([
  ['en-US', 'en'],
  ['DE', 'de'],
  ['pt_BR', 'pt'],
  ['gsw', 'gsw'],
  ['und', null],
  ['', null],
  ['english', null],
  [7, null],
  [null, null],
])('%j is %j', (tag, language) => expect(primarySubtag(tag)).toBe(language));

test.each([
  ['Bitte lasst uns das Modell behalten, wir brauchen es jeden Tag #keep4o', 'de'],
  ['Please keep the model that helps us write every day', 'en'],
  ['このモデルを残してください、毎日使っています', 'ja'],
  ['#keep4o #please #bitte https://example.org/deutsche/seite', null],
  ['ok', null],
  ['', null],
])('%s: %s', async (text, language) => expect(await guessLanguage(text)).toBe(language));
