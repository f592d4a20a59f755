export { scenarios } from './scenarios.ts';
export { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';
export type { World } from './world.ts';
