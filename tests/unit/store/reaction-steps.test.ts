import { expect, test } from 'vitest';
import { countedSteps, type ReactionStep } from '../../../src/store/ingest/reaction-steps.ts';

const step = (sign: 1 | -1, minute: number, live: number, kind = 0, author = 'bob'): ReactionStep => ({
  postId: 1,
  kind,
  sign,
  author,
  live,
  at: new Date(minute * 60_000),
});
const told = (steps: ReactionStep[]) => countedSteps(steps).map(({ sign, at }) => [sign, at.getTime() / 60_000]);

test('an account counts while one of its records stands', () => {
  expect(told([step(1, 1, 0), step(1, 5, 0)])).toEqual([[1, 1]]);
  expect(told([step(1, 1, 0), step(1, 5, 0), step(-1, 3, 2)])).toEqual([
    [1, 1],
    [-1, 3],
    [1, 5],
  ]);
  expect(told([step(1, 1, 0), step(1, 2, 0), step(-1, 3, 2)])).toEqual([[1, 1]]);
  expect(told([step(-1, 3, 2)])).toEqual([]);
  expect(told([step(-1, 3, 1)])).toEqual([[-1, 3]]);
});

test('accounts, kinds and posts are apart; of replies and quotes each record counts', () => {
  expect(told([step(1, 1, 0), step(1, 2, 0, 0, 'eve'), step(1, 3, 0, 1)])).toHaveLength(3);
  expect(told([step(1, 1, 0, 2), step(1, 2, 0, 2), step(-1, 3, 0, 2)])).toHaveLength(3);
});
