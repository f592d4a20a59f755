import type { PoolClient } from 'pg';
import type { Campaign } from '../domain/campaign.ts';
import { compileExcludedAccounts, excludesAccount } from '../domain/excluded-accounts.ts';
import { noteRematch } from './campaigns.ts';

/**
 * A handle or a declared bot may become known after an account's posts were counted. Where a campaign excludes such an
 * account, its stored posts are noted to be matched anew.
 * @param keys accounts of whom something new was told
 */
export async function noteLateExclusions(client: Pick<PoolClient, 'query'>, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const { rows: campaigns } = await client.query<{ id: number; slug: string; exclude: Campaign['exclude'] }>(
    `select id, slug, config->'exclude' as exclude from campaign
     where jsonb_array_length(config->'exclude'->'authors') > 0 or (config->'exclude'->>'bots')::bool`,
  );
  if (campaigns.length === 0) return;
  const { rows: accounts } = await client.query<{
    id: number;
    key: string;
    handle: string | null;
    bot: boolean | null;
  }>('select id, key, handle, bot from author where key = any($1::text[])', [keys]);
  for (const { id, slug, exclude } of campaigns) {
    const compiled = compileExcludedAccounts(exclude);
    const excluded = accounts.filter((account) => excludesAccount(compiled, account)).map((account) => account.id);
    if (excluded.length === 0) continue;
    const { rows } = await client.query(
      `select from post p where p.author_id = any($1::int[]) and p.deleted_at is null
         and exists (select from unnest(p.scopes) u(id) join scope s on s.id = u.id and s.campaign_id = $2) limit 1`,
      [excluded, id],
    );
    if (rows.length > 0) await noteRematch(client, slug);
  }
}
