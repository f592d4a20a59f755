import type { PoolClient } from 'pg';
import type { Campaign } from '../domain/campaign.ts';
import { type SpellingDecision, withDecisions } from '../domain/decisions.ts';
import { buildFamilies } from '../domain/hashtag/family.ts';
import type { Platform } from '../domain/post.ts';
import { GroundswellError } from '../errors.ts';
import { platformCode } from './codes.ts';
import { type Database, transaction } from './database.ts';
import { lockWriters } from './writer-lock.ts';

/** A campaign as it stands in the database. */
export interface StoredCampaign {
  id: number;
  config: Campaign;
  /** As its file or an apply said it, without what people decided since. */
  base: Campaign;
  /** `file` or `apply`. */
  origin: string;
  /** ms. */
  appliedAt: number;
}

/** A source that a campaign collects from. */
export interface SourceConfig {
  /** `bluesky` or `mastodon:HOST[:PORT]`. */
  name: string;
  platform: Platform;
  /** Base URL of a server. */
  base: string | null;
}

const rowsToCampaigns = (
  rows: readonly { id: number; config: Campaign; base: Campaign; origin: string; appliedAt: Date }[],
): StoredCampaign[] => rows.map((row) => ({ ...row, appliedAt: row.appliedAt.getTime() }));

const columns = 'id, config, base, origin, applied_at as "appliedAt"';

type Queryable = Pick<PoolClient, 'query'>;

/** The campaigns of these slugs that exist. */
export async function findCampaigns(client: Queryable, slugs: readonly string[]): Promise<StoredCampaign[]> {
  if (slugs.length === 0) return [];
  const { rows } = await client.query({
    name: 'campaign-find',
    text: `select ${columns} from campaign where slug = any($1::text[])`,
    values: [slugs],
  });
  return rowsToCampaigns(rows);
}

/** All campaigns, by slug. */
export async function listCampaigns(db: Database): Promise<StoredCampaign[]> {
  const { rows } = await db.$client.query(`select ${columns} from campaign order by slug`);
  return rowsToCampaigns(rows);
}

/**
 * One campaign by its slug.
 * @throws GroundswellError `campaign-unknown`
 */
export async function findCampaign(db: Database, slug: string): Promise<StoredCampaign> {
  const [found] = await findCampaigns(db.$client, [slug]);
  if (!found) {
    throw new GroundswellError(
      'campaign-unknown',
      `No campaign '${slug}'; run \`groundswell campaign list\` to see them.`,
    );
  }
  return found;
}

/** Name of the source that a Mastodon base URL stands for: its host, with the port if it is not the usual one. */
export const mastodonSource = (base: string): string => `mastodon:${new URL(base).host}`;

/** The sources of a campaign; a list from the environment replaces the campaign's own servers. */
export function sourcesOf(campaign: Campaign, mastodonServers: readonly string[] | null): SourceConfig[] {
  const servers = mastodonServers ?? campaign.sources.mastodon.servers;
  const bluesky: SourceConfig[] = campaign.sources.bluesky.stream
    ? [{ name: 'bluesky', platform: 'bluesky', base: null }]
    : [];
  const mastodon = servers.map((base): SourceConfig => ({ name: mastodonSource(base), platform: 'mastodon', base }));
  return [...bluesky, ...new Map(mastodon.map((source) => [source.name, source])).values()];
}

/** What people decided on spellings of a campaign. */
export async function findDecisions(client: Queryable, slug: string): Promise<SpellingDecision[]> {
  const { rows } = await client.query(
    `select d.family, d.spelling, d.accepted from spelling_decision d join campaign c on c.id = d.campaign_id where c.slug = $1 order by d.decided_at, d.norm`,
    [slug],
  );
  return rows as SpellingDecision[];
}

/** Name of the note that a campaign's stored posts have to be matched anew. */
const pendingRematch = 'rematch ';

/** Parts of a campaign that decide nothing about its posts. */
const outward = ['slug', 'name', 'description', 'notes', 'sources'];

/** That the stored posts of a campaign have to be matched anew; noted again, it gets another mark. */
export interface PendingRematch {
  slug: string;
  mark: unknown;
}

/** Campaigns whose stored posts have to be matched anew. */
export async function findPendingRematches(db: Database): Promise<PendingRematch[]> {
  const { rows } = await db.$client.query<{ name: string; mark: unknown }>(
    `select name, value as mark from setting where name like 'rematch %' order by 1`,
  );
  return rows.map(({ name, mark }) => ({ slug: name.slice(pendingRematch.length), mark }));
}

const markAnew = 'on conflict (name) do update set value = excluded.value';

/** Notes that the stored posts of a campaign have to be matched anew. */
export async function noteRematch(client: Queryable, slug: string): Promise<void> {
  await client.query(`insert into setting (name, value) values ($1, to_jsonb(gen_random_uuid())) ${markAnew}`, [
    `${pendingRematch}${slug}`,
  ]);
}

/** Strikes the note after the work, unless it was noted again meanwhile. */
export async function strikePendingRematch(db: Database, { slug, mark }: PendingRematch): Promise<void> {
  await db.$client.query('delete from setting where name = $1 and value = $2', [
    `${pendingRematch}${slug}`,
    JSON.stringify(mark),
  ]);
}

/**
 * Writes a campaign, its sources and the spellings that it asks for, all or nothing. What is gone is marked with its
 * time, what is new counts from now.
 * @param sources null: they stay as they are
 * @param rematch note that stored posts must be matched anew, if the campaign counts otherwise now
 * @param now ms
 */
export async function applyCampaign(
  db: Database,
  campaign: Campaign,
  sources: readonly SourceConfig[] | null,
  origin: 'file' | 'apply',
  now: number,
  rematch = true,
): Promise<number> {
  const at = new Date(now);
  return transaction(db, async (client) => {
    const effective = withDecisions(campaign, await findDecisions(client, campaign.slug));
    if (rematch) {
      await client.query(
        `insert into setting (name, value) select $1 || slug, to_jsonb(gen_random_uuid()) from campaign
         where slug = $2 and (config - $4::text[]) <> ($3::jsonb - $4::text[]) ${markAnew}`,
        [pendingRematch, campaign.slug, JSON.stringify(effective), outward],
      );
    }
    const spellings = [...buildFamilies(effective.tags).watchNames].flatMap(([family, norms]) =>
      norms.map((norm) => ({ family, norm })),
    );
    const { rows } = await client.query<{ id: number; fresh: boolean }>(
      `insert into campaign (slug, config, base, origin, applied_at) values ($1, $2, $3, $4, $5)
       on conflict (slug) do update set config = excluded.config, base = excluded.base, origin = excluded.origin,
         applied_at = case when campaign.config = excluded.config then campaign.applied_at else excluded.applied_at end returning id, xmax = 0 as fresh`,
      [campaign.slug, JSON.stringify(effective), JSON.stringify(campaign), origin, at],
    );
    const id = rows[0]?.id ?? 0;
    if (sources !== null) await applySources(client, id, sources, at);
    // Of a spelling that nobody has asked for (or whose campaign went with its posts) nothing is known, whatever was read.
    await client.query(
      `create temporary table leaving_norm on commit drop as
       select distinct n.norm from unnest($1::text[]) n(norm) where not exists (select from campaign_spelling c where c.norm = n.norm)`,
      [spellings.map((s) => s.norm)],
    );
    await removeWatches(client);
    const values = [id, spellings.map((s) => s.family), spellings.map((s) => s.norm), at];
    await client.query(
      `insert into campaign_spelling (campaign_id, family, norm, declared_at)
       select $1, n.family, n.norm, $4 from unnest($2::text[], $3::text[]) n(family, norm)
       on conflict (campaign_id, family, norm) do update set removed_at = null,
         declared_at = case when campaign_spelling.removed_at is null then campaign_spelling.declared_at else excluded.declared_at end`,
      values,
    );
    await client.query(
      `update campaign_spelling c set removed_at = $4 where campaign_id = $1 and removed_at is null and not exists (
         select from unnest($2::text[], $3::text[]) n(family, norm) where (n.family, n.norm) = (c.family, c.norm))`,
      values,
    );
    if (rematch && rows[0]?.fresh && (await findShared(client, id)).length > 0)
      await noteRematch(client, campaign.slug);
    await client.query(`select pg_notify('gs', '{"campaigns":true}')`);
    return id;
  });
}

/**
 * Spellings of a campaign that others ask for, or asked for, too: what was watched for those counts as watched for it, so
 * their posts must be looked through for it.
 */
export async function findShared(client: Queryable, id: number): Promise<string[]> {
  const { rows } = await client.query(
    `select distinct norm from campaign_spelling c where campaign_id = $1 and removed_at is null
       and exists (select from campaign_spelling o where o.norm = c.norm and o.campaign_id <> $1)`,
    [id],
  );
  return rows.map(({ norm }) => String(norm));
}

/** Makes these the sources of a campaign. */
async function applySources(client: PoolClient, id: number, sources: readonly SourceConfig[], at: Date): Promise<void> {
  await client.query(
    `insert into source (name, platform, memo) select n.name, n.platform, jsonb_build_object('base', n.base)
     from unnest($1::text[], $2::smallint[], $3::text[]) n(name, platform, base)
     on conflict (name) do update set memo = source.memo || excluded.memo`,
    [sources.map((s) => s.name), sources.map((s) => platformCode[s.platform]), sources.map((s) => s.base)],
  );
  await client.query(
    `insert into campaign_source (campaign_id, source_id, configured_at) select $1, s.id, $3 from source s where s.name = any($2::text[])
     on conflict (campaign_id, source_id) do update set removed_at = null,
       configured_at = case when campaign_source.removed_at is null then campaign_source.configured_at else excluded.configured_at end`,
    [id, sources.map((s) => s.name), at],
  );
  await client.query(
    `update campaign_source c set removed_at = $3 from source s
     where c.campaign_id = $1 and s.id = c.source_id and c.removed_at is null and not (s.name = any($2::text[]))`,
    [id, sources.map((s) => s.name), at],
  );
}

/**
 * Removes a campaign with all that belongs to it alone, also what was watched for nobody else: without its posts that
 * would read as a time in which there were none. Gives the number of posts that went.
 */
export async function removeCampaign(db: Database, slug: string): Promise<number> {
  const { id } = await findCampaign(db, slug);
  return transaction(db, async (client) => {
    await lockWriters(client);
    await client.query('create temporary table leaving on commit drop as select id from scope where campaign_id = $1', [
      id,
    ]);
    await client.query(
      `create temporary table leaving_norm on commit drop as
       select distinct norm from campaign_spelling c where campaign_id = ${id} and not exists (
         select from campaign_spelling o where o.campaign_id <> ${id} and o.norm = c.norm and o.removed_at is null)`,
    );
    const posts = await removePosts(client);
    await removeWatches(client);
    for (const table of ['campaign_source', 'campaign_spelling', 'spelling_decision', 'scope']) {
      await client.query(`delete from ${table} where campaign_id = $1`, [id]);
    }
    await client.query('delete from campaign where id = $1', [id]);
    await client.query('delete from setting where name = $1', [`${pendingRematch}${slug}`]);
    await client.query(`select pg_notify('gs', '{"campaigns":true}')`);
    return posts;
  });
}

/** Removes the posts of the scopes in `leaving`, also those that had left the counts; of the last campaign all that count nowhere. */
async function removePosts(client: PoolClient): Promise<number> {
  const spelt = 'select from post_tag t join variant v on v.id = t.variant_id where t.post_id = p.id and v.scope_id';
  await client.query(
    `create temporary table leaving_post on commit drop as
     select p.id from post p where p.scopes && (select array_agg(id) from leaving) and not exists (
         select from unnest(p.scopes) s where s not in (select id from leaving))
       or cardinality(p.scopes) = 0 and exists (${spelt} in (select id from leaving))
         and not exists (${spelt} not in (select id from leaving))
       or cardinality(p.scopes) = 0 and (select count(*) from campaign) = 1`,
  );
  await client.query(
    `update post p set (scopes, days) = (
       select coalesce(array_agg(u.s order by u.o), '{}'), coalesce(array_agg(u.d order by u.o), '{}')
       from unnest(p.scopes, p.days) with ordinality u(s, d, o) where u.s not in (select id from leaving))
     where p.scopes && (select array_agg(id) from leaving) and p.id not in (select id from leaving_post)`,
  );
  await client.query(
    'delete from post_tag where variant_id in (select v.id from variant v join leaving l on l.id = v.scope_id)',
  );
  for (const table of [
    'post_text',
    'post_tag',
    'post_cotag',
    'post_link',
    'sighting',
    'reaction',
    'engagement',
    'engagement_point',
  ]) {
    await client.query(`delete from ${table} where post_id in (select id from leaving_post)`);
  }
  for (const table of ['rollup_15m', 'rollup_day', 'author_day', 'author_flow', 'variant']) {
    await client.query(`delete from ${table} where scope_id in (select id from leaving)`);
  }
  const { rowCount } = await client.query('delete from post where id in (select id from leaving_post)');
  await client.query('delete from author a where not exists (select from post p where p.author_id = a.id)');
  await client.query('delete from link l where not exists (select from post_link p where p.link_id = l.id)');
  return rowCount ?? 0;
}

/** Removes what the ledger says of the spellings in `leaving_norm`. Who asks for them again gets another watch set. */
async function removeWatches(client: PoolClient): Promise<void> {
  const ofThem = 'norm in (select norm from leaving_norm)';
  await client.query(
    `update watch_set s set hash = hash || ' until ' || now() where id in (select set_id from watch_tag where ${ofThem})`,
  );
  await client.query(`delete from watch_tag where ${ofThem}`);
  await client.query('delete from watch_set s where not exists (select from watch_tag t where t.set_id = s.id)');
  await client.query('delete from coverage c where not exists (select from watch_set s where s.id = c.set_id)');
  await client.query(`delete from server_tag_day where ${ofThem}`);
}
