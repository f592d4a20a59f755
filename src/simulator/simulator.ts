import { Appview } from './appview.ts';
import { keep4o, type SimCampaign } from './campaign.ts';
import { controlPaths, handleControl } from './control.ts';
import { type FaultSpec, Faults, type Target } from './faults.ts';
import { History } from './history.ts';
import { sendJson, urlOf } from './http-answers.ts';
import { JetstreamHost } from './jetstream-host.ts';
import { Listener } from './listener.ts';
import { LoadStream } from './load-stream.ts';
import type { Flavour } from './mastodon-network.ts';
import { MastodonServer } from './mastodon-server.ts';
import { mastodonHosts, quiet, type Scenario, scenarios } from './scenarios.ts';
import { World } from './world.ts';
import { WorldFaults } from './world-faults.ts';

const hour = 3_600_000;

export interface SimulatorOptions extends Partial<Omit<Scenario, 'faults'>> {
  /** Default 4. */
  readonly seed?: number;
  /** Of Jetstream, AppView and control; 0: any free one (default). */
  readonly port?: number;
  /** `quiet` (default), `demo`, `busy`, `faults`, `load`; other options override what it sets. */
  readonly scenario?: string;
  /** The clock, in ms; default `Date.now`. */
  readonly now?: () => number;
  /** How often the world moves, in ms (50); 0: only by `tick()`. */
  readonly tickMs?: number;
  readonly campaign?: SimCampaign;
  readonly blueskyShare?: number;
  /** One a Mastodon server, `normal` where missing. */
  readonly flavours?: readonly Flavour[];
  /** Indexes of the servers for which the tracker has the token: the truth then counts what these show with it. */
  readonly tokens?: readonly number[];
  /** The token of every server (`sim-token`). */
  readonly mastodonToken?: string;
  readonly mastodonRateLimit?: number;
  /** How long Jetstream keeps events, in hours (36). */
  readonly retainHours?: number;
  /** Wire of each Jetstream host; one listener each. Default one host: `both`, in `load` `v1`. */
  readonly jetstreamHosts?: readonly ('v1' | 'both')[];
  /** Clock of each Jetstream host against the world's, in ms. */
  readonly clockShiftMs?: readonly number[];
  /** Whether /subscribe grants permessage-deflate, which costs CPU (false). */
  readonly deflate?: boolean;
  readonly identifier?: string;
  readonly password?: string;
  readonly faults?: readonly FaultSpec[];
}

/** Everything that the routes look at. */
export interface Parts {
  readonly world: World;
  readonly faults: Faults;
  readonly hosts: readonly JetstreamHost[];
  readonly appview: Appview;
  readonly servers: readonly MastodonServer[];
  readonly load: LoadStream | undefined;
  readonly urls: { readonly jetstream: readonly string[] };
  readonly tick: () => void;
}

export interface Simulator extends AsyncDisposable {
  readonly port: number;
  /** Base of the first Jetstream host, without a path: `ws://127.0.0.1:PORT`. */
  readonly jetstreamUrl: string;
  readonly jetstreamUrls: readonly string[];
  readonly appviewUrl: string;
  readonly mastodonUrls: readonly string[];
  readonly controlUrl: string;
  readonly world: World;
  readonly history: History;
  readonly faults: Faults;
  /** Moves the world to the clock's present. */
  tick(): void;
  close(): Promise<void>;
}

/** Starts both networks on loopback. The history exists when the promise resolves. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { seed = 4, now = Date.now, campaign = keep4o, tickMs = 50, retainHours = 36 } = options;
  const scenario = scenarios[options.scenario ?? 'quiet'];
  if (!scenario)
    throw new RangeError(`No scenario '${options.scenario}'; there are ${Object.keys(scenarios).join(', ')}.`);
  const settings: Scenario = { ...scenario, ...defined(options) };
  const { mastodonServers, loadFrames, loadHours, ...life } = settings;
  const mastodon = mastodonHosts(mastodonServers, options.flavours, options.tokens);
  const world = new World({
    ...life,
    seed,
    start: now(),
    campaign,
    blueskyShare: options.blueskyShare ?? 0.65,
    mastodon,
  });
  const history = new History(world);
  const faults = new Faults(seed);
  for (const spec of settings.faults) faults.arm(spec);
  const load = loadFrames > 0 ? new LoadStream(seed, campaign, now() - loadHours * hour, loadFrames, now) : undefined;
  const hosts = (options.jetstreamHosts ?? [load ? 'v1' : 'both']).map((wire, index) => {
    const clockShiftMs = options.clockShiftMs?.[index] ?? 0;
    const seqOffset = index * 5_000_000;
    return new JetstreamHost(world, faults, {
      index,
      wire,
      clockShiftMs,
      seqOffset,
      retainMs: retainHours * hour,
      deflate: options.deflate ?? false,
    });
  });
  const { identifier = 'tracker.bsky.social', password = 'simulated-password' } = options;
  const appview = new Appview(world, faults, { identifier, password });
  const { mastodonToken: token = 'sim-token', mastodonRateLimit: rateLimit = 7500 } = options;
  const servers = world.mastodon.hosts.map((host) => new MastodonServer(world, host, faults, { token, rateLimit }));
  const worldFaults = new WorldFaults(world, faults, hosts);
  const urls = { jetstream: [] as string[] };
  const mastodonListeners = servers.map((server) => new Listener({ request: (req, res) => server.handle(req, res) }));

  let closed = false;
  const tick = () => {
    world.advance(now());
    worldFaults.tick();
    for (const [index, listener] of mastodonListeners.entries()) {
      const down = faults.active('server-down', { kind: 'mastodon', index });
      if (down && listener.up) down.count();
      if (closed || Boolean(down) !== listener.up) continue;
      const change: Promise<unknown> = down ? listener.close() : listener.open();
      change.catch(() => undefined); // its port is taken: the next tick tries again
    }
  };
  const parts: Parts = { world, faults, hosts, appview, servers, load, urls, tick };
  const streamListeners = hosts.map((host, index) => streamListener(parts, host, index));
  const shut = () => Promise.all([...streamListeners, ...mastodonListeners].map((listener) => listener.close()));
  try {
    for (const [index, listener] of mastodonListeners.entries()) {
      const server = servers[index];
      if (server) server.base = `http://127.0.0.1:${await listener.open()}`;
    }
    for (const [index, listener] of streamListeners.entries()) {
      const port = await listener.open(index === 0 ? (options.port ?? 0) : 0);
      urls.jetstream.push(`ws://127.0.0.1:${port}`);
    }
  } catch (error) {
    await shut();
    throw error;
  }
  const prune = () => world.log.prune((world.now - retainHours * hour) * 1000, 1_500_000);
  const timers = tickMs > 0 ? [setInterval(tick, tickMs), setInterval(prune, 30_000)] : [];

  const close = async () => {
    closed = true;
    for (const timer of timers) clearInterval(timer);
    for (const host of hosts) host.close();
    await shut();
  };
  const base = `http://127.0.0.1:${streamListeners[0]?.port}`;
  return {
    port: streamListeners[0]?.port ?? 0,
    jetstreamUrl: urls.jetstream[0] ?? '',
    jetstreamUrls: urls.jetstream,
    appviewUrl: base,
    controlUrl: base,
    mastodonUrls: servers.map((server) => server.base),
    world,
    history,
    faults,
    tick,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function streamListener(parts: Parts, host: JetstreamHost, index: number): Listener {
  const down = (kind: Target['kind']) =>
    parts.faults.hit('server-down', { kind, index: kind === 'jetstream' ? index : 0 });
  return new Listener({
    request: async (req, res) => {
      const { pathname } = urlOf(req);
      if (index === 0 && controlPaths.includes(pathname)) return handleControl(parts, req, res);
      if (down(index === 0 && pathname.startsWith('/xrpc/app.') ? 'appview' : 'jetstream')) return void res.destroy();
      if (pathname === '/xrpc/network.bsky.jetstream.getZstdDictionary') {
        return sendJson(res, 404, { error: 'DictionaryNotFound', message: 'the simulator does not compress' });
      }
      if (index === 0 && pathname.startsWith('/xrpc/')) return parts.appview.handle(req, res);
      sendJson(res, 404, { error: 'NotFound', message: `no ${pathname} here` });
    },
    upgrade: (req, socket, head) => {
      socket.on('error', () => socket.destroy());
      if (down('jetstream') || !host.handles(urlOf(req).pathname)) return void socket.destroy();
      parts.tick();
      host.upgrade(req, socket, head, parts.load);
    },
  });
}

const defined = (options: SimulatorOptions): Partial<Scenario> =>
  Object.fromEntries(Object.entries(options).filter(([key, value]) => key in quiet && value !== undefined));
