import { expect, test } from 'vitest';
import { missedAway } from '../../../src/domain/missed.ts';
import { applyCampaign, sourcesOf } from '../../../src/store/campaigns.ts';
import { Ingest } from '../../../src/store/ingest/ingest.ts';
import { findDuePosts, findWitness, noteAsked } from '../../../src/store/refreshes.ts';
import { findDueSightings } from '../../../src/store/sightings.ts';
import { freshDatabase } from '../../support/database.ts';
import { makeBatch, makeCampaign, makePost, matched } from '../../support/make.ts';
import { countsOf, recount } from '../../support/recount.ts';

const campaign = makeCampaign();
const begun = Date.parse('2026-02-02T10:00:00Z');
const minute = 60_000;
type Over = NonNullable<Parameters<typeof makePost>[0]>;

async function prepared() {
  const fresh = await freshDatabase();
  await applyCampaign(fresh.db, campaign, sourcesOf(campaign, null), 'file', begun);
  const ingest = new Ingest(fresh.db);
  const post = (source: string, over: Over) =>
    ingest.write(makeBatch({ source, events: [matched(makePost(over), campaign, 'sighting')] }));
  const posts = async () => (await countsOf(fresh.db, campaign.slug)).posts;
  return { ...fresh, ingest, post, posts };
}

test('a Bluesky post that the AppView left out comes back when it shows it again, not by an old frame, and a deletion is for good', async () => {
  await using store = await prepared();
  const uri = 'at://did:plc:alice/app.bsky.feed.post/1';
  const seen = { uri, claimedAt: begun, seenAt: begun + 1 };
  const view = { ...seen, rev: null };
  await store.post('bluesky', seen);
  await store.ingest.write(makeBatch({ events: [missedAway(uri, begun + 60 * minute)] }));
  await noteAsked(store.db, { shown: [], missed: [1], isSound: true }, begun + 60 * minute);
  expect(await store.posts()).toBe(0);
  const { rows: texts } = await store.db.$client.query('select from post_text');
  expect(texts).toHaveLength(0);
  await store.post('bluesky', seen); // the same frame, read again by a repair
  await store.post('bluesky', { ...view, readAt: begun + 59 * minute }); // an answer from before
  expect(await store.posts()).toBe(0);
  expect(await findDuePosts(store.db, begun + 62 * minute, null, 9)).toEqual([]);
  expect(await findDuePosts(store.db, begun + 66 * minute, null, 9)).toMatchObject([{ uri, gone: true }]);
  await store.post('bluesky', { ...view, readAt: begun + 66 * minute });
  expect(await store.posts()).toBe(1);
  expect(await recount(store.db)).toEqual([]);
  const rev = String(BigInt(begun + 70 * minute) * 1_024_000n);
  await store.ingest.write(makeBatch({ events: [missedAway(uri, begun + 68 * minute)] }));
  await store.ingest.write(makeBatch({ events: [{ type: 'delete', uri, rev, at: begun + 70 * minute }] }));
  await store.post('bluesky', { ...view, readAt: begun + 80 * minute });
  expect(await store.posts()).toBe(0);
  expect(await findDuePosts(store.db, begun + 600 * minute, null, 9)).toEqual([]);
  expect(await recount(store.db)).toEqual([]);
});

test('a Mastodon post comes back by its own server where we ask that, not by what others still show', async () => {
  await using store = await prepared();
  const uri = 'https://a.example/users/x/statuses/1';
  const base: Over = { uri, platform: 'mastodon', rev: '0', author: 'https://a.example/users/x', claimedAt: begun };
  const home = { ...base, localId: '1', atHome: true };
  const copy = { ...base, localId: '7', atHome: false };
  const [a, b] = ['mastodon:a.example', 'mastodon:b.example'];
  await store.post(a, { ...home, seenAt: begun + 1 });
  await store.post(b, { ...copy, seenAt: begun + 2 });
  await store.ingest.write(makeBatch({ source: a, events: [missedAway(uri, begun + 10 * minute)] }));
  expect(await store.posts()).toBe(0);
  expect(await findDueSightings(store.db, a, begun + 30 * minute, null, 9)).toEqual([{ localId: '1', uri }]);
  await store.post(b, { ...copy, seenAt: begun + 20 * minute });
  expect(await store.posts()).toBe(0);
  await store.post(a, { ...home, seenAt: begun + 30 * minute });
  expect(await store.posts()).toBe(1);
  expect(await recount(store.db)).toEqual([]);
});

test('an answer without any post counts as one only if the AppView shows another that it showed before', async () => {
  await using store = await prepared();
  const uri = (id: number) => `at://did:plc:a${id}/app.bsky.feed.post/1`;
  const seen = (id: number) => ({ uri: uri(id), author: `did:plc:a${id}`, claimedAt: begun, seenAt: begun + 1 });
  for (const id of [1, 2]) await store.post('bluesky', seen(id));
  expect(await findWitness(store.db, [1])).toBeNull();
  const figures = { likes: 1, reposts: 0, replies: 0, quotes: 0 };
  await store.post('bluesky', { ...seen(2), rev: null, readAt: begun + minute, engagement: figures });
  await noteAsked(store.db, { shown: [2], missed: [1], isSound: true }, begun + minute);
  expect(await findWitness(store.db, [1])).toBe(uri(2));
  expect(await findWitness(store.db, [1, 2])).toBeNull();
  await noteAsked(store.db, { shown: [], missed: [2], isSound: false }, begun + 2 * minute);
  expect(await findDuePosts(store.db, begun + 20 * minute, null, 9)).toMatchObject([
    { missedAt: begun + minute },
    { missedAt: null },
  ]);
});
