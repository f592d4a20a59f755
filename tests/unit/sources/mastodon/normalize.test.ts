import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Post } from '../../../../src/domain/post.ts';
import { normalizeStatus } from '../../../../src/sources/mastodon/normalize.ts';
import { recordedJson } from '../recorded.ts';

const server = { base: 'https://a.example', seenAt: Date.parse('2026-11-24T12:00:00Z') };
const account = {
  id: '1',
  acct: 'ann',
  uri: 'https://a.example/users/ann',
  url: 'https://a.example/@ann',
  display_name: 'Ann',
  note: '<p>hello</p>',
  bot: false,
  indexable: true,
  discoverable: true,
  noindex: false,
  followers_count: 12,
  created_at: '2020-01-01T00:00:00.000Z',
};
const status = {
  id: '103270115826048975',
  uri: 'https://a.example/users/ann/statuses/1',
  url: 'https://a.example/@ann/1',
  created_at: '2026-11-24T10:00:00.000Z',
  edited_at: null,
  in_reply_to_id: null,
  sensitive: false,
  spoiler_text: '',
  visibility: 'public',
  language: 'en',
  replies_count: 1,
  reblogs_count: 2,
  favourites_count: 3,
  quotes_count: 4,
  content:
    '<p>Hi <a href="https://a.example/tags/keep4oapl" class="mention hashtag" rel="tag">#<span>keep4oAPl</span></a> &lt;b&gt; <a href="https://example.org/x"><span class="invisible">https://</span>example.org/x</a></p><p><span class="h-card"><a href="https://b.example/@sama" class="u-url mention">@<span>sama</span></a></span></p>',
  reblog: null,
  tags: [{ name: 'keep4oapl', url: 'https://a.example/tags/keep4oapl' }],
  account,
};
const read = (change: object, context = server) => normalizeStatus({ ...status, ...change }, context);
function post(change: object, context: Parameters<typeof normalizeStatus>[1] = server): Post {
  const event = read(change, context);
  if (event === null || 'invalid' in event || event.type !== 'post') throw new Error('no post');
  return event.post;
}
const by = (change: object) => post({ account: { ...account, ...change } });

describe('a status', () => {
  test('is a sighting, read whole', () => {
    expect(read({})).toEqual({
      type: 'post',
      operation: 'sighting',
      post: {
        uri: 'https://a.example/users/ann/statuses/1',
        platform: 'mastodon',
        url: 'https://a.example/@ann/1',
        author: {
          key: 'https://a.example/@ann',
          handle: 'ann@a.example',
          displayName: 'Ann',
          url: 'https://a.example/@ann',
          bot: false,
          followers: 12,
          bornAt: Date.parse('2020-01-01T00:00:00Z'),
          optOuts: [],
        },
        kind: 'original',
        rev: '0',
        claimedAt: Date.parse('2026-11-24T10:00:00Z'),
        seenAt: server.seenAt,
        text: 'Hi #keep4oAPl <b> https://example.org/x\n\n@sama',
        language: 'en',
        languageGuessed: false,
        tags: [{ spelling: 'keep4oAPl', via: 'facet' }],
        links: ['https://example.org/x'],
        server: 'a.example',
        flags: [],
        originalUri: null,
        parentUri: null,
        quotedUri: null,
        engagement: { likes: 3, reposts: 2, replies: 1, quotes: 4 },
        localId: '103270115826048975',
        atHome: true,
      },
    });
  });

  test('reads alike in camelCase', () => {
    const camel = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value).replace(
          /"([a-z]+(?:_[a-z]+)+)":/g,
          (_, key: string) => `"${key.replace(/_(.)/g, (__, c: string) => c.toUpperCase())}":`,
        ),
      );
    expect(camel(status)).toHaveProperty('favouritesCount');
    expect(normalizeStatus(camel(status), server)).toEqual(read({}));
  });

  test('that is a boost shows the boosted post, once and not deeper', () => {
    const boost = {
      uri: 'https://boosts.example#1',
      content: '',
      tags: [],
      account: { url: 'https://boosts.example/bob' },
    };
    expect(read({ ...boost, reblog: status })).toEqual(read({}));
    expect(read({ ...boost, reblog: { ...status, visibility: 'unlisted' } })).toBeNull();
    expect(read({ ...boost, reblog: { ...status, reblog: status } })).toBeNull();
    expect(read({ ...boost, reblog: 'nonsense' })).toEqual({ invalid: 'shape' });
  });

  test('that is not public is no post', () => {
    for (const change of [
      { visibility: 'unlisted' },
      { visibility: 'private' },
      { visibility: 'local' },
      { visibility: 7 },
    ])
      expect(read(change)).toBeNull();
  });

  test('without URI takes its URL; without both, or without author, is invalid', () => {
    expect(post({ uri: undefined }).uri).toBe(status.url);
    expect(post({ uri: '' }).uri).toBe(status.url);
    expect(post({ url: null })).toMatchObject({ uri: status.uri, url: null });
    for (const change of [
      { uri: null, url: null },
      { account: null },
      { account: 'ann' },
      { account: { acct: 'ann' } },
    ])
      expect(read(change)).toEqual({ invalid: 'shape' });
    for (const nothing of [null, undefined, 7, 'x', [], {}])
      expect(normalizeStatus(nothing, server)).toEqual({ invalid: 'shape' });
  });

  test('that was edited is newer, on the scale of Bluesky', () => {
    const edited = post({ edited_at: '2026-11-24T11:00:00.000Z' });
    expect(edited.rev).toBe(String(BigInt(Date.parse('2026-11-24T11:00:00Z')) * 1000n * 1024n));
    expect(post({ edited_at: 'x' }).rev).toBe('0');
  });

  test('is a reply, a quote or original', () => {
    expect(post({ in_reply_to_id: '1', quote: {} }).kind).toBe('reply');
    const quote = { state: 'accepted', quoted_status: { uri: 'https://b.example/1' } };
    expect(post({ quote })).toMatchObject({ kind: 'quote', quotedUri: 'https://b.example/1' });
    expect(post({ quote: { state: 'revoked', quoted_status: null } })).toMatchObject({
      kind: 'quote',
      quotedUri: null,
    });
  });

  test('with a warning is flagged', () => {
    expect(post({ sensitive: true }).flags).toEqual(['sensitive']);
    expect(post({ spoiler_text: 'politics' }).flags).toEqual(['sensitive']);
  });

  test('copied from Bluesky names its original', () => {
    const uri = 'https://bsky.brid.gy/convert/ap/at://did:plc:aaa/app.bsky.feed.post/3k2';
    const bridged = { ...account, acct: 'ann.bsky.social@bsky.brid.gy', url: 'https://bsky.brid.gy/ap/did:plc:aaa' };
    expect(post({ uri, account: bridged })).toMatchObject({
      flags: ['bridged-copy'],
      originalUri: 'at://did:plc:aaa/app.bsky.feed.post/3k2',
      server: 'bsky.brid.gy',
      atHome: false,
    });
  });
});

describe('its author', () => {
  test('is at home where the account has no host, or the server’s own', () => {
    expect(by({ acct: 'ann@b.example' }).atHome).toBe(false);
    expect(by({ acct: 'ann@A.example' }).atHome).toBe(true);
    expect(
      post({ account: { ...account, acct: 'ann@example.org' } }, { ...server, domain: 'example.org' }).atHome,
    ).toBe(true);
    expect(by({ acct: 'ann@b.example' }).author.handle).toBe('ann@b.example');
    expect(by({ acct: '' })).toMatchObject({ atHome: false, author: { handle: null } });
  });

  test('is known by URL, without a usable one by URI', () => {
    expect(by({ url: null }).author).toMatchObject({ key: account.uri, url: null });
    expect(by({ url: 'javascript:alert(1)' })).toMatchObject({
      author: { key: account.uri, url: null },
      server: 'a.example',
    });
  });

  test.each<[object, string[] | null]>([
    [{ noindex: true }, ['noindex']],
    [{ discoverable: false }, ['noindex']],
    [{ discoverable: null, noindex: null }, []],
    [{ indexable: false }, ['noText']],
    [{ indexable: undefined }, null],
    [{ indexable: undefined, discoverable: false }, ['noindex']],
    [{ note: '<p>please <a href="x">#<span>NoBot</span></a></p>' }, ['noindex']],
    [{ note: '#nobotany' }, []],
    [{ display_name: 'Ann 🤖🚫' }, ['noindex']],
    [{ limited: true }, ['limited']],
    [{ suspended: true, indexable: false, noindex: true }, ['noindex', 'noText', 'limited']],
    [{ memorial: true }, ['limited']],
    [{ noindex: 'true', discoverable: 0, indexable: 'false' }, null],
  ])('%j asks for %j', (change, optOuts) => expect(by(change).author.optOuts).toEqual(optOuts));

  test('declares being a bot', () => {
    expect([by({ bot: true }), by({ bot: false }), by({ bot: null })].map(({ author }) => author.bot)).toEqual([
      true,
      false,
      null,
    ]);
  });
});

describe('its tags', () => {
  const link = (text: string, mark = 'class="mention hashtag"') =>
    `<a href="https://a.example/tags/x" ${mark}>${text}</a>`;

  test('are those of its list, spelled as the link shows them', () => {
    const content = `${link('#<span>StopAlPaternalism</span>')} ${link('#Other')} (#keep4o) ${link('#KéEp4o')}`;
    const tags = [{ name: 'stopalpaternalism' }, { name: 'keep4o' }, { name: 'plain' }];
    expect(post({ content, tags }).tags.map(({ spelling }) => spelling)).toEqual([
      'StopAlPaternalism',
      'KéEp4o',
      'plain',
    ]);
  });

  test('are read from the links only where there is no list', () => {
    const content = `${link('#Keep4o')} ${link('#Free4o', 'rel="tag"')} <a href="https://example.org">#not</a> #neither`;
    expect(post({ content, tags: undefined }).tags.map(({ spelling }) => spelling)).toEqual(['Keep4o', 'Free4o']);
    expect(post({ content, tags: [] }).tags).toEqual([]);
  });

  test('that are malformed are left out', () => {
    expect(post({ tags: [null, {}, { name: 7 }, { name: '#' }, { name: '' }, { name: '#a\0b' }] }).tags).toEqual([
      { spelling: 'ab', via: 'facet' },
    ]);
  });
});

describe('hostile input', () => {
  test('deep, long and broken HTML is cut in little time', () => {
    for (const content of [
      '<div>'.repeat(100_000),
      '<a href="'.repeat(50_000),
      `<a>${'<b>'.repeat(60_000)}`,
      '<a '.repeat(500_000),
      '&'.repeat(5_000_000),
    ]) {
      const started = performance.now();
      expect(post({ content }).text.length).toBeLessThanOrEqual(65_536);
      expect(performance.now() - started).toBeLessThan(1000);
    }
  });

  test('HTML that the author wrote as text stays text', () => {
    expect(post({ content: '&lt;img src=x onerror=alert(1)&gt;<script>alert(1)</script><img src=x>' }).text).toBe(
      '<img src=x onerror=alert(1)>',
    );
  });

  test('never throws, and never lets through what a database refuses', () => {
    const hostile = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>('\0', '\ud800', '<a>#\0</a>', 1e308, -1, { toString: 1 }, [[]]),
    );
    const fields = fc.dictionary(fc.constantFrom(...Object.keys(status), 'quote', 'card', '__proto__'), hostile);
    const ofAccount = fc.dictionary(fc.constantFrom(...Object.keys(account), '__proto__'), hostile);
    fc.assert(
      fc.property(fields, ofAccount, (made, changed) => {
        const text = JSON.stringify(read({ account: { ...account, ...changed }, ...made }) ?? null);
        expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('recorded', () => {
  const posts = (path: string, base: string): Post[] => {
    const { response } = recordedJson<{ response: { body: unknown[] } }>(`mastodon/${path}`);
    return response.body.flatMap((each) => {
      const event = normalizeStatus(each, { base, seenAt: server.seenAt });
      return event && !('invalid' in event) && event.type === 'post' ? [event.post] : [];
    });
  };
  const uris = (list: Post[]) => new Set(list.map(({ uri }) => uri));

  test('a campaign on mastodon.social', () => {
    const page = posts('rtoot/handle_params_max_id.json', 'https://mastodon.social');
    expect(page).toHaveLength(40);
    expect(page.every(({ tags }) => tags.some(({ spelling }) => spelling.toLowerCase() === 'ichbinhanna'))).toBe(true);
    const spellings = new Set(page.flatMap(({ tags }) => tags.map(({ spelling }) => spelling)));
    expect(spellings).toContain('IchBinHanna');
    expect(spellings).toContain('IchbinHanna');
    expect(page.filter(({ atHome }) => atHome).every(({ server: host }) => host === 'mastodon.social')).toBe(true);
  });

  test('one tag on two servers: four posts on both, by the same authors, with counts of their own', () => {
    const one = posts('rtoot/get_timeline_hashtag_anonymous.json', 'https://mastodon.social');
    const other = posts('rtoot/get_timeline_hashtag_default.json', 'https://social.tchncs.de');
    const both = one.filter(({ uri }) => uris(other).has(uri));
    expect(both).toHaveLength(4);
    for (const post of both) {
      const twin = other.find(({ uri }) => uri === post.uri);
      expect(twin?.author.key).toBe(post.author.key);
      expect(twin?.author.handle).toBe(post.author.handle);
    }
    const home = both.find(({ author }) => author.handle === 'amreibahr@mastodon.social');
    const away = other.find(({ uri }) => uri === home?.uri);
    expect([home?.atHome, home?.engagement?.likes, away?.atHome, away?.engagement?.likes]).toEqual([
      true,
      18,
      false,
      1,
    ]);
  });

  test('two snac servers that federate: the union of a tag is 14 posts, 12 on both', () => {
    const a = ['a-keep4o-0', 'a-keep4o-1'].flatMap((name) => posts(`snac/${name}.json`, 'http://localhost:8001'));
    const b = ['b-keep4o-0', 'b-keep4o-1'].flatMap((name) => posts(`snac/${name}.json`, 'http://localhost:8002'));
    expect(uris([...a, ...b]).size).toBe(14);
    expect([...uris(a)].filter((uri) => uris(b).has(uri))).toHaveLength(12);
    expect(a.find(({ uri }) => uri.includes(':8001/ann'))).toMatchObject({
      atHome: true,
      author: { handle: 'ann@localhost:8001' },
    });
    expect(a.find(({ uri }) => uri.includes(':8002/cat'))).toMatchObject({ atHome: false, server: 'localhost:8002' });
    expect(a.flatMap(({ tags }) => tags.map(({ spelling }) => spelling))).toContain('CancelOpenAl');
  });

  test('a link that holds a # is no tag', () => {
    const [post] = posts('snac/a-keep4oapi-0.json', 'http://localhost:8001');
    expect(post?.tags).toEqual([{ spelling: 'keep4oAPI', via: 'facet' }]);
    expect(post?.links).toEqual(['https://example.org/a#keep4o']);
  });
});
