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
    'In plain counts, of the hashtags #Free4o gained most (220 posts, 100 more than in the 7 days before), of the arguments safety (130 posts, 30 more).',
  );
});

test('only a clear change leaves out that these are plain counts', () => {
  const words = { growth: 'Up', certainty: null, isClear: true, now: '', burst: null, coverage: null };
  expect(carriedBy({ ...view, momentum: { words, bursts: [] } })?.toString()).toMatch(/^Of the hashtags /);
  const vague = { ...words, isClear: false };
  expect(carriedBy({ ...view, momentum: { words: vague, bursts: [] } })?.toString()).toMatch(/^In plain counts, of /);
});

test('where the whole fell, those that lost most', () => {
  expect(text({ posts: 300 })).toBe(
    'In plain counts, of the hashtags #GPT4o lost most (5 posts, 35 fewer than in the 7 days before).',
  );
});

test('where a stretch was not watched well, that is said instead; of a handful of posts nothing', () => {
  const thin = { ...view.summary.previous, coverage: 0.829 };
  expect(text({ coverage: 0.9 })).toBe(
    'Which hashtag moved most is not said: of this time only 90\u00a0% was watched.',
  );
  expect(text({ previous: thin })).toBe(
    'Which hashtag moved most is not said: of the 7 days before only 82.9\u00a0% was watched.',
  );
  expect(text({ posts: 3, previous: { ...thin, posts: 4 } })).toBeUndefined();
});

test('nothing is said where nothing changed by ten, or nothing is known', () => {
  expect(
    text({
      byTag: { keep4o: count(295) },
      previous: { ...view.summary.previous, byArgument: { safety: count(125), ownership: count(12) } },
    }),
  ).toBeUndefined();
  expect(text({ previous: null })).toBeUndefined();
});
