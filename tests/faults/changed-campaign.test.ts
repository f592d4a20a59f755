import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import type { SeriesAnswer } from '../../src/domain/series.ts';
import type { CoverageAnswer, Summary } from '../../src/domain/summary.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import type { Database } from '../../src/store/database.ts';
import { allOf, coveredUntil, queryOf } from '../support/agreement.ts';
import { freshDatabase, urlOf } from '../support/database.ts';
import { command, dataFolder, type Instance, root, settingsFor, startInstance } from '../support/instance.ts';
import { recount } from '../support/recount.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 120_000 });

const hour = 3_600_000;

/** Posts that flow all the time, one a hashtag, each with nothing but that. */
function flow({ world }: Simulator, tags: readonly string[]) {
  const posted: { uri: string; tag: string; at: number }[] = [];
  const timer = setInterval(() => {
    for (const tag of tags) {
      const { uri = '' } = world.publish({ do: 'post', text: 'one more', tags: [tag] });
      posted.push({ uri, tag, at: world.log.lastUs / 1000 });
    }
  }, 50);
  const of = (tag: string, { from = 0, to = Number.POSITIVE_INFINITY } = {}) =>
    posted.filter((post) => post.tag === tag && post.at >= from && post.at < to).map(({ uri }) => uri);
  return { of, stop: () => clearInterval(timer), [Symbol.dispose]: () => clearInterval(timer) };
}

const summary = (instance: Instance, simulator: Simulator, tag = '') =>
  instance.api<Summary>(`/summary?${queryOf(allOf(simulator))}${tag && `&tag=${tag}`}`);

/** What the stream watched of a hashtag. */
async function watched(instance: Instance, simulator: Simulator, tag: string): Promise<{ from: number; to: number }> {
  const { sources } = await instance.api<CoverageAnswer>(`/coverage?${queryOf(allOf(simulator))}&tag=${tag}`);
  const covered = sources.find(({ source }) => source === 'bluesky')?.covered ?? [];
  expect(covered).toHaveLength(1);
  return { from: Date.parse(covered[0]?.from ?? ''), to: Date.parse(covered[0]?.to ?? '') };
}

const countedUris = async (db: Database): Promise<string[]> =>
  (await db.$client.query<{ uri: string }>('select uri from post where counted')).rows.map(({ uri }) => uri);

/** Until when the stream was read, for whatever. */
const readUntil = async (db: Database): Promise<number> => {
  const { rows } = await db.$client.query<{ at: Date | null }>(
    `select max(upper(during)) at from coverage c join watch_set s on s.id = c.set_id where s.source = 'bluesky'`,
  );
  return rows[0]?.at?.getTime() ?? 0;
};

/** Tables that hold something. */
async function filledTables({ $client }: Database): Promise<string[]> {
  const { rows } = await $client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  );
  const filled = await Promise.all(
    rows.map(async ({ name }) => ((await $client.query(`select from ${name} limit 1`)).rowCount === 1 ? [name] : [])),
  );
  return filled.flat().sort();
}

test('F47 hashtags come, go and are renamed, then the campaign goes and returns, while posts flow: no restart, no orphan, no time called watched that was not', async () => {
  await using fresh = await freshDatabase();
  await using folder = await dataFolder();
  await using simulator = await startSimulator({ scenario: 'quiet', noisePerSecond: 20, mastodonServers: 1, seed: 47 });
  const file = join(folder.path, 'keep4o.yaml');
  const whole = parse(await readFile(join(root, 'config/campaigns/keep4o.yaml'), 'utf8')) as object;
  const say = (tags: unknown[]) => writeFile(file, stringify({ ...whole, tags }));
  const env = { DATABASE_URL: urlOf(fresh.connection), CAMPAIGNS_DIR: folder.path, DATA_DIR: folder.path };
  const run = (...args: string[]) => command(['campaign', ...args], { ...env, ...settingsFor(simulator) });
  await say(['keep4o', 'GPT4o', 'OpenSource4o']);
  await using instance = await startInstance({ simulator, env });
  await coveredUntil(instance, simulator, Date.now());
  const changed = ['keep4o', { tag: 'Open4o', variants: ['OpenSource4o'] }, 'keep51'];
  {
    using posts = flow(simulator, ['keep4o', 'GPT4o', 'OpenSource4o', 'keep51']);
    await until('the first are counted', async () => ((await summary(instance, simulator)).posts ?? 0) > 20);
    await say(changed);
    expect(await run('apply', file)).toMatchObject({ code: 0, stderr: '' });
    await until('the new hashtag is counted', async () => (await summary(instance, simulator, 'keep51')).posts);
    await coveredUntil(instance, simulator, Date.now());
    posts.stop();
    await coveredUntil(instance, simulator, Date.now());
    const since = await watched(instance, simulator, 'keep51');
    expect(posts.of('keep51', since).length).toBeGreaterThan(0);
    const expected = () => [...posts.of('keep4o'), ...posts.of('OpenSource4o'), ...posts.of('keep51', since)].sort();
    await until('all of that is counted, and what went is not', async () => {
      const counted = await countedUris(fresh.db);
      return (
        expected().every((uri) => counted.includes(uri)) && !posts.of('GPT4o').some((uri) => counted.includes(uri))
      );
    });
    const { byTag, posts: all } = await summary(instance, simulator);
    expect(byTag).toMatchObject({
      keep4o: { posts: posts.of('keep4o').length },
      Open4o: { posts: posts.of('OpenSource4o').length },
    });
    expect(all).toBe((await countedUris(fresh.db)).length);
    expect(all).toBe(Object.values(byTag).reduce((sum, one) => sum + (one.posts ?? 0), 0));
    const { gaps } = await summary(instance, simulator, 'keep51');
    expect(gaps.find(({ source }) => source === 'bluesky')).toMatchObject({
      to: new Date(since.from).toISOString(),
      reason: 'before collection began',
    });
    const earlier = queryOf({ from: allOf(simulator).from - 2 * hour, to: allOf(simulator).from });
    const { series } = await instance.api<SeriesAnswer>(`/series?${earlier}&tag=keep51`);
    expect(series[0]?.values).toEqual([null, null]);
    expect(await recount(fresh.db)).toEqual([]);
  }
  const removedAt = Date.now();
  {
    using posts = flow(simulator, ['keep4o', 'OpenSource4o', 'keep51']);
    await rm(file);
    expect(await run('remove', 'keep4o', '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect((await instance.get('/api/v1/campaigns/keep4o/summary')).status).toBe(404);
    await until('the stream is read on for nobody', async () => (await readUntil(fresh.db)) > Date.now() - 3000);
    posts.stop();
    const stopped = Date.now();
    await until('what came meanwhile was read', async () => (await readUntil(fresh.db)) > stopped);
    await until('nothing is under way', async () => (await instance.metric('groundswell_queue_jobs')) === 0);
  }
  const ofSources = ['clock', 'coverage', 'process', 'server_tag_day', 'setting', 'source', 'watch_set', 'watch_tag'];
  expect((await filledTables(fresh.db)).filter((table) => !ofSources.includes(table))).toEqual([]);

  await say(changed);
  expect(await run('apply', file)).toMatchObject({ code: 0, stderr: '' });
  await coveredUntil(instance, simulator, Date.now());
  using posts = flow(simulator, ['keep51']);
  await until('it counts again', async () => (await summary(instance, simulator)).posts);
  posts.stop();
  await coveredUntil(instance, simulator, Date.now());
  expect((await watched(instance, simulator, 'keep4o')).from).toBeGreaterThan(removedAt);
  expect((await summary(instance, simulator)).byTag).toMatchObject({ keep51: { posts: posts.of('keep51').length } });
  expect(instance.output()).not.toMatch(/"level":[56]0/);
});
