import type { PoolClient } from 'pg';
import type { Batch, IngestResult, MatchedPost } from '../../domain/batch.ts';
import { campaignDay } from '../../domain/time/campaign-day.ts';
import { campaignFloor, countedTime } from '../../domain/time/counted.ts';
import type { StoredCampaign } from '../campaigns.ts';
import { dimension } from '../codes.ts';
import { type ScopeName, scopesOf } from '../scopes.ts';
import type { TagPlace } from './details.ts';
import type { Placement, StoredPost } from './posts.ts';

/** What the writing of one batch shares: its transaction, the campaigns that were asked, and what came of it. */
export interface Context {
  client: PoolClient;
  batch: Batch;
  campaigns: Map<string, StoredCampaign>;
  scopeId: (name: ScopeName) => number;
  campaignOf: (scopeId: number) => number | undefined;
  result: IngestResult;
  changed: Changed;
}

/** What a batch has changed beside coverage. */
export interface Changed {
  /** Posts, their places and texts, or what accounts tell of themselves. */
  posts: boolean;
  reactions: boolean;
}

/** Scopes that the posts of a batch stand in, by name. */
export function scopeNames(batch: Batch, campaigns: Map<string, StoredCampaign>): ScopeName[] {
  return batch.events.flatMap((event) =>
    event.type === 'post'
      ? event.matches.flatMap((match) => {
          const campaign = campaigns.get(match.campaign);
          return campaign ? scopesOf(campaign.id, event.post, match) : [];
        })
      : [],
  );
}

/** Where a post is to count, in the campaigns that were asked, with the dimension of each scope; null if in none. */
export function place(context: Context, event: MatchedPost, seenAt: number): (Placement & { dims: number[] }) | null {
  const placed = event.matches.flatMap((match) => {
    const campaign = context.campaigns.get(match.campaign);
    if (!campaign) return [];
    const floor = campaignFloor(campaign.config);
    const time = countedTime({ claimedAt: event.post.claimedAt, seenAt, floor, live: context.batch.live });
    return time === null ? [] : [{ campaign, match, time }];
  });
  if (placed.length === 0) return null;
  const countedAt = Math.max(...placed.map(({ time }) => time));
  const scopes: number[] = [];
  const days: number[] = [];
  const dims: number[] = [];
  for (const { campaign, match } of placed) {
    const day = campaignDay(countedAt, campaign.config.timezone);
    for (const name of scopesOf(campaign.id, event.post, match)) {
      scopes.push(context.scopeId(name));
      days.push(day);
      dims.push(dimension[name.dim]);
    }
  }
  return { scopes, days, dims, countedAt };
}

/** Keeps a stored post's places in campaigns that this batch was not matched against. */
export function keepOthers(context: Context, stored: StoredPost, fresh: { scopes: number[]; days: number[] }): void {
  const asked = new Set([...context.campaigns.values()].map(({ id }) => id));
  stored.scopes.forEach((scope, index) => {
    const campaign = context.campaignOf(scope);
    if (campaign === undefined || asked.has(campaign) || fresh.scopes.includes(scope)) return;
    fresh.scopes.push(scope);
    fresh.days.push(stored.days[index] ?? 0);
  });
}

/** Ids of stored scopes whose campaign we have not met yet. */
export async function loadScopes(context: Context, stored: Map<string, StoredPost>): Promise<void> {
  const unknown = [...new Set([...stored.values()].flatMap(({ scopes }) => scopes))].filter(
    (id) => context.campaignOf(id) === undefined,
  );
  if (unknown.length === 0) return;
  const { rows } = await context.client.query<{ id: number; campaign: number }>(
    'select id, campaign_id as campaign from scope where id = any($1::int[])',
    [unknown],
  );
  const found = new Map(rows.map(({ id, campaign }) => [id, campaign]));
  const before = context.campaignOf;
  context.campaignOf = (id) => found.get(id) ?? before(id);
}

/** Scope of a family of the campaigns that were asked. */
export function tagPlace({ campaigns, scopeId }: Context): TagPlace {
  return {
    campaignIds: [...campaigns.values()].map(({ id }) => id),
    scopeOf: (slug, family) => scopeId({ campaignId: campaigns.get(slug)?.id ?? 0, dim: 'tag', key: family }),
  };
}
