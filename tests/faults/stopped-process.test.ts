import { expect, test, vi } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { coveredUntil, expectTruth } from '../support/agreement.ts';
import { freshDatabase, urlOf } from '../support/database.ts';
import { holdTable } from '../support/hold.ts';
import { startInstance } from '../support/instance.ts';
import { play } from '../support/scene.ts';
import { openStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

vi.setConfig({ maxConcurrency: 2, testTimeout: 120_000 });

const small = { scenario: 'quiet', noisePerSecond: 20, mastodonServers: 1, seed: 45 } as const;
/** Longer than a job is lent to its worker (10 s), so that it is lent to another. */
const blockedMs = 12_000;

/** Ends when so much time has passed on the clock that nobody sets. */
const passed = (ms: number) => {
  const end = performance.now() + ms;
  return until('the block is over', () => performance.now() > end, { deadlineMs: ms + 5000 });
};

test.concurrent('F45 the one process stands still for 12 s while posts come: it goes on by itself, and nothing is lost or doubled', async () => {
  await using stage = await openStage(small);
  const { instance, simulator } = stage;
  play(simulator, 10);
  process.kill(instance.pid, 'SIGSTOP');
  play(simulator, 10);
  await passed(blockedMs);
  process.kill(instance.pid, 'SIGCONT');
  play(simulator, 10);
  await coveredUntil(instance, simulator, Date.now());
  await expectTruth(instance, simulator, { deadlineMs: 45_000 });
  expect(instance.output()).not.toMatch(/"level":[56]0/);
  expect(await instance.metric('groundswell_job_failures_total')).toBe(0);
});

test.concurrent('F45 who counts stands still for 12 s in the middle of a batch, and another takes its job: nothing is counted twice', async () => {
  await using fresh = await freshDatabase();
  await using simulator = await startSimulator(small);
  const env = { DATABASE_URL: urlOf(fresh.connection) };
  const start = (roles: string) => startInstance({ simulator, env, args: ['--roles', roles] });
  await using instance = await start('web,stream,poll,refresh');
  await using first = await start('aggregate');
  await coveredUntil(instance, simulator, Date.now());
  await using held = await holdTable(fresh.connection, 'rollup_day');
  play(simulator, 20);
  await until('it is in the middle of a batch', async () => (await held.waiting()) > 0);
  process.kill(first.pid, 'SIGSTOP');
  await held.release();
  await using second = await start('aggregate');
  await passed(blockedMs);
  process.kill(first.pid, 'SIGCONT');
  play(simulator, 10);
  await coveredUntil(instance, simulator, Date.now());
  await expectTruth(instance, simulator, { deadlineMs: 45_000 });
  for (const one of [instance, first, second]) expect(one.output()).not.toMatch(/"level":[56]0/);
  expect(await instance.metric('groundswell_job_failures_total')).toBe(0);
});
