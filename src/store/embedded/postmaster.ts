import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What `postmaster.pid` says: the process, its port and its socket folder. */
export interface Postmaster {
  pid: number;
  port: number;
  socketDir: string;
}

/** Reads `postmaster.pid` of a cluster; null without a readable one. */
export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port, socketDir] = text.split('\n');
  const number = Number(pid);
  if (!Number.isInteger(number) || number <= 0) return null;
  return { pid: number, port: Number(port ?? 0), socketDir: socketDir ?? '' };
}

/** Whether a process of that id lives (also one that we may not signal). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the process is a PostgreSQL on this cluster, as far as the machine lets us see; ids are used again. */
export async function isPostmasterOf(pid: number, cluster: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  return command === null || (command.includes('postgres') && command.includes(cluster));
}
