import type { Interval } from '../../domain/time/interval.ts';
import type { StoredCampaign } from '../campaigns.ts';
import type { Database } from '../database.ts';
import type { Filters } from '../queries/question.ts';
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
  const { rows } = await db.$client.query<{ name: string; state: SourceState; domain: string | null }>({
    name: 'asked-servers',
    text: `select s.name, s.state, s.memo->>'domain' as domain from campaign_source c join source s on s.id = c.source_id
      where c.campaign_id = $1 and c.removed_at is null order by s.platform, s.name`,
    values: [campaignId],
  });
  return rows.map(({ name, state, domain }) => ({
    host: name.replace(/^mastodon:/, ''),
    domain: domain?.toLowerCase() ?? null,
    state: state === 'refused' || state === 'silent' ? state : ('asked' as const),
  }));
}

/**
 * Servers of the authors; every Bluesky post stands under one, `bluesky`. Asked servers stand here without posts too.
 * `history` and `unseen` are unknown: nobody asks servers what they count themselves.
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
  const found = new Set(rows.map(({ key }) => key));
  const silent = asked
    .filter(({ host }) => selection.platform === null || (host === 'bluesky') === (selection.platform === 'bluesky'))
    .filter(({ host, domain }) => !found.has(host) && !(domain !== null && found.has(domain)));
  const stateOf = (server: string): ServerState =>
    asked.find(({ host, domain }) => host === server || domain === server)?.state ?? 'seen';
  const servers = withDeclared(
    rows,
    silent.map(({ host }) => host),
  ).map(({ key, ...row }) => ({ server: key, ...row, state: stateOf(key), history: null }));
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
