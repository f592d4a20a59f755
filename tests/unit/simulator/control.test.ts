import { expect, test } from 'vitest';
import { begin, getJson, postJson, startByHand } from './consumer.ts';

interface State {
  live: boolean;
  drained: boolean;
  facts: number;
}

const minute = 60_000;

test('a stopped world adds nothing by itself, but does what it is told, also later', async () => {
  await using simulator = await startByHand({ livePerHour: 3000, noisePerSecond: 5 });
  simulator.pass(minute);
  const { live, facts } = await postJson<State>(`${simulator.controlUrl}/control`, { live: false });
  simulator.pass(10 * minute);
  expect(live).toBe(false);
  expect((await getJson<State>(`${simulator.controlUrl}/control`)).facts).toBe(facts);
  const at = new Date(begin + 12 * minute).toISOString();
  const { done } = await postJson<{ done: object[] }>(`${simulator.controlUrl}/inject`, [
    { do: 'post', tags: ['keep4o'], at },
  ]);
  expect(done).toEqual([{ planned: true }]);
  simulator.pass(minute);
  expect((await getJson<State>(`${simulator.controlUrl}/control`)).facts).toBe(facts + 1);
});

test('an edit and a delete travel between Mastodon servers', async () => {
  await using simulator = await startByHand();
  const { uri = '' } = simulator.world.publish({
    do: 'post',
    network: 'mastodon',
    tags: ['keep4o'],
    seenOn: [{ server: 1 }],
  });
  const tagged = (tag: string) =>
    Promise.all(
      simulator.mastodonUrls.map(
        async (base) => (await getJson<object[]>(`${base}/api/v1/timelines/tag/${tag}`)).length,
      ),
    );
  expect(await tagged('keep4o')).toEqual([1, 1]);
  simulator.world.publish({ do: 'edit', uri, text: 'another tag', tags: ['Free4o'] });
  expect(await tagged('free4o')).toEqual([1, 0]);
  simulator.pass(20_000);
  expect([await tagged('keep4o'), await tagged('free4o')]).toEqual([
    [0, 0],
    [1, 1],
  ]);
  simulator.world.publish({ do: 'delete', uri });
  simulator.pass(20_000);
  expect(await tagged('free4o')).toEqual([0, 0]);
});

test('a post that claims another time counts at the earlier of the two, an unlisted one never', async () => {
  await using simulator = await startByHand();
  const post = { do: 'post', network: 'mastodon', tags: ['keep4o'] } as const;
  simulator.world.publish({ ...post, createdAt: '2031-01-01T00:00:00.000Z' });
  simulator.world.publish({ ...post, visibility: 'unlisted' });
  simulator.world.publish({ do: 'post', tags: ['keep4o'], createdAt: '2019-01-01T00:00:00Z' });
  simulator.world.publish({ do: 'post', tags: ['keep4o'], createdAt: 'yesterday' });
  simulator.world.publish({ do: 'post', tags: ['keep40', 'keep4o💛'] });
  const { quarters } = await getJson<{ quarters: { at: string; posts: number }[] }>(`${simulator.controlUrl}/truth`);
  expect(quarters.map(({ at, posts }) => [at, posts])).toEqual([
    ['2019-01-01T00:00:00.000Z', 1],
    ['2026-11-20T10:00:00.000Z', 3],
  ]);
});

test('every kind of id can be paged, and a post fetched later stands at its own time', async () => {
  const flavours = ['normal', 'snac', 'pleroma', 'odd-ids'] as const;
  await using simulator = await startByHand({ mastodonServers: 4, flavours });
  for (let n = 0; n < 5; n++) {
    const seenOn = [1, 2, 3].map((server) => ({ server, fetched: n === 0 }));
    simulator.world.publish({
      do: 'post',
      network: 'mastodon',
      text: `post ${n}`,
      tags: ['keep4o'],
      at: begin - (5 - n) * minute,
      seenOn,
    });
  }
  for (const base of simulator.mastodonUrls) {
    const page = (query: string) => getJson<{ id: string }[]>(`${base}/api/v1/timelines/tag/keep4o?${query}`);
    const all = await page('limit=40');
    expect(all).toHaveLength(5);
    expect(await page(`limit=2&max_id=${all[1]?.id}`)).toEqual(all.slice(2, 4));
    expect(await page(`limit=2&min_id=${all[4]?.id}`)).toEqual(all.slice(2, 4));
    expect(await page(`limit=2&since_id=${all[4]?.id}`)).toEqual(all.slice(0, 2));
  }
});

test.each([
  ['/faults', { name: 'weather' }, "No fault 'weather'"],
  ['/faults', [null], 'send an object'],
  ['/inject', { do: 'post', tags: ['unheard'] }, 'which family'],
  ['/inject', { do: 'delete', uri: 'at://nowhere' }, 'there is no post'],
  ['/inject', { do: 'dance' }, 'unknown action'],
])('%s refuses %j and says why', async (path, body, why) => {
  await using simulator = await startByHand();
  const { error } = await postJson<{ error: string }>(simulator.controlUrl + path, body);
  expect(error).toContain(why);
});

test('with the token of a closed server the truth counts what it shows', async () => {
  for (const tokens of [[], [0]]) {
    await using simulator = await startByHand({ mastodonServers: 1, flavours: ['closed'], tokens });
    simulator.world.publish({ do: 'post', network: 'mastodon', tags: ['keep4o'] });
    const { posts, unseen } = await getJson<{ posts: number; unseen: number }>(`${simulator.controlUrl}/truth`);
    expect([posts, unseen]).toEqual(tokens.length === 0 ? [0, 1] : [1, 0]);
  }
});

test('a port that is taken is said at once, and nothing is left open', async () => {
  await using simulator = await startByHand();
  await expect(startByHand({ port: simulator.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
