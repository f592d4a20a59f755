import { withDecisions } from '../domain/decisions.ts';
import { buildFamilies } from '../domain/hashtag/family.ts';
import { normalForm } from '../domain/hashtag/normal-form.ts';
import { GroundswellError } from '../errors.ts';
import { applyCampaign, findCampaign, findDecisions, type StoredCampaign } from './campaigns.ts';
import type { Database } from './database.ts';
import type { Ingest } from './ingest/ingest.ts';

/** What an accepted spelling does to the past. */
export const countsBackwards =
  'It counts from the beginning over what was collected beside other tags of the campaign; posts that carry nothing else are collected from now on.';

/** A person's word on a spelling. */
export interface Decision {
  family: string;
  spelling: string;
  accepted: boolean;
}

/** What a decision needs of the instance. @property now ms */
interface Deciding {
  db: Database;
  ingest: Ingest;
  now: number;
}

const withoutSign = (spelling: string) => spelling.replace(/^[#＃]/, '');

/**
 * Accepts or rejects a spelling of a family, and matches what is stored anew: an accepted one counts backwards over all
 * that was collected beside the campaign's other tags, not over what nobody asked for then. The sources stay as they are.
 * @returns posts whose place changed
 * @throws GroundswellError `query-invalid` if the family is unknown or the spelling belongs to another
 */
export async function decideSpelling({ db, ingest, now }: Deciding, slug: string, decision: Decision): Promise<number> {
  const campaign = await findCampaign(db, slug);
  const spelling = withoutSign(decision.spelling);
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
  const { accepted } = decision;
  buildFamilies(withDecisions(campaign.base, [...others, { family, spelling, accepted }]).tags); // refuses what two families would claim
  await db.$client.query(
    `insert into spelling_decision (campaign_id, norm, family, spelling, accepted, decided_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (campaign_id, norm) do update set family = excluded.family, spelling = excluded.spelling, accepted = excluded.accepted, decided_at = excluded.decided_at`,
    [campaign.id, norm, family, spelling, accepted, new Date(now)],
  );
  return countAnew({ db, ingest, now }, campaign, norm);
}

/**
 * Takes back what was decided on a spelling: the figures are as before.
 * @returns the family that it was decided for, and posts whose place changed
 * @throws GroundswellError `query-invalid` if nothing was decided on it
 */
export async function undoDecision(
  { db, ingest, now }: Deciding,
  slug: string,
  spelling: string,
): Promise<{ family: string; changed: number }> {
  const campaign = await findCampaign(db, slug);
  const norm = normalForm(withoutSign(spelling));
  const { rows } = await db.$client.query<{ family: string }>(
    'delete from spelling_decision where campaign_id = $1 and norm = $2 returning family',
    [campaign.id, norm],
  );
  const [undone] = rows;
  if (!undone)
    throw new GroundswellError(
      'query-invalid',
      `Nothing was decided on '${spelling.slice(0, 50)}' in '${slug}'; \`groundswell variants list ${slug}\` names what was.`,
    );
  return { family: undone.family, changed: await countAnew({ db, ingest, now }, campaign, norm) };
}

async function countAnew({ db, ingest, now }: Deciding, campaign: StoredCampaign, norm: string): Promise<number> {
  const origin = campaign.origin === 'file' ? 'file' : 'apply';
  await applyCampaign(db, campaign.base, null, origin, now, false);
  return ingest.rematch(campaign.config.slug, [norm]);
}

/** What people decided on spellings of a campaign, in that order, with the time (ISO). */
export async function findDatedDecisions(client: Pick<Database['$client'], 'query'>, slug: string) {
  const { rows } = await client.query<{ family: string; spelling: string; accepted: boolean; at: Date }>(
    `select d.family, d.spelling, d.accepted, d.decided_at as at from spelling_decision d join campaign c on c.id = d.campaign_id
     where c.slug = $1 order by d.decided_at, d.norm`,
    [slug],
  );
  return rows.map(({ at, ...decision }) => ({ ...decision, decidedAt: at.toISOString() }));
}
