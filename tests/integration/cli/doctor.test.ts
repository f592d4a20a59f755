import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkEmbedded, checkExternal } from '../../../src/cli/doctor/database.ts';
import { checkQueue } from '../../../src/cli/doctor/queue.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/index.ts';
import { freshDatabase } from '../../support/database.ts';
import { groundswell, ownFolder, urlOf } from './run.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ seed: 4 });
});
afterAll(() => simulator.close());

const sources = () => ({
  BLUESKY_JETSTREAM_URLS: simulator.jetstreamUrls.join(','),
  BLUESKY_APPVIEW_URL: simulator.appviewUrl,
  MASTODON_SERVERS: simulator.mastodonUrls.join(','),
});

async function folderWithCampaign() {
  const folder = await ownFolder();
  await mkdir(join(folder.path, 'campaigns'));
  await writeFile(
    join(folder.path, 'campaigns', 'cats.yaml'),
    'slug: cats\nname: Cats\nsince: 2026-01-01\ntags: [keep4o]\n',
  );
  return folder;
}

test('all is well against both networks, and nothing is left behind', async () => {
  await using folder = await folderWithCampaign();
  await using fresh = await freshDatabase();
  const { code, stdout, stderr } = await groundswell(folder, ['doctor'], {
    ...sources(),
    DATABASE_URL: urlOf(fresh.connection),
    ALLOW_PRIVATE_NETWORK: 'true',
  });
  expect([code, stderr]).toEqual([0, '']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.filter((line) => !line.startsWith('ok    '))).toEqual([]);
  const checks = [
    'config',
    'node',
    'data',
    'disk',
    'database',
    'migrations',
    'queue',
    'campaigns',
    'jetstream ',
    'appview ',
    'mastodon ',
    'clock',
  ];
  for (const check of checks) expect(lines.some((line) => line.startsWith(`ok    ${check}`))).toBe(true);
  expect(existsSync(join(folder.path, 'data'))).toBe(false);
});

test('private addresses are refused, each with a reason and a mend, and a source of two that is down is a warning', async () => {
  await using folder = await folderWithCampaign();
  await using fresh = await freshDatabase();
  const env = { ...sources(), DATABASE_URL: urlOf(fresh.connection) };
  const refused = await groundswell(folder, ['doctor', '--json'], env);
  expect(refused.code).toBe(1);
  const report = JSON.parse(refused.stdout);
  expect(report.ok).toBe(false);
  const failed = report.checks.filter(({ status }: { status: string }) => status === 'fail');
  expect(failed).toHaveLength(2 + simulator.mastodonUrls.length);
  for (const { message, mend } of failed)
    expect([message, mend]).toEqual([expect.stringContaining('is not in the public internet'), expect.any(String)]);
  const down = {
    ...env,
    MASTODON_SERVERS: `${env.MASTODON_SERVERS},http://127.0.0.1:1`,
    ALLOW_PRIVATE_NETWORK: 'true',
  };
  const { code, stdout } = await groundswell(folder, ['doctor'], down);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^warn {2}mastodon 127\.0\.0\.1:1: .*take the server out/m);
});

test('a setting that cannot be read is said, and nothing is done with the others', async () => {
  await using folder = await ownFolder();
  const { code, stdout } = await groundswell(folder, ['doctor'], {
    PORT: '70000',
    DATABASE_URL: 'postgres://a:secret@127.0.0.1:1/x',
  });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^fail {2}config: PORT does not allow '70000'.*\nok {4}node.*\n$/);
});

test('a campaign file that is wrong is a failure that names the line', async () => {
  await using folder = await folderWithCampaign();
  await writeFile(join(folder.path, 'campaigns', 'b.yaml'), 'slug: b\nname: B\nsince: 2026-01-01\ntags:\n  - #b\n');
  const { code, stdout } = await groundswell(folder, ['doctor'], {
    DATABASE_URL: 'postgres://a:secret@127.0.0.1:1/x',
    ...sources(),
    ALLOW_PRIVATE_NETWORK: '1',
  });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ok {4}campaigns: cats\.$/m);
  expect(stdout).toMatch(/^fail {2}campaigns: b\.yaml: line 5: a tag starting with #.*campaign check/m);
  expect(stdout).toMatch(/^fail {2}database: .*nothing listens there/m);
  expect(stdout).not.toContain('secret');
});

test('the database of a URL: old migrations, newer ones, a name that is not there', async () => {
  await using fresh = await freshDatabase();
  const url = urlOf(fresh.connection);
  const statuses = async () => (await checkExternal(url)).findings.map(({ status }) => status);
  expect(await statuses()).toEqual(['ok', 'ok']);
  await fresh.db.$client.query(
    'delete from drizzle.__drizzle_migrations where created_at = (select max(created_at) from drizzle.__drizzle_migrations)',
  );
  expect(await statuses()).toEqual(['ok', 'warn']);
  await fresh.db.$client.query(
    "insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 9999999999999)",
  );
  expect(await statuses()).toEqual(['ok', 'fail']);
  const { findings } = await checkExternal(url.replace(/\/t_\w+/, '/nobody'));
  expect(findings).toMatchObject([{ status: 'fail', mend: expect.stringContaining('createdb') }]);
});

test('an embedded database that is not there yet is tried out elsewhere and leaves nothing', async () => {
  await using folder = await ownFolder();
  const before = (await readdir(tmpdir())).filter((name) => name.startsWith('groundswell-doctor'));
  expect((await checkEmbedded(join(folder.path, 'data'))).findings).toMatchObject([
    { status: 'ok', message: expect.stringMatching(/^PostgreSQL 18.*none here yet/) },
  ]);
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('groundswell-doctor'))).toEqual(before);
  expect(existsSync(join(folder.path, 'data'))).toBe(false);
});

/** A Redis as far as a doctor asks: it answers INFO, and OK to everything else. */
async function fakeRedis(
  info: string,
  hello = '%1\r\n+server\r\n+redis\r\n',
): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      for (const command of data
        .toString()
        .split(/\*\d+\r\n/)
        .slice(1)) {
        const [, name = ''] = command.split('\r\n');
        const answer = /^info$/i.test(name)
          ? `$${Buffer.byteLength(info)}\r\n${info}\r\n`
          : /^hello$/i.test(name)
            ? hello
            : '+OK\r\n';
        socket.write(answer);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
    },
  };
}

test('a Redis is asked for its version and policy; one that is not there is said', async () => {
  await using evicting = await fakeRedis('redis_version:7.4.0\r\nmaxmemory_policy:allkeys-lru\r\n');
  expect(await checkQueue(evicting.url)).toMatchObject({ status: 'fail', mend: expect.stringContaining('noeviction') });
  await using good = await fakeRedis('redis_version:7.4.0\r\nmaxmemory_policy:noeviction\r\n');
  expect(await checkQueue(good.url)).toMatchObject({ status: 'ok' });
  await using old = await fakeRedis('redis_version:5.0.7\r\n', '-ERR unknown command `hello`\r\n');
  expect(await checkQueue(old.url)).toMatchObject({ status: 'fail', message: 'Redis 5.0.7 is too old' });
  expect(await checkQueue('redis://:secret@127.0.0.1:1')).toMatchObject({
    status: 'fail',
    message: 'Redis does not answer: nothing listens there (ECONNREFUSED)',
  });
  expect(await checkQueue(undefined)).toMatchObject({ status: 'ok' });
});
