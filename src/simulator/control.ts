import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Action } from './actions.ts';
import { faultCatalogue } from './fault-catalogue.ts';
import type { FaultSpec } from './faults.ts';
import { readJson, sendJson, urlOf } from './http-answers.ts';
import { ActionError } from './publish.ts';
import type { Parts } from './simulator.ts';
import { truthAnswer } from './truth-answer.ts';

export const controlPaths = ['/control', '/truth', '/faults', '/inject', '/'];

/** Answers the routes with which a test or a person looks at the simulator and steers it. */
export async function handleControl(parts: Parts, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = urlOf(req);
  const route = `${req.method} ${url.pathname}`;
  try {
    switch (route) {
      case 'GET /':
        return sendJson(res, 200, { routes: controlPaths, ...state(parts) });
      case 'GET /truth':
        return sendJson(res, 200, truth(parts, url.searchParams));
      case 'GET /control':
        return sendJson(res, 200, state(parts, url.searchParams.get('requests') === 'true'));
      case 'POST /control':
        steer(parts, await readJson(req));
        return sendJson(res, 200, state(parts));
      case 'GET /faults':
        return sendJson(res, 200, { faults: parts.faults.list.map(faultState), catalogue: faultCatalogue });
      case 'POST /faults': {
        const body = await readJson(req);
        const armed = listOf<FaultSpec>(body).map((spec) => faultState(parts.faults.arm(spec)));
        parts.tick();
        return sendJson(res, 201, { faults: armed });
      }
      case 'DELETE /faults': {
        const id = url.searchParams.get('id');
        const before = parts.faults.list.map(faultState);
        parts.faults.clear(id === null ? undefined : Number(id));
        parts.tick();
        return sendJson(res, 200, { faults: before });
      }
      case 'POST /inject': {
        const body = await readJson(req);
        parts.tick();
        const done = listOf<Action>(body).map((action) => parts.world.publish(action));
        return sendJson(res, 201, { done });
      }
      default:
        return sendJson(res, 404, { error: `no route ${route}`, routes: controlPaths });
    }
  } catch (error) {
    if (!(error instanceof ActionError || error instanceof SyntaxError || error instanceof RangeError)) throw error;
    sendJson(res, 400, { error: error.message });
  }
}

/** One or a list of what the route takes; the rest is checked by whoever uses it. */
function listOf<T>(body: unknown): T[] {
  const list: unknown[] = Array.isArray(body) ? body : [body];
  if (!list.every((item) => typeof item === 'object' && item !== null))
    throw new RangeError('send an object or a list of them');
  return list as T[];
}

const faultState = (fault: Parts['faults']['list'][number]): object => {
  const { id, name, args, active, fired, sorts } = fault;
  return { id, name, args, active, fired, sorts };
};

function truth({ world, load }: Parts, params: URLSearchParams): object {
  const time = (name: string): number | undefined => {
    const text = params.get(name);
    if (text === null) return undefined;
    const ms = Date.parse(text);
    if (Number.isNaN(ms)) throw new RangeError(`${name} is no time: ${text}`);
    return ms;
  };
  if (load) {
    const frames = params.get('frames');
    return { ...load.truth(frames === null ? undefined : Number(frames)), frames: load.furthest };
  }
  const delay = params.get('delay');
  const asOf = time('asOf') ?? (delay === null ? undefined : world.now - Number(delay) * 1000);
  const flag = (name: string) => params.get(name) === 'true';
  return truthAnswer(world, { from: time('from'), to: time('to'), asOf, uris: flag('uris'), posts: flag('posts') });
}

function steer({ world, tick }: Parts, body: unknown): void {
  const { live, ratePerHour, noisePerSecond } = (body ?? {}) as Record<string, unknown>;
  tick();
  if (typeof live === 'boolean') world.setLive(live);
  if (typeof ratePerHour === 'number') world.rhythm.setLive(ratePerHour);
  if (typeof noisePerSecond === 'number') world.setNoise(noisePerSecond);
}

/** What is going on; `drained`: every connected consumer's share is with its socket (it may still have to read it). */
function state({ world, hosts, appview, servers, load, urls }: Parts, requestLog = false): object {
  const iso = (us: number) => new Date(us / 1000).toISOString();
  const consumers = hosts.flatMap((host) => [...host.consumers]);
  return {
    now: new Date(world.now).toISOString(),
    start: new Date(world.start).toISOString(),
    live: world.live,
    drained: consumers.every(({ behind, buffered }) => behind === 0 && buffered === 0),
    ratePerHour: world.rhythm.rate(world.now),
    noisePerSecond: world.noisePerSecond,
    planned: world.agenda.size + world.courier.size,
    facts: world.ledger.facts.length,
    outage: world.outage && { from: iso(world.outage.from * 1000), to: iso(world.outage.to * 1000) },
    jetstream: hosts.map((host, n) => ({
      url: urls.jetstream[n],
      wire: host.options.wire,
      accepted: host.accepted,
      refused: host.refused,
      nextSeq: world.log.nextSeq + host.view.seqOffset,
      last: iso(world.log.lastUs),
      oldest: iso(world.log.at(host.floorSeq)?.us ?? world.log.lastUs),
      consumers: [...host.consumers].map(({ wire, behind, buffered, sent }) => ({ wire, behind, buffered, sent })),
    })),
    appview: { requests: appview.requests },
    mastodon: servers.map(({ base, host, requests, paging, maxInFlight, log }) => ({
      url: base,
      domain: host.domain,
      flavour: host.flavour,
      statuses: host.copies.length,
      requests,
      paging,
      maxInFlight,
      ...(requestLog ? { log } : {}),
    })),
    ...(load ? { load: { sent: load.sent, furthest: load.furthest, baseUs: load.baseUs } } : {}),
  };
}
