import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { report } from './figure.ts';

const bin = new URL('../../src/cli/bin.js', import.meta.url).pathname;
const realTime = 1000; // frames a second of the whole network
const measureMs = 15_000;

function run(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (let tries = 0; tries < 600; tries++) {
      const found = pattern.exec(said);
      if (found) return found;
      await wait(100);
    }
    throw new Error(`${args[0]} never said ${pattern}: ${said.slice(-500)}`);
  };
  const stop = async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { until, stop };
}

async function framesReceived(base: string): Promise<number> {
  const text = await (await fetch(`${base}/metrics`)).text();
  return Number(/^groundswell_frames_received_total (\d+)/m.exec(text)?.[1] ?? 0);
}

/** The role `stream` from socket to queue, with the simulator at full speed: frames a second against the network's own pace. */
export async function benchStream(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gs-bench-'));
  const simulator = run(['simulate', '--scenario', 'load', '--port', '0'], {});
  const [, urls = ''] = await simulator.until(/BLUESKY_JETSTREAM_URLS=(\S+)/);
  const product = run(['start', '--roles', 'stream,web'], {
    DATA_DIR: dataDir,
    PORT: '0',
    BLUESKY_JETSTREAM_URLS: urls,
    ALLOW_PRIVATE_NETWORK: 'true',
    LOG_LEVEL: 'warn',
  });
  try {
    const [, base = ''] = await product.until(/Open (http:\S+)/);
    while ((await framesReceived(base)) === 0) await wait(100);
    await wait(2000);
    const [before, at] = [await framesReceived(base), performance.now()];
    await wait(measureMs);
    const perSecond = ((await framesReceived(base)) - before) / ((performance.now() - at) / 1000);
    report(
      {
        name: 'stream_socket_to_queue',
        value: perSecond,
        unit: 'frames/s',
        baseline: '1000 frames/s, the whole network in real time',
        ratio: perSecond / realTime,
      },
      { least: 50 },
    );
  } finally {
    await product.stop();
    await simulator.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
