import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { describe, expect, test, vi } from 'vitest';
import { parseCampaign } from '../../src/config/campaign-file.ts';
import type { Stop } from '../../src/domain/brake.ts';
import type { CoverageAnswer } from '../../src/domain/summary.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { coveredUntil, expectTruth } from '../support/agreement.ts';
import { dataFolder, type Instance, startInstance } from '../support/instance.ts';
import { makeBatch, makePost, matched } from '../support/make.ts';
import { findPostmaster } from '../support/processes.ts';
import { play } from '../support/scene.ts';
import { describeWith, startPostgres, startRedis } from '../support/servers.ts';
import { readersOf } from '../support/stage.ts';
import { until } from '../support/until.ts';
import { canMount, smallVolume } from '../support/volume.ts';

vi.setConfig({ maxConcurrency: 2, testTimeout: 120_000 });

const small = { scenario: 'quiet', noisePerSecond: 20, mastodonServers: 1, seed: 34 } as const;
const file = fileURLToPath(new URL('../../config/campaigns/keep4o.yaml', import.meta.url));

interface Ready {
  degraded: { what: string; since: string; mend: string }[];
}
const ready = async (instance: Instance) => (await (await instance.get('/readyz')).json()) as Ready;
const pausedBy = (instance: Instance, reason: Stop) =>
  instance.metric('groundswell_ingest_paused', { reason }).then((n) => n === 1);

/** Waits for a pause and gives its sentence: `/readyz` says what the log says, and the status page where it can be read. */
async function expectPause(instance: Instance, what: Stop, says: RegExp, page = true): Promise<string> {
  const pause = await until(`${what} pauses ingest`, async () =>
    (await ready(instance)).degraded.find((one) => one.what === what && says.test(one.mend)),
  );
  expect(Math.abs(Date.now() - Date.parse(pause.since))).toBeLessThan(60_000);
  expect(await pausedBy(instance, what)).toBe(true);
  expect(instance.output()).toContain(JSON.stringify(pause.mend).slice(1, -1));
  if (!page) return pause.mend;
  expect((await instance.get('/readyz')).status).toBe(200);
  expect(await (await instance.get('/c/keep4o/status')).text()).toContain(pause.mend);
  return pause.mend;
}

async function expectGoingOn(instance: Instance, what: Stop): Promise<void> {
  await until(`${what} lets go`, async () => !(await pausedBy(instance, what)), { deadlineMs: 40_000 });
  expect((await instance.get('/readyz')).status).toBe(200);
  expect((await ready(instance)).degraded.filter((one) => one.what === what)).toEqual([]);
}

const posts = async (instance: Instance) => (await instance.api<{ posts: number | null }>('/summary')).posts ?? 0;
const framesOf = (instance: Instance) => instance.metric('groundswell_frames_received_total');

describe.skipIf(!canMount && process.env['CI'] !== 'true')(
  canMount ? 'on a small disk' : 'on a small disk (needs mount)',
  () => {
    test('F35 the disk fills up: ingest pauses before it is full, survives a full one, and goes on when there is room', async () => {
      await using volume = await smallVolume(900);
      await using simulator = await startSimulator(small);
      await using instance = await startInstance({ simulator, dataDir: volume.path });
      await coveredUntil(instance, simulator, Date.now());
      play(simulator, 10);
      await expectTruth(instance, simulator);
      const before = await posts(instance);

      await volume.fill(300);
      await expectPause(instance, 'disk', /^Less than 500 MB are free/);
      expect(await instance.metric('groundswell_disk_free_bytes')).toBeLessThan(500 * 1024 * 1024);
      const read = await framesOf(instance);
      play(simulator, 10);
      await until('what comes now was read', async () => (await framesOf(instance)) > read + 20);
      expect(await posts(instance), 'nothing is counted').toBe(before);

      expect(existsSync(join(volume.path, 'ballast'))).toBe(true);
      await volume.fill(0);
      const postmaster = findPostmaster(instance.cluster);
      if (postmaster !== null) process.kill(postmaster, 'SIGKILL');
      await until('the database starts on its ballast', () => !existsSync(join(volume.path, 'ballast')));
      await until('it answers again', async () => (await instance.get('/readyz')).status === 200);
      await expectPause(instance, 'disk', /^Less than 500 MB are free/);
      expect(await posts(instance)).toBe(before);

      await volume.empty();
      await expectGoingOn(instance, 'disk');
      await coveredUntil(instance, simulator, Date.now());
      await expectTruth(instance, simulator, { deadlineMs: 60_000 });
      await until('there is ballast again', () => existsSync(join(volume.path, 'ballast')));
    });
  },
);

describeWith(['PostgreSQL 15', 'redis-server'], 'with PostgreSQL and Redis', () => {
  // These change the server as a whole, so it must be our own.
  test
    .skipIf(process.env['TEST_DATABASE_URL'] !== undefined)
    .concurrent(
      'F34 the database is read-only, then has no free connection: ingest waits, and all is counted afterwards',
      async () => {
        await using postgres = await startPostgres();
        await using redis = await startRedis();
        await using simulator = await startSimulator(small);
        const owner = new Client({ connectionString: postgres.url });
        await owner.connect();
        const name = new URL(postgres.url).pathname.slice(1);
        await owner.query(
          `create role app login; alter database ${name} owner to app; grant all on schema public to app`,
        );
        const url = new URL(postgres.url);
        url.username = 'app';
        await using instance = await startInstance({
          simulator,
          env: { DATABASE_URL: url.href, REDIS_URL: redis.url },
        });
        await coveredUntil(instance, simulator, Date.now());

        await owner.query('alter system set default_transaction_read_only = on');
        await owner.query('select pg_reload_conf()');
        await expectPause(instance, 'database', /read-only/);
        play(simulator, 10);
        await owner.query('alter system reset default_transaction_read_only');
        await owner.query('select pg_reload_conf()');
        await expectGoingOn(instance, 'database');
        await coveredUntil(instance, simulator, Date.now());
        await expectTruth(instance, simulator, { deadlineMs: 45_000 });

        await owner.query('alter role app connection limit 0');
        await owner.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'`);
        await expectPause(instance, 'database', /no free connection/, false);
        play(simulator, 10);
        await owner.query('alter role app connection limit -1');
        await expectGoingOn(instance, 'database');
        await coveredUntil(instance, simulator, Date.now());
        await expectTruth(instance, simulator, { deadlineMs: 45_000 });
        await owner.end();
      },
    );
});

test.concurrent('what processes without web count and say is on the /metrics and /readyz of the one with it', async () => {
  await using simulator = await startSimulator(small);
  await using folder = await dataFolder();
  const start = (roles: string) => startInstance({ simulator, dataDir: folder.path, args: ['--roles', roles] });
  await using web = await start('web,refresh');
  const reader = await start('stream,poll');
  await using _reader = reader;
  await using _writer = await start('aggregate');
  play(simulator, 10);
  await expectTruth(web, simulator);
  await until('its figures are there', async () => (await framesOf(web)) > 20);
  expect(await web.metric('groundswell_source_up', { source: 'bluesky' })).toBe(1);
  await until('and those of who writes', async () => (await web.metric('groundswell_posts_ingested_total')) > 10);
  await reader.kill('SIGKILL');
  await until('who is gone is forgotten', async () => (await framesOf(web)) === 0, { deadlineMs: 30_000 });
});

describeWith(['PostgreSQL 15'], 'with PostgreSQL', () => {
  test.concurrent('F33 every connection to the database is cut forty times at any moment: the process lives, all is counted', async () => {
    await using postgres = await startPostgres();
    await using simulator = await startSimulator(small);
    await using instance = await startInstance({ simulator, env: { DATABASE_URL: postgres.url } });
    await coveredUntil(instance, simulator, Date.now());
    const owner = new Client({ connectionString: postgres.url });
    await owner.connect();
    for (let i = 0; i < 40; i++) {
      play(simulator, 10);
      const asked = Array.from({ length: 6 }, () => instance.get('/api/v1/campaigns/keep4o/summary'));
      await wait((i * 7) % 40); // a little later each time: in the middle of each of their questions
      await owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      );
      for (const { status } of await Promise.all(asked)) expect([200, 429, 503]).toContain(status); // and it lives
    }
    await owner.end();
    await coveredUntil(instance, simulator, Date.now());
    await expectTruth(instance, simulator, { deadlineMs: 60_000 });
  });
});

describeWith(['redis-server'], 'with Redis', () => {
  test.concurrent('F39 Redis is full: reading pauses and says so, and what came meanwhile is counted afterwards', async () => {
    await using redis = await startRedis();
    await using simulator = await startSimulator(small);
    await using instance = await startInstance({ simulator, env: { REDIS_URL: redis.url } });
    await coveredUntil(instance, simulator, Date.now());
    const client = new Redis(redis.url);
    await client.config('SET', 'maxmemory', '1mb');
    const mend = await expectPause(instance, 'queue', /^Redis has used up its memory/);
    await until(
      'what is read fills the outbox, so that reading stops',
      async () => {
        simulator.world.publish({ do: 'post', text: 'meanwhile', tags: ['keep4o'] });
        const { sources } = await instance.api<CoverageAnswer>('/coverage');
        return sources.some(({ source, lastError }) => source === 'bluesky' && lastError === mend);
      },
      { deadlineMs: 40_000, everyMs: 100 },
    );
    expect(await readersOf(simulator)).toEqual(expect.not.arrayContaining([1]));
    await client.config('SET', 'maxmemory', '0');
    client.disconnect();
    await expectGoingOn(instance, 'queue');
    await coveredUntil(instance, simulator, Date.now());
    await expectTruth(instance, simulator, { deadlineMs: 45_000 });
  });

  test.concurrent('F37 F42 one bad row costs itself alone; a job that always fails is parked with its reason, others pass', async () => {
    await using redis = await startRedis();
    await using simulator = await startSimulator(small);
    await using instance = await startInstance({ simulator, env: { REDIS_URL: redis.url } });
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    const queue = new Queue('ingest-batch', { connection });
    const campaign = parseCampaign(await readFile(file, 'utf8'), file);
    const inserted = () => instance.metric('groundswell_posts_ingested_total', { result: 'inserted' });
    const before = await inserted();
    const noise = Array.from({ length: 9000 }, (_, i) => (i * 7919).toString(36)).join('');
    const rows = Array.from({ length: 200 }, (_, i) =>
      matched(makePost({ uri: `at://did:plc:alice/app.bsky.feed.post/${i === 77 ? noise : i}` }), campaign),
    );
    await queue.add('ingest-batch', makeBatch({ events: rows }));
    await until('199 of 200 are counted', async () => (await inserted()) >= before + 199);
    expect(await inserted()).toBe(before + 199);
    expect(await instance.metric('groundswell_frames_invalid_total')).toBe(1);

    const nonsense = makeBatch({ covers: [{ set: 3_000_000_000, from: 1000, to: 2000 }] });
    const { id = '' } = await queue.add('ingest-batch', nonsense, {
      attempts: 10,
      backoff: { type: 'fixed', delay: 10 },
    });
    await queue.add('ingest-batch', { no: 'batch' }, { attempts: 10 });
    await until('both are given up', async () => (await instance.metric('groundswell_job_failures_total')) === 2);
    const parked = await queue.getJob(id);
    expect(parked).toMatchObject({ attemptsMade: 10, failedReason: expect.stringMatching(/out of range/) });
    expect((await queue.getFailed()).map(({ failedReason }) => failedReason)).toContainEqual(
      expect.stringMatching(/^cannot be read: source/),
    );
    expect(await instance.metric('groundswell_queue_jobs', { state: 'failed' })).toBe(2);
    play(simulator, 10);
    await coveredUntil(instance, simulator, Date.now());
    await expectTruth(instance, simulator);
    await queue.close();
    connection.disconnect();
  });
});
