import type { PoolClient } from 'pg';
import { stateCode } from '../codes.ts';
import { type Context, keepOthers, tagPlace } from './context.ts';
import { putDeleted, putPosts } from './counts.ts';
import { startEngagement } from './engagement.ts';
import { type PlacedPost, type StoredPost, updatePosts, writeDetails, writeTags } from './posts.ts';

/** A stored post and its new place. `tagsOnly`: its text is not kept any more, and must not come back empty. */
export type Change = PlacedPost & { stored: StoredPost; tagsOnly?: boolean };

/** A stored post that its newest version takes out of the campaigns that were asked. */
export interface Withdrawal {
  stored: StoredPost;
  rev: bigint;
}

/** Takes posts out of the campaigns that were asked; in others they stay. They have left the counts already. */
async function withdraw(context: Context, withdrawn: readonly Withdrawal[]): Promise<void> {
  if (withdrawn.length === 0) return;
  const kept = withdrawn.map(({ stored, rev }) => {
    const places = { scopes: [] as number[], days: [] as number[] };
    keepOthers(context, stored, places);
    return { id: stored.id, rev, ...places, stays: places.scopes.length > 0 && stored.counted };
  });
  await context.client.query(
    `update post p set counted = n.stays, scopes = n.scopes::int[], days = n.days::int[], rev = greatest(p.rev, n.rev)
     from unnest($1::bigint[], $2::bool[], $3::text[], $4::text[], $5::bigint[]) n(id, stays, scopes, days, rev) where p.id = n.id`,
    [
      kept.map(({ id }) => id),
      kept.map(({ stays }) => stays),
      kept.map(({ scopes }) => `{${scopes.join(',')}}`),
      kept.map(({ days }) => `{${days.join(',')}}`),
      kept.map(({ rev }) => rev.toString()),
    ],
  );
  await putPosts(
    context.client,
    kept.filter(({ stays }) => stays).map(({ id }) => id),
    1,
  );
}

/** Moves stored posts to their new places, and takes withdrawn ones out, with all their counts. */
export async function change(
  context: Context,
  changes: readonly Change[],
  withdrawn: readonly Withdrawal[],
): Promise<void> {
  if (changes.length === 0 && withdrawn.length === 0) return;
  const { client, result } = context;
  const before = [...changes, ...withdrawn].map(({ stored }) => stored);
  await putPosts(
    client,
    before.filter(({ counted }) => counted).map(({ id }) => id),
    -1,
  );
  await putDeleted(
    client,
    changes.filter(({ stored }) => !stored.counted && stored.scopes.length > 0).map(({ stored }) => stored.id),
    -1,
  );
  const states = await authorStates(
    client,
    changes.map(({ stored }) => stored.id),
  );
  const active = changes.map((placed) => ({ ...placed, active: states.get(placed.stored.id) === stateCode.active }));
  await updatePosts(client, active);
  await withdraw(context, withdrawn);
  const visible = active.filter((placed) => placed.active).map(({ stored }) => stored.id);
  await startEngagement(client, visible);
  await putPosts(client, visible, 1);
  await putDeleted(
    client,
    active.filter((placed) => !placed.active).map(({ stored }) => stored.id),
    1,
  );
  const detailed = (tagsOnly: boolean) =>
    active
      .filter((placed) => (placed.tagsOnly ?? false) === tagsOnly)
      .map(({ stored, event }) => ({ id: stored.id, event }));
  await writeDetails(client, detailed(false), tagPlace(context));
  await writeTags(client, detailed(true), tagPlace(context));
  const joined = changes.filter(({ stored, scopes }) => {
    const known = new Set(stored.scopes.map((scope) => context.campaignOf(scope)));
    return stored.deletedAt !== null || scopes.some((scope) => !known.has(context.campaignOf(scope)));
  });
  result.inserted += joined.length;
  result.deleted += withdrawn.filter(({ stored }) => stored.counted).length;
}

async function authorStates(client: PoolClient, ids: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await client.query<{ id: number; state: number }>(
    'select p.id, a.state from post p join author a on a.id = p.author_id where p.id = any($1::bigint[])',
    [ids],
  );
  return new Map(rows.map(({ id, state }) => [id, state]));
}
