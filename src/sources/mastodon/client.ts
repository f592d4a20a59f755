import { createRestAPIClient } from 'masto';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { GroundswellError } from '../../errors.ts';
import { parseReset } from '../../net/refusal.ts';

/** An answer with what its headers say of time and limits. Times in ms. */
export interface Answer<T> {
  data: T;
  /** The server's `Date`; null without a readable one. */
  date: number | null;
  /** Seconds that the answer lay in a cache. */
  age: number;
  /** Requests left until `resetAt`. */
  remaining: number | null;
  limit: number | null;
  resetAt: number | null;
}

/** Whose posts of a tag a server lets us read. */
export type Feed = 'all' | 'local' | 'remote' | 'none';

/** What a server says of itself. */
export interface Instance {
  version: string;
  /** Host of its own accounts. */
  domain: string | null;
  feed: Feed;
  /** Whether several tags may stand in one request: only Mastodon itself is sure to understand that. */
  takesAny: boolean;
  rules: string[];
  contact: string | null;
}

const access = z.enum(['public', 'authenticated', 'disabled']);
const feeds = z.looseObject({ local: access.optional(), remote: access.optional() });
const instanceSchema = z.looseObject({
  version: z.string().catch(''),
  domain: z.string().optional().catch(undefined),
  uri: z.string().optional().catch(undefined),
  rules: z.array(z.looseObject({ text: z.string() })).catch([]),
  contact: z.looseObject({ email: z.string().optional() }).optional().catch(undefined),
  email: z.string().optional().catch(undefined),
  configuration: z
    .looseObject({ timelinesAccess: z.looseObject({ hashtagFeeds: feeds.optional() }).optional() })
    .optional()
    .catch(undefined),
});

function feedOf(settings: z.infer<typeof feeds> | undefined, hasToken: boolean): Feed {
  const readable = (value: z.infer<typeof access> | undefined) =>
    value === undefined || value === 'public' || (hasToken && value === 'authenticated');
  const [local, remote] = [readable(settings?.local), readable(settings?.remote)];
  if (local && remote) return 'all';
  return local ? 'local' : remote ? 'remote' : 'none';
}

/** Reads `/api/v2/instance` or `/api/v1/instance`, camel-cased as the client gives it. */
export function readInstance(value: unknown, hasToken: boolean): Instance {
  const found = instanceSchema.parse(value);
  const host = found.domain ?? found.uri?.replace(/^https?:\/\//, '').replace(/\/.*$/, '') ?? null;
  return {
    version: found.version.slice(0, 100),
    domain: host === '' ? null : host,
    feed: feedOf(found.configuration?.timelinesAccess?.hashtagFeeds, hasToken),
    takesAny: /^\d+\.\d+\.\d+(?:[-+][\w.+-]*)?$/.test(found.version),
    rules: found.rules.map(({ text }) => text.slice(0, 500)),
    contact: found.contact?.email ?? found.email ?? null,
  };
}

const number = (headers: Headers, name: string): number | null => {
  const text = headers.get(name);
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
};

function toAnswer<T>({ headers, data }: { headers: Headers; data: T }): Answer<T> {
  const date = Date.parse(headers.get('date') ?? '');
  const reset = headers.get('x-ratelimit-reset');
  return {
    data,
    date: Number.isNaN(date) ? null : date,
    age: number(headers, 'age') ?? 0,
    remaining: number(headers, 'x-ratelimit-remaining'),
    limit: number(headers, 'x-ratelimit-limit'),
    resetAt: reset === null ? null : parseReset(reset),
  };
}

/** Reads one server. Every call is one request; errors hold our own (`findOurs`). */
export interface MastodonClient {
  instance(): Promise<Instance>;
  /** A page of a tag's timeline, newest first, at most 40. @param tags the first is the path, at most three more */
  timeline(tags: readonly string[], page: { maxId?: string; feed: Feed }): Promise<Answer<unknown[]>>;
  /** Statuses by local id, at most 20; the absent are gone or hidden. */
  statuses(ids: readonly string[]): Promise<Answer<unknown[]>>;
  status(id: string): Promise<Answer<unknown>>;
  /** What the server tells of a tag, with its own counts of seven days (Mastodon 4.0 on). */
  tag(name: string, signal: AbortSignal): Promise<Answer<unknown>>;
}

const pageSize = 40;

/** Opens a client on a server through the guarded dispatcher. */
export function mastodonClient(
  base: string,
  token: string | undefined,
  dispatcher: Dispatcher,
  userAgent: string,
): MastodonClient {
  const client = createRestAPIClient({
    url: base,
    ...(token === undefined ? {} : { accessToken: token }),
    timeout: 20_000,
    requestInit: {
      dispatcher,
      redirect: 'error',
      headers: { 'user-agent': userAgent, accept: 'application/json' },
    } as RequestInit,
  });
  const list = (data: unknown): unknown[] => {
    if (Array.isArray(data)) return data;
    throw new GroundswellError(
      'answer-invalid',
      `${new URL(base).host} answered with something that is no list of statuses.`,
    );
  };
  return {
    instance: async () => {
      try {
        return readInstance(await client.v2.instance.fetch(), token !== undefined);
      } catch (error) {
        const older = await client.v1.instance.fetch().catch(() => null);
        if (older === null) throw error;
        return readInstance(older, token !== undefined);
      }
    },
    timeline: async ([first = '', ...more], { maxId, feed }) => {
      const parameters = {
        limit: pageSize,
        ...(more.length > 0 && { any: more }),
        ...(maxId !== undefined && { maxId }),
        ...(feed === 'local' && { local: true }),
        ...(feed === 'remote' && { remote: true }),
      };
      const answer = await client.v1.timelines.tag.$select(first).list.$raw(parameters);
      return toAnswer({ ...answer, data: list(answer.data) });
    },
    statuses: async (ids) => {
      const answer = await client.v1.statuses.fetch.$raw({ id: [...ids] });
      return toAnswer({ ...answer, data: list(answer.data) });
    },
    status: async (id) => toAnswer(await client.v1.statuses.$select(id).fetch.$raw()),
    tag: async (name, signal) =>
      toAnswer(await client.v1.tags.$select(name).fetch.$raw(undefined, { requestInit: { signal } })),
  };
}
