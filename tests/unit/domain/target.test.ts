import { expect, test } from 'vitest';
import { compileTargets, matchTargets } from '../../../src/domain/target.ts';

const targets = compileTargets(['@OpenAI', '@sama', 'a.b']);

test.each([
  ['@OpenAI.bsky.social listen', ['@OpenAI']],
  ['@openai, @SAMA!', ['@OpenAI', '@sama']],
  ['mail x@openai', []],
  ['@OpenAI_', []],
  ['@OpenAIs', []],
  ['@samaé', []],
  ['字@sama', []],
  ['(@sama)', ['@sama']],
  ['aXb a.b', ['a.b']],
  ['aXb', []],
])('%s names %j', (text, named) => expect(matchTargets(text, targets)).toEqual(named));
