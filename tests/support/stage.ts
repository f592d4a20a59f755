import type { FaultSpec } from '../../src/simulator/faults.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.ts';
import { coveredUntil } from './agreement.ts';
import { type Instance, startInstance } from './instance.ts';
import { until } from './until.ts';

/** A product that watches a world in which only happens what a test makes happen. */
export interface Stage extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly instance: Instance;
}

/** Starts both, and waits until the product watches every source. */
export async function openStage(options: SimulatorOptions = {}, env: Record<string, string> = {}): Promise<Stage> {
  const simulator = await startSimulator({
    scenario: 'quiet',
    noisePerSecond: 20,
    mastodonServers: 3,
    seed: 21,
    ...options,
  });
  try {
    const instance = await startInstance({ simulator, env });
    await coveredUntil(instance, simulator, Date.now());
    return {
      simulator,
      instance,
      [Symbol.asyncDispose]: async () => {
        await instance[Symbol.asyncDispose]();
        await simulator.close();
      },
    };
  } catch (error) {
    await simulator.close();
    throw error;
  }
}

/** Arms a fault; `fired` waits until it has struck so often, `clear` disarms it. */
export function arm(simulator: Simulator, spec: FaultSpec) {
  const fault = simulator.faults.arm(spec);
  return {
    fault,
    fired: (times = 1, deadlineMs = 20_000) =>
      until(`fault ${spec.name} strikes ${times} times`, () => fault.fired >= times, { deadlineMs }),
    clear: () => simulator.faults.clear(fault.id),
    [Symbol.dispose]: () => simulator.faults.clear(fault.id),
  };
}

/** Which hosts of the stream have a reader. */
export async function readersOf(simulator: Simulator): Promise<number[]> {
  const { jetstream } = (await (await fetch(`${simulator.controlUrl}/control`)).json()) as {
    jetstream: { consumers: unknown[] }[];
  };
  return jetstream.map(({ consumers }) => consumers.length);
}

/** Waits until a host of the stream is read. */
export const reads = (simulator: Simulator, index: number, deadlineMs = 30_000) =>
  until(`host ${index} of the stream is read`, async () => ((await readersOf(simulator))[index] ?? 0) > 0, {
    deadlineMs,
  });

/** Cuts every connection to a host of the stream once, without a close frame. */
export async function cut(simulator: Simulator, index: number): Promise<void> {
  await reads(simulator, index);
  const cutting = arm(simulator, {
    name: 'disconnect',
    args: { target: 'jetstream', index, p: 1, codes: ['1006'], times: 1 },
  });
  await cutting.fired();
  cutting.clear();
}
