import { expect, test } from 'vitest';
import { EarlyReactions } from '../../../workers/stream/early-reactions.ts';

const reaction = (key: string, subject: string, kind: 'like' | 'reply' | 'quote' = 'like') =>
  ({ type: 'reaction', kind, key, subject, author: 'did:plc:a', at: 0 }) as const;

const keys = (early: EarlyReactions, subject: string) =>
  early.release(subject).map(({ kind, key }) => `${kind} ${key}`);

test('what overtook its post comes out once, in the order of arrival', () => {
  const early = new EarlyReactions(2);
  early.hold(reaction('l1', 'p'));
  early.hold(reaction('l2', 'q'));
  early.hold(reaction('l3', 'p'));
  expect(keys(early, 'p')).toEqual(['like l1', 'like l3']);
  expect(keys(early, 'p')).toEqual([]);
  expect(keys(early, 'q')).toEqual(['like l2']);
});

test('an undone reaction never comes, of whatever kinds it was', () => {
  const early = new EarlyReactions(2);
  early.hold(reaction('r', 'p', 'reply'));
  early.hold(reaction('r', 'q', 'quote'));
  early.hold(reaction('l', 'p'));
  early.undo('r');
  expect(keys(early, 'p')).toEqual(['like l']);
  expect(keys(early, 'q')).toEqual([]);
});

test('the newest are remembered, the oldest forgotten', () => {
  const early = new EarlyReactions(3);
  for (let n = 0; n < 20; n++) early.hold(reaction(`l${n}`, `p${n}`));
  const known = Array.from({ length: 20 }, (_, n) => n).filter((n) => early.release(`p${n}`).length > 0);
  expect(known.length).toBeGreaterThanOrEqual(3);
  expect(known.length).toBeLessThanOrEqual(6);
  expect(known.at(-1)).toBe(19);
  expect(known).toEqual(Array.from({ length: known.length }, (_, n) => 20 - known.length + n));
});
