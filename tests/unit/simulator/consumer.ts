import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Simulator, SimulatorOptions } from '../../../src/simulator/index.ts';
import { startSimulator } from '../../../src/simulator/index.ts';

export const begin = Date.parse('2026-11-20T10:07:00Z');

/** A simulator on a clock that the test moves by hand. */
export async function startByHand(options: SimulatorOptions = {}): Promise<Simulator & { pass(ms: number): void }> {
  let now = begin;
  const simulator = await startSimulator({ now: () => now, tickMs: 0, noisePerSecond: 0, ...options });
  const pass = (ms: number) => {
    now += ms;
    simulator.tick();
  };
  return { ...simulator, pass, [Symbol.asyncDispose]: () => simulator.close() };
}

export interface Consumer extends Disposable {
  readonly frames: Record<string, unknown>[];
  readonly texts: string[];
  readonly ws: WebSocket;
  /** Close code, once it is closed. */
  readonly closed: Promise<number>;
}

/** A plain WebSocket client that keeps whatever comes. */
export async function connect(url: string): Promise<Consumer> {
  const ws = new WebSocket(url);
  const frames: Record<string, unknown>[] = [];
  const texts: string[] = [];
  ws.on('message', (data: Buffer) => {
    texts.push(data.toString());
    try {
      frames.push(JSON.parse(data.toString()));
    } catch {
      // garbage is kept as text only
    }
  });
  ws.on('error', () => ws.terminate());
  const closed = new Promise<number>((resolve) => ws.on('close', (code) => resolve(code)));
  await once(ws, 'open');
  return { frames, texts, ws, closed, [Symbol.dispose]: () => ws.terminate() };
}

/** Status and body of the refusal of an upgrade. */
export function refusal(url: string): Promise<{ status: number; body: string }> {
  const ws = new WebSocket(url);
  return new Promise((resolve, reject) => {
    ws.on('open', () => reject(new Error('it was not refused')));
    ws.on('error', () => undefined);
    ws.on('unexpected-response', (_, res) => {
      let body = '';
      res.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      res.on('end', () => resolve({ status: res.statusCode ?? 0, body }));
    });
  });
}

/** Waits until the condition holds, at most fifteen seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`never came true: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export async function getJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

export async function postJson<T>(url: string, body: unknown): Promise<T> {
  const res = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return (await res.json()) as T;
}

/** Waits until the simulator has sent everything and this consumer has read it: a pong comes behind all frames. */
export async function drained(simulator: Simulator, { ws }: Consumer): Promise<void> {
  await until(async () => (await getJson<{ drained: boolean }>(`${simulator.controlUrl}/control`)).drained);
  const pong = once(ws, 'pong');
  ws.ping();
  await pong;
}
