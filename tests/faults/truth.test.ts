import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import type { SeriesAnswer } from '../../src/domain/series.ts';
import type { CoverageAnswer, Summary } from '../../src/domain/summary.ts';
import { type SimulatorOptions, startSimulator } from '../../src/simulator/index.ts';
import { coveredUntil, expectTruth, freeze, queryOf, truthOf } from '../support/agreement.ts';
import { dataFolder, type Instance, startInstance } from '../support/instance.ts';
import { play } from '../support/scene.ts';
import { describeWith, startPostgres, startRedis } from '../support/servers.ts';
import { until } from '../support/until.ts';

vi.setConfig({ maxConcurrency: 3 });

const minute = 60_000;

/** A world in which nothing happens until the product watches it. */
const asleep: SimulatorOptions = {
  scenario: 'busy',
  livePerHour: 0,
  noisePerSecond: 20,
  noiseLikesPerSecond: 10,
  seed: 11,
};

/** Gaps after collection began. */
async function gaps(instance: Instance, from: number): Promise<Summary['gaps']> {
  const found = await instance.api<Summary>(`/summary?${queryOf({ from, to: Date.now() + minute })}`);
  return found.gaps.filter(({ reason }) => reason !== 'before collection began');
}

/** Clock of a product beside ours. */
const shifted = (ms: number) => ({
  NODE_OPTIONS: `--import=${fileURLToPath(new URL('../support/clock-shift.mjs', import.meta.url))}`,
  TEST_CLOCK_MS: String(ms),
});

/** A busy while, everything that can happen to posts, and a comparison with the truth once all of it must be counted. */
async function liveIsTrue(options: SimulatorOptions, env: Record<string, string> = {}): Promise<void> {
  await using simulator = await startSimulator({ ...asleep, ...options });
  await using instance = await startInstance({ simulator, env });
  await coveredUntil(instance, simulator, Date.now());
  simulator.world.rhythm.setLive(36_000);
  play(simulator);
  await until('enough posts', () => simulator.world.ledger.facts.length > 300);
  const at = await freeze(simulator);
  await coveredUntil(instance, simulator, at);
  await expectTruth(instance, simulator);
  expect(await gaps(instance, simulator.world.start)).toEqual([]);
}

/** Killed with its whole group in mid-stream, while posts go on; a second start makes good for all of it. */
async function survivesKill(env: Record<string, string> = {}): Promise<void> {
  await using simulator = await startSimulator(asleep);
  await using folder = await dataFolder();
  const start = () => startInstance({ simulator, env, dataDir: folder.path });
  {
    await using instance = await start();
    await coveredUntil(instance, simulator, Date.now());
    simulator.world.rhythm.setLive(36_000);
    play(simulator, 30);
    await until('the first are counted', async () => ((await instance.api<Summary>('/summary')).posts ?? 0) > 5);
    play(simulator, 30);
    expect(await instance.kill('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
  }
  play(simulator, 30);
  await using instance = await start();
  play(simulator, 15);
  const at = await freeze(simulator);
  await coveredUntil(instance, simulator, at);
  await expectTruth(instance, simulator);
  expect(await gaps(instance, simulator.world.start)).toEqual([]);
}

test.concurrent('live: posts, authors, tags, hours, deletions and reactions equal the truth', () => liveIsTrue({}));

test.concurrent('killed by -9 in mid-stream and started again: equal, and no gap', () => survivesKill());

test.concurrent('a host that speaks the first wire only', () => liveIsTrue({ jetstreamHosts: ['v1'], seed: 12 }));

describeWith(['PostgreSQL 15', 'redis-server'], 'with PostgreSQL 15 and Redis', () => {
  test.concurrent('live, then killed by -9 in mid-stream and started again: equal, and no gap', async () => {
    await using postgres = await startPostgres();
    await using redis = await startRedis();
    await survivesKill({ DATABASE_URL: postgres.url, REDIS_URL: redis.url });
  });
});

test.concurrent('two hosts of different generations, clocks 20 s apart: failover there and back leaves no hole and no double', async () => {
  await using simulator = await startSimulator({
    ...asleep,
    jetstreamHosts: ['both', 'v1'],
    clockShiftMs: [0, 20_000],
  });
  await using instance = await startInstance({ simulator });
  await coveredUntil(instance, simulator, Date.now());
  simulator.world.rhythm.setLive(18_000);
  const down = (index: number) => simulator.faults.arm({ name: 'server-down', args: { target: 'jetstream', index } });
  const reads = (index: number) =>
    until(`host ${index} is read`, async () => {
      const control = (await (await fetch(`${simulator.controlUrl}/control`)).json()) as {
        jetstream: { consumers: unknown[] }[];
      };
      return (control.jetstream[index]?.consumers.length ?? 0) > 0;
    });
  for (const index of [0, 1]) {
    play(simulator, 15);
    const fault = down(index);
    for (const consumer of simulator.world.log.events.length > 0 ? [index] : []) {
      simulator.faults.arm({
        name: 'disconnect',
        args: { target: 'jetstream', index: consumer, every: 1, times: 1, codes: [1006] },
      });
    }
    play(simulator, 15);
    await reads(1 - index);
    simulator.faults.clear(fault.id);
    expect(fault.fired).toBeGreaterThan(0);
  }
  const at = await freeze(simulator);
  await coveredUntil(instance, simulator, at);
  await expectTruth(instance, simulator);
  expect(await gaps(instance, simulator.world.start)).toEqual([]);
});

test.concurrent('30 minutes lost for good: null there, 0 where watched and quiet, coverage below 1, the gap with its reason', async () => {
  const quarter = 15 * minute;
  let ahead = -120 * minute;
  const now = () => Date.now() + ahead;
  ahead += 10 * minute - (now() % quarter); // so that the lost stretch holds a whole quarter, and the rest is watched
  await using simulator = await startSimulator({ ...asleep, noiseLikesPerSecond: 0, mastodonServers: 1, now });
  await using folder = await dataFolder();
  const begun = now();
  const start = () => startInstance({ simulator, dataDir: folder.path, env: shifted(ahead) });
  const ask = (instance: Instance, to: number) =>
    instance.api<SeriesAnswer>(`/series?${queryOf({ from: begun - quarter, to })}&platform=bluesky&bucket=15m&tz=UTC`);
  const sum = ({ series }: SeriesAnswer) => (series[0]?.values ?? []).reduce<number>((total, n) => total + (n ?? 0), 0);
  {
    await using instance = await start();
    await coveredUntil(instance, simulator, now());
    play(simulator, 20);
    await until('they are counted', async () => sum(await ask(instance, now() + minute)) >= 15);
    await instance.kill('SIGKILL');
  }
  const lostFrom = now();
  ahead += 30 * minute;
  simulator.tick();
  simulator.world.publish({ do: 'post', text: 'nobody saw this', tags: ['keep4o'], at: now() - 15 * minute });
  const fault = simulator.faults.arm({ name: 'clamp' });
  simulator.tick();
  expect(fault.fired).toBe(1);
  const lostTo = now();
  await using instance = await start();
  const lossOf = ({ gaps }: SeriesAnswer) => gaps.find(({ reason }) => reason === 'older than the source keeps');
  const found = await until(
    'the source is known to have lost it',
    async () => {
      const series = await ask(instance, lostTo + 5 * minute);
      return lossOf(series)?.to ? series : null; // open until the stream is covered again
    },
    { deadlineMs: 60_000, everyMs: 500 },
  );
  const lost = lossOf(found);
  expect(lost?.source).toBe('bluesky');
  expect(Math.abs(Date.parse(lost?.from ?? '') - lostFrom)).toBeLessThan(10_000);
  expect(Math.abs(Date.parse(lost?.to ?? '') - lostTo)).toBeLessThan(15_000);
  expect(found.coverage).toBeLessThan(1);
  expect(found.coverage).toBeGreaterThan(0);
  const by = (at: number) =>
    found.series[0]?.values[found.buckets.findIndex((from) => Date.parse(from) === Math.floor(at / quarter) * quarter)];
  expect(by(lostFrom), 'watched in part').toBeGreaterThanOrEqual(15);
  expect(by(lostFrom + 15 * minute), 'lost').toBeNull();
  expect(by(lostTo), 'watched and quiet').toBe(0);
  const truth = await truthOf(simulator, { from: begun - quarter, to: lostTo + 5 * minute });
  expect(sum(found)).toBe((truth.byPlatform['bluesky']?.posts ?? 0) - 1);
}, 120_000);

test.concurrent('Mastodon servers of every kind: what may be read is counted, and who refuses is said', async () => {
  const flavours = ['normal', 'closed', 'local-only', 'old', 'snac', 'pleroma', 'odd-ids'] as const;
  await using simulator = await startSimulator({
    scenario: 'quiet',
    mastodonServers: flavours.length,
    flavours,
    seed: 5,
  });
  await using instance = await startInstance({ simulator });
  await coveredUntil(instance, simulator, Date.now());
  const { world } = simulator;
  for (const [server, flavour] of flavours.entries()) {
    for (const n of [0, 1, 2]) {
      const other = (server + 1 + n) % flavours.length;
      world.publish({
        do: 'post',
        network: 'mastodon',
        server,
        text: `from ${flavour} ${n}`,
        tags: ['keep4o'],
        seenOn: [{ server: other }],
      });
    }
    world.publish({ do: 'post', network: 'mastodon', server, text: 'only here', tags: ['GPT4o'] });
    const { uri = '' } = world.publish({
      do: 'post',
      network: 'mastodon',
      server,
      text: 'soon gone',
      tags: ['Free4o'],
    });
    if (flavour !== 'closed') setTimeout(() => world.publish({ do: 'delete', uri }), 3000);
  }
  play(simulator, 14);
  await until(
    'the deletions',
    () => world.ledger.facts.filter(({ is }) => is === 'removed').length >= flavours.length + 1,
  );
  const at = await freeze(simulator);
  await coveredUntil(instance, simulator, at);
  await expectTruth(instance, simulator);
  const answer = await instance.api<CoverageAnswer>(`/coverage?${queryOf({ from: world.start - minute, to: at })}`);
  const closed = `mastodon:${new URL(simulator.mastodonUrls[1] ?? '').host}`;
  expect(answer.refused.map(({ source }) => source)).toEqual([closed]);
  expect(answer.refused[0]?.reason).toMatch(/only signed-in users/);
  const partly = answer.sources.find(({ source }) => source.endsWith(new URL(simulator.mastodonUrls[2] ?? '').host));
  expect(partly?.lastError).toMatch(/only local posts/);
  for (const { requests, maxInFlight } of (
    (await (await fetch(`${simulator.controlUrl}/control`)).json()) as {
      mastodon: { requests: number; maxInFlight: number }[];
    }
  ).mastodon) {
    expect(requests).toBeGreaterThan(0);
    expect(maxInFlight).toBe(1);
  }
});
