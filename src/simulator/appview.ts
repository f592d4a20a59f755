import type { IncomingMessage, ServerResponse } from 'node:http';
import { isThere, postView, profileView } from './appview-views.ts';
import type { BlueskyPost } from './bluesky-network.ts';
import type { Faults } from './faults.ts';
import { readJson, sendJson, urlOf } from './http-answers.ts';
import { answerWithFault } from './http-faults.ts';
import { searchPosts } from './search-posts.ts';
import type { World } from './world.ts';
import { XrpcError } from './xrpc-error.ts';

export interface AppviewOptions {
  /** The account that may search. */
  readonly identifier: string;
  readonly password: string;
}

const sessionDid = 'did:plc:simulatoraccount22222222';

/** The XRPC calls of an AppView and of an account's own server. */
export class Appview {
  readonly #world: World;
  readonly #faults: Faults;
  readonly #options: AppviewOptions;
  /** Calls so far, by method. */
  readonly requests: Record<string, number> = {};

  constructor(world: World, faults: Faults, options: AppviewOptions) {
    this.#world = world;
    this.#faults = faults;
    this.#options = options;
  }

  /** Answers a request below `/xrpc/`. */
  async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = urlOf(req);
    const method = url.pathname.slice('/xrpc/'.length);
    this.requests[method] = (this.requests[method] ?? 0) + 1;
    if (await answerWithFault(this.#faults, { kind: 'appview', index: 0 }, req, res)) return;
    try {
      sendJson(res, 200, await this.#call(method, url.searchParams, req), this.#headers());
    } catch (error) {
      if (!(error instanceof XrpcError)) throw error;
      sendJson(res, error.status, { error: error.error, message: error.message }, this.#headers());
    }
  }

  async #call(method: string, params: URLSearchParams, req: IncomingMessage): Promise<object> {
    switch (method) {
      case 'app.bsky.feed.getPosts':
        return { posts: this.#posts(few(params, 'uris', method)) };
      case 'app.bsky.actor.getProfiles':
        return { profiles: this.#profiles(few(params, 'actors', method)) };
      case 'app.bsky.actor.getProfile': {
        const [profile] = this.#profiles(few(params, 'actor', method));
        if (!profile) throw new XrpcError(400, 'InvalidRequest', 'Profile not found');
        return profile;
      }
      case 'app.bsky.feed.searchPosts':
        this.#authorize(req);
        return searchPosts(this.#world, params);
      case 'com.atproto.server.createSession':
        return this.#createSession(await readJson(req));
      case 'com.atproto.server.refreshSession':
      case 'com.atproto.server.getSession':
        this.#authorize(req);
        return this.#session();
      case 'com.atproto.server.describeServer':
        return { did: 'did:web:simulator.example', availableUserDomains: ['.bsky.social'], inviteCodeRequired: true };
      default:
        throw new XrpcError(501, 'MethodNotImplemented', 'Method Not Implemented');
    }
  }

  #posts(uris: string[]): object[] {
    const found = uris
      .map((uri) => this.#world.bluesky.posts.get(uri))
      .filter((post) => post !== undefined && isThere(post));
    const views: object[] = found.map((post) => postView(post as BlueskyPost));
    if (views.length > 0 && this.#faults.hit('appview-invalid', { kind: 'appview', index: 0 })) {
      const at = this.#faults.random.int(views.length);
      views[at] = { ...views[at], cid: 'not a cid', likeCount: 'many', indexedAt: 'yesterday' };
    }
    return views;
  }

  #profiles(actors: string[]): object[] {
    const accounts = actors.map((actor) => this.#world.account(actor)).filter((account) => account !== undefined);
    return accounts.filter(({ active }) => active).map(profileView);
  }

  #createSession(body: unknown): object {
    const { identifier, password } = (body ?? {}) as { identifier?: unknown; password?: unknown };
    if (identifier !== this.#options.identifier || password !== this.#options.password) {
      throw new XrpcError(401, 'AuthenticationRequired', 'Invalid identifier or password');
    }
    return this.#session();
  }

  #session(): object {
    const expires = Math.floor(this.#world.now / 1000) + 7200;
    const jwt = (scope: string) =>
      ['{"alg":"none"}', JSON.stringify({ scope, sub: sessionDid, exp: expires }), 'simulated']
        .map((part) => Buffer.from(part).toString('base64url'))
        .join('.');
    return {
      did: sessionDid,
      handle: 'tracker.bsky.social',
      accessJwt: jwt('access'),
      refreshJwt: jwt('refresh'),
      active: true,
    };
  }

  #authorize(req: IncomingMessage): void {
    if (!/^Bearer \S+/.test(req.headers.authorization ?? ''))
      throw new XrpcError(403, 'Forbidden', 'Authentication is required');
  }

  #headers(): Record<string, string> {
    const shift = this.#faults.hit('clock-shift', { kind: 'appview', index: 0 })?.number('ms', 20_000) ?? 0;
    return { date: new Date(this.#world.now + shift).toUTCString() };
  }
}

function few(params: URLSearchParams, name: string, method: string): string[] {
  const list = params.getAll(name);
  if (list.length === 0)
    throw new XrpcError(400, 'InvalidRequest', `Invalid ${method} params: must have the property "${name}"`);
  if (list.length > 25) {
    const message = `Invalid ${method} params: array too big (maximum 25, got ${list.length})`;
    throw new XrpcError(400, 'InvalidRequest', message);
  }
  return list;
}
