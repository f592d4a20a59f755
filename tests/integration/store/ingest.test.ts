import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MatchedEvent } from '../../../src/domain/batch.ts';
import type { SourceEvent } from '../../../src/domain/post.ts';
import { normalizeFrame } from '../../../src/sources/bluesky/normalize.ts';
import { applyCampaign, sourcesOf } from '../../../src/store/campaigns.ts';
import type { Database } from '../../../src/store/database.ts';
import { Ingest } from '../../../src/store/ingest/ingest.ts';
import { findDuePosts } from '../../../src/store/refreshes.ts';
import { freshDatabase } from '../../support/database.ts';
import { makeBatch, makeCampaign, makePost, matched } from '../../support/make.ts';
import { countsOf, recount } from '../../support/recount.ts';

const campaign = makeCampaign();

async function prepared(db: Database): Promise<Ingest> {
  await applyCampaign(db, campaign, sourcesOf(campaign, null), 'file', Date.parse('2026-01-01'));
  return new Ingest(db);
}

const at = (clock: string) => Date.parse(`2026-02-02T${clock}:00Z`);

test('a post that three servers show, one of them twice, is counted once', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  const post = makePost({ uri: 'https://a.example/1', platform: 'mastodon', rev: '0', claimedAt: at('10:05') });
  const results = [];
  for (const host of ['a', 'b', 'c', 'c']) {
    results.push(await ingest.write(makeBatch({ source: `mastodon:${host}`, events: [matched(post, campaign)] })));
  }
  expect(results.map(({ inserted, duplicate }) => [inserted, duplicate])).toEqual([
    [1, 0],
    [0, 1],
    [0, 1],
    [0, 1],
  ]);
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ posts: 1, authors: 1, byTag: { keep4o: 1 } });
});

test('a view without revision rewrites nothing of a stored post, also just after a restart', async () => {
  await using fresh = await freshDatabase();
  const post = makePost({ language: 'en', text: 'newest #keep4o' });
  await (await prepared(fresh.db)).write(makeBatch({ events: [matched(post, campaign)] }));
  const view = { ...post, rev: null, language: null, text: 'older #keep4o', readAt: post.seenAt + 60_000 };
  const restarted = new Ingest(fresh.db);
  const result = await restarted.write(makeBatch({ events: [matched(view, campaign, 'sighting')] }));
  expect(result).toMatchObject({ inserted: 0, duplicate: 1 });
  const { rows } = await fresh.db.$client.query(
    'select p.lang, t.body from post p join post_text t on t.post_id = p.id',
  );
  expect(rows).toEqual([{ lang: 'en', body: 'newest #keep4o' }]);
});

test('F37 one row of 200 that the database refuses is left out and named; the others count, and their stretch is watched', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  const { rows } = await fresh.db.$client.query<{ id: number }>(
    `insert into watch_set (source, hash, created_at) values ('bluesky', 'x', now()) returning id`,
  );
  const events = Array.from({ length: 200 }, (_, i) =>
    matched(makePost({ uri: `at://a/${i === 77 ? '\0' : i}` }), campaign),
  );
  const covers = [{ set: rows[0]?.id ?? 0, from: at('10:00'), to: at('11:00') }];
  const batch = makeBatch({ events, covers });
  expect(await ingest.write(batch)).toMatchObject({ inserted: 199, invalid: [expect.stringMatching(/0x00/)] });
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ posts: 199 });
  expect(await recount(fresh.db)).toEqual([]);
  const covered = await fresh.db.$client.query('select during from coverage');
  expect(covered.rows).toHaveLength(1);
  expect(await ingest.write(batch)).toMatchObject({ inserted: 0, duplicate: 199 });
});

test('a deletion that overtakes its post wins, also against a repair, and a newer version revives it', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  const post = makePost({ rev: '1000' });
  await ingest.write(makeBatch({ events: [{ type: 'delete', uri: post.uri, rev: '2000', at: at('10:06') }] }));
  expect(await ingest.write(makeBatch({ events: [matched(post, campaign)] }))).toMatchObject({
    inserted: 1,
    deleted: 1,
  });
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ posts: 0, deleted: 1 });
  expect((await ingest.write(makeBatch({ events: [matched({ ...post, rev: '3000' }, campaign)] }))).inserted).toBe(1);
  await ingest.write(makeBatch({ events: [{ type: 'delete', uri: post.uri, rev: '4000', at: at('10:08') }] }));
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ posts: 0, authors: 0, deleted: 1 });
});

test('an account that goes takes its posts along, and brings back all but the deleted ones', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  const posts = ['1', '2'].map((id) => makePost({ uri: `at://did:plc:alice/app.bsky.feed.post/${id}` }));
  await ingest.write(makeBatch({ events: posts.map((post) => matched(post, campaign)) }));
  const state = (state: 'active' | 'hidden' | 'deleted', clock: string) =>
    ingest.write(makeBatch({ events: [{ type: 'account', author: 'did:plc:alice', state, at: at(clock) }] }));
  // The AppView left them out a moment before the event came.
  await fresh.db.$client.query('update engagement set missed_at = $1', [new Date(at('10:59'))]);
  expect((await state('hidden', '11:00')).deleted).toBe(2);
  await ingest.write(
    makeBatch({ events: [{ type: 'delete', uri: posts[0]?.uri ?? '', rev: '5000', at: at('11:10') }] }),
  );
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ posts: 0, deleted: 2 });
  await state('active', '10:30'); // an older event, late
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ posts: 0 });
  await state('active', '12:00');
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ posts: 1, deleted: 1 });
  const due = await findDuePosts(fresh.db, at('12:30'), 1000, 10);
  expect(due).toMatchObject([{ missedAt: null }]); // so that another miss now is its first, and deletes nothing
  await state('deleted', '13:00');
  await state('active', '14:00');
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ posts: 0, deleted: 2 });
});

test('of an account that is closed for good nothing is kept, however late its post or its edit comes', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  const first = makePost({ uri: 'at://did:plc:alice/app.bsky.feed.post/1' });
  await ingest.write(makeBatch({ events: [matched(first, campaign)] }));
  await ingest.write(
    makeBatch({ events: [{ type: 'account', author: 'did:plc:alice', state: 'deleted', at: at('11:00') }] }),
  );
  const late = makePost({ uri: 'at://did:plc:alice/app.bsky.feed.post/2' });
  await ingest.write(
    makeBatch({ events: [matched(late, campaign), matched({ ...first, rev: '2000' }, campaign, 'update')] }),
  );
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ posts: 0, deleted: 2 });
  const { rows } = await fresh.db.$client.query('select post_id from post_text');
  expect(rows).toEqual([]);
  expect(await recount(fresh.db)).toEqual([]);
});

test('an edit that swaps the tag moves the post, one that drops it takes the post out', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  const post = makePost({});
  await ingest.write(makeBatch({ events: [matched(post, campaign)] }));
  await ingest.write(
    makeBatch({ events: [matched(makePost({ rev: '1500', tag: 'OpenSource4o' }), campaign, 'update')] }),
  );
  expect((await countsOf(fresh.db, 'keep4o')).byTag).toEqual({ OpenSource4o: 1 });
  await ingest.write(makeBatch({ events: [matched(makePost({ rev: '1200', tag: 'keep4o' }), campaign, 'update')] }));
  expect((await countsOf(fresh.db, 'keep4o')).byTag).toEqual({ OpenSource4o: 1 });
  await ingest.write(makeBatch({ events: [matched(makePost({ rev: '1700', tag: '' }), campaign, 'update')] }));
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ posts: 0, authors: 0 });
});

test('likes count once an account, and an undo finds its like', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  const post = makePost({});
  const like = (key: string, author: string): MatchedEvent => ({
    type: 'reaction',
    key,
    subject: post.uri,
    kind: 'like',
    author,
    at: at('10:30'),
  });
  await ingest.write(
    makeBatch({
      events: [
        matched(post, campaign),
        like('k1', 'bob'),
        like('k2', 'bob'),
        like('k3', 'eve'),
        { type: 'undo', key: 'k3', at: at('10:31') },
      ],
    }),
  );
  await ingest.write(makeBatch({ events: [like('k1', 'bob'), like('k4', 'dan')] }));
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ likes: 2 });
  const undo = (key: string) => ingest.write(makeBatch({ events: [{ type: 'undo', key, at: at('10:40') }] }));
  await undo('k1');
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ likes: 2 }); // bob likes it by another record still
  await undo('k2');
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ likes: 1 });
  expect(await recount(fresh.db)).toEqual([]);
});

test('an account that likes, takes it back and likes again in one batch likes once', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  const post = makePost({});
  const like = (key: string, time: string) =>
    ({ type: 'reaction', key, subject: post.uri, kind: 'like', author: 'bob', at: at(time) }) as const;
  const events = [
    matched(post, campaign),
    like('k1', '10:31'),
    { type: 'undo', key: 'k1', at: at('10:32') } as const,
    like('k2', '11:33'),
  ];
  await ingest.write(makeBatch({ events }));
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ likes: 1 });
});

test('reactions of hours in one batch leave the growth of those hours', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  const post = makePost({});
  const likes = ['10:31', '10:32', '12:07', '13:05'].map(
    (time, n) =>
      ({ type: 'reaction', key: `k${n}`, subject: post.uri, kind: 'like', author: `a${n}`, at: at(time) }) as const,
  );
  await ingest.write(makeBatch({ events: [matched(post, campaign), ...likes] }));
  const { rows } = await fresh.db.$client.query('select at, likes from engagement_point order by at');
  expect(rows).toEqual([
    { at: new Date(at('10:35')), likes: 2 },
    { at: new Date(at('12:10')), likes: 3 },
    { at: new Date(at('13:10')), likes: 4 },
  ]);
});

test('a like that its record turns to another post leaves the first', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  const [a, b] = ['1', '2'].map((id) => makePost({ uri: `at://did:plc:alice/app.bsky.feed.post/${id}` }));
  if (!a || !b) throw new TypeError('two posts');
  await ingest.write(makeBatch({ events: [matched(a, campaign), matched(b, campaign)] }));
  const record = (operation: 'create' | 'update', subject: string, time: string) =>
    normalizeFrame({
      kind: 'commit',
      did: 'did:plc:bob',
      timeUs: at(time) * 1000,
      seq: null,
      operation,
      collection: 'app.bsky.feed.like',
      rkey: '3mptbypfywk2v',
      rev: '3mptbypoove2w',
      record: { subject: { uri: subject } },
    }).filter((event): event is SourceEvent & MatchedEvent => event.type !== 'post');
  await ingest.write(makeBatch({ events: record('create', a.uri, '10:30') }));
  await ingest.write(makeBatch({ events: record('update', b.uri, '10:31') }));
  const { rows } = await fresh.db.$client.query(
    'select e.likes from engagement e join post p on p.id = e.post_id order by p.uri',
  );
  expect(rows).toEqual([{ likes: 0 }, { likes: 1 }]);
  expect(await recount(fresh.db)).toEqual([]);
});

test('a like that was undone within the batch leaves no trace in the growth', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  const post = makePost({});
  const like = (key: string, author: string, time: string) =>
    ({ type: 'reaction', key, subject: post.uri, kind: 'like', author, at: at(time) }) as const;
  const events = [
    matched(post, campaign),
    like('k1', 'bob', '10:31'),
    { type: 'undo', key: 'k1', at: at('10:38') } as const,
    like('k2', 'eve', '12:07'),
  ];
  await ingest.write(makeBatch({ events }));
  const { rows } = await fresh.db.$client.query('select at, likes from engagement_point order by at');
  expect(rows).toEqual([
    { at: new Date(at('10:35')), likes: 1 },
    { at: new Date(at('10:40')), likes: 0 },
    { at: new Date(at('12:10')), likes: 1 },
  ]);
});

test('a post that lost its tag before its account left, all in one batch, is not counted as deleted', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  await ingest.write(makeBatch({ events: [matched(makePost({}), campaign)] }));
  await ingest.write(
    makeBatch({
      events: [
        matched(makePost({ rev: '2000', tag: '', seenAt: at('10:59') }), campaign, 'update'),
        { type: 'account', author: 'did:plc:alice', state: 'hidden', at: at('11:00') },
      ],
    }),
  );
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ posts: 0, deleted: 0 });
  await ingest.write(
    makeBatch({
      events: [
        { type: 'account', author: 'did:plc:alice', state: 'active', at: at('11:30') },
        matched(makePost({ rev: '3000', seenAt: at('11:31') }), campaign, 'update'),
        { type: 'account', author: 'did:plc:alice', state: 'hidden', at: at('11:32') },
        matched(makePost({ rev: '4000', tag: '', seenAt: at('11:31') }), campaign, 'update'),
      ],
    }),
  );
  expect(await countsOf(fresh.db, 'keep4o')).toMatchObject({ posts: 0, deleted: 0 });
  expect(await recount(fresh.db)).toEqual([]);
});

test('what is told of an account is its own server’s newest word, in whatever order it comes', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  const seen = (atHome: boolean, time: string, followers: number) => {
    const post = makePost({
      uri: 'https://a.example/1',
      platform: 'mastodon',
      author: 'https://a.example/@alice',
      atHome,
      seenAt: at(time),
    });
    return ingest.write(makeBatch({ events: [matched({ ...post, author: { ...post.author, followers } }, campaign)] }));
  };
  const followers = async () => (await fresh.db.$client.query('select followers from author')).rows[0]?.followers;
  await seen(false, '11:00', 59);
  expect(await followers()).toBe(59);
  await seen(true, '10:30', 480);
  await seen(true, '12:00', 491);
  await seen(true, '11:30', 485);
  await seen(false, '13:00', 60);
  expect(await followers()).toBe(491);
});

test('a wish of an account is taken back by its own server alone, since others may not tell of it', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  const seen = (atHome: boolean, optOuts: ('noindex' | 'noText')[]) => {
    const post = makePost({
      uri: 'https://a.example/1',
      platform: 'mastodon',
      author: 'https://a.example/@alice',
      atHome,
    });
    return ingest.write(makeBatch({ events: [matched({ ...post, author: { ...post.author, optOuts } }, campaign)] }));
  };
  const flags = async () => (await fresh.db.$client.query('select flags from author')).rows[0]?.flags;
  await seen(true, ['noindex']);
  const asked = await flags();
  expect(asked).toBeGreaterThan(0);
  await seen(false, []);
  expect(await flags()).toBe(asked);
  await seen(false, ['noText']);
  expect(await flags()).toBeGreaterThan(asked);
  await seen(true, []);
  expect(await flags()).toBe(0);
});

const uri = fc.integer({ min: 1, max: 6 }).map((n) => `at://did:plc:a/app.bsky.feed.post/${n}`);
const author = fc.constantFrom('did:plc:a', 'did:plc:b', 'did:plc:c');
const moment = fc.integer({ min: 0, max: 6 * 96 }).map((q) => Date.parse('2026-02-01T00:00:00Z') + q * 900_000);
const event: fc.Arbitrary<MatchedEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        uri,
        claimedAt: moment,
        rev: fc.integer({ min: 1, max: 9 }),
        tag: fc.constantFrom('keep4o', 'OpenSource4o', 'keep4o', ''),
      })
      .map(({ uri, claimedAt, rev, tag }) => {
        // One URI has one author, as on both networks.
        const by = ['did:plc:a', 'did:plc:b', 'did:plc:c'][Number(uri.at(-1)) % 3] ?? 'did:plc:a';
        return matched(
          makePost({ uri, author: by, claimedAt, seenAt: claimedAt + 5000, rev: String(rev * 10), tag }),
          campaign,
        );
      }),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ uri, rev: fc.integer({ min: 1, max: 9 }) })
      .map(({ uri, rev }) => ({ type: 'delete' as const, uri, rev: String(rev * 10 + 5), at: at('12:00') })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ author, at: moment, state: fc.constantFrom('active', 'hidden', 'hidden', 'active') })
      .map((e) => ({ type: 'account' as const, ...e, state: e.state as 'active' | 'hidden' })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        key: fc.constantFrom('k1', 'k2', 'k3', 'k4'),
        subject: uri,
        author,
        kind: fc.constantFrom('like', 'repost', 'reply'),
      })
      .map((e) => ({ type: 'reaction' as const, ...e, kind: e.kind as 'like', at: at('12:00') })),
  },
  { weight: 1, arbitrary: fc.constantFrom('k1', 'k2').map((key) => ({ type: 'undo' as const, key, at: at('12:00') })) },
);

test('whatever arrives, in whatever batches, every sum equals a recount of the posts', async () => {
  await using fresh = await freshDatabase();
  const ingest = await prepared(fresh.db);
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 12 }),
      async (events, size) => {
        for (let i = 0; i < events.length; i += size)
          await ingest.write(makeBatch({ events: events.slice(i, i + size) }));
        expect(await recount(fresh.db)).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});
