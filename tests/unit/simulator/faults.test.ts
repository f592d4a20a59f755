import { expect, test } from 'vitest';
import { connect, drained, getJson, postJson, refusal, startByHand, until } from './consumer.ts';
import { recountFrames } from './recount.ts';

const v2 = '/xrpc/network.bsky.jetstream.subscribeEvents';
type Simulator = Awaited<ReturnType<typeof startByHand>>;

const arm = (simulator: Simulator, name: string, args: object = {}, more: object = {}) =>
  postJson(`${simulator.controlUrl}/faults`, { name, args, ...more });

/** How often the named fault has fired, as anybody can read it. */
async function fired(simulator: Simulator, name: string): Promise<number> {
  const { faults } = await getJson<{ faults: { name: string; fired: number }[] }>(`${simulator.controlUrl}/faults`);
  return faults.find((fault) => fault.name === name)?.fired ?? 0;
}

const noise = (simulator: Simulator, count: number) => simulator.world.publish({ do: 'noise', count });
const seqs = (frames: readonly object[]) => frames.map((frame) => Number((frame as { cursor?: number }).cursor ?? 0));

test('cuts the connection at random frames, so often and with these codes', async () => {
  await using simulator = await startByHand();
  await arm(simulator, 'disconnect', { every: 10, times: 2, codes: [1013, 1006] });
  for (let n = 0; n < 2; n++) {
    using stream = await connect(`${simulator.jetstreamUrl}/subscribe`);
    noise(simulator, 400);
    expect([1013, 1006]).toContain(await stream.closed);
  }
  using stream = await connect(`${simulator.jetstreamUrl}/subscribe`);
  noise(simulator, 400);
  await until(() => stream.frames.length === 400);
  expect(await fired(simulator, 'disconnect')).toBe(2);
});

test('refuses before the upgrade', async () => {
  await using simulator = await startByHand();
  await arm(simulator, 'refuse', { status: 400, error: 'CursorTooOld', times: 1 });
  expect(await refusal(simulator.jetstreamUrl + v2)).toEqual({
    status: 400,
    body: expect.stringContaining('CursorTooOld'),
  });
  using _ = await connect(simulator.jetstreamUrl + v2);
  expect(await fired(simulator, 'refuse')).toBe(1);
});

test.each(['silent', 'half-open'])('%s: nothing comes while it lasts, all of it afterwards', async (name) => {
  await using simulator = await startByHand();
  using stream = await connect(`${simulator.jetstreamUrl}/subscribe`);
  let pongs = 0;
  stream.ws.on('pong', () => pongs++);
  await arm(simulator, name);
  noise(simulator, 5);
  await until(async () => (await fired(simulator, name)) > 0);
  stream.ws.ping();
  if (name === 'silent') await until(() => pongs === 1);
  else await new Promise((resolve) => setTimeout(resolve, 50));
  expect([stream.frames.length, pongs]).toEqual([0, name === 'silent' ? 1 : 0]);
  await fetch(`${simulator.controlUrl}/faults`, { method: 'DELETE' });
  await until(() => stream.frames.length === 5 && pongs === 1);
});

test('clamp: what is older is lost for good', async () => {
  await using simulator = await startByHand();
  noise(simulator, 3);
  simulator.pass(60_000);
  await arm(simulator, 'clamp', { keepMs: 30_000 });
  noise(simulator, 2);
  await fetch(`${simulator.controlUrl}/faults`, { method: 'DELETE' });
  using stream = await connect(`${simulator.jetstreamUrl}/subscribe?cursor=1`);
  await until(() => stream.frames.length > 0);
  expect(seqs(stream.frames)).toEqual([4, 5]);
});

test('duplicates and disorder change nothing that counts; the order of one account stays', async () => {
  await using simulator = await startByHand({ livePerHour: 6000, blueskyShare: 1, authors: 60 });
  await arm(simulator, 'duplicate', { p: 0.2 });
  await arm(simulator, 'out-of-order', { size: 50, holdMs: 10 });
  using stream = await connect(`${simulator.jetstreamUrl}/subscribe`);
  for (let n = 0; n < 10; n++) simulator.pass(60_000);
  simulator.world.setLive(false);
  await drained(simulator, stream);
  const order = seqs(stream.frames);
  expect(new Set(order).size).toBeLessThan(order.length);
  expect(order).not.toEqual(order.toSorted((a, b) => a - b));
  const seen = new Set<number>();
  const first = stream.frames.filter((_, i) => !seen.has(order[i] ?? 0) && seen.add(order[i] ?? 0));
  for (const own of Object.values(Object.groupBy(first, ({ did }) => String(did)))) {
    const mine = seqs(own ?? []);
    expect(mine).toEqual(mine.toSorted((a, b) => a - b));
  }
  const truth = await getJson<{ byPlatform: { bluesky: object } }>(`${simulator.controlUrl}/truth`);
  const { posts, authors, engagement } = recountFrames(first, simulator.world);
  expect(truth.byPlatform.bluesky).toEqual({ posts, authors, engagement });
});

test('garbage comes between frames, none of which is lost', async () => {
  await using simulator = await startByHand();
  await arm(simulator, 'garbage', { p: 0.5 });
  using stream = await connect(`${simulator.jetstreamUrl}/subscribe`);
  noise(simulator, 200);
  await drained(simulator, stream);
  const { faults } = await getJson<{ faults: [{ fired: number; sorts: object }] }>(`${simulator.controlUrl}/faults`);
  const [{ fired: times, sorts }] = faults;
  expect(Object.keys(sorts).length).toBeGreaterThan(10);
  await until(() => stream.texts.length === 200 + times);
  expect(seqs(stream.frames.filter((frame) => frame?.cursor !== undefined))).toEqual(
    Array.from({ length: 200 }, (_, n) => n + 1),
  );
});

test('bad UTF-8 and a frame of many megabytes make a client close', async () => {
  await using simulator = await startByHand();
  await arm(simulator, 'garbage', { p: 1, sorts: ['bad-utf8'], times: 1 });
  using first = await connect(`${simulator.jetstreamUrl}/subscribe`);
  noise(simulator, 1);
  await first.closed;
  await arm(simulator, 'big-frame', { p: 1, mb: 2, times: 1 });
  using second = await connect(`${simulator.jetstreamUrl}/subscribe`);
  noise(simulator, 1);
  await until(() => second.texts.length === 2);
  expect(second.texts[0]?.length).toBeGreaterThan(2_000_000);
});

test('hostile posts count, a delete before its create does not', async () => {
  await using simulator = await startByHand();
  using stream = await connect(`${simulator.jetstreamUrl}/subscribe`);
  await arm(simulator, 'hostile-posts', { times: 18 });
  await arm(simulator, 'delete-before-create', { times: 1 });
  for (let n = 0; n < 20; n++) simulator.pass(1000);
  await drained(simulator, stream);
  const truth = await getJson<{ posts: number; deleted: number }>(`${simulator.controlUrl}/truth`);
  expect([truth.posts, truth.deleted]).toEqual([18, 1]);
  await until(() => stream.frames.length === 20);
  const commits = stream.frames.map(({ commit }) => commit as { operation: string; rkey: string; rev: string });
  const at = commits.findIndex(({ operation }) => operation === 'delete');
  expect(commits[at + 1]).toMatchObject({ operation: 'create', rkey: commits[at]?.rkey });
  expect(String(commits[at]?.rev) > String(commits[at + 1]?.rev)).toBe(true);
});

test('replay starts too early, and loses events where it meets the present', async () => {
  await using simulator = await startByHand();
  for (let n = 0; n < 10; n++) {
    noise(simulator, 1);
    simulator.pass(60_000);
  }
  await arm(simulator, 'rewind', { byMs: 300_000 });
  await arm(simulator, 'drop-at-cutover', { drop: 2, close: true, closeAfterMs: 50 });
  using stream = await connect(`${simulator.jetstreamUrl}/subscribe?cursor=9`);
  await until(() => stream.frames.length === 7);
  noise(simulator, 3);
  await until(() => stream.frames.length === 8);
  expect(seqs(stream.frames)).toEqual([4, 5, 6, 7, 8, 9, 10, 13]);
  expect(await stream.closed).toBe(1006);
});

test('one Mastodon server goes down and comes back on its port', async () => {
  await using simulator = await startByHand();
  const [up, down] = simulator.mastodonUrls;
  await arm(simulator, 'server-down', { target: 'mastodon', index: 1 });
  await expect(fetch(`${down}/api/v1/instance`)).rejects.toThrow();
  expect((await fetch(`${up}/api/v1/instance`)).status).toBe(200);
  await fetch(`${simulator.controlUrl}/faults`, { method: 'DELETE' });
  await until(async () => (await fetch(`${down}/api/v1/instance`).catch(() => undefined))?.status === 200);
});

test.each([
  ['429', { retryAfter: '7' }, 429],
  ['status', { status: 503 }, 503],
  ['html', {}, 200],
  ['empty', { status: 204 }, 204],
  ['shape', {}, 200],
  ['redirect', { location: 'http://127.0.0.1:1/' }, 302],
])('HTTP fault %s', async (name, args, status) => {
  await using simulator = await startByHand();
  await arm(simulator, name, { ...args, target: 'mastodon', index: 0, times: 1 });
  const ask = () => fetch(`${simulator.mastodonUrls[0]}/api/v1/timelines/tag/keep4o`, { redirect: 'manual' });
  const res = await ask();
  expect([res.status, res.headers.get('retry-after')]).toEqual([status, name === '429' ? '7' : null]);
  expect(await (await ask()).json()).toEqual([]);
  expect(await fired(simulator, name)).toBe(1);
});

test.each(['slow', 'gzip-bomb', 'never-ending', 'truncated-body'])(
  'HTTP fault %s never gives a whole small answer',
  async (name) => {
    await using simulator = await startByHand();
    await arm(simulator, name, { mb: 8, byteMs: 20 });
    const signal = AbortSignal.timeout(400);
    const body = fetch(`${simulator.appviewUrl}/xrpc/com.atproto.server.describeServer`, { signal }).then((res) =>
      res.text(),
    );
    const size = await body.then(
      (text) => text.length,
      () => Number.POSITIVE_INFINITY,
    );
    expect(size).toBeGreaterThan(8_000_000);
    expect(await fired(simulator, name)).toBe(1);
  },
);

test('a stale page tells its age, a late post arrives late', async () => {
  await using simulator = await startByHand({ livePerHour: 2000, blueskyShare: 0 });
  await arm(simulator, 'stale', { age: 400, times: 1 });
  await arm(simulator, 'late-federation', { p: 1, delayMs: 3_600_000 });
  simulator.pass(60_000);
  const page = await fetch(`${simulator.mastodonUrls[0]}/api/v1/timelines/tag/keep4o`);
  expect(page.headers.get('age')).toBe('400');
  expect(await fired(simulator, 'late-federation')).toBeGreaterThan(5);
});
