import { normalForm } from '../../domain/hashtag/normal-form.ts';
import type { Platform } from '../../domain/post.ts';
import { GroundswellError } from '../../errors.ts';
import type { StoredCampaign } from '../campaigns.ts';
import { type Dimension, dimension } from '../codes.ts';
import type { Database } from '../database.ts';
import { remembered } from './remembered.ts';

/** One value each; absent: no filter. */
export interface Filters {
  platform?: Platform | undefined;
  /** A family's name, or one of its spellings in another case. */
  tag?: string | undefined;
  /** Primary subtag, `und` for unknown. */
  language?: string | undefined;
  argument?: string | undefined;
}

/** Posts that a question is about: in the first scope and in all others, on one platform or both. */
export interface Selection {
  campaign: StoredCampaign;
  /** Scope whose sums answer the question, null if nothing was ever counted there. */
  scope: number | null;
  /** Further scopes that a post must stand in: then sums do not help, posts are counted one by one. */
  also: (number | null)[];
  /** Whether `scope` is the campaign as a whole. */
  scopeIsAll: boolean;
  platform: Platform | null;
  /** The family asked for, by its declared name. */
  family: string | null;
}

/** Ids of scopes of a campaign in one dimension, by key. */
export async function findScopes(db: Database, campaignId: number, dim: Dimension): Promise<Map<string, number>> {
  const rows = await remembered<{ id: number; key: string }>(db, {
    name: 'scopes-of-dim',
    of: 'posts',
    text: 'select id, key from scope where campaign_id = $1 and dim = $2 order by key',
    values: [campaignId, dimension[dim]],
  });
  return new Map(rows.map(({ id, key }) => [key, id]));
}

function familyOf({ config }: StoredCampaign, tag: string): string {
  const norm = normalForm(tag.replace(/^[#＃]/, ''));
  const found = config.tags.find(({ tag, variants }) =>
    [tag, ...variants].some((spelling) => normalForm(spelling) === norm),
  );
  if (found) return found.tag;
  throw new GroundswellError(
    'query-invalid',
    `'${tag.slice(0, 50)}' is no tag of this campaign; it has ${config.tags.map(({ tag }) => tag).join(', ')}.`,
  );
}

function argumentOf({ config }: StoredCampaign, argument: string): string {
  if (Object.hasOwn(config.arguments, argument)) return argument;
  const names = Object.keys(config.arguments);
  const has = names.length > 0 ? `it has ${names.join(', ')}` : 'it has none';
  throw new GroundswellError('query-invalid', `'${argument.slice(0, 50)}' is no argument of this campaign; ${has}.`);
}

/**
 * Which posts the filters of a request mean.
 * @throws GroundswellError `query-invalid` that names what may be asked for
 */
export async function select(db: Database, campaign: StoredCampaign, filters: Filters): Promise<Selection> {
  const family = filters.tag ? familyOf(campaign, filters.tag) : null;
  const wanted: [Dimension, string][] = [
    ...(family ? [['tag', family] as [Dimension, string]] : []),
    ...(filters.argument ? [['argument', argumentOf(campaign, filters.argument)] as [Dimension, string]] : []),
    ...(filters.language ? [['language', filters.language.toLowerCase()] as [Dimension, string]] : []),
  ];
  const scopeIsAll = wanted.length === 0;
  if (scopeIsAll) wanted.push(['all', '']);
  const ids = await Promise.all(
    wanted.map(async ([dim, key]) => (await findScopes(db, campaign.id, dim)).get(key) ?? null),
  );
  const [scope = null, ...also] = ids;
  return { campaign, scope, also, scopeIsAll, platform: filters.platform ?? null, family };
}
