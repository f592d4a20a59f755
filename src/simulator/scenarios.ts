import type { FaultSpec } from './faults.ts';
import type { Flavour } from './mastodon-network.ts';

/** What a scenario sets, as far as the caller does not. */
export interface Scenario {
  readonly historyDays: number;
  readonly ratePerHour: number;
  readonly livePerHour: number;
  readonly noisePerSecond: number;
  readonly noiseLikesPerSecond: number;
  readonly historyNoisePerHour: number;
  readonly mastodonServers: number;
  readonly authors: number;
  readonly flat: boolean;
  /** Armed from the start. */
  readonly faults: readonly FaultSpec[];
  /** Frames of the load stream; 0: the stream is the world's. */
  readonly loadFrames: number;
  /** How long before the start the load stream begins. */
  readonly loadHours: number;
}

/** Nothing but noise; what happens is injected. */
export const quiet: Scenario = {
  historyDays: 0,
  ratePerHour: 0,
  livePerHour: 0,
  noisePerSecond: 10,
  noiseLikesPerSecond: 0,
  historyNoisePerHour: 0,
  mastodonServers: 2,
  authors: 200,
  flat: true,
  faults: [],
  loadFrames: 0,
  loadHours: 24,
};

const mild = (name: string, args: FaultSpec['args']): FaultSpec => ({ name, args });

export const scenarios: Readonly<Record<string, Scenario>> = {
  /** Two weeks of history, then a matching post every few seconds. */
  demo: {
    ...quiet,
    historyDays: 14,
    ratePerHour: 20,
    livePerHour: 600,
    noisePerSecond: 4,
    historyNoisePerHour: 12,
    mastodonServers: 3,
    authors: 2400,
    flat: false,
  },
  quiet,
  busy: {
    ...quiet,
    ratePerHour: 0,
    livePerHour: 18_000,
    noisePerSecond: 40,
    noiseLikesPerSecond: 20,
    mastodonServers: 3,
    authors: 1000,
  },
  /** Everything that may go wrong, mildly and at once. */
  faults: {
    ...quiet,
    livePerHour: 7200,
    noisePerSecond: 20,
    mastodonServers: 3,
    authors: 600,
    faults: [
      mild('disconnect', { every: 500 }),
      mild('duplicate', { p: 0.02 }),
      mild('out-of-order', { size: 20 }),
      mild('garbage', { p: 0.005 }),
      mild('rewind', { p: 0.3, byMs: 600_000 }),
      mild('drop-at-cutover', { p: 0.5, drop: 1, close: true }),
      mild('delete-before-create', { p: 0.02 }),
      mild('hostile-posts', { p: 0.02 }),
      mild('refuse', { p: 0.05 }),
      mild('429', { p: 0.01, retryAfter: 1 }),
      mild('status', { p: 0.01, status: 502 }),
      mild('html', { p: 0.005, status: 503 }),
      mild('appview-invalid', { p: 0.02 }),
      mild('stale', { p: 0.01, age: 300 }),
    ],
  },
  load: { ...quiet, noisePerSecond: 0, mastodonServers: 0, loadFrames: Number.POSITIVE_INFINITY },
};

const domains = ['social.example', 'fedi.example', 'tech.example', 'art.example', 'science.example', 'town.example'];

/** So many servers; `normal` unless said otherwise. `tokens`: those for which the tracker has a token. */
export const mastodonHosts = (
  count: number,
  flavours: readonly Flavour[] = [],
  tokens: readonly number[] = [],
): { domain: string; flavour: Flavour; token: boolean }[] =>
  Array.from({ length: count }, (_, n) => ({
    domain: domains[n] ?? `server-${n}.example`,
    flavour: flavours[n] ?? 'normal',
    token: tokens.includes(n),
  }));
