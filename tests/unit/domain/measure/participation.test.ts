import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effectiveNumber } from '../../../../src/domain/measure/effective-number.ts';
import { type ActivityClass, participationOf } from '../../../../src/domain/measure/participation.ts';

test('a hundred accounts: one wrote 50, nine wrote 10 each, ninety wrote one each', () => {
  const found = participationOf([
    { posts: 1, accounts: 90 },
    { posts: 50, accounts: 1 },
    { posts: 10, accounts: 9 },
  ]);
  const all = 50 + 90 + 90;
  expect(found.authors).toBe(100);
  expect(found.participation?.top1).toBeCloseTo(50 / all, 12);
  expect(found.participation?.next9).toBeCloseTo(90 / all, 12);
  expect(found.participation?.rest).toBeCloseTo(90 / all, 12);
  expect(found.top10Share).toBeCloseTo(140 / all, 12);
  expect(found.oneTime).toBeCloseTo(90 / all, 12);
});

test('the ten most active of fewer than twenty accounts are no figure; without posts nothing is', () => {
  expect(participationOf([{ posts: 2, accounts: 19 }]).top10Share).toBeNull();
  expect(participationOf([{ posts: 2, accounts: 20 }]).top10Share).toBe(0.5);
  expect(participationOf([])).toEqual({ authors: 0, top10Share: null, participation: null, oneTime: null });
});

test('shares equal those of the accounts one by one', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 250 }), (each) => {
      const classes = [...Map.groupBy(each, (posts) => posts)].map(
        ([posts, some]): ActivityClass => ({ posts, accounts: some.length }),
      );
      const sorted = each.toSorted((a, b) => b - a);
      const sum = (list: readonly number[]) => list.reduce((total, posts) => total + posts, 0);
      const found = participationOf(classes);
      const [one, ten] = [Math.ceil(each.length / 100), Math.ceil(each.length / 10)];
      expect(found.participation?.top1).toBeCloseTo(sum(sorted.slice(0, one)) / sum(each), 12);
      expect(found.participation?.next9).toBeCloseTo(sum(sorted.slice(one, ten)) / sum(each), 12);
      expect(found.participation?.rest).toBeCloseTo(sum(sorted.slice(ten)) / sum(each), 12);
      expect(found.oneTime).toBeCloseTo(each.filter((posts) => posts === 1).length / sum(each), 12);
    }),
  );
});

test('the effective number of languages is that of equally large ones', () => {
  expect(effectiveNumber([50, 25, 25])).toBeCloseTo(2.83, 2);
  expect(effectiveNumber([7, 7, 7, 0])).toBeCloseTo(3, 12);
  expect(effectiveNumber([])).toBeNull();
  expect(effectiveNumber([0])).toBeNull();
});
