import type { PageQuery } from '../../dashboards/pages/filters.ts';
import type { Platform } from '../domain/post.ts';
import { campaignFloor } from '../domain/time/counted.ts';
import { resolveWindow, type Window } from '../domain/time/window.ts';
import { GroundswellError } from '../errors.ts';
import type { StoredCampaign } from '../store/campaigns.ts';
import type { Filters } from '../store/queries/question.ts';

const dayMs = 86_400_000;
const rangeLengths: Record<string, number> = {
  '24h': dayMs,
  '7d': 7 * dayMs,
  '14d': 14 * dayMs,
  '30d': 30 * dayMs,
  '90d': 90 * dayMs,
};
const names = [
  'range',
  'from',
  'to',
  'bucket',
  'tz',
  'platform',
  'tag',
  'language',
  'argument',
  'chart',
  'sort',
  'cursor',
] as const;

/** The parameters of a page's address. */
export type Query = PageQuery & { cursor?: string | null };

/** Reads the parameters of a page's address; an empty field of a form is the same as none. @throws GroundswellError `query-invalid` */
export function readQuery(given: Record<string, unknown>): Query {
  const entries = names.map((name) => {
    const value = given[name];
    if (Array.isArray(value)) throw new GroundswellError('query-invalid', `'${name}' may stand once.`);
    return [name, typeof value === 'string' && value !== '' ? value.slice(0, 500) : null] as const;
  });
  return Object.fromEntries(entries) as Query;
}

export const given = (text: string | null | undefined): string | undefined => text ?? undefined;

/** The window of a page: `from` and `to` win over `range`. @throws GroundswellError `query-invalid` */
export function windowOf(query: Query, campaign: StoredCampaign, now: number): Window {
  const { timezone } = campaign.config;
  const plain = { from: given(query.from), to: given(query.to), bucket: given(query.bucket), tz: given(query.tz) };
  if (plain.from || plain.to || !query.range) return resolveWindow(plain, { now, tz: timezone });
  const length = rangeLengths[query.range];
  if (length === undefined && query.range !== 'all') {
    throw new GroundswellError(
      'query-invalid',
      `'range' must be one of ${Object.keys(rangeLengths).join(', ')} or all; found '${query.range.slice(0, 20)}'.`,
    );
  }
  const from = length === undefined ? campaignFloor(campaign.config) : now - length;
  return resolveWindow(
    { ...plain, from: new Date(Math.min(from, now - 900_000)).toISOString() },
    { now, tz: timezone },
  );
}

/** The filters of a page. @throws GroundswellError `query-invalid` */
export function filtersOf(query: Query): Filters {
  const { platform } = query;
  if (platform && platform !== 'bluesky' && platform !== 'mastodon') {
    throw new GroundswellError(
      'query-invalid',
      `'platform' must be bluesky or mastodon; found '${platform.slice(0, 20)}'.`,
    );
  }
  return {
    platform: given(platform) as Platform | undefined,
    tag: given(query.tag),
    language: given(query.language),
    argument: given(query.argument),
  };
}
