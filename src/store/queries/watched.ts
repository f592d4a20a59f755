import type { SourceWatch } from '../../domain/coverage.ts';
import type { Platform } from '../../domain/post.ts';
import type { Interval } from '../../domain/time/interval.ts';
import type { StoredCampaign } from '../campaigns.ts';
import { platformCode } from '../codes.ts';
import { coveredBySpelling } from '../coverage.ts';
import type { Database } from '../database.ts';

const platformOfCode = new Map(Object.entries(platformCode).map(([name, code]) => [code, name as Platform]));

/** What of a question may be left out: one platform, one family. */
export interface WatchQuestion {
  platform: Platform | null;
  family: string | null;
}

/** What the campaign watched of a window, by source and spelling: the raw material of coverage and gaps. */
export async function findWatches(
  db: Database,
  campaign: StoredCampaign,
  question: WatchQuestion,
  window: Interval,
): Promise<SourceWatch[]> {
  const { rows: sources } = await db.$client.query<{ name: string; platform: number; configuredAt: Date }>({
    name: 'campaign-sources',
    text: `select s.name, s.platform, c.configured_at as "configuredAt" from campaign_source c join source s on s.id = c.source_id
      where c.campaign_id = $1 and (c.removed_at is null or c.removed_at > $2) order by s.platform, s.name`,
    values: [campaign.id, new Date(window.from)],
  });
  const { rows: spellings } = await db.$client.query<{ norm: string; declaredAt: Date }>({
    name: 'campaign-spellings',
    text: `select norm, min(declared_at) as "declaredAt" from campaign_spelling
      where campaign_id = $1 and removed_at is null and ($2::text is null or family = $2) group by 1 order by 1`,
    values: [campaign.id, question.family],
  });
  const asked = sources
    .map((source) => ({ ...source, platform: platformOfCode.get(source.platform) ?? 'bluesky' }))
    .filter(({ platform }) => question.platform === null || platform === question.platform);
  const covered = await coveredBySpelling(
    db,
    asked.map(({ name }) => name),
    spellings.map(({ norm }) => norm),
    window,
  );
  const stretches = new Map(covered.map((entry) => [`${entry.source} ${entry.norm}`, entry.covered]));
  return asked.map(({ name, platform, configuredAt }) => ({
    source: name,
    platform,
    configuredAt: configuredAt.getTime(),
    spellings: spellings.map(({ norm, declaredAt }) => ({
      norm,
      declaredAt: declaredAt.getTime(),
      covered: stretches.get(`${name} ${norm}`) ?? [],
    })),
  }));
}

/** Why stretches of sources are missing, where somebody noted it. Times in ms. */
export async function findGapReasons(
  db: Database,
  sources: readonly string[],
  window: Interval,
): Promise<{ source: string; from: number; to: number; reason: string }[]> {
  const { rows } = await db.$client.query<{ source: string; from: Date; to: Date; reason: string }>({
    name: 'gap-reasons',
    text: `select s.name as source, lower(g.during) as "from", upper(g.during) as "to", g.reason from gap_reason g join source s on s.id = g.source_id
      where s.name = any($1::text[]) and g.during && tstzrange($2, $3) order by g.id desc`,
    values: [sources, new Date(window.from), new Date(window.to)],
  });
  return rows.map((row) => ({ ...row, from: row.from.getTime(), to: row.to.getTime() }));
}
