import { expect, test } from 'vitest';
import { carriedBy } from '../../../dashboards/pages/carried-by.ts';
import type { Summary } from '../../../src/domain/summary.ts';
import { carries } from './carries-fixture.ts';
import { summary } from './fixtures.ts';

const count = (posts: number) => ({ posts, authors: posts });
const previous = summary.previous ?? undefined;
if (!previous) throw new TypeError('the fixture has a stretch before');
const [argument] = carries.arguments.arguments;
const row = (name: string, posts: number) => ({ ...argument, argument: name, posts }) as NonNullable<typeof argument>;
const view = {
  summary: {
    ...summary,
    coverage: 1,
    posts: 500,
    byTag: { keep4o: count(300), Free4o: count(220), GPT4o: count(5) },
    previous: {
      ...previous,
      coverage: 1,
      posts: 400,
      byTag: { keep4o: count(290), Free4o: count(120), GPT4o: count(40) },
      byArgument: { safety: count(100) },
    },
  },
  carries: { ...carries, arguments: { ...carries.arguments, arguments: [row('safety', 130), row('ownership', 12)] } },
};
const text = (over: Partial<Summary> = {}) =>
  carriedBy({ ...view, summary: { ...view.summary, ...over } })
    ?.toString()
    .replaceAll(/<[^>]+>/g, '');

test('the hashtag and the argument that gained most are named with their counts', () => {
  expect(text()).toBe(
    'Of the hashtags #Free4o gained most (220 posts, 100 more than in the 7 days before), of the arguments safety (130 posts, 30 more).',
  );
});

test('where the whole fell, those that lost most', () => {
  expect(text({ posts: 300 })).toBe('Of the hashtags #GPT4o lost most (5 posts, 35 fewer than in the 7 days before).');
});

test('nothing is said where a stretch was not watched well, or where nothing changed by ten', () => {
  expect(text({ coverage: 0.9 })).toBeUndefined();
  expect(text({ previous: { ...view.summary.previous, coverage: 0.9 } })).toBeUndefined();
  expect(
    text({
      byTag: { keep4o: count(295) },
      previous: { ...view.summary.previous, byArgument: { safety: count(125), ownership: count(12) } },
    }),
  ).toBeUndefined();
  expect(text({ previous: null })).toBeUndefined();
});
