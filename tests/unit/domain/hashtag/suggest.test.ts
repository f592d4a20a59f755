import fc from 'fast-check';
import { expect, test } from 'vitest';
import { campaignSchema } from '../../../../src/domain/campaign.ts';
import { editDistance, findCandidate, suggestionScore } from '../../../../src/domain/hashtag/suggest.ts';

const tags = [
  'keep4o',
  'keep4oAPl',
  'keep4oforever',
  'keep41',
  'MyModelMyChoice',
  'keep51',
  'StopAlPaternalism',
  'OpenSource4o',
  'OpenSource41',
  '4oforever',
  'CancelOpenAl',
  'FireSamAltman',
  'GPT4o',
  'Free4o',
];
const families = campaignSchema.parse({ slug: 'k', name: 'K', since: '2026-01-01', tags }).tags;

test.each([
  ['keep40', 'keep4o', 'digit'],
  ['kep4o', 'keep4o', 'edit'],
  ['keep4oo', 'keep4o', 'edit'],
  ['keep4', 'keep4o', 'edit'],
  ['keep4oを守ろう', 'keep4o', 'glued'],
  ['кеер4о', 'keep4o', 'script'],
  ['keep4oAP1', 'keep4oAPl', 'digit'],
  ['keep4oAPP', 'keep4oAPl', 'edit'],
  ['keep4oforver', 'keep4oforever', 'edit'],
  ['keep4l', 'keep41', 'digit'],
  ['keep4I', 'keep41', 'digit'],
  ['keep5l', 'keep51', 'digit'],
  ['MyModelMyChoise', 'MyModelMyChoice', 'edit'],
  ['StopAlPatemalism', 'StopAlPaternalism', 'digit'],
  ['0penSource4o', 'OpenSource4o', 'digit'],
  ['OpenSource40', 'OpenSource4o', 'digit'],
  ['OpenSource4l', 'OpenSource41', 'digit'],
  ['40forever', '4oforever', 'digit'],
  ['CancelOpenA1', 'CancelOpenAl', 'digit'],
  ['firesamaitman', 'FireSamAltman', 'digit'],
  ['FireSamAltmann', 'FireSamAltman', 'edit'],
  ['GPT40', 'GPT4o', 'digit'],
  ['free40', 'Free4o', 'digit'],
])('%s is offered for %s as %s', (spelling, family, kind) => {
  expect(findCandidate(spelling, families)).toMatchObject({ family, kind });
});

test.each([
  'keep4oven',
  'unkeep4o',
  'keep5',
  'keep52',
  'MyModel',
  'CancelOpenAlpha',
  'FireSamSmith',
  'GPT4',
  'GPT4omni',
  'FreeGPT4o',
  'cats',
])('%s is offered for nothing', (spelling) => {
  expect(findCandidate(spelling, families)).toBeNull();
});

test('GPT40 by six authors scores 0.675', () => {
  expect(suggestionScore(findCandidate('GPT40', families)?.weight ?? 0, 6)).toBeCloseTo(0.675, 10);
});

/** The distance by its recursive definition, slow and plain. */
function slowDistance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const same = a.at(-1) === b.at(-1) ? 0 : 1;
  const swap = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1);
  return Math.min(
    slowDistance(a.slice(0, -1), b) + 1,
    slowDistance(a, b.slice(0, -1)) + 1,
    slowDistance(a.slice(0, -1), b.slice(0, -1)) + same,
    swap ? slowDistance(a.slice(0, -2), b.slice(0, -2)) + 1 : Number.POSITIVE_INFINITY,
  );
}

test('the distance is the optimal string alignment distance, up to where it stops', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 1, max: 3 }), (a, b, most) => {
      expect(Math.min(editDistance([...a], [...b], most), most + 1)).toBe(Math.min(slowDistance(a, b), most + 1));
    }),
  );
});
