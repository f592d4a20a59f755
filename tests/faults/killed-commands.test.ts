import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import type { Summary } from '../../src/domain/summary.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { v1Frame } from '../../src/simulator/jetstream-frames.ts';
import { applyCampaign, sourcesOf } from '../../src/store/campaigns.ts';
import { Ingest } from '../../src/store/ingest/ingest.ts';
import { allOf, expectTruth } from '../support/agreement.ts';
import { freshDatabase, urlOf } from '../support/database.ts';
import { holdTable } from '../support/hold.ts';
import { command, dataFolder, type Launched, launch, startInstance } from '../support/instance.ts';
import { makeBatch, makeCampaign, makePost, matched } from '../support/make.ts';
import { countsOf, recount } from '../support/recount.ts';
import { play } from '../support/scene.ts';
import { until } from '../support/until.ts';

vi.setConfig({ maxConcurrency: 2, testTimeout: 120_000 });

const nothing = { posts: null, authors: null };
const patience = { deadlineMs: 40_000 };

async function kill({ pid, ended }: Launched): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await ended;
}

/** Everything that the stream of a simulated world told, as a recording. */
const recorded = (simulator: Simulator): string =>
  simulator.world.log.events.map((event) => `${v1Frame(event, { shiftUs: 0, seqOffset: 0 }, false)}\n`).join('');

/** A database of its own with a campaign, and a folder; commands find both. */
async function workshop() {
  const [fresh, folder] = [await freshDatabase(), await dataFolder()];
  return {
    ...fresh,
    folder: folder.path,
    ingest: new Ingest(fresh.db),
    env: { DATABASE_URL: urlOf(fresh.connection), DATA_DIR: folder.path },
    [Symbol.asyncDispose]: async () => {
      await fresh[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test.concurrent('F46 F45 an import is killed by -9 in mid-file, then runs out of memory: nothing is half there or called watched; again it completes, and then finds nothing new', async () => {
  await using shop = await workshop();
  await using simulator = await startSimulator({ scenario: 'quiet', mastodonServers: 0, noisePerSecond: 0, seed: 46 });
  play(simulator, 2500);
  const recording = recorded(simulator);
  const { from, to } = allOf(simulator);
  const covers = `${new Date(from).toISOString()}/${new Date(to).toISOString()}`;
  const args = ['import', '--format', 'jetstream', '--json', '--covers', covers, '-'];
  const importing = launch(args, shop.env);
  importing.stdin.write(recording.slice(0, recording.length / 2));
  const stored = async () => (await shop.db.$client.query('select from post')).rowCount ?? 0;
  await until('a part is there', async () => (await stored()) > 0, patience);
  await using held = await holdTable(shop.connection, 'rollup_day');
  importing.stdin.end(recording.slice(recording.length / 2));
  await until('it is in the middle of the next part', async () => (await held.waiting()) > 0, patience);
  const first = await stored();
  await kill(importing);
  await held.release();
  expect(await recount(shop.db)).toEqual([]);
  expect(await stored()).toBe(first);

  await using instance = await startInstance({ simulator, env: shop.env, args: ['--roles', 'web'] });
  expect((await instance.api<Summary>('/summary')).coverage).toBe(0);

  const hungry = launch(args, { ...shop.env, NODE_OPTIONS: '--max-old-space-size=128' });
  hungry.stdin.write(recording.slice(0, -1));
  const line = Buffer.alloc(1024 * 1024, 'x'); // one that never ends
  hungry.stdin.on('drain', () => hungry.stdin.write(line));
  hungry.stdin.write(line);
  expect((await hungry.ended).code).not.toBe(0);
  expect(await recount(shop.db)).toEqual([]);
  expect((await instance.api<Summary>('/summary')).coverage).toBe(0);

  const again = await command(args, shop.env, recording);
  expect(again).toMatchObject({ code: 0, stderr: '' });
  const { read, inserted, duplicate } = JSON.parse(again.stdout) as Record<string, number>;
  expect(read).toBe(recording.split('\n').length - 1);
  expect(duplicate).toBeGreaterThanOrEqual(first);
  expect(await stored()).toBeGreaterThanOrEqual(first + (inserted ?? 0));
  expect(JSON.parse((await command(args, shop.env, recording)).stdout)).toMatchObject({ inserted: 0, invalid: 0 });
  // Nobody asked Mastodon, so of that nothing is known.
  await expectTruth(instance, simulator, {
    pick: (figures) => ({ ...figures, byPlatform: { ...figures.byPlatform, mastodon: nothing } }),
  });
  expect(await recount(shop.db)).toEqual([]);
});

test.concurrent('F46 an export is killed by -9 in mid-file: the file that was there stays whole, and none appears that is not', async () => {
  await using shop = await workshop();
  const campaign = makeCampaign();
  await applyCampaign(shop.db, campaign, sourcesOf(campaign, null), 'apply', Date.parse('2026-01-01'));
  const posts = Array.from({ length: 300 }, (_, i) => makePost({ uri: `at://did:plc:a/app.bsky.feed.post/${i}` }));
  await shop.ingest.write(makeBatch({ events: posts.map((post) => matched(post, campaign)) }));
  const [old, fresh] = [join(shop.folder, 'old.ndjson'), join(shop.folder, 'new.ndjson')];
  await writeFile(old, 'of yesterday\n');
  const asks = (path: string) => {
    const window = ['--from', '2026-02-02', '--to', '2026-02-03'];
    return ['export', 'keep4o', '--format', 'ndjson', ...window, '--force', '-o', path];
  };
  const env = { ...shop.env, CAMPAIGNS_DIR: join(shop.folder, 'none') };
  {
    await using held = await holdTable(shop.connection, 'author');
    const exporting = [old, fresh].map((path) => launch(asks(path), env));
    await until('both write', async () => (await held.waiting()) === 2, patience);
    await until(
      'both have begun a file',
      async () => (await readdir(shop.folder)).filter((name) => name.endsWith('.part')).length === 2,
    );
    await Promise.all(exporting.map(kill));
  }
  expect(await readFile(old, 'utf8')).toBe('of yesterday\n');
  expect(await readdir(shop.folder)).not.toContain('new.ndjson');
  for (const path of [old, fresh]) {
    expect(await command(asks(path), env)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`Wrote ${path}, `),
    });
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    expect(lines.filter((line) => line.includes('app.bsky.feed.post'))).toHaveLength(300);
  }
});

test.concurrent('F46 campaign apply, then remove, are killed by -9 half way: each is done whole or not at all', async () => {
  await using shop = await workshop();
  const campaign = makeCampaign();
  await applyCampaign(shop.db, campaign, sourcesOf(campaign, null), 'apply', Date.parse('2026-01-01'));
  await shop.ingest.write(makeBatch({ events: [matched(makePost(), campaign)] }));
  const env = { ...shop.env, CAMPAIGNS_DIR: join(shop.folder, 'none') };
  const file = join(shop.folder, 'changed.yaml');
  await writeFile(file, stringify({ slug: 'keep4o', name: 'Changed', since: '2026-01-01', tags: ['keep4o', 'added'] }));
  const everything = async () => {
    const tables = [
      'campaign',
      'campaign_spelling',
      'campaign_source',
      'setting',
      'scope',
      'post',
      'author',
      'rollup_15m',
    ];
    const rows = tables.map((table) => shop.db.$client.query(`select * from ${table} order by 1, 2`));
    return (await Promise.all(rows)).map((found) => found.rows as unknown[]);
  };
  for (const [table, args, says] of [
    ['campaign_spelling', ['campaign', 'apply', file], /^keep4o: families added: #added$/m],
    ['variant', ['campaign', 'remove', 'keep4o', '--yes'], /^Removed keep4o \(Changed\): 1 posts went/],
  ] as const) {
    const before = await everything();
    {
      await using held = await holdTable(shop.connection, table);
      const changing = launch(args, env);
      await until('it is in the middle', async () => (await held.waiting()) > 0, patience);
      await kill(changing);
    }
    expect(await everything()).toEqual(before);
    expect(await command(args, env)).toMatchObject({ code: 0, stdout: expect.stringMatching(says) });
  }
});

test.concurrent('F46 what is stored is matched anew after a change also if the process is killed by -9 in the middle of it', async () => {
  await using shop = await workshop();
  const [before, after] = [
    makeCampaign({ tags: ['keep4o'] }),
    makeCampaign({ tags: [{ tag: 'renamed', variants: ['keep4o'] }] }),
  ];
  await applyCampaign(shop.db, before, sourcesOf(before, []), 'apply', Date.parse('2026-01-01'));
  const posts = Array.from({ length: 1200 }, (_, i) => makePost({ uri: `at://did:plc:a/app.bsky.feed.post/${i}` }));
  await shop.ingest.write(makeBatch({ events: posts.map((post) => matched(post, before)) }));
  await applyCampaign(shop.db, after, sourcesOf(after, []), 'apply', Date.parse('2026-01-02'));
  const env = { ...shop.env, CAMPAIGNS_DIR: join(shop.folder, 'none') };
  const byTag = async () => (await countsOf(shop.db, 'keep4o')).byTag;
  const client = await shop.db.$client.connect();
  await client.query('begin; select from post order by id desc limit 1 for update');
  const working = launch(['start', '--roles', 'aggregate'], env);
  await until('it is half way', async () => (await byTag())['renamed'] === 1000, patience);
  await kill(working);
  await client.query('commit');
  client.release();
  await using _again = await startInstance({ env, args: ['--roles', 'aggregate'] });
  await until('all have moved', async () => (await byTag())['renamed'] === 1200);
  expect(await byTag()).toEqual({ renamed: 1200 });
  expect(await recount(shop.db)).toEqual([]);
});
