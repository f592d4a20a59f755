import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Client } from 'pg';
import { describe } from 'vitest';
import { end, type Running, run } from './processes.ts';
import { until } from './until.ts';

const postgresFolder = '/usr/lib/postgresql/15/bin';
/** PostgreSQL runs as anybody but root; no user has to be made for that. */
const asNobody = ['unshare', '-U', '--map-user=65534', '--map-group=65534'];

const inPath = (program: string): string | null =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path)) ?? null;

/** System programs that some tests need, by name: null if this machine lacks them. */
export const programs = {
  'redis-server': inPath('redis-server'),
  'PostgreSQL 15': process.env['TEST_DATABASE_URL'] ?? (existsSync(postgresFolder) ? postgresFolder : null),
};

/** Tests that need programs: skipped by name where one is missing, failed with `CI=true`. */
export function describeWith(needed: readonly (keyof typeof programs)[], name: string, tests: () => void): void {
  const missing = needed.filter((program) => programs[program] === null);
  const strict = process.env['CI'] === 'true';
  describe.skipIf(missing.length > 0 && !strict)(
    missing.length > 0 ? `${name} (needs ${missing.join(' and ')})` : name,
    tests,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function folder(prefix: string): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) };
}

/** A server of a test, on a port of its own, that can be made to go away and come back. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  /** Kills it at once, and starts it again on the same port and data. */
  halt(): Promise<void>;
  resume(): Promise<void>;
}

/** A real Redis in a folder of its own. */
export async function startRedis(): Promise<TestServer> {
  const port = await freePort();
  const { path, remove } = await folder('gsr-');
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', path, '--save', '', '--appendonly', 'yes'];
  let running: Running | null = null;
  const resume = async () => {
    running = run(programs['redis-server'] ?? 'redis-server', args);
    await until('redis-server answers', () => /Ready to accept connections/.test(running?.output() ?? ''));
  };
  const halt = async () => {
    if (running) await end(running, 'SIGKILL');
    running = null;
  };
  await resume();
  return {
    url: `redis://127.0.0.1:${port}`,
    halt,
    resume,
    [Symbol.asyncDispose]: async () => {
      await halt();
      await remove();
    },
  };
}

const isRoot = process.getuid?.() === 0;

function runPostgres(program: string, args: readonly string[]): Running {
  const [first = '', ...rest] = [...(isRoot ? asNobody : []), join(postgresFolder, program), ...args];
  return run(first, rest, { env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' } });
}

/** A database on a real PostgreSQL 15: that of `TEST_DATABASE_URL`, which stays where it is, or a server of its own. */
export async function startPostgres(): Promise<TestServer> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined) return databaseOn(given);
  const port = await freePort();
  const { path, remove } = await folder('gsp-');
  const data = join(path, 'data');
  const made = runPostgres('initdb', [
    '-D',
    data,
    '-U',
    'tester',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  const { code } = await made.ended;
  if (code !== 0) throw new Error(`initdb failed:\n${made.output()}`);
  let running: Running | null = null;
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: path,
    fsync: 'off',
    max_connections: 60,
  };
  const resume = async () => {
    running = runPostgres('postgres', [
      '-D',
      data,
      ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
    ]);
    await until('PostgreSQL 15 answers', async () => {
      const client = new Client({ host: '127.0.0.1', port, user: 'tester', database: 'postgres' });
      await client.connect();
      await client.end();
      return true;
    });
  };
  const halt = async () => {
    if (running) await end(running, 'SIGQUIT');
    running = null;
  };
  await resume();
  const database = await databaseOn(`postgres://tester@127.0.0.1:${port}/postgres`);
  return {
    url: database.url,
    halt,
    resume,
    [Symbol.asyncDispose]: async () => {
      await halt();
      await remove();
    },
  };
}

async function databaseOn(server: string): Promise<TestServer> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  const ask = async (sql: string) => {
    const client = new Client({ connectionString: server });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await ask(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const cannot = async () => {
    throw new Error('a server that is not ours is not halted');
  };
  return {
    url: url.href,
    halt: cannot,
    resume: cannot,
    [Symbol.asyncDispose]: () => ask(`drop database ${name} with (force)`),
  };
}
