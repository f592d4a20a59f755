import { withDecisions } from '../domain/decisions.ts';
import { buildFamilies } from '../domain/hashtag/family.ts';
import { normalForm } from '../domain/hashtag/normal-form.ts';
import { GroundswellError } from '../errors.ts';
import { applyCampaign, findCampaign, findDecisions, type SourceConfig } from './campaigns.ts';
import type { Database } from './database.ts';
import type { Ingest } from './ingest/ingest.ts';

/** What an accepted spelling does to the past. */
export const countsBackwards =
  'It counts from the beginning over what was collected beside other tags of the campaign; posts that carry nothing else are collected from now on.';

/** A person's word on a spelling; `null` takes back what was said. */
export interface Decision {
  family: string;
  spelling: string;
  accepted: boolean | null;
}

/**
 * Accepts, rejects or takes back a spelling of a family, and matches what is stored anew: an accepted one counts
 * backwards over all that was collected beside the campaign's other tags, not over what nobody asked for then.
 * @param sources of the campaign, as they are configured
 * @returns posts whose place changed
 * @throws GroundswellError `query-invalid` if the family is unknown or the spelling belongs to another
 */
export async function decideSpelling(
  { db, ingest, now }: { db: Database; ingest: Ingest; now: number },
  slug: string,
  decision: Decision,
  sourcesOf: (campaign: Awaited<ReturnType<typeof findCampaign>>['base']) => SourceConfig[],
): Promise<number> {
  const campaign = await findCampaign(db, slug);
  const spelling = decision.spelling.replace(/^[#＃]/, '');
  const norm = normalForm(spelling);
  const family = campaign.base.tags.find(({ tag }) => normalForm(tag) === normalForm(decision.family))?.tag;
  if (family === undefined) {
    const names = campaign.base.tags.map(({ tag }) => tag).join(', ');
    throw new GroundswellError(
      'query-invalid',
      `'${decision.family.slice(0, 50)}' is no family of '${slug}'; it has ${names}.`,
    );
  }
  if (norm === '') throw new GroundswellError('query-invalid', 'A spelling needs a letter or a digit.');
  const others = (await findDecisions(db.$client, slug)).filter((one) => normalForm(one.spelling) !== norm);
  const more = decision.accepted === null ? [] : [{ family, spelling, accepted: decision.accepted }];
  buildFamilies(withDecisions(campaign.base, [...others, ...more]).tags); // refuses what two families would claim
  if (decision.accepted === null) {
    await db.$client.query('delete from spelling_decision where campaign_id = $1 and norm = $2', [campaign.id, norm]);
  } else {
    await db.$client.query(
      `insert into spelling_decision (campaign_id, norm, family, spelling, accepted, decided_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (campaign_id, norm) do update set family = excluded.family, spelling = excluded.spelling, accepted = excluded.accepted, decided_at = excluded.decided_at`,
      [campaign.id, norm, family, spelling, decision.accepted, new Date(now)],
    );
  }
  const origin = campaign.origin === 'file' ? 'file' : 'apply';
  await applyCampaign(db, campaign.base, sourcesOf(campaign.base), origin, now, false);
  return ingest.rematch(slug, [norm]);
}
