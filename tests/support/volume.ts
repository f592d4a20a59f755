import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterName } from '../../src/store/embedded/cluster.ts';
import { endPostmaster, findProcesses } from './processes.ts';
import { until } from './until.ts';

const mount = (path: string, megabytes: number) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'none', path]).status === 0;
const unmount = (path: string) => spawnSync('umount', ['--lazy', path]);

function tryMount(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'gsv-'));
  const can = mount(path, 1);
  if (can) unmount(path);
  rmSync(path, { recursive: true, force: true });
  return can;
}

/** Whether this machine lets us make a small disk: it takes root, and some containers forbid it. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0 && tryMount();

/** A disk of its own in memory, to be filled. */
export interface Volume extends AsyncDisposable {
  path: string;
  /** Fills it until so many megabytes are free; none: to the last byte. */
  fill(left: number): Promise<void>;
  empty(): Promise<void>;
}

/** Makes a small disk. It ends with the test run at the latest. */
export async function smallVolume(megabytes: number): Promise<Volume> {
  const path = await mkdtemp(join(tmpdir(), 'gsv-'));
  if (!mount(path, megabytes)) throw new Error('a tmpfs cannot be mounted');
  const end = () => {
    for (const pid of findProcesses(path)) process.kill(pid, 'SIGKILL');
    unmount(path);
    rmSync(path, { recursive: true, force: true });
  };
  process.once('exit', end);
  const file = join(path, 'fill');
  return {
    path,
    fill: async (left) => {
      await rm(file, { force: true });
      const { bavail, bsize } = await statfs(path);
      execFileSync('fallocate', ['-l', String(bavail * bsize - left * 1024 * 1024), file]);
    },
    empty: () => rm(file, { force: true }),
    [Symbol.asyncDispose]: async () => {
      await endPostmaster(join(path, clusterName));
      await until('nothing runs on it', () => findProcesses(path).length === 0, { deadlineMs: 5000 }).catch(() => null);
      process.off('exit', end);
      end();
    },
  };
}
