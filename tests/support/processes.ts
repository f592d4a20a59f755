import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { until } from './until.ts';

/** A program that a test started: what it said, and how it ended. */
export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Standard output and error together. */
  output(): string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const ours = new Set<ChildProcess>();

const folders = new Set<string>();

/** A test that is broken off never comes to its own end: then this leaves no process, no database and no folder. */
function sweep(): void {
  for (const { pid } of ours) if (pid !== undefined) signalGroup(pid, 'SIGKILL');
  for (const folder of folders) {
    for (const pid of findProcesses(folder)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
  folders.clear();
}
afterAll(sweep);
process.on('exit', sweep);

/** Says that a folder, and every process that names it, ends with the test run at the latest. Gives what takes that back. */
export function willRemove(folder: string): () => void {
  folders.add(folder);
  return () => folders.delete(folder);
}

/** Starts a program as the leader of a process group of its own, so that the whole group can be signalled. */
export function run(command: string, args: readonly string[], options: SpawnOptions = {}): Running {
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  ours.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('error', (error) => {
      said += `\n${error.message}`;
      ours.delete(child);
      resolve({ code: null, signal: null });
    });
    child.once('exit', (code, signal) => {
      ours.delete(child);
      resolve({ code, signal });
    });
  });
  return { child, pid: child.pid ?? 0, output: () => said, ended };
}

/** Signals the group that a process leads. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // it has ended
  }
}

/** Ends a group: with a request first, by force after the deadline. */
export async function end(
  { pid, ended }: Running,
  signal: NodeJS.Signals = 'SIGTERM',
  deadlineMs = 8000,
): Promise<void> {
  signalGroup(pid, signal);
  const force = setTimeout(() => signalGroup(pid, 'SIGKILL'), deadlineMs);
  await ended;
  clearTimeout(force);
  signalGroup(pid, 'SIGKILL');
}

const stateOf = (pid: string): string => {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
};

/** Ids of living processes whose command line holds a text, by `/proc`. */
export function findProcesses(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(text) && stateOf(name) !== 'Z';
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** The postmaster of a database folder, if it runs and the folder is in its command line. */
export function findPostmaster(cluster: string): number | null {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  return findProcesses(cluster).includes(pid) ? pid : null;
}

/** Ends the database of a folder that this test made. */
export async function endPostmaster(cluster: string): Promise<void> {
  const pid = findPostmaster(cluster);
  if (pid === null) return;
  process.kill(pid, 'SIGQUIT');
  await until('the database ends', () => !findProcesses(cluster).includes(pid), { deadlineMs: 5000 }).catch(() => {
    for (const left of findProcesses(cluster)) process.kill(left, 'SIGKILL');
  });
}
