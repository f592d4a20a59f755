import { foldTag } from './mastodon-fold.ts';
import type { Copy, MastodonHost } from './mastodon-network.ts';

/** Tags a mode that a server takes; more are left out without a word. */
const perMode = 4;

export interface TimelineQuery {
  readonly any: readonly string[];
  readonly all: readonly string[];
  readonly none: readonly string[];
  readonly local: boolean;
  readonly remote: boolean;
  readonly limit: number;
  readonly maxId?: string;
  readonly sinceId?: string;
  readonly minId?: string;
}

/** Reads the query of a tag page, the way Mastodon folds and cuts it. */
export function readTimelineQuery(tag: string, params: URLSearchParams): TimelineQuery {
  const folded = (name: string) => [...params.getAll(`${name}[]`), ...params.getAll(name)].map(foldTag);
  const limit = Number(params.get('limit') ?? 20);
  const truthy = (name: string) => /^(1|t|true|on)$/i.test(params.get(name) ?? '');
  const id = (name: string) => params.get(name) ?? undefined;
  return {
    any: [foldTag(tag), ...folded('any')].slice(0, perMode),
    all: folded('all').slice(0, perMode),
    none: folded('none').slice(0, perMode),
    local: truthy('local'),
    remote: truthy('remote'),
    limit: Number.isInteger(limit) && limit > 0 ? Math.min(40, limit) : 20,
    maxId: id('max_id'),
    sinceId: id('since_id'),
    minId: id('min_id'),
  };
}

/** The copies that the tag page shows, newest first by the server's own order. */
export function tagTimeline(host: MastodonHost, query: TimelineQuery, withToken: boolean): Copy[] {
  const below = rankOf(host, query.maxId);
  const above = rankOf(host, query.minId ?? query.sinceId);
  const fits = (copy: Copy): boolean => {
    const { post, rank } = copy;
    if ((below !== undefined && rank >= below) || (above !== undefined && rank <= above)) return false;
    if (post.visibility !== 'public' || post.author.suspended) return false;
    const local = post.home === host.index;
    if ((query.local && !local) || (query.remote && local)) return false;
    if (!withToken && !host.showsToAll(post)) return false;
    const names = copy.version.names;
    return (
      query.any.some((tag) => names.includes(tag)) &&
      query.all.every((tag) => names.includes(tag)) &&
      !query.none.some((tag) => names.includes(tag))
    );
  };
  const page: Copy[] = [];
  const forward = query.minId !== undefined;
  const { copies } = host;
  for (let i = 0; i < copies.length && page.length < query.limit; i++) {
    const copy = copies[forward ? i : copies.length - 1 - i];
    if (copy && fits(copy)) page.push(copy);
  }
  return forward ? page.reverse() : page;
}

function rankOf(host: MastodonHost, id: string | undefined): bigint | undefined {
  if (id === undefined) return undefined;
  const known = host.byId.get(id)?.rank;
  const numbers = host.flavour !== 'snac' && host.flavour !== 'pleroma' && host.flavour !== 'odd-ids';
  return known ?? (/^\d{1,20}$/.test(id) && numbers ? BigInt(id) : undefined);
}
