import { randomBytes } from 'node:crypto';
import { readdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DiskReading, diskEnough } from '../../domain/brake.ts';
import { clusterName } from './cluster.ts';

const ballastBytes = 64 * 1024 * 1024;
const ballastOf = (dataDir: string) => join(dataDir, 'ballast');

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const sizeOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => 0, // a file of the log may be renamed while we look
  );

/** Room on the volume of a data directory, and how much of it the embedded server's write-ahead log takes. */
export async function readDisk(dataDir: string): Promise<DiskReading> {
  const log = join(dataDir, clusterName, 'pg_wal');
  const files = await readdir(log).catch(() => []);
  const [free, ...sizes] = await Promise.all([freeBytes(dataDir), ...files.map((name) => sizeOf(join(log, name)))]);
  return { free, wal: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Keeps 64 MB aside for the day on which the disk is full, if there is plenty of room. */
export async function keepBallast(dataDir: string, { free, wal }: DiskReading): Promise<void> {
  const file = ballastOf(dataDir);
  if ((await sizeOf(file)) === ballastBytes || free - ballastBytes < diskEnough(wal)) return;
  // Random, since a file system that compresses would keep no room for zeros.
  await writeFile(file, randomBytes(ballastBytes), { mode: 0o600 }).catch(() => rm(file, { force: true }));
}

/** Gives the ballast back where a server could not start for want of room: it needs some to recover. */
export async function dropBallast(dataDir: string): Promise<void> {
  if ((await freeBytes(dataDir)) < ballastBytes) await rm(ballastOf(dataDir), { force: true });
}
