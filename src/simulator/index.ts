export type { Action, ActionTag, Done } from './actions.ts';
export { keep4o, type SimCampaign, type SimTag } from './campaign.ts';
export type { FaultArgs, FaultSpec } from './faults.ts';
export { type Scenario, scenarios } from './scenarios.ts';
export { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';
export type { World } from './world.ts';
