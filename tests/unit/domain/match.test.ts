import { describe, expect, test } from 'vitest';
import { campaignSchema } from '../../../src/domain/campaign.ts';
import { compileCampaign, matchPost } from '../../../src/domain/match.ts';
import type { Author, Post, SeenTag } from '../../../src/domain/post.ts';

const author: Author = {
  key: 'did:plc:ann',
  handle: null,
  displayName: null,
  url: null,
  bot: null,
  followers: null,
  bornAt: null,
  optOuts: null,
};

function makePost(change: Partial<Post>): Post {
  return {
    uri: 'at://did:plc:ann/app.bsky.feed.post/1',
    platform: 'bluesky',
    url: null,
    author,
    kind: 'original',
    rev: '0',
    claimedAt: 0,
    seenAt: 0,
    text: '',
    language: null,
    languageGuessed: false,
    tags: [],
    links: [],
    server: 'bluesky',
    flags: [],
    originalUri: null,
    parentUri: null,
    quotedUri: null,
    engagement: null,
    localId: null,
    atHome: false,
    ...change,
  };
}

const campaign = {
  slug: 'keep4o',
  name: 'Keep',
  since: '2026-01-01',
  tags: ['keep4o', { tag: 'keep4oAPI', variants: ['keep4oAPl'] }, 'FireSamAltman'],
  phrases: ['keep 4o'],
  arguments: { safety: ['audit'], ownership: ['ours'] },
  targets: ['@sama'],
  goal: { url: 'https://example.org/petition', label: 'Petition' },
};
const matcher = (change: object = {}) => compileCampaign(campaignSchema.parse({ ...campaign, ...change }));
const match = (change: Partial<Post>, campaignChange: object = {}) =>
  matchPost(makePost(change), matcher(campaignChange));
const facet = (spelling: string): SeenTag => ({ spelling, via: 'facet' });
const text = (spelling: string): SeenTag => ({ spelling, via: 'text' });

describe('what counts', () => {
  test('a post with a tag counts under all that it carries', () => {
    const found = match({
      text: '@sama, an audit: it is ours',
      tags: [facet('Keep4o'), facet('AI'), facet('ai'), facet('cats')],
      links: ['https://www.example.org/petition/'],
    });
    expect(found).toEqual({
      campaign: 'keep4o',
      families: [{ family: 'keep4o', spelling: 'Keep4o', how: 'exact', via: 'facet' }],
      untagged: false,
      arguments: ['safety', 'ownership'],
      targets: ['@sama'],
      goal: true,
      coTags: [
        { norm: 'ai', spelling: 'AI' },
        { norm: 'cats', spelling: 'cats' },
      ],
    });
  });

  test('one delivered tag that holds two counts for both', () => {
    expect(match({ tags: [facet('keep4o#keep4oAPI#')] })?.families.map(({ family }) => family)).toEqual([
      'keep4o',
      'keep4oAPI',
    ]);
  });

  test.each<{ tags: SeenTag[]; strongest: object }>([
    { tags: [text('keep4oAPI'), facet('keep4oAPl')], strongest: { spelling: 'keep4oAPI', how: 'exact', via: 'text' } },
    { tags: [facet('FireSamAItman'), text('FireSamAltman')], strongest: { how: 'exact', via: 'text' } },
    { tags: [text('keep4o'), { spelling: 'KEEP4O', via: 'tags' }], strongest: { spelling: 'KEEP4O', via: 'tags' } },
    { tags: [{ spelling: 'KEEP4O', via: 'tags' }, facet('Keep4o')], strongest: { spelling: 'Keep4o', via: 'facet' } },
    { tags: [facet('first4o'), facet('Keep4o'), facet('keep4o')], strongest: { spelling: 'Keep4o' } },
  ])('a family counts once, by its strongest spelling: $strongest', ({ tags, strongest }) => {
    expect(match({ tags })?.families).toEqual([expect.objectContaining(strongest)]);
  });

  test('a phrase alone is counted apart', () => {
    expect(match({ text: 'Please keep 4o!', tags: [facet('cats')] })).toMatchObject({ untagged: true, families: [] });
    expect(match({ text: 'Please keep 4o!', tags: [facet('keep4o')] })).toMatchObject({ untagged: false });
    expect(match({ text: 'Please keep 4omni', tags: [facet('cats')] })).toBeNull();
    expect(match({ text: 'Please keep 4o!' }, { phrases: [] })).toBeNull();
  });
});

describe('what the campaign excludes', () => {
  const tags = [facet('keep4o')];
  const excluded = (change: Partial<Post>, exclude: object) => match({ tags, ...change }, { exclude }) === null;

  test('authors, by DID, handle or address', () => {
    expect(excluded({}, { authors: ['did:plc:ann'] })).toBe(true);
    expect(excluded({ author: { ...author, handle: 'Ann@example.org' } }, { authors: ['@ann@EXAMPLE.org'] })).toBe(
      true,
    );
    expect(
      excluded({ author: { ...author, url: 'https://a.example/@ann' } }, { authors: ['https://a.example/@ann'] }),
    ).toBe(true);
    expect(excluded({}, { authors: ['did:plc:bob'] })).toBe(false);
  });

  test('words, also of posts that carry only a phrase', () => {
    expect(excluded({ text: 'win a Giveaway' }, { words: ['giveaway'] })).toBe(true);
    expect(excluded({ text: 'keep 4o giveaway', tags: [] }, { words: ['giveaway'] })).toBe(true);
    expect(excluded({ text: 'giveaways' }, { words: ['giveaway'] })).toBe(false);
  });

  test('languages, guessed or not', () => {
    expect(excluded({ language: 'pt', languageGuessed: true }, { languages: ['pt'] })).toBe(true);
    expect(excluded({ language: null }, { languages: ['pt'] })).toBe(false);
  });

  test('declared bots', () => {
    expect(excluded({ author: { ...author, bot: true } }, { bots: true })).toBe(true);
    expect(excluded({ author: { ...author, bot: true } }, { bots: false })).toBe(false);
    expect(excluded({ author: { ...author, bot: null } }, { bots: true })).toBe(false);
  });
});

test('fifty thousand posts a second are no burden', () => {
  const compiled = matcher();
  const posts = Array.from({ length: 20_000 }, (_, i) =>
    makePost({ text: `A post about something else, number ${i} ÄÖ`, tags: [facet(`tag${i % 5000}`), facet('Cats')] }),
  );
  const started = performance.now();
  for (const post of posts) matchPost(post, compiled);
  expect(performance.now() - started).toBeLessThan(1000);
});
