import { expect, test } from 'vitest';
import type { MatchedEvent } from '../../../src/domain/batch.ts';
import type { Author, OptOut } from '../../../src/domain/post.ts';
import { findNewAuthors, writeProfiles } from '../../../src/store/refreshes.ts';
import { makeBatch, makeCampaign, makePost, matched } from '../../support/make.ts';
import { openWeb } from '../../support/web.ts';

const now = Date.parse('2026-02-02T12:00:00Z');
const minute = 60_000;
const campaign = makeCampaign({ timezone: 'UTC' });
const key = 'did:plc:alice';
type Post = { uri: string; text: string | null; tags: string[]; flags: string[]; author: { handle: string | null } };
type Tags = { tags: { spellings: { example: string | null }[]; coTags: { tag: string }[] }[] };

const uri = (id: string) => `at://${key}/app.bsky.feed.post/${id}`;
const tags = ['Keep4o', 'OnlyMine'].map((spelling) => ({ spelling, via: 'facet' as const }));
const ofAlice = (optOuts: OptOut[] | null): Author => ({ ...makePost().author, key, handle: 'alice.example', optOuts });

async function opened() {
  const web = await openWeb(campaign, now);
  const write = (...events: MatchedEvent[]) => web.ingest.write(makeBatch({ events }));
  const post = makePost({ uri: uri('1'), author: key, tags, text: 'mine', claimedAt: now - minute });
  await write(matched(post, campaign));
  await writeProfiles(web.db, [key], [ofAlice([])], now);
  const list = async (sort: string) => (await web.api<{ posts: Post[] }>(`/posts?sort=${sort}`)).posts;
  const shown = async () => (await list('recent')).map(({ text }) => text);
  return { ...web, write, post, list, shown };
}

const profile = (optOuts: OptOut[], at: number): MatchedEvent => {
  return { type: 'profile', author: key, displayName: null, bot: false, optOuts, at };
};

test.for([
  ['noindex', 0],
  ['unauthenticated', 0],
  ['noText', 1],
] as const)(
  'who asks for %s stands in no list with text, handle or tags, and is nobody’s example',
  async ([wish, links]) => {
    await using web = await opened();
    expect(await web.shown()).toEqual(['mine']);
    await web.write(profile([wish], now));
    for (const sort of ['recent', 'top']) {
      const posts = await web.list(sort);
      expect(posts).toHaveLength(links);
      for (const one of posts) expect(one).toMatchObject({ text: null, tags: [], author: { handle: null } });
    }
    const { tags: families } = await web.api<Tags>('/tags');
    expect(families[0]).toMatchObject({ posts: 1, coTags: [], spellings: [{ example: null }] });
    expect(await web.api('/summary')).toMatchObject({ posts: 1, authors: 1 });
    await web.write(profile([], now + 1));
    expect(await web.shown()).toEqual(['mine']);
    expect((await web.api<Tags>('/tags')).tags[0]).toMatchObject({ coTags: [{ tag: 'OnlyMine' }] });
  },
);

test('a profile of an AppView that is behind takes no fresh wish back; later it does', async () => {
  await using web = await opened();
  await web.write(profile(['unauthenticated'], now));
  await writeProfiles(web.db, [key], [ofAlice([])], now + minute);
  expect(await web.shown()).toEqual([]);
  await writeProfiles(web.db, [key], [ofAlice([])], now + 20 * minute);
  expect(await web.shown()).toEqual(['mine']);
});

test('a view of a post tells a label of its account, and is no proof that another wish is gone', async () => {
  await using web = await opened();
  await web.write(profile(['noindex'], now));
  const view = { ...web.post, rev: null, readAt: now + minute, author: ofAlice(['unauthenticated']) };
  await web.write(matched(view, campaign, 'sighting'));
  const { rows } = await web.db.$client.query('select flags from author');
  expect(rows).toEqual([{ flags: 3 }]);
});

test('labels that a moderation puts on a stored post take effect, and go with the label', async () => {
  await using web = await opened();
  const view = (flags: ('hidden' | 'sensitive')[]) =>
    matched({ ...web.post, rev: null, readAt: now + minute, flags }, campaign, 'sighting');
  await web.write(view(['hidden']));
  expect(await web.shown()).toEqual([]);
  await web.write(view(['sensitive']));
  expect(await web.list('recent')).toMatchObject([{ text: 'mine', flags: ['sensitive'] }]);
  await web.write(view([]));
  expect(await web.list('recent')).toMatchObject([{ text: 'mine', flags: [] }]);
});

test('a label of an account that views no longer show has its profile read again soon', async () => {
  await using web = await opened();
  await writeProfiles(web.db, [key], [ofAlice(['unauthenticated'])], now);
  expect(await findNewAuthors(web.db, 9)).toEqual([]);
  const view = (optOuts: OptOut[]) =>
    matched({ ...web.post, rev: null, readAt: now + 30 * minute, author: ofAlice(optOuts) }, campaign, 'sighting');
  await web.write(view(['unauthenticated']));
  expect(await findNewAuthors(web.db, 9)).toEqual([]);
  await web.write(view([]));
  expect(await findNewAuthors(web.db, 9)).toEqual([key]);
});
