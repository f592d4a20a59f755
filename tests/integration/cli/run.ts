import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

export { urlOf } from '../../support/database.ts';

// Each command is a process that begins anew; on a busy machine that takes seconds, and a test runs several.
vi.setConfig({ testTimeout: 240_000 });

export const bin = fileURLToPath(new URL('../../../src/cli/bin.js', import.meta.url));

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A folder of its own for one test: nothing of the machine's settings or campaigns is seen from there. */
export async function ownFolder(): Promise<{ path: string; env: NodeJS.ProcessEnv } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'gs-cli-'));
  const env = {
    PATH: process.env['PATH'],
    DATA_DIR: join(path, 'data'),
    CAMPAIGNS_DIR: join(path, 'campaigns'),
    LOG_FORMAT: 'json',
  };
  return { path, env, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Runs a program as a user would, without a terminal. */
export function run(
  command: string,
  args: readonly string[],
  folder: { path: string; env: NodeJS.ProcessEnv },
  env: NodeJS.ProcessEnv = {},
): Promise<Ran> {
  const child = spawn(command, args, {
    cwd: folder.path,
    env: { ...folder.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...said }));
  });
}

/** Runs `groundswell` with these arguments. */
export const groundswell = (
  folder: { path: string; env: NodeJS.ProcessEnv },
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ran> => run(process.execPath, [bin, ...args], folder, env);
