import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Simulator } from '../../src/simulator/index.ts';
import { clusterName } from '../../src/store/embedded/cluster.ts';
import { end, endPostmaster, type Running, run, signalGroup, willRemove } from './processes.ts';
import { until } from './until.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'src/cli/bin.js');

/** Settings that every process of a test gets. Its home and path are the only ones that it takes from ours. */
const always = {
  PORT: '0',
  CAMPAIGNS_DIR: join(root, 'config/campaigns'),
  ALLOW_PRIVATE_NETWORK: 'true',
  BLUESKY_STREAM_ENGAGEMENT: 'true',
  POLL_SECONDS: '1',
  REFRESH_SECONDS: '2',
  ADMIN_TOKEN: 'token-of-a-test-0123456789',
  LOG_FORMAT: 'json',
  LOG_LEVEL: 'info',
};

/** Settings that point a product at a simulator. */
export const settingsFor = (simulator: Simulator): Record<string, string> => ({
  BLUESKY_JETSTREAM_URLS: simulator.jetstreamUrls.join(','),
  BLUESKY_APPVIEW_URL: simulator.appviewUrl,
  MASTODON_SERVERS: simulator.mastodonUrls.join(','),
});

/** Environment of a command of ours in a test. */
export const environmentOf = (over: Record<string, string>): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  ...always,
  ...over,
});

/** A command of ours that runs. */
export interface Launched {
  readonly pid: number;
  readonly stdin: Writable;
  /** What it said until now. */
  readonly said: { stdout: string; stderr: string };
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/**
 * Starts a command of ours; it ends with the test run at the latest.
 * @param program folder of another copy of the program
 */
export function launch(args: readonly string[], env: Record<string, string>, program = root): Launched {
  const child = spawn(process.execPath, [join(program, 'src/cli/bin.js'), ...args], {
    cwd: program,
    env: environmentOf(env),
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  child.stdin.on('error', () => undefined); // it ended before it had read everything
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve)).then((code) => {
    process.off('exit', kill);
    return { code, ...said };
  });
  return { pid: child.pid ?? 0, stdin: child.stdin, said, ended };
}

/** Runs a command of ours to its end. */
export function command(
  args: readonly string[],
  env: Record<string, string>,
  input?: string | Buffer,
  program = root,
): Launched['ended'] {
  const { stdin, ended } = launch(args, env, program);
  stdin.end(input);
  return ended;
}

export interface InstanceOptions {
  simulator?: Simulator;
  /** Over the usual settings: `DATABASE_URL`, `REDIS_URL`, … */
  env?: Record<string, string>;
  /** Of `start`, such as `['--roles', 'stream']`. */
  args?: readonly string[];
  /** A folder that outlives the instance; without it one is made and removed. */
  dataDir?: string;
}

/** The product as a child process. */
export interface Instance extends AsyncDisposable {
  readonly pid: number;
  readonly dataDir: string;
  /** Folder of the embedded database. */
  readonly cluster: string;
  /** Address that it printed; empty without the role `web`. */
  readonly url: string;
  /** From the launch to the line "started", in ms. */
  readonly startedMs: number;
  output(): string;
  /** A JSON answer below `/api/v1/campaigns/keep4o`, such as `/summary`. */
  api<T>(path: string): Promise<T>;
  /** Any answer of the server. */
  get(path: string, init?: RequestInit): Promise<Response>;
  /** The sum of a metric over its labels, or over those that are named. */
  metric(name: string, labels?: Record<string, string>): Promise<number>;
  /** Signals the process alone, or its whole group. */
  kill(signal: NodeJS.Signals, whole?: boolean): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Asks it to stop. Gives its exit code and how long it took. */
  stop(): Promise<{ code: number | null; ms: number }>;
}

/** A folder for the data of an instance, in a place of which the path is short. */
export async function dataFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'gsi-'));
  const removed = willRemove(path);
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await endPostmaster(join(path, clusterName));
      await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      removed();
    },
  };
}

/** Starts the product and waits until it answers (or says that it started, where it has no web role). */
export async function startInstance(options: InstanceOptions = {}): Promise<Instance> {
  const own = options.dataDir === undefined ? await dataFolder() : null;
  const dataDir = options.dataDir ?? own?.path ?? '';
  const env = environmentOf({
    DATA_DIR: dataDir,
    ...(options.simulator ? settingsFor(options.simulator) : {}),
    ...options.env,
  });
  const begun = performance.now();
  const running = run(process.execPath, [bin, 'start', ...(options.args ?? [])], { cwd: root, env });
  const dispose = async () => {
    await end(running);
    await own?.[Symbol.asyncDispose]();
  };
  try {
    const { url, pid } = await readiness(running);
    return describe(running, { url, pid, dataDir, startedMs: performance.now() - begun, dispose });
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** What the first lines say: the process and where it listens. */
async function readiness(running: Running): Promise<{ url: string; pid: number }> {
  let ended = false;
  void running.ended.then(() => {
    ended = true;
  });
  const said = await until(
    'Groundswell starts',
    () => (ended ? 'ended' : /^Watching/m.test(running.output()) ? 'started' : null),
    { deadlineMs: 40_000, everyMs: 20 },
  ).catch((error: Error) => {
    throw new Error(`${error.message}\n${running.output().slice(-3000)}`);
  });
  if (said === 'ended') throw new Error(`Groundswell ended instead of starting:\n${running.output().slice(-3000)}`);
  const url = /^Open (http:\S+)$/m.exec(running.output())?.[1] ?? '';
  const pid = Number(/^Groundswell .*\bpid (\d+)/m.exec(running.output())?.[1]);
  if (url) await until('it is ready', async () => (await fetch(`${url}/readyz`)).ok);
  return { url, pid };
}

function describe(
  running: Running,
  {
    url,
    pid,
    dataDir,
    startedMs,
    dispose,
  }: Pick<Instance, 'url' | 'pid' | 'dataDir' | 'startedMs'> & { dispose(): Promise<void> },
): Instance {
  const get = (path: string, init?: RequestInit) => fetch(`${url}${path}`, init);
  return {
    pid,
    url,
    dataDir,
    startedMs,
    cluster: join(dataDir, clusterName),
    output: running.output,
    get,
    api: async <T>(path: string) => {
      const response = await get(`/api/v1/campaigns/keep4o${path}`);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    metric: async (name, labels = {}) => {
      const text = await (await get('/metrics')).text();
      const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
      return text
        .split('\n')
        .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
        .filter((line) => wanted.every((label) => line.includes(label)))
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
    kill: async (signal, whole = true) => {
      if (whole) signalGroup(running.pid, signal);
      else process.kill(pid, signal);
      return running.ended;
    },
    stop: async () => {
      const begun = performance.now();
      process.kill(pid, 'SIGTERM');
      const { code } = await running.ended;
      return { code, ms: performance.now() - begun };
    },
    [Symbol.asyncDispose]: dispose,
  };
}
