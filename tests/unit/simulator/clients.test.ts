import { Agent, AppBskyFeedPost, CredentialSession, jsonToLex } from '@atproto/api';
import { createRestAPIClient } from 'masto';
import { expect, test } from 'vitest';
import { postJson, startByHand } from './consumer.ts';

const busy = { livePerHour: 4000, authors: 200 };
const minutes = 60_000;

test('the official Bluesky client accepts posts, profiles and searches', async () => {
  await using simulator = await startByHand(busy);
  simulator.pass(10 * minutes);
  const agent = new Agent({ service: simulator.appviewUrl });
  const posts = [...simulator.world.bluesky.posts.values()];
  const gone = posts.find(({ deleted }) => deleted);
  const uris = posts.map(({ uri }) => uri);
  for (let i = 0; i < 300; i += 25) {
    const { data } = await agent.getPosts({ uris: uris.slice(i, i + 25) });
    expect(data.posts.length).toBeGreaterThan(15);
  }
  const { data: none } = await agent.getPosts({
    uris: [gone?.uri ?? '', 'at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/3k'],
  });
  expect(none.posts).toEqual([]);
  await expect(agent.getPosts({ uris: uris.slice(0, 26) })).rejects.toMatchObject({ status: 400 });
  const invalid = posts.filter(({ record }) => !AppBskyFeedPost.validateRecord(jsonToLex(record as never)).success);
  expect(invalid.map(({ record }) => record)).toEqual([]);
  const dids = [...new Set(posts.map(({ author }) => author.did))].slice(0, 25);
  expect((await agent.getProfiles({ actors: dids })).data.profiles).toHaveLength(25);

  await expect(agent.app.bsky.feed.searchPosts({ q: '*', tag: ['keep4o'] })).rejects.toMatchObject({ status: 403 });
  const session = new CredentialSession(new URL(simulator.appviewUrl));
  await session.login({ identifier: 'tracker.bsky.social', password: 'simulated-password' });
  const found = await new Agent(session).app.bsky.feed.searchPosts({ q: '*', tag: ['keep4o'], limit: 10 });
  expect(found.data.posts).toHaveLength(10);
  expect(found.data.cursor).toBe('10');
});

test('an author who is inactive is absent, and a reaction shows at once', async () => {
  await using simulator = await startByHand();
  const agent = new Agent({ service: simulator.appviewUrl });
  const inject = (action: object) =>
    postJson<{ done: [{ uri: string; author: string }] }>(`${simulator.controlUrl}/inject`, action);
  const { uri, author } = (await inject({ do: 'post', text: 'hello', tags: ['Keep4o'] })).done[0];
  await inject([
    { do: 'like', uri },
    { do: 'repost', uri },
    { do: 'post', reply: uri },
    { do: 'post', quote: uri },
  ]);
  const [view] = (await agent.getPosts({ uris: [uri] })).data.posts;
  expect(view).toMatchObject({ likeCount: 1, repostCount: 1, replyCount: 1, quoteCount: 1 });
  await inject({ do: 'profile', author, change: { noUnauthenticated: true } });
  const [profile] = (await agent.getProfiles({ actors: [author] })).data.profiles;
  expect(profile?.labels?.map(({ val }) => val)).toEqual(['!no-unauthenticated']);
  await inject({ do: 'account', author, active: false, status: 'deactivated' });
  expect((await agent.getPosts({ uris: [uri] })).data.posts).toEqual([]);
});

test('masto reads tag pages, statuses, tags and instances', async () => {
  await using simulator = await startByHand({ ...busy, blueskyShare: 0.1 });
  simulator.pass(10 * minutes);
  const client = createRestAPIClient({ url: simulator.mastodonUrls[0] ?? '' });
  const { data, headers } = await client.v1.timelines.tag.$select('Keep4O').list.$raw({ limit: 40 });
  expect(data).toHaveLength(40);
  expect(headers.get('x-ratelimit-limit')).toBe('7500');
  expect(headers.get('link')).toContain('rel="next"');
  const below = await client.v1.timelines.tag.$select('keep4o').list({ limit: 10, maxId: data[9]?.id });
  expect(below.map(({ id }) => id)).toEqual(data.slice(10, 20).map(({ id }) => id));
  const forward = await client.v1.timelines.tag.$select('keep4o').list({ limit: 10, minId: data[19]?.id });
  expect(forward.map(({ id }) => id)).toEqual(data.slice(9, 19).map(({ id }) => id));
  const some = await client.v1.statuses.fetch({ id: data.slice(0, 3).map(({ id }) => id) });
  expect(some.map(({ uri }) => uri)).toEqual(data.slice(0, 3).map(({ uri }) => uri));
  expect((await client.v1.statuses.$select(data[0]?.id ?? '').fetch()).uri).toBe(data[0]?.uri);
  expect((await client.v2.instance.fetch()).domain).toBe('social.example');
  expect((await client.v1.tags.$select('keep4o').fetch()).history).toHaveLength(7);
});

test('servers differ in what they show without a token', async () => {
  const flavours = ['normal', 'closed', 'local-only', 'old', 'snac'] as const;
  await using simulator = await startByHand({ mastodonServers: 5, flavours });
  const seenOn = [1, 2, 3, 4].map((server) => ({ server }));
  simulator.world.publish({ do: 'post', network: 'mastodon', text: 'everywhere', tags: ['Keep4o'], seenOn });
  const status = async (path: string) =>
    Promise.all(simulator.mastodonUrls.map(async (base) => (await fetch(base + path)).status));
  expect(await status('/api/v1/timelines/tag/keep4o')).toEqual([200, 401, 401, 200, 200]);
  expect(await status('/api/v1/timelines/tag/keep4o?local=true')).toEqual([200, 401, 200, 200, 200]);
  expect(await status('/api/v2/instance')).toEqual([200, 200, 200, 404, 404]);
  const [, closed, , , snac] = simulator.mastodonUrls;
  const withToken = await fetch(`${closed}/api/v1/timelines/tag/keep4o`, {
    headers: { authorization: 'Bearer sim-token' },
  });
  expect(await withToken.json()).toHaveLength(1);
  const page = await fetch(`${snac}/api/v1/timelines/tag/keep4o`);
  expect(page.headers.get('link')).toBeNull();
  expect(await page.json()).toMatchObject([
    { id: expect.stringMatching(/^[0-9]{10}[0-9a-f]{32}$/), created_at: expect.stringContaining('.000Z') },
  ]);
});
