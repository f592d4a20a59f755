import { expect, test } from 'vitest';
import { applyCampaign, sourcesOf } from '../../../src/store/campaigns.ts';
import { Ingest } from '../../../src/store/ingest/ingest.ts';
import { rematchPending } from '../../../src/store/rematch.ts';
import { freshDatabase } from '../../support/database.ts';
import { makeBatch, makeCampaign, makePost, matched } from '../../support/make.ts';
import { countsOf, recount } from '../../support/recount.ts';

const now = Date.parse('2026-02-01');

test('a changed campaign moves what is stored, and the old one brings back the same figures', async () => {
  await using fresh = await freshDatabase();
  const { db } = fresh;
  const ingest = new Ingest(db);
  const before = makeCampaign({ arguments: { safety: ['audit'] } });
  const after = makeCampaign({
    tags: ['keep4o', { tag: 'OpenSource4o', variants: ['0penSource4o'] }],
    arguments: { safety: ['audit'], voice: ['please'] },
  });
  await applyCampaign(db, before, sourcesOf(before, null), 'apply', now);
  const posts = ['keep4o', 'OpenSource4o', '0penSource4o', 'keep4o'].map((tag, i) => {
    const post = makePost({ uri: `at://did:plc:a${i}/app.bsky.feed.post/1`, author: `did:plc:a${i}`, tag });
    // One post carries the variant beside a tag that counts: it is stored; the bare variant is not.
    return i === 3 ? { ...post, tags: [...post.tags, { spelling: '0penSource4o', via: 'facet' as const }] } : post;
  });
  await ingest.write(makeBatch({ events: posts.map((post) => matched(post, before)) }));
  const old = await countsOf(db, 'keep4o');
  expect(old).toMatchObject({ posts: 3, byTag: { keep4o: 2, OpenSource4o: 1 } });

  await applyCampaign(db, after, sourcesOf(after, null), 'apply', now);
  expect(await ingest.rematch('keep4o', null)).toBe(3);
  expect(await countsOf(db, 'keep4o')).toMatchObject({ posts: 3, byTag: { keep4o: 2, OpenSource4o: 2 } });
  expect(await recount(db)).toEqual([]);
  expect(await ingest.rematch('keep4o', null)).toBe(0);

  await applyCampaign(db, before, sourcesOf(before, null), 'apply', now);
  await ingest.rematch('keep4o', null);
  expect(await countsOf(db, 'keep4o')).toEqual(old);
  expect(await recount(db)).toEqual([]);
});

test('a family that goes takes its posts along, and gives them back when it returns', async () => {
  await using fresh = await freshDatabase();
  const { db } = fresh;
  const ingest = new Ingest(db);
  const whole = makeCampaign();
  const half = makeCampaign({ tags: ['keep4o'] });
  await applyCampaign(db, whole, sourcesOf(whole, null), 'apply', now);
  const post = makePost({ tag: 'OpenSource4o' });
  await ingest.write(makeBatch({ events: [matched(post, whole)] }));
  await applyCampaign(db, half, sourcesOf(half, null), 'apply', now);
  await ingest.rematch('keep4o', null);
  expect(await countsOf(db, 'keep4o')).toMatchObject({ posts: 0, authors: 0, deleted: 0 });
  await applyCampaign(db, whole, sourcesOf(whole, null), 'apply', now);
  await ingest.rematch('keep4o', null);
  expect(await countsOf(db, 'keep4o')).toMatchObject({ posts: 1, byTag: { OpenSource4o: 1 } });
  expect(await recount(db)).toEqual([]);
});

test('neither an old version that comes again nor a campaign matched anew brings back a tag that an edit dropped', async () => {
  await using fresh = await freshDatabase();
  const { db } = fresh;
  const ingest = new Ingest(db);
  const campaign = makeCampaign();
  await applyCampaign(db, campaign, sourcesOf(campaign, null), 'apply', now);
  const post = makePost({ rev: '1000' });
  await ingest.write(makeBatch({ events: [matched(post, campaign)] }));
  await ingest.write(makeBatch({ events: [matched(makePost({ rev: '1700', tag: '' }), campaign, 'update')] }));
  await ingest.write(makeBatch({ events: [matched(post, campaign), matched({ ...post, rev: null }, campaign)] }));
  expect(await countsOf(db, 'keep4o')).toMatchObject({ posts: 0 });
  expect(await ingest.rematch('keep4o', null)).toBe(0);
  expect(await countsOf(db, 'keep4o')).toMatchObject({ posts: 0 });
  await ingest.write(makeBatch({ events: [matched(makePost({ rev: '1900' }), campaign, 'update')] }));
  expect(await countsOf(db, 'keep4o')).toMatchObject({ posts: 1, byTag: { keep4o: 1 } });
  expect(await recount(db)).toEqual([]);
});

test('a post that an edit made one of the excluded comes back when it is excluded no more', async () => {
  await using fresh = await freshDatabase();
  const { db } = fresh;
  const ingest = new Ingest(db);
  const strict = makeCampaign({ exclude: { words: ['casino'] } });
  await applyCampaign(db, strict, sourcesOf(strict, null), 'apply', now);
  await ingest.write(makeBatch({ events: [matched(makePost({ rev: '1000' }), strict)] }));
  const edit = makePost({ rev: '1700', text: 'casino #keep4o' });
  await ingest.write(makeBatch({ events: [matched(edit, strict, 'update')] }));
  expect(await countsOf(db, 'keep4o')).toMatchObject({ posts: 0 });
  const open = makeCampaign();
  await applyCampaign(db, open, sourcesOf(open, null), 'apply', now);
  await ingest.rematch('keep4o', null);
  expect(await countsOf(db, 'keep4o')).toMatchObject({ posts: 1, byTag: { keep4o: 1 } });
  expect(await recount(db)).toEqual([]);
});

test('another time zone moves posts to its days; a new description moves nothing', async () => {
  await using fresh = await freshDatabase();
  const { db } = fresh;
  const ingest = new Ingest(db);
  const berlin = makeCampaign();
  const tokyo = makeCampaign({ timezone: 'Asia/Tokyo' });
  await applyCampaign(db, berlin, sourcesOf(berlin, null), 'apply', now);
  const late = makePost({ claimedAt: Date.parse('2026-02-02T18:00:00Z'), seenAt: Date.parse('2026-02-02T18:00:01Z') });
  await ingest.write(makeBatch({ events: [matched(late, berlin)] }));
  await applyCampaign(db, makeCampaign({ description: 'words' }), sourcesOf(berlin, null), 'apply', now);
  expect(await rematchPending(db, ingest)).toEqual(new Map());
  await applyCampaign(db, tokyo, sourcesOf(tokyo, null), 'apply', now);
  expect(await rematchPending(db, ingest)).toEqual(new Map([['keep4o', 1]]));
  const { rows } = await db.$client.query('select distinct day from rollup_day where posts > 0');
  expect(rows).toEqual([{ day: Date.parse('2026-02-03') / 86_400_000 }]);
  expect(await recount(db)).toEqual([]);
});

test('a bot, or a handle that is excluded, leaves the counts as soon as it is known, with what came before and comes later', async () => {
  await using fresh = await freshDatabase();
  const { db } = fresh;
  const ingest = new Ingest(db);
  const campaign = makeCampaign({ exclude: { authors: ['@Loud.example'], bots: true } });
  await applyCampaign(db, campaign, sourcesOf(campaign, null), 'apply', now);
  const say = (author: string, id: number) =>
    ingest.write(
      makeBatch({ events: [matched(makePost({ uri: `at://${author}/app.bsky.feed.post/${id}`, author }), campaign)] }),
    );
  for (const author of ['did:plc:loud', 'did:plc:bot', 'did:plc:calm']) await say(author, 1);
  expect(await countsOf(db, 'keep4o')).toMatchObject({ posts: 3 });

  const at = Date.parse('2026-02-02T11:00:00Z');
  await ingest.write(
    makeBatch({
      events: [
        { type: 'identity', author: 'did:plc:loud', handle: 'loud.example', at },
        { type: 'profile', author: 'did:plc:bot', displayName: 'A bot', bot: true, optOuts: [], at },
        { type: 'identity', author: 'did:plc:calm', handle: 'calm.example', at },
      ],
    }),
  );
  await rematchPending(db, ingest);
  expect(await countsOf(db, 'keep4o')).toMatchObject({ posts: 1, deleted: 0 });
  for (const author of ['did:plc:loud', 'did:plc:bot', 'did:plc:calm']) await say(author, 2);
  expect(await countsOf(db, 'keep4o')).toMatchObject({ posts: 2, deleted: 0 });
  expect(await recount(db)).toEqual([]);
});

test('a campaign that shares a hashtag with an older one counts what that had collected, of the sources that it asks', async () => {
  await using fresh = await freshDatabase();
  const { db } = fresh;
  const ingest = new Ingest(db);
  const older = makeCampaign();
  await applyCampaign(db, older, sourcesOf(older, null), 'apply', now);
  const post = (id: number, tag: string) =>
    makePost({ uri: `at://did:plc:a${id}/app.bsky.feed.post/1`, author: `did:plc:a${id}`, tag });
  const seenAt = (host: string, id: number) =>
    makePost({
      uri: `https://x.example/${id}`,
      author: `https://x.example/${id}`,
      platform: 'mastodon',
      localId: `${id}`,
      server: host,
    });
  await ingest.write(
    makeBatch({ events: [post(1, 'keep4o'), post(2, 'OpenSource4o')].map((one) => matched(one, older)) }),
  );
  for (const [id, host] of ['a.example', 'b.example'].entries())
    await ingest.write(
      makeBatch({ source: `mastodon:${host}`, events: [matched(seenAt(host, id), older, 'sighting')] }),
    );
  const before = await countsOf(db, 'keep4o');
  const younger = makeCampaign({
    slug: 'younger',
    tags: ['keep4o', 'Kitten'],
    sources: { mastodon: { servers: ['https://a.example'] } },
  });
  await applyCampaign(db, younger, sourcesOf(younger, null), 'apply', now);
  await rematchPending(db, ingest);
  expect(await countsOf(db, 'younger')).toMatchObject({ posts: 2, authors: 2, byTag: { keep4o: 2 } });
  expect(await countsOf(db, 'keep4o')).toEqual(before);
  expect(await recount(db)).toEqual([]);
  expect(await ingest.rematch('younger', null)).toBe(0);
  expect(await ingest.rematch('keep4o', null)).toBe(0);
});
