import { Redis } from 'ioredis';
import { expect, test, vi } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { coveredUntil, expectTruth } from '../support/agreement.ts';
import { dataFolder, type Instance, startInstance } from '../support/instance.ts';
import { findPostmaster, findProcesses } from '../support/processes.ts';
import { play } from '../support/scene.ts';
import { describeWith, startPostgres, startRedis } from '../support/servers.ts';
import { openStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

vi.setConfig({ maxConcurrency: 2, testTimeout: 90_000 });

const small = { scenario: 'quiet', noisePerSecond: 20, mastodonServers: 1, seed: 31 } as const;

/** Opens an event stream and reads on until it ends. */
async function listen({ url }: Instance): Promise<{ ended: Promise<void> }> {
  const response = await fetch(`${url}/api/v1/campaigns/keep4o/events`);
  expect(response.status).toBe(200);
  const reader = response.body?.getReader();
  await reader?.read();
  const drain = async () => {
    for (;;) {
      const part = await reader?.read().catch(() => undefined);
      if (!part || part.done) return;
    }
  };
  return { ended: drain() };
}

test.concurrent('F31 the whole tree killed four times in a row: each start takes over the database that was left behind', async () => {
  await using simulator = await startSimulator(small);
  await using folder = await dataFolder();
  for (let round = 0; round < 4; round++) {
    await using instance = await startInstance({ simulator, dataDir: folder.path });
    if (round === 0) await coveredUntil(instance, simulator, Date.now());
    expect(findPostmaster(instance.cluster)).not.toBeNull();
    play(simulator, 10);
    await instance.kill('SIGKILL');
    expect(findPostmaster(instance.cluster), 'the database outlives it').not.toBeNull();
    play(simulator, 10);
  }
  await using instance = await startInstance({ simulator, dataDir: folder.path });
  await coveredUntil(instance, simulator, Date.now());
  await expectTruth(instance, simulator);
});

test.concurrent.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'F32 %s with an open event stream: exit 0 within 5 s, and no process is left',
  async (signal) => {
    await using simulator = await startSimulator(small);
    await using folder = await dataFolder();
    await using instance = await startInstance({ simulator, dataDir: folder.path });
    const stream = await listen(instance);
    play(simulator, 10);
    const begun = performance.now();
    expect(await instance.kill(signal, false)).toEqual({ code: 0, signal: null });
    expect(performance.now() - begun).toBeLessThan(5000);
    await stream.ended;
    expect(findProcesses(folder.path)).toEqual([]);
  },
);

test.concurrent('F32 a second signal ends it at once', async () => {
  await using simulator = await startSimulator(small);
  await using instance = await startInstance({ simulator });
  process.kill(instance.pid, 'SIGINT');
  await until('it has heard the first', () => /"msg":"stopping"/.test(instance.output()), { everyMs: 1 });
  const begun = performance.now();
  await instance.kill('SIGINT', false);
  expect(performance.now() - begun).toBeLessThan(1500);
});

test.concurrent('F33 the database is killed: 503 meanwhile, the process lives, and all is counted afterwards', async () => {
  await using stage = await openStage(small);
  const { instance, simulator } = stage;
  const postmaster = findPostmaster(instance.cluster);
  expect(postmaster).not.toBeNull();
  play(simulator, 10);
  if (postmaster !== null) process.kill(postmaster, 'SIGKILL');
  const states: number[] = [];
  await until('it is ready again', async () => {
    const { status } = await instance.get('/readyz');
    if (states.at(-1) !== status) states.push(status);
    simulator.world.publish({ do: 'post', text: 'meanwhile', tags: ['keep4o'] });
    return status === 200 && states.includes(503);
  });
  expect((await instance.get('/healthz')).status).toBe(200);
  play(simulator, 10);
  await coveredUntil(instance, simulator, Date.now());
  await expectTruth(instance, simulator, { deadlineMs: 45_000 });
});

test.concurrent('F43 a second start on the same data is refused by the process that runs there', async () => {
  await using simulator = await startSimulator(small);
  await using folder = await dataFolder();
  await using first = await startInstance({ simulator, dataDir: folder.path });
  const begun = performance.now();
  const second = await startInstance({ simulator, dataDir: folder.path }).catch((error: Error) => error);
  expect(second).toBeInstanceOf(Error);
  expect((second as Error).message).toContain(`already running (pid ${first.pid}) on ${folder.path}`);
  // Beside other tests on a busy machine no start is quick; it is refused in less time than one takes.
  expect(performance.now() - begun).toBeLessThan(Math.max(5000, first.startedMs));
  expect((await first.get('/readyz')).status).toBe(200);
});

test.concurrent('F43 of two processes with the role stream one reads and one stands by, and takes over', async () => {
  await using simulator = await startSimulator(small);
  await using folder = await dataFolder();
  const start = (roles: string) => startInstance({ simulator, dataDir: folder.path, args: ['--roles', roles] });
  await using one = await start('stream');
  await using instance = await start('web,aggregate,poll,refresh');
  await coveredUntil(instance, simulator, Date.now());
  await using two = await start('stream');
  play(simulator, 10);
  await expectTruth(instance, simulator);
  const readers = async () =>
    ((await (await fetch(`${simulator.controlUrl}/control`)).json()) as { jetstream: { consumers: unknown[] }[] })
      .jetstream[0]?.consumers.length;
  expect(await readers()).toBe(1);
  await one.kill('SIGKILL');
  play(simulator, 10);
  const begun = performance.now();
  await coveredUntil(instance, simulator, Date.now());
  expect(performance.now() - begun).toBeLessThan(15_000);
  await expectTruth(instance, simulator);
  expect(two.output()).toMatch(/reading the stream/);
});

test.concurrent('F41 a backlog that nobody worked on is drained by who comes later', async () => {
  await using simulator = await startSimulator(small);
  await using folder = await dataFolder();
  const start = (roles: string) => startInstance({ simulator, dataDir: folder.path, args: ['--roles', roles] });
  await using reader = await start('stream,poll');
  await using instance = await start('web,refresh');
  const waiting = () => instance.metric('groundswell_queue_jobs', { state: 'waiting' });
  await until('the stream is read', async () => (await waiting()) > 0);
  for (let i = 0; i < 25; i++) {
    const before = await waiting();
    play(simulator, 20);
    await until('more is waiting', async () => (await waiting()) > before);
  }
  expect(await waiting()).toBeGreaterThan(25);
  expect((await instance.api<{ posts: number | null }>('/summary')).posts ?? 0).toBe(0);
  await using worker = await start('aggregate');
  await until('the queue is empty', async () => (await waiting()) < 3, { deadlineMs: 40_000 });
  await expectTruth(instance, simulator);
  expect(worker.output()).not.toMatch(/a job failed/);
  expect(reader.output()).not.toMatch(/"level":50/);
});

describeWith(['PostgreSQL 15'], 'with PostgreSQL', () => {
  test
    .skipIf(process.env['TEST_DATABASE_URL'] !== undefined)
    .concurrent(
      'F34 PostgreSQL goes away and comes back, twice: 503 meanwhile, the process lives, nothing is lost or doubled',
      async () => {
        await using postgres = await startPostgres();
        await using stage = await openStage(small, { DATABASE_URL: postgres.url });
        const { instance, simulator } = stage;
        const status = async (path: string) => (await instance.get(path)).status;
        for (const _ of [1, 2]) {
          play(simulator, 10);
          await postgres.halt();
          play(simulator, 10);
          await until('it is said', async () => (await status('/readyz')) === 503);
          expect(await status('/healthz')).toBe(200);
          play(simulator, 10);
          await postgres.resume();
          play(simulator, 10);
          await coveredUntil(instance, simulator, Date.now());
          await expectTruth(instance, simulator, { deadlineMs: 45_000 });
          expect(await status('/readyz')).toBe(200);
        }
        expect(await instance.metric('groundswell_job_failures_total')).toBe(0);
        await postgres.halt();
        const { code, ms } = await instance.stop();
        expect(code, 'stops without PostgreSQL').toBe(0);
        expect(ms).toBeLessThan(5500);
      },
    );
});

describeWith(['redis-server'], 'with Redis', () => {
  test.concurrent('F38 everything in Redis is thrown away with jobs in flight: the holes heal', async () => {
    await using redis = await startRedis();
    await using simulator = await startSimulator(small);
    await using folder = await dataFolder();
    const start = (roles: string) =>
      startInstance({ simulator, dataDir: folder.path, env: { REDIS_URL: redis.url }, args: ['--roles', roles] });
    await using reader = await start('stream,poll');
    await using instance = await start('web,refresh');
    {
      await using _worker = await start('aggregate');
      await coveredUntil(instance, simulator, Date.now());
    }
    const waiting = () => instance.metric('groundswell_queue_jobs', { state: 'waiting' });
    for (let i = 0; i < 5; i++) {
      const before = await waiting();
      play(simulator, 10);
      await until('jobs are waiting', async () => (await waiting()) > before);
    }
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
    await using _again = await start('aggregate');
    play(simulator, 10);
    await expectTruth(instance, simulator, { deadlineMs: 60_000 });
    expect(reader.output()).toMatch(/a gap of the stream was read again/);
  });

  test.concurrent('F39 Redis goes away and comes back: what was read meanwhile is kept and offered again', async () => {
    await using redis = await startRedis();
    await using stage = await openStage(small, { REDIS_URL: redis.url });
    const { instance, simulator } = stage;
    play(simulator, 10);
    await redis.halt();
    play(simulator, 10);
    await until('it is said', async () => (await instance.get('/readyz')).status === 503);
    play(simulator, 10);
    await redis.resume();
    play(simulator, 10);
    await coveredUntil(instance, simulator, Date.now());
    await expectTruth(instance, simulator, { deadlineMs: 45_000 });
    expect((await instance.get('/readyz')).status).toBe(200);
    await redis.halt();
    const { code, ms } = await instance.stop();
    expect(code, 'stops without Redis').toBe(0);
    expect(ms).toBeLessThan(5500);
  });
});
