import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { coveredUntil, expectTruth } from '../support/agreement.ts';
import { freshDatabase, urlOf } from '../support/database.ts';
import { holdTable } from '../support/hold.ts';
import { command, dataFolder, launch, settingsFor, startInstance } from '../support/instance.ts';
import { play } from '../support/scene.ts';
import { until } from '../support/until.ts';

/** Clock of who takes away what is old: for it everything is a day older than text is kept. */
const later = {
  NODE_OPTIONS: `--import=${fileURLToPath(new URL('../support/clock-shift.mjs', import.meta.url))}`,
  TEST_CLOCK_MS: String(91 * 86_400_000),
};

test('F48 F46 text is let go, by a process that is killed and one that follows, while a late edit, a deletion and an export come: text does not come back, counts stay true', async () => {
  await using fresh = await freshDatabase();
  await using folder = await dataFolder();
  await using simulator = await startSimulator({ scenario: 'quiet', noisePerSecond: 20, mastodonServers: 1, seed: 48 });
  const env = { DATABASE_URL: urlOf(fresh.connection) };
  await using instance = await startInstance({ simulator, env, args: ['--roles', 'web,stream,poll,aggregate'] });
  await coveredUntil(instance, simulator, Date.now());
  play(simulator, 20);
  const { world } = simulator;
  const [edited, again, deleted] = [1, 2, 3].map(
    (n) => world.publish({ do: 'post', text: `old words ${n}`, tags: ['keep4o'] }).uri ?? '',
  ) as [string, string, string];
  await expectTruth(instance, simulator);
  const texts = async () => (await fresh.db.$client.query<{ body: string }>('select body from post_text')).rows;
  expect((await texts()).length).toBeGreaterThan(15);

  const file = join(folder.path, 'posts.csv');
  await using held = await holdTable(fresh.connection, 'post_text', 'share');
  const letGo = () =>
    launch(['start', '--roles', 'retain'], { ...env, ...settingsFor(simulator), ...later, DATA_DIR: folder.path });
  const first = letGo();
  await until('old text is about to go', async () => (await held.waiting()) === 1, { deadlineMs: 40_000 });
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  const second = letGo();
  // The database works on for who was killed, until it has something to tell.
  await until('again', async () => (await held.waiting()) === 2, { deadlineMs: 40_000 });
  world.publish({ do: 'edit', uri: edited, text: 'new words', tags: ['GPT4o'] });
  world.publish({ do: 'delete', uri: deleted });
  const exporting = command(['export', 'keep4o', '--with-text', '-o', file], {
    ...env,
    ...settingsFor(simulator),
    DATA_DIR: folder.path,
  });
  await until('who counts waits too', async () => (await held.waiting()) === 3);
  await held.release();
  expect(await exporting).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Wrote \S+, \S+\n$/) });
  await until('it is gone', async () => (await texts()).length === 0);
  await expectTruth(instance, simulator);

  world.publish({ do: 'edit', uri: again, text: 'newer words', tags: ['keep51'] });
  world.publish({ do: 'post', text: 'of today', tags: ['keep4o'] });
  await expectTruth(instance, simulator);
  expect(await texts()).toEqual([{ body: expect.stringContaining('of today') }]);
  process.kill(second.pid, 'SIGTERM');
  expect(await second.ended).toMatchObject({ code: 0, stderr: '' });
  expect(second.said.stdout + instance.output()).not.toMatch(/"level":[56]0/);
});
