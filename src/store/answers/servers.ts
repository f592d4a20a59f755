import type { Interval } from '../../domain/time/interval.ts';
import type { StoredCampaign } from '../campaigns.ts';
import type { Database } from '../database.ts';
import { findHistories, type HistoryDay } from '../queries/histories.ts';
import type { Filters, Selection } from '../queries/question.ts';
import type { SourceState } from '../sources.ts';
import type { AnswerContext } from './provenance.ts';
import { table, withDeclared } from './table.ts';

/** What we do about a server: ask it, were refused, hear nothing; `seen`: its posts come by way of others. */
type ServerState = 'asked' | 'refused' | 'silent' | 'seen';

const mostSuggested = 10;
const fewestAuthors = 3;
/** Stand-ins for accounts of the other network, no servers that could be asked for a tag. */
const bridges = new Set(['bsky.brid.gy', 'fed.brid.gy', 'web.brid.gy']);

/** The servers that a campaign asks, by each of their names (host of the address asked, the domain that it says). */
async function findAsked(db: Database, campaignId: number) {
  const { rows } = await db.$client.query<{ id: number; name: string; state: SourceState; domain: string | null }>({
    name: 'asked-servers',
    text: `select s.id, s.name, s.state, s.memo->>'domain' as domain from campaign_source c join source s on s.id = c.source_id
      where c.campaign_id = $1 and c.removed_at is null order by s.platform, s.name`,
    values: [campaignId],
  });
  return rows.map(({ id, name, state, domain }) => ({
    id,
    host: name.replace(/^mastodon:/, ''),
    domain: domain?.toLowerCase() ?? null,
    state: state === 'refused' || state === 'silent' ? state : ('asked' as const),
  }));
}

/**
 * Days for which a server told its own count, by its source: none where the filters ask for what the server cannot tell
 * apart, or for the other network.
 */
async function historiesOf(
  db: Database,
  { campaign, family }: Selection,
  { language, argument, platform }: Filters,
  sources: readonly number[],
  window: Interval,
): Promise<Map<number, HistoryDay[]>> {
  if (language || argument || platform === 'bluesky') return new Map();
  const tags = campaign.config.tags.map(({ tag }) => tag).filter((tag) => family === null || tag === family);
  return findHistories(db, campaign.id, { sources, tags }, window);
}

/**
 * Servers of the authors; every Bluesky post stands under one, `bluesky`. Asked servers stand here without posts too.
 * `history` is what an asked server counted of the tags itself, beside what we hold of that; null where it does not tell.
 * `unseen` is unknown: servers that are not asked tell nothing.
 */
export async function answerServers(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
) {
  const [{ rows, provenance, selection }, asked] = await Promise.all([
    table(context, campaign, filters, window, 'server'),
    findAsked(context.db, campaign.id),
  ]);
  const histories = await historiesOf(
    context.db,
    selection,
    filters,
    asked.map(({ id }) => id),
    window,
  );
  const found = new Set(rows.map(({ key }) => key));
  const silent = asked
    .filter(({ host }) => selection.platform === null || (host === 'bluesky') === (selection.platform === 'bluesky'))
    .filter(({ host, domain }) => !found.has(host) && !(domain !== null && found.has(domain)));
  const askedAs = (server: string) => asked.find(({ host, domain }) => host === server || domain === server);
  const stateOf = (server: string): ServerState => askedAs(server)?.state ?? 'seen';
  const historyOf = (server: string) => histories.get(askedAs(server)?.id ?? 0) ?? null;
  const servers = withDeclared(
    rows,
    silent.map(({ host }) => host),
  ).map(({ key, ...row }) => ({ server: key, ...row, state: stateOf(key), history: historyOf(key) }));
  return {
    servers,
    unseen: null,
    suggested: servers
      .filter(({ server, state, authors }) => state === 'seen' && authors >= fewestAuthors && isServer(server))
      .toSorted((a, b) => b.authors - a.authors || b.posts - a.posts || (a.server < b.server ? -1 : 1))
      .slice(0, mostSuggested)
      .map(({ server, posts, authors }) => ({ server, posts, authors })),
    ...provenance,
  };
}

const isServer = (server: string) => server !== '' && server !== 'bluesky' && !bridges.has(server);
