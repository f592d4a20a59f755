import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFrame } from '../../../../src/sources/bluesky/frames.ts';
import { isUntagged, normalizeFrame, postReactions } from '../../../../src/sources/bluesky/normalize.ts';

const uri = 'at://did:plc:bbbbbbbbbbbbbbbbbbbbbbbb/app.bsky.feed.post/3k2yihcrp6f2c';
const part = {
  text: fc.constantFrom('plain', 'with #tag', 'wide ＃tag', 'no # tag', '', 7),
  tags: fc.constantFrom(undefined, [], ['keep4o'], 'keep4o'),
  facets: fc.constantFrom(
    undefined,
    [],
    [{ features: [{ $type: 'app.bsky.richtext.facet#tag', tag: 'keep4o' }] }],
    [{ features: [{ $type: 'app.bsky.richtext.facet#link', uri: 'https://a.example/#tag' }] }],
    'nonsense',
  ),
  reply: fc.constantFrom(undefined, { parent: { uri } }, { parent: 'nonsense' }),
  embed: fc.constantFrom(
    undefined,
    { $type: 'app.bsky.embed.record', record: { uri } },
    { $type: 'app.bsky.embed.recordWithMedia', record: { record: { uri } } },
  ),
};

test('a post that is passed over carries no tag, and its reactions are the same as in full', () => {
  let passed = 0;
  fc.assert(
    fc.property(fc.record(part), (record) => {
      const frame = decodeFrame(
        JSON.stringify({
          did: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa',
          time_us: 1_783_175_888_172_335,
          kind: 'commit',
          commit: {
            rev: '3mptbypoove2w',
            operation: 'create',
            collection: 'app.bsky.feed.post',
            rkey: '3mptbypfywk2v',
            record,
          },
        }),
        1_783_175_889_000,
      );
      if (frame.kind === 'invalid' || !isUntagged(frame)) return;
      passed += 1;
      const [post, ...reactions] = normalizeFrame(frame);
      expect(post?.type === 'post' && post.post.tags).toEqual([]);
      expect(postReactions(frame)).toEqual(reactions);
    }),
    { numRuns: 500 },
  );
  expect(passed).toBeGreaterThan(20);
});
