import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { campaignSchema } from '../../../../src/domain/campaign.ts';
import { compileCampaign, matchPost } from '../../../../src/domain/match.ts';
import type { Post, SourceEvent } from '../../../../src/domain/post.ts';
import { type CommitFrame, decodeFrame, type Frame } from '../../../../src/sources/bluesky/frames.ts';
import { normalizeFrame, wasCleaned } from '../../../../src/sources/bluesky/normalize.ts';
import { recordedJson, recordedLines } from '../recorded.ts';

const now = Date.parse('2026-11-25T00:00:00Z');
const did = 'did:plc:aaa';
const commit = (change: Partial<CommitFrame>): CommitFrame => ({
  kind: 'commit',
  did,
  timeUs: 1783175888172335,
  seq: null,
  operation: 'create',
  collection: 'app.bsky.feed.post',
  rkey: '3mptbypfywk2v',
  rev: '3mptbypoove2w',
  record: {},
  ...change,
});
const events = (record: unknown, change: Partial<CommitFrame> = {}) => normalizeFrame(commit({ record, ...change }));
function post(record: unknown, change: Partial<CommitFrame> = {}): Post {
  const [event] = events(record, change);
  if (event?.type !== 'post') throw new Error('no post');
  return event.post;
}
const tag = (name: unknown) => ({
  index: { byteStart: 9, byteEnd: 3 },
  features: [{ $type: 'app.bsky.richtext.facet#tag', tag: name }],
});
const target = 'at://did:plc:bbb/app.bsky.feed.post/3k2aaaaaaaaaa';

describe('a post of the stream', () => {
  test('is read whole', () => {
    const record = {
      $type: 'app.bsky.feed.post',
      createdAt: '2026-07-04T14:38:07.323Z',
      langs: ['de-AT', 'en'],
      text: '#keep4o please',
      tags: ['Free4o'],
      facets: [tag('keep4o'), { features: [{ $type: 'app.bsky.richtext.facet#link', uri: 'https://example.org/a' }] }],
      reply: { root: { uri: target }, parent: { uri: target, cid: 'x' } },
      embed: { $type: 'app.bsky.embed.external', external: { uri: 'https://example.org/b' } },
    };
    expect(events(record)).toEqual([
      {
        type: 'post',
        operation: 'create',
        post: {
          uri: `at://${did}/app.bsky.feed.post/3mptbypfywk2v`,
          platform: 'bluesky',
          url: `https://bsky.app/profile/${did}/post/3mptbypfywk2v`,
          author: {
            key: did,
            handle: null,
            displayName: null,
            url: `https://bsky.app/profile/${did}`,
            bot: null,
            followers: null,
            bornAt: null,
            optOuts: null,
          },
          kind: 'reply',
          rev: '1825972108909193244',
          claimedAt: Date.parse('2026-07-04T14:38:07.323Z'),
          seenAt: 1783175888172,
          text: '#keep4o please',
          language: 'de',
          languageGuessed: false,
          tags: [
            { spelling: 'keep4o', via: 'facet' },
            { spelling: 'Free4o', via: 'tags' },
          ],
          links: ['https://example.org/a', 'https://example.org/b'],
          server: 'bluesky',
          flags: [],
          originalUri: null,
          parentUri: target,
          quotedUri: null,
          engagement: null,
          localId: null,
          atHome: false,
        },
      },
      {
        type: 'reaction',
        key: `at://${did}/app.bsky.feed.post/3mptbypfywk2v`,
        subject: target,
        kind: 'reply',
        author: did,
        at: 1783175888172,
      },
    ]);
  });

  test('quotes a post, with or without media, but not a feed', () => {
    const quote = { $type: 'app.bsky.embed.record', record: { uri: target } };
    expect(post({ embed: quote })).toMatchObject({ kind: 'quote', quotedUri: target });
    const media = { $type: 'app.bsky.embed.external', external: { uri: 'https://example.org/' } };
    const both = { $type: 'app.bsky.embed.recordWithMedia', record: { record: { uri: target } }, media };
    expect(post({ embed: both })).toMatchObject({ kind: 'quote', quotedUri: target, links: ['https://example.org/'] });
    expect(events({ embed: quote })[1]).toMatchObject({ type: 'reaction', kind: 'quote', subject: target });
    const feed = { $type: 'app.bsky.embed.record', record: { uri: 'at://did:plc:bbb/app.bsky.feed.generator/x' } };
    expect(post({ embed: feed })).toMatchObject({ kind: 'original', quotedUri: null });
    expect(post({ embed: quote, reply: { parent: { uri: target } } })).toMatchObject({
      kind: 'reply',
      quotedUri: target,
    });
  });

  test('has its tags where they stand strongest, shares left out', () => {
    const record = {
      text: 'a #text\r#keep4o $OPENAI',
      tags: ['text', 'outer'],
      facets: [tag('keep4o#free4o'), tag('$OPENAI'), tag('#sign'), tag('#')],
    };
    expect(post(record).tags).toEqual([
      { spelling: 'keep4o#free4o', via: 'facet' },
      { spelling: 'sign', via: 'facet' },
      { spelling: 'text', via: 'tags' },
      { spelling: 'outer', via: 'tags' },
      { spelling: 'keep4o', via: 'text' },
    ]);
  });

  test('labelled by its author is flagged', () => {
    const labelled = (...values: string[]) => post({ labels: { values: values.map((val) => ({ val })) } }).flags;
    expect(labelled('nudity')).toEqual(['sensitive']);
    expect(labelled('!no-unauthenticated', 'porn')).toEqual(['hidden']);
    expect(labelled('bot')).toEqual([]);
  });

  test('copied by a bridge names its original', () => {
    expect(post({ bridgyOriginalUrl: 'https://m.example/@ann/1' })).toMatchObject({
      flags: ['bridged-copy'],
      originalUri: 'https://m.example/@ann/1',
    });
    expect(post({ bridgyOriginalUrl: 'javascript:alert(1)' })).toMatchObject({ flags: [], originalUri: null });
  });

  test('keeps whatever can be read of a malformed record', () => {
    const fallback = { kind: 'original', text: '', tags: [], links: [], language: null, claimedAt: null, flags: [] };
    for (const record of [
      null,
      'x',
      [],
      { text: 7, facets: {}, tags: 'a', langs: 'de', reply: [], embed: 1, labels: { values: {} }, createdAt: 1 },
    ])
      expect(post(record)).toMatchObject(fallback);
    expect(
      post({ facets: [null, { features: [null, 1, { $type: 'app.bsky.richtext.facet#tag', tag: 9 }] }, tag('keep4o')] })
        .tags,
    ).toHaveLength(1);
    for (const createdAt of ['0001-01-01T00:00:00Z', 'yesterday', '1', '2026-02-30T00:00:00Z', 5])
      expect(post({ createdAt }).claimedAt).toBeNull();
    expect(post({ createdAt: '9999-12-31T23:59:59Z' }).claimedAt).toBeGreaterThan(now);
    expect(post({ createdAt: '2026-07-04T16:38:07+02:00' }).claimedAt).toBe(Date.parse('2026-07-04T14:38:07Z'));
  });

  test('is stripped of what a database refuses, and that is told', () => {
    const dirty = post({ text: 'a\0b\ud800', facets: [tag('keep\u0000 4o')] });
    expect(dirty.text).toBe('ab\ufffd');
    expect(dirty.tags).toEqual([{ spelling: 'keep 4o', via: 'facet' }]);
    expect(wasCleaned(commit({ record: { text: 'a\0' } }))).toBe(true);
    expect(wasCleaned(commit({ record: { text: 'a', facets: [tag('b\ud800')] } }))).toBe(true);
    expect(wasCleaned(commit({ record: { text: 'a', langs: ['no language'] } }))).toBe(true);
    expect(wasCleaned(commit({ record: { text: 'a', tags: ['b'], langs: ['en'] } }))).toBe(false);
  });

  test('has its repository revision as a number, or the time seen where that cannot be read', () => {
    expect(post({}, { rev: '2222222222222' }).rev).toBe('0');
    expect(post({}, { rev: '2222222222233' }).rev).toBe('33');
    expect(post({}, { rev: 'bzzzzzzzzzzzz' }).rev).toBe(String(2n ** 63n - 1n));
    for (const rev of ['jzzzzzzzzzzzz', '3mpt', 7, null])
      expect(post({}, { rev }).rev).toBe(String(1783175888172335n * 1024n));
  });
});

describe('everything else of the stream', () => {
  const uri = `at://${did}/app.bsky.feed.like/3mptbyplj5d2a`;
  const like = { collection: 'app.bsky.feed.like', rkey: '3mptbyplj5d2a' };

  test('likes and reposts, and their end', () => {
    const record = { subject: { uri: target, cid: 'x' }, via: { uri: target } };
    expect(events(record, like)).toEqual([
      { type: 'reaction', key: uri, subject: target, kind: 'like', author: did, at: 1783175888172 },
    ]);
    expect(events(record, { ...like, collection: 'app.bsky.feed.repost' })[0]).toMatchObject({ kind: 'repost' });
    expect(events(undefined, { ...like, operation: 'delete' })).toEqual([
      { type: 'undo', key: uri, at: 1783175888172 },
    ]);
    expect(events({ subject: { uri: 'at://did:plc:b/app.bsky.feed.generator/x' } }, like)).toEqual([]);
    expect(events({ subject: 'x' }, like)).toEqual([]);
  });

  test('a deleted post is gone, and so is its reply or quote', () => {
    expect(events(undefined, { operation: 'delete' }).map(({ type }) => type)).toEqual(['delete', 'undo']);
  });

  test.each<[boolean, string | null, string]>([
    [true, null, 'active'],
    [true, 'throttled', 'active'],
    [false, 'deleted', 'deleted'],
    [false, 'deactivated', 'hidden'],
    [false, 'takendown', 'hidden'],
    [false, null, 'hidden'],
    [false, 'novelty', 'hidden'],
  ])('an account that is active: %s, %s, is %s', (active, status, state) => {
    const frame: Frame = { kind: 'account', did, timeUs: 5000, seq: null, active, status };
    expect(normalizeFrame(frame)).toEqual([{ type: 'account', author: did, state, at: 5 }]);
  });

  test('a handle that is known to be wrong is none', () => {
    const handle = (value: string | null) =>
      normalizeFrame({ kind: 'identity', did, timeUs: 5000, seq: null, handle: value })[0];
    expect(handle('x.example')).toEqual({ type: 'identity', author: did, handle: 'x.example', at: 5 });
    expect(handle('handle.invalid')).toMatchObject({ handle: null });
    expect(handle(null)).toMatchObject({ handle: null });
  });

  test('a profile tells of opt-outs and bots, and one that is gone takes them back', () => {
    const profile = { collection: 'app.bsky.actor.profile', rkey: 'self' };
    const labels = { values: [{ val: 'bot' }, { val: '!no-unauthenticated' }] };
    expect(events({ displayName: 'Ann\0', description: 'hi #NoBot', labels }, profile)).toEqual([
      {
        type: 'profile',
        author: did,
        displayName: 'Ann',
        bot: true,
        optOuts: ['unauthenticated', 'noindex'],
        at: 1783175888172,
      },
    ]);
    expect(events(undefined, { ...profile, operation: 'delete' })[0]).toMatchObject({
      displayName: null,
      bot: false,
      optOuts: [],
    });
    expect(events({ description: '#nobotany' }, profile)[0]).toMatchObject({ optOuts: [] });
    expect(events({}, { ...profile, rkey: 'other' })).toEqual([]);
  });

  test('other collections say nothing', () => {
    for (const collection of ['app.bsky.graph.follow', '__proto__', 'constructor', 'toString'])
      expect(events({}, { collection })).toEqual([]);
  });
});

test('never throws, and never lets through what a database refuses', () => {
  const hostile = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>('\0', '\ud800', { $type: 'app.bsky.richtext.facet#tag', tag: '\0\ud800' }, [[[]]], 1e308, {
      toString: 1,
    }),
  );
  const list = fc.array(
    fc.oneof(
      hostile,
      fc.record({ features: fc.array(hostile), val: hostile, uri: hostile, parent: hostile, values: hostile }),
    ),
  );
  const keys = [
    'text',
    'facets',
    'tags',
    'langs',
    'reply',
    'embed',
    'labels',
    'createdAt',
    'bridgyOriginalUrl',
    'displayName',
    'subject',
  ];
  const record = fc.dictionary(fc.constantFrom(...keys, '__proto__'), fc.oneof(hostile, list));
  const collection = fc.constantFrom('app.bsky.feed.post', 'app.bsky.feed.like', 'app.bsky.actor.profile');
  fc.assert(
    fc.property(record, collection, (made, ofCollection) => {
      const text = JSON.stringify(normalizeFrame(commit({ record: made, collection: ofCollection, rkey: 'self' })));
      expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/);
    }),
    { numRuns: 500 },
  );
});

describe('recorded', () => {
  const read = (path: string): SourceEvent[] =>
    recordedLines(path).flatMap((line) => {
      const frame = decodeFrame(line, now);
      if (frame.kind === 'invalid') throw new Error(line);
      return normalizeFrame(frame);
    });

  test('a third of a second of the real network', () => {
    const found = read('jetstream/jetstream-v1-2026-07-04.ndjson');
    const posts = found.flatMap((event) => (event.type === 'post' ? [event.post] : []));
    const tags = posts.flatMap((p) =>
      p.tags.filter(({ via }) => via === 'facet').map(({ spelling }) => spelling.toLowerCase()),
    );
    expect(tags.sort()).toEqual(['balanwonderworldoc', 'howtotellaitoshutup', 'indierebellion', 'talesatwonderworld']);
    expect(posts.filter(({ kind }) => kind === 'reply')).toHaveLength(8);
    const languages = posts
      .map(({ language }) => language ?? 'none')
      .sort()
      .join(' ');
    expect(languages).toBe('de en en en en en en en en es ja ko none ru tr tr tr');
    const reactions = found.filter((event) => event.type === 'reaction');
    expect(reactions.filter(({ kind }) => kind === 'like').length).toBeGreaterThan(95);
  });

  test('a campaign on real servers: likes, reposts, replies and quotes equal the truth', () => {
    interface Truth {
      deactivated: string;
      posts: {
        uri: string;
        author: string;
        deleted: boolean;
        facetTags: string[];
        outerTags: string[];
        likes: number;
        reposts: number;
        replies: number;
        quotes: number;
      }[];
    }
    const truth = recordedJson<Truth>('bluesky/devenv-1/TRUTH.json');
    const live = new Map<string, Post>();
    const reactions = new Map<string, { subject: string; kind: string }>();
    for (const event of read('bluesky/devenv-1/frames.ndjson')) {
      if (event.type === 'post') live.set(event.post.uri, event.post);
      if (event.type === 'delete') live.delete(event.uri);
      if (event.type === 'reaction') reactions.set(`${event.key} ${event.kind}`, event);
      if (event.type === 'undo')
        for (const kind of ['like', 'repost', 'reply', 'quote']) reactions.delete(`${event.key} ${kind}`);
    }
    const count = (uri: string, kind: string) =>
      [...reactions.values()].filter((r) => r.subject === uri && r.kind === kind).length;
    for (const { uri, deleted, facetTags, outerTags, author, ...expected } of truth.posts) {
      const found = live.get(uri);
      expect(found === undefined, uri).toBe(deleted);
      if (!found) continue;
      expect(found.author.key).toBe(author);
      const spellings = (via: string) => found.tags.filter((t) => t.via === via).map(({ spelling }) => spelling);
      expect(spellings('facet')).toEqual([...new Set(facetTags)]);
      expect(spellings('tags')).toEqual(outerTags.filter((t) => !facetTags.includes(t)));
      for (const [plural, kind] of [
        ['likes', 'like'],
        ['reposts', 'repost'],
        ['replies', 'reply'],
        ['quotes', 'quote'],
      ] as const)
        expect(count(uri, kind), `${kind} of ${uri}`).toBe(expected[plural]);
    }
  });

  test('ten thousand posts a second are read and matched', () => {
    const lines = recordedLines('bluesky/devenv-1/frames.ndjson').filter((line) =>
      line.includes('app.bsky.feed.post"'),
    );
    const matcher = compileCampaign(
      campaignSchema.parse({ slug: 'a', name: 'A', since: '2026-01-01', tags: ['keep4o', 'OpenSource4o'] }),
    );
    const started = performance.now();
    let matched = 0;
    for (let i = 0; i < 10_000; i++) {
      const frame = decodeFrame(lines[i % lines.length] ?? '', now);
      if (frame.kind === 'invalid') continue;
      for (const event of normalizeFrame(frame)) if (event.type === 'post' && matchPost(event.post, matcher)) matched++;
    }
    expect(matched).toBeGreaterThan(1000);
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
