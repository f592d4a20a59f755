import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SeriesAnswer } from '../../src/domain/series.ts';
import type { CoverageAnswer } from '../../src/domain/summary.ts';
import { coveredUntil, expectTruth, type Figures, queryOf } from '../support/agreement.ts';
import { play } from '../support/scene.ts';
import { arm, openStage, type Stage } from '../support/stage.ts';
import { until } from '../support/until.ts';

// One product reads on through every fault of Mastodon servers; after each its counts equal the truth.

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ mastodonServers: 4, noisePerSecond: 10 });
});
afterAll(() => stage[Symbol.asyncDispose]());

interface Control {
  mastodon: { requests: number; maxInFlight: number; log: { at: number; url: string; status: number }[] }[];
}
const control = async ({ simulator }: Stage): Promise<Control> =>
  (await (await fetch(`${simulator.controlUrl}/control?requests=true`)).json()) as Control;

/** What the product says of a server. */
async function status({ instance, simulator }: Stage, server: number) {
  const name = `mastodon:${new URL(simulator.mastodonUrls[server] ?? '').host}`;
  const { sources } = await instance.api<CoverageAnswer>(
    `/coverage?${queryOf({ from: simulator.world.start, to: Date.now() + 60_000 })}`,
  );
  return sources.find(({ source }) => source === name);
}

/** Posts on all servers, and waits until the counts are right. */
async function settle(on: Stage): Promise<void> {
  play(on.simulator, 15);
  await expectTruth(on.instance, on.simulator, { deadlineMs: 30_000 });
}

test('F16 a server that asks for 3 s is left alone for 3 s, the others are not', async () => {
  using limiting = arm(stage.simulator, {
    name: '429',
    args: { target: 'mastodon', index: 0, retryAfter: 3, times: 1 },
  });
  await limiting.fired();
  await until('it is in the log', async () =>
    (await control(stage)).mastodon[0]?.log.some(({ status }) => status === 429),
  );
  const mastodon = await until('it is asked again', async () => {
    const { mastodon: servers } = await control(stage);
    return servers[0]?.log.at(-1)?.status === 200 ? servers : null;
  });
  await settle(stage);
  const log = mastodon[0]?.log ?? [];
  const refused = log.findLastIndex(({ status }) => status === 429);
  const [at, next] = [log[refused]?.at ?? 0, log[refused + 1]?.at ?? 0];
  expect(next - at).toBeGreaterThanOrEqual(2900);
  expect(mastodon[1]?.log.some(({ at: other }) => other > at && other < next)).toBe(true);
});

test.each([
  ['F17', '503', { name: 'status', args: { status: 503 } }, /refused \(HTTP 503\)/],
  ['F18', 'a web page', { name: 'html', args: { status: 200 } }, /web page, not the API/],
  ['F18', 'JSON of another shape', { name: 'shape', args: {} }, /no list of statuses|cannot be read/],
  ['F18', 'nothing', { name: 'empty', args: {} }, /./],
  ['F21', 'a body cut short', { name: 'truncated-body', args: {} }, /./],
  ['F19', 'a redirect', { name: 'redirect', args: { location: 'http://169.254.169.254/' } }, /302|redirect/],
] as const)('%s %s from one server is said, covers nothing, and heals', async (_, __, { name, args }, said) => {
  const armedAt = Date.now();
  using fault = arm(stage.simulator, { name, args: { ...args, target: 'mastodon', index: 1 } });
  await fault.fired();
  const broken = await until('it is said', async () => {
    const found = await status(stage, 1);
    return found?.state === 'silent' ? found : null;
  });
  expect(broken.lastError).toMatch(said);
  expect(broken.lastError).not.toMatch(/\n|at .*:\d+:\d+/);
  await coveredUntil(stage.instance, stage.simulator, Date.now(), {
    sources: (source) => source !== 'bluesky' && source !== broken.source,
  });
  expect(Date.parse((await status(stage, 1))?.covered.at(-1)?.to ?? '')).toBeLessThanOrEqual(armedAt + 1000);
  fault.clear();
  await settle(stage);
});

test.each(['same', 'other-host'])('F22 a Link header that leads to %s is not followed', async (sort) => {
  using linking = arm(stage.simulator, { name: 'link', args: { sort } });
  play(stage.simulator, 15);
  await linking.fired(2);
  linking.clear();
  await settle(stage);
});

test('F18 a copy from a cache, a day old, covers nothing', async () => {
  using stale = arm(stage.simulator, { name: 'stale', args: { index: 2, age: 86_000 } });
  await stale.fired(2);
  await until('it is said', async () => /minutes old/.test((await status(stage, 2))?.lastError ?? ''));
  stale.clear();
  await settle(stage);
});

test('F28 most servers go down and come back: the rest is read on, nothing is lost, nobody is pressed', async () => {
  const faults = [1, 2, 3].map((index) =>
    arm(stage.simulator, { name: 'server-down', args: { target: 'mastodon', index } }),
  );
  for (const { fired } of faults) await fired();
  await until('it is said', async () => (await status(stage, 3))?.state === 'silent');
  play(stage.simulator, 15);
  for (const { clear } of faults) clear();
  await settle(stage);
  for (const { maxInFlight } of (await control(stage)).mastodon) expect(maxInFlight).toBe(1);
});

test('F17 a server that forbids us is left alone and said, the others go on', async () => {
  using forbidding = arm(stage.simulator, { name: 'status', args: { target: 'mastodon', index: 3, status: 403 } });
  const off = await until('it is said', async () => {
    const found = await status(stage, 3);
    return found?.state === 'refused' ? found : null;
  });
  expect(off.lastError).toMatch(/does not let us read its hashtag pages \(HTTP 403\)/);
  const before = (await control(stage)).mastodon[3]?.requests;
  await coveredUntil(stage.instance, stage.simulator, Date.now());
  expect((await control(stage)).mastodon[3]?.requests).toBe(before);
  forbidding.clear();
});

// Last, since its posts stand in a quarter that nobody watched: the others compare every quarter with the truth.
test('F24 a post that arrives half an hour late, below what is known, is found and counted at its own time', async () => {
  const at = Date.now() - 30 * 60_000;
  for (const fetched of [true, false])
    stage.simulator.world.publish({
      do: 'post',
      network: 'mastodon',
      server: -1,
      text: 'late',
      tags: ['keep4o'],
      at,
      seenOn: [{ server: 2, afterMs: Date.now() - at + 500, fetched }],
    });
  await until('they have arrived', () => stage.simulator.world.courier.size === 0);
  const window = { from: at - 3_600_000, to: Date.now() + 3_600_000 };
  const pick = ({ hours: _h, quarters: _q, ...rest }: Figures): Partial<Figures> => rest;
  await expectTruth(stage.instance, stage.simulator, { window, pick, deadlineMs: 30_000 });
  const late = await stage.instance.api<SeriesAnswer>(`/series?${queryOf({ from: at, to: at + 1 })}&bucket=15m`);
  expect(late.series[0], 'known, but of a time that nobody watched').toMatchObject({ values: [null], sampled: [2] });
});
