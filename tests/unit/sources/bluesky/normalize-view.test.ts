import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalizeProfileView } from '../../../../src/sources/bluesky/normalize-profile.ts';
import { normalizePostView } from '../../../../src/sources/bluesky/normalize-view.ts';
import { recordedJson } from '../recorded.ts';

const readAt = Date.parse('2026-11-25T00:00:00Z');
const uri = 'at://did:plc:aaa/app.bsky.feed.post/3k2aaaaaaaaaa';
const view = {
  uri,
  author: {
    did: 'did:plc:aaa',
    handle: 'ann.example',
    displayName: 'Ann',
    labels: [],
    createdAt: '2024-01-01T00:00:00Z',
  },
  record: { text: '#keep4o', createdAt: '2026-11-24T00:00:00Z', langs: ['en'] },
  likeCount: 3,
  repostCount: 2,
  replyCount: 1,
  quoteCount: 0,
  indexedAt: '2026-11-24T00:00:05Z',
  labels: [],
};
function post(change: object) {
  const event = normalizePostView({ ...view, ...change }, readAt);
  if ('invalid' in event || event.type !== 'post') throw new Error('no post');
  return event.post;
}

describe('a post view', () => {
  test('is a sighting with its counts and without a revision', () => {
    expect(post({})).toMatchObject({
      uri,
      url: 'https://bsky.app/profile/did:plc:aaa/post/3k2aaaaaaaaaa',
      rev: null,
      seenAt: Date.parse('2026-11-24T00:00:05Z'),
      claimedAt: Date.parse('2026-11-24T00:00:00Z'),
      engagement: { likes: 3, reposts: 2, replies: 1, quotes: 0 },
      author: {
        key: 'did:plc:aaa',
        handle: 'ann.example',
        displayName: 'Ann',
        bot: false,
        optOuts: null,
        bornAt: Date.parse('2024-01-01T00:00:00Z'),
      },
      tags: [{ spelling: 'keep4o', via: 'text' }],
    });
  });

  test('labelled by a service or its author is flagged, while the label holds', () => {
    const label = (change: object) => ({ src: 'did:plc:mod', val: '!hide', ...change });
    expect(post({ labels: [label({})] }).flags).toEqual(['hidden']);
    expect(post({ labels: [label({ neg: true })] }).flags).toEqual([]);
    expect(post({ labels: [label({}), label({ neg: true })] }).flags).toEqual([]);
    expect(post({ labels: [label({ exp: '2026-01-01T00:00:00Z' })] }).flags).toEqual([]);
    expect(post({ labels: [label({ val: '!warn' })] }).flags).toEqual(['sensitive']);
    const author = { ...view.author, labels: [label({ val: '!no-unauthenticated' }), label({ val: 'bot' })] };
    expect(post({ author })).toMatchObject({ flags: ['hidden'], author: { bot: true, optOuts: ['unauthenticated'] } });
    expect(post({ labels: [{ val: 'x', src: { toString: 1 } }, null, 7] }).flags).toEqual(['sensitive']);
  });

  test('of a bridged account is a copy', () => {
    expect(post({ author: { ...view.author, handle: 'ann.m.example.ap.brid.gy' } }).flags).toEqual(['bridged-copy']);
  });

  test('without URI or author is invalid, and everything else has a default', () => {
    for (const change of [
      { uri: 7 },
      { uri: 'at://did:plc:aaa/app.bsky.feed.generator/x' },
      { author: null },
      { author: { did: 'ann' } },
    ])
      expect(normalizePostView({ ...view, ...change }, readAt)).toEqual({ invalid: 'shape' });
    expect(post({ indexedAt: 'x', likeCount: -1, repostCount: 1e308, record: 7, labels: 'x' })).toMatchObject({
      seenAt: readAt,
      engagement: { likes: 0, reposts: 2_147_483_647 },
      text: '',
    });
    const bare = { likeCount: null, repostCount: undefined, replyCount: 'x', quoteCount: undefined };
    expect(post(bare).engagement).toBeNull();
  });

  test('never throws', () => {
    const piece = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(uri, view.author, view.record, { toString: 1 }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(view), '__proto__'), piece), (made) => {
        normalizePostView({ ...view, ...made }, readAt);
        normalizeProfileView(made, readAt);
      }),
      { numRuns: 500 },
    );
  });
});

test('recorded answers of a real AppView carry the counts of the truth', () => {
  interface Answer {
    response: { body: { posts: { uri: string }[] } };
  }
  const truth = recordedJson<{
    posts: { uri: string; likes: number; reposts: number; replies: number; quotes: number }[];
  }>('bluesky/devenv-1/TRUTH.json');
  const views = [0, 1, 2].flatMap(
    (n) => recordedJson<Answer>(`bluesky/devenv-1/getPosts-${n}.json`).response.body.posts,
  );
  const posts = views.map((each) => post(each));
  expect(posts).toHaveLength(49);
  for (const { uri: id, engagement } of posts) {
    const { likes, reposts, replies, quotes } = truth.posts.find((p) => p.uri === id) ?? {};
    expect(engagement).toEqual({ likes, reposts, replies, quotes });
  }
});

test('a profile tells of opt-outs in whole', () => {
  const { response } = recordedJson<{ response: { body: { profiles: unknown[] } } }>(
    'bluesky/devenv-1/getProfiles.json',
  );
  const authors = response.body.profiles.map((profile) => normalizeProfileView(profile, readAt));
  expect(authors.length).toBeGreaterThan(5);
  for (const author of authors) expect(author).toMatchObject({ optOuts: [], bot: false, followers: 0 });
  expect(
    normalizeProfileView({ did: 'did:plc:a', description: 'no #noindex please', followersCount: 9 }, readAt),
  ).toMatchObject({
    optOuts: ['noindex'],
    bot: null,
    followers: 9,
  });
  expect(normalizeProfileView({ handle: 'ann.example' }, readAt)).toBeNull();
});
