import { expect, test } from 'vitest';
import { begin, connect, drained, refusal, startByHand, until } from './consumer.ts';

const v2 = '/xrpc/network.bsky.jetstream.subscribeEvents';
const hour = 3_600_000;
const wanted = 'wantedCollections=app.bsky.feed.post&wantedCollections=app.bsky.graph.*';

test('v1 filters commits by collection and always sends accounts and identities', async () => {
  await using simulator = await startByHand();
  using stream = await connect(`${simulator.jetstreamUrl}/subscribe?${wanted}`);
  const { uri, author = '' } = simulator.world.publish({ do: 'post', tags: ['keep4o'] });
  simulator.world.publish({ do: 'like', uri: uri ?? '' });
  simulator.world.publish({ do: 'handle', author, handle: 'x.example' });
  simulator.world.publish({ do: 'account', author, active: false, status: 'deactivated' });
  simulator.world.publish({ do: 'sync', author });
  simulator.world.publish({ do: 'delete', uri: uri ?? '' });
  await drained(simulator, stream);
  await until(() => stream.frames.length >= 4);
  expect(stream.frames.map(({ kind }) => kind)).toEqual(['commit', 'identity', 'account', 'commit']);
  const [post] = stream.frames;
  expect(post).toMatchObject({
    did: author,
    kind: 'commit',
    commit: { operation: 'create', collection: 'app.bsky.feed.post' },
  });
  expect(Number.isInteger(post?.time_us)).toBe(true);
});

test('v1 clamps an old cursor in silence; a future one starts at the live tip', async () => {
  await using simulator = await startByHand({ retainHours: 2 });
  simulator.world.publish({ do: 'post', text: 'too old', at: begin - 3 * hour });
  simulator.world.publish({ do: 'post', text: 'kept', at: begin - hour });
  using old = await connect(`${simulator.jetstreamUrl}/subscribe?cursor=${(begin - 4 * hour) * 1000}`);
  using future = await connect(`${simulator.jetstreamUrl}/subscribe?cursor=${(begin + hour) * 1000}`);
  await until(() => old.frames.length > 0);
  simulator.pass(1000);
  simulator.world.publish({ do: 'post', text: 'live' });
  await until(() => old.frames.length === 2 && future.frames.length === 1);
  const texts = (frames: object[]) =>
    frames.map((frame) => (frame as { commit: { record: { text: string } } }).commit.record.text);
  expect([texts(old.frames), texts(future.frames)]).toEqual([['kept', 'live'], ['live']]);
});

test('v2 resumes by sequence number, inclusive, and refuses one that is too old with its floor', async () => {
  await using simulator = await startByHand({ retainHours: 2 });
  for (const ago of [3, 1.5, 1, 0.5]) simulator.world.publish({ do: 'post', at: begin - ago * hour });
  using stream = await connect(`${simulator.jetstreamUrl}${v2}?cursor=3`);
  await until(() => stream.frames.length === 2);
  const payloads = stream.frames.map(({ payload }) => payload as { seq: number; time: string });
  expect(payloads.map(({ seq }) => seq)).toEqual([3, 4]);
  expect(payloads[0]?.time).toBe('2026-11-20T09:07:00.000000Z');
  const { status, body } = await refusal(`${simulator.jetstreamUrl}${v2}?cursor=1`);
  expect([status, JSON.parse(body)]).toEqual([
    400,
    { error: 'CursorTooOld', message: expect.stringContaining('floor 2') },
  ]);
  using byTime = await connect(
    `${simulator.jetstreamUrl}${v2}?cursor=${(begin - 9 * hour) * 1000}&collections=app.bsky.feed.post`,
  );
  await until(() => byTime.frames.length === 4);
  expect(byTime.frames[0]).toMatchObject({
    payload: { $type: 'network.bsky.jetstream.subscribeEvents#info', name: 'OutdatedCursor' },
  });
});

test.each([
  [`${v2}?wantedCollections=app.bsky.feed.post`, 400],
  [`${v2}?kinds=weather`, 400],
  [`${v2}?kinds=account&collections=app.bsky.feed.post`, 400],
  [`${v2}?cursor=abc`, 400],
  [`${v2}?zstdDictionary=7`, 400],
  ['/subscribe?cursor=abc', 400],
  ['/subscribe?compress=true', 400],
  ['/subscribe?wantedCollections=not a collection', 400],
])('refuses %s before the upgrade', async (path, status) => {
  await using simulator = await startByHand();
  expect((await refusal(simulator.jetstreamUrl + path)).status).toBe(status);
});

test('v2 closes on any client message; a legacy host does not know v2', async () => {
  await using simulator = await startByHand({ jetstreamHosts: ['both', 'v1'], clockShiftMs: [0, 20_000] });
  using stream = await connect(`${simulator.jetstreamUrl}${v2}`);
  stream.ws.send('hello');
  expect(await stream.closed).toBe(1008);
  const legacy = simulator.jetstreamUrls[1] ?? '';
  expect((await refusal(legacy + v2)).status).toBe(404);
  using other = await connect(`${legacy}/subscribe`);
  simulator.world.publish({ do: 'post' });
  await until(() => other.frames.length === 1);
  expect(Number(other.frames[0]?.time_us) / 1000 - begin).toBeGreaterThanOrEqual(20_000);
  expect(other.frames[0]).not.toHaveProperty('cursor');
});

test('v1 waits for the options of a consumer that asked for that', async () => {
  await using simulator = await startByHand();
  using stream = await connect(`${simulator.jetstreamUrl}/subscribe?requireHello=true`);
  simulator.world.publish({ do: 'post' });
  const payload = { wantedCollections: ['app.bsky.feed.post'], wantedDids: [], maxMessageSizeBytes: 0 };
  expect(stream.frames).toEqual([]);
  stream.ws.send(JSON.stringify({ type: 'options_update', payload }));
  await until(() => stream.frames.length === 1);
});

test('the load stream is the same at each replay and knows its truth', async () => {
  await using simulator = await startByHand({ scenario: 'load', loadFrames: 2001 });
  using whole = await connect(`${simulator.jetstreamUrl}/subscribe`);
  await until(() => whole.texts.length === 2001);
  const middle = Number(whole.frames[1000]?.time_us);
  using half = await connect(`${simulator.jetstreamUrl}/subscribe?cursor=${middle}`);
  await until(() => half.texts.length === 1001);
  expect(half.texts[0]).toBe(whole.texts[1000]);
  expect(whole.texts.filter((text) => text.includes('#tag'))).toHaveLength(6);
  const truth = await (await fetch(`${simulator.controlUrl}/truth`)).json();
  expect(truth).toMatchObject({ posts: 6, frames: 2001, byTag: { keep4o: 1, GPT4o: 0 } });
  expect(new Set(whole.frames.map(({ commit }) => (commit as { rkey: string }).rkey)).size).toBe(2001);
});
