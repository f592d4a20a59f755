import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, open, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import { GroundswellError } from '../../errors.ts';
import { findBinaries } from './binaries.ts';
import { ensureCluster } from './cluster.ts';
import { findLaunch } from './launch.ts';
import { isPostmasterOf, readPostmaster } from './postmaster.ts';
import { dropBallast } from './volume.ts';

const database = 'groundswell';
const startDeadlineMs = 60_000;
const maxLogBytes = 10 * 1024 * 1024;
const maxSocketPath = 90; // sun_path holds 108 bytes, the file name takes 18

function socketFolder(dataDir: string): string {
  const near = join(dataDir, 'run');
  if (near.length <= maxSocketPath) return near;
  return join(tmpdir(), `gs-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`);
}

function settings(socketDir: string): string[] {
  const bufferMb = Math.max(128, Math.min(1024, Math.floor(totalmem() / 4 / 1024 / 1024 / 8)));
  const values = {
    listen_addresses: process.platform === 'win32' ? '127.0.0.1' : '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    shared_buffers: `${bufferMb}MB`,
    max_connections: '60',
    jit: 'off',
    random_page_cost: '1.1',
    wal_compression: 'on',
    max_wal_size: '512MB',
    checkpoint_timeout: '15min',
    timezone: 'UTC',
    log_timezone: 'UTC',
    idle_in_transaction_session_timeout: '60s',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** An attempt to reach the server: there, not yet there (try again), or refused for good. */
async function reach(config: ClientConfig): Promise<'there' | 'not-yet'> {
  const client = new Client({ ...config, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.query('select 1');
    return 'there';
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (['57P03', 'ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01'].includes(code)) return 'not-yet';
    if (code === '' || code === 'ETIMEDOUT') return 'not-yet';
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function openLog(dataDir: string) {
  const file = join(dataDir, 'postgres.log');
  const size = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  if (size > maxLogBytes) await truncate(file, 0);
  return open(file, 'a', 0o600);
}

async function ensureDatabase(config: ClientConfig): Promise<void> {
  const client = new Client({ ...config, database: 'postgres' });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount) return;
    await client.query(`create database ${database}`).catch((error: { code?: string }) => {
      if (error.code !== '42P04' && error.code !== '23505') throw error; // another process was first
    });
  } finally {
    await client.end();
  }
}

/** A running embedded server and how to reach it. */
export interface EmbeddedServer {
  connection: ClientConfig;
  cluster: string;
}

/**
 * Attaches to the embedded PostgreSQL of a data directory: makes the cluster if it is missing, adopts a server that
 * runs on it, starts one if none does. The server is no child of ours in the terminal's sense: Ctrl-C does not reach
 * it, and it outlives a killed process until the next start adopts it.
 * @throws GroundswellError `database-unavailable` with the reason
 */
export async function attachEmbedded(givenDir: string): Promise<EmbeddedServer> {
  const dataDir = resolve(givenDir);
  const binaries = await findBinaries();
  const { folder, password } = await ensureCluster(binaries, dataDir);
  const socketDir = socketFolder(dataDir);
  await mkdir(socketDir, { recursive: true, mode: 0o700 });
  const config: ClientConfig = { host: socketDir, port: 5432, user: 'groundswell', password, database: 'postgres' };
  const launch = await findLaunch(folder);
  const deadline = Date.now() + startDeadlineMs;
  while (Date.now() < deadline) {
    const running = await readPostmaster(folder);
    if (running && (await isPostmasterOf(running.pid, folder))) {
      const found = { ...config, host: running.socketDir || socketDir };
      if ((await reach(found)) === 'there') {
        await ensureDatabase(found);
        return { connection: { ...found, database }, cluster: folder };
      }
      await wait(15);
      continue;
    }
    if (running) await rm(join(folder, 'postmaster.pid'), { force: true });
    const log = await openLog(dataDir);
    const [command = binaries.postgres, ...args] = [
      ...launch.prefix,
      ...[binaries.postgres, '-D', folder],
      ...settings(socketDir),
    ];
    const child = spawn(command, args, {
      ...launch.options,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      // biome-ignore lint/style/noProcessEnv: a child finds its programs where this process does
      env: { PATH: process.env.PATH ?? '', TZ: 'UTC', LC_ALL: 'C' },
    });
    let exited = false;
    child.once('exit', () => {
      exited = true;
    });
    child.once('error', () => {
      exited = true;
    });
    child.unref();
    await log.close();
    while (!exited && Date.now() < deadline) {
      if ((await reach(config)) === 'there') {
        await ensureDatabase(config);
        return { connection: { ...config, database }, cluster: folder };
      }
      await wait(15);
    }
    await dropBallast(dataDir);
    await wait(50);
  }
  throw new GroundswellError(
    'database-unavailable',
    `The embedded PostgreSQL on ${givenDir} did not start within 60 s; its reason stands at the end of ${join(givenDir, 'postgres.log')}.`,
  );
}

/** Asks the server of a cluster to stop fast and waits until it has, at most `deadlineMs`. */
export async function stopEmbedded(cluster: string, deadlineMs = 3000): Promise<void> {
  const running = await readPostmaster(cluster);
  if (!running || !(await isPostmasterOf(running.pid, cluster))) return;
  process.kill(running.pid, 'SIGINT');
  const deadline = Date.now() + deadlineMs;
  while (Date.now() < deadline && (await isPostmasterOf(running.pid, cluster))) await wait(10);
}
