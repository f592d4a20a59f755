import type { App } from './app.ts';
import { GroundswellError } from './errors.ts';

/** Parts of Groundswell that a process can run; `alert` comes with the alerts. */
export const roleNames = ['web', 'stream', 'poll', 'aggregate', 'refresh', 'alert', 'retain'] as const;
export type RoleName = (typeof roleNames)[number];

/** What a started role tells, for the first lines that a user sees. */
export interface Started {
  address?: { host: string; port: number };
  freshToken?: string | null;
}
type Running = Started & AsyncDisposable;

const nothing: Running = { [Symbol.asyncDispose]: async () => undefined };

/** Each role's file, read only where it runs. */
const starts: Record<RoleName, (app: App) => Promise<Running>> = {
  aggregate: async (app) => (await import('../workers/aggregate.ts')).startAggregate(app),
  web: async (app) => (await import('./web/server.ts')).startWeb(app),
  stream: async (app) => (await import('../workers/stream.ts')).startStream(app),
  poll: async (app) => (await import('../workers/poll.ts')).startPoll(app),
  refresh: async (app) => (await import('../workers/refresh.ts')).startRefresh(app),
  retain: async (app) => (await import('../workers/retain.ts')).startRetain(app),
  alert: async () => nothing,
};

/** The order in which roles start: who writes before who reads the networks. They end the other way round. */
const order: readonly RoleName[] = ['aggregate', 'web', 'stream', 'poll', 'refresh', 'alert', 'retain'];

/**
 * Reads a list of roles.
 * @throws GroundswellError `usage` for one that is none
 */
export function parseRoles(text: string): RoleName[] {
  return text.split(',').map((part) => {
    const found = roleNames.find((role) => role === part.trim());
    if (!found) throw new GroundswellError('usage', `'${part.trim()}' is no role; there are ${roleNames.join(', ')}.`);
    return found;
  });
}

/** Starts roles one after the other. */
export async function startRoles(app: App, roles: readonly RoleName[]): Promise<Running> {
  const running: Running[] = [];
  const stop = async () => {
    for (const role of running.toReversed()) await role[Symbol.asyncDispose]();
  };
  const told: Started = {};
  await app.brake.start(roles);
  try {
    for (const role of order.filter((role) => roles.includes(role))) {
      const started = await starts[role](app);
      running.push(started);
      if (started.address) told.address = started.address;
      if (started.freshToken !== undefined) told.freshToken = started.freshToken;
    }
  } catch (error) {
    await stop();
    throw error;
  }
  // The web goes first, so that open streams end; then who reads, at last who writes.
  running.sort((a, b) => Number(a.address !== undefined) - Number(b.address !== undefined));
  return { ...told, [Symbol.asyncDispose]: stop };
}
