import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults, Target } from './faults.ts';
import { type Headers, sendHtml, sendJson, urlOf } from './http-answers.ts';
import { answerWithFault } from './http-faults.ts';
import { foldTag } from './mastodon-fold.ts';
import { instanceV1, instanceV2 } from './mastodon-instance.ts';
import type { Copy, MastodonHost } from './mastodon-network.ts';
import { RateLimit } from './mastodon-rate-limit.ts';
import { listedEntity, statusEntity } from './mastodon-status.ts';
import { nonsenseHistory } from './mastodon-tag-uses.ts';
import { readTimelineQuery, tagTimeline } from './mastodon-timeline.ts';
import type { World } from './world.ts';

export interface MastodonServerOptions {
  readonly token: string;
  /** Requests in five minutes (paging ones: in fifteen) before 429. */
  readonly rateLimit: number;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Title of a web page, instead of a JSON body. */
  readonly page?: string;
  readonly headers?: Headers;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const refusal = (status: number, error: string): Answer => ({ status, body: { error } });

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The HTTP side of one Mastodon server. */
export class MastodonServer {
  readonly host: MastodonHost;
  readonly #world: World;
  readonly #faults: Faults;
  readonly #options: MastodonServerOptions;
  readonly #target: Target;
  readonly #limit: RateLimit;
  base = '';
  requests = 0;
  maxInFlight = 0;
  #inFlight = 0;
  /** The last requests: when they came (ms of the simulator's clock), for what, and the status. */
  readonly log: { readonly at: number; readonly url: string; readonly status: number }[] = [];

  constructor(world: World, host: MastodonHost, faults: Faults, options: MastodonServerOptions) {
    this.#world = world;
    this.host = host;
    this.#faults = faults;
    this.#options = options;
    this.#target = { kind: 'mastodon', index: host.index };
    this.#limit = new RateLimit(options.rateLimit);
  }

  get paging(): number {
    return this.#limit.paging;
  }

  async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    this.requests++;
    this.#inFlight++;
    this.maxInFlight = Math.max(this.maxInFlight, this.#inFlight);
    const at = this.#world.now;
    res.on('close', () => {
      this.#inFlight--;
      this.log.push({ at, url: req.url ?? '', status: res.statusCode });
      if (this.log.length > 500) this.log.shift();
    });
    if (await answerWithFault(this.#faults, this.#target, req, res)) return;
    const url = urlOf(req);
    const { headers, exceeded } = this.#limit.take(url.searchParams, this.#world.now);
    const answer = exceeded ? refusal(429, 'Too many requests') : this.#answer(url, req.headers.authorization);
    const all = { ...this.#headers(), ...headers, ...answer.headers };
    if (answer.page === undefined) sendJson(res, answer.status, answer.body, all);
    else sendHtml(res, answer.status, answer.page, all);
  }

  #answer({ pathname, searchParams }: URL, authorization: string | undefined): Answer {
    const { host } = this;
    const withToken = authorization === `Bearer ${this.#options.token}`;
    if (authorization !== undefined && !withToken) return refusal(401, 'The access token is invalid');
    const last = decoded(pathname.split('/').at(-1) ?? '');
    if (/^\/api\/v1\/timelines\/tag\/[^/]+$/.test(pathname)) return this.#timeline(last, searchParams, withToken);
    if (/^\/api\/v1\/statuses\/[^/]+$/.test(pathname)) {
      if (host.flavour === 'snac' && !withToken) return refusal(401, 'Unauthorized');
      const copy = this.#visible(last);
      return copy ? ok(statusEntity(copy, host)) : refusal(404, 'Record not found');
    }
    if (/^\/api\/v1\/tags\/[^/]+$/.test(pathname) && host.flavour !== 'old') return ok(this.#tag(foldTag(last)));
    switch (pathname) {
      case '/api/v1/statuses':
        return this.#statuses([...searchParams.getAll('id[]'), ...searchParams.getAll('id')]);
      case '/api/v1/instance':
        return ok(instanceV1(host));
      case '/api/v2/instance': {
        const body = instanceV2(host);
        return body ? ok(body) : { status: 404, page: '404 Not Found' };
      }
      case '/api/v1/streaming/health':
        return { status: 200, page: 'OK' };
      default:
        return refusal(404, 'Not Found');
    }
  }

  #statuses(ids: string[]): Answer {
    const { host } = this;
    if (host.flavour === 'old' || host.flavour === 'snac') return refusal(404, 'Not Found');
    if (ids.length > 20) return refusal(422, 'Validation failed: too many statuses');
    const copies = ids.map((id) => this.#visible(id)).filter((copy) => copy !== undefined);
    return ok(copies.map((copy) => statusEntity(copy, host)));
  }

  #timeline(tag: string, params: URLSearchParams, withToken: boolean): Answer {
    const { host } = this;
    const query = readTimelineQuery(tag, params);
    const needsToken = host.flavour === 'closed' || (host.flavour === 'local-only' && !query.local);
    if (needsToken && !withToken) return refusal(401, 'This method requires an authenticated user');
    const page = tagTimeline(host, query, withToken);
    const stale = this.#faults.hit('stale', this.#target);
    const shared = 'public, max-age=15, stale-while-revalidate=30, stale-if-error=86400';
    return {
      status: 200,
      body: page.map((copy) => listedEntity(copy, host)),
      headers: {
        'cache-control': withToken ? 'private, no-store' : shared,
        ...(host.flavour === 'snac' ? {} : this.#link(tag, query.limit, params.get('local'), page)),
        ...(stale ? { age: stale.number('age', 86_000) } : {}),
      },
    };
  }

  #link(tag: string, limit: number, local: string | null, page: readonly Copy[]): Headers {
    const last = page.at(-1);
    const first = page[0];
    if (!last || !first) return {};
    const broken = this.#faults.hit('link', this.#target)?.text('sort', 'same');
    const base = `${broken === 'other-host' ? 'http://other.example' : this.base}/api/v1/timelines/tag/${encodeURIComponent(tag)}`;
    const kept = `limit=${limit}${local === null ? '' : `&local=${local}`}`;
    const next = broken === 'same' ? `${(BigInt(first.rank) + 1n).toString()}` : last.id;
    return { link: `<${base}?${kept}&max_id=${next}>; rel="next", <${base}?${kept}&min_id=${first.id}>; rel="prev"` };
  }

  #visible(id: string): Copy | undefined {
    const copy = this.host.byId.get(id);
    return copy && copy.post.visibility !== 'private' ? copy : undefined;
  }

  #tag(name: string): object {
    const { now } = this.#world;
    const isNonsense = this.#faults.hit('tag-history', this.#target);
    const history = isNonsense ? nonsenseHistory(now) : this.host.tagUses.history(name, now);
    return { name, url: `https://${this.host.domain}/tags/${encodeURIComponent(name)}`, history };
  }

  #headers(): Headers {
    const shift = this.#faults.hit('clock-shift', this.#target)?.number('ms', 20_000) ?? 0;
    return {
      date: new Date(this.#world.now + shift).toUTCString(),
      ...(this.host.flavour === 'snac' ? { 'x-creator': 'snac/2.94' } : { server: 'Mastodon' }),
    };
  }
}
