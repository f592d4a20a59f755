import type { PoolClient } from 'pg';
import { stateCode } from '../codes.ts';
import { type Context, keepOthers, tagPlace } from './context.ts';
import { putDeleted, putPosts } from './counts.ts';
import { bury } from './deletions.ts';
import { clearTags, writeDetails, writeTags } from './details.ts';
import { startEngagement } from './engagement.ts';
import { clearLinks } from './links.ts';
import { type PlacedPost, type StoredPost, updatePosts } from './posts.ts';
import { readStandings } from './standings.ts';

/** A stored post and its new place. `tagsOnly`: it was matched anew, and its text, if it is kept, is what it was. */
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
    return { id: stored.id, rev, ...places, counted: stored.counted };
  });
  await context.client.query(
    `update post p set counted = n.stays, scopes = n.scopes::int[], days = n.days::int[], rev = greatest(p.rev, n.rev)
     from unnest($1::bigint[], $2::bool[], $3::text[], $4::text[], $5::bigint[]) n(id, stays, scopes, days, rev) where p.id = n.id`,
    [
      kept.map(({ id }) => id),
      kept.map(({ counted, scopes }) => counted && scopes.length > 0),
      kept.map(({ scopes }) => `{${scopes.join(',')}}`),
      kept.map(({ days }) => `{${days.join(',')}}`),
      kept.map(({ rev }) => rev.toString()),
    ],
  );
  const staying = (counted: boolean) =>
    readStandings(context.client, idsOf(kept.filter((post) => post.counted === counted && post.scopes.length > 0)));
  await putPosts(context.client, await staying(true), 1);
  await putDeleted(context.client, await staying(false), 1);
}

/** Moves stored posts to their new places, and takes withdrawn ones out, with all their counts. */
export async function change(
  context: Context,
  changes: readonly Change[],
  withdrawn: readonly Withdrawal[],
): Promise<void> {
  if (changes.length === 0 && withdrawn.length === 0) return;
  const { client, result } = context;
  context.changed.posts = true;
  const before = [...changes, ...withdrawn].map(({ stored }) => stored);
  const standing = (posts: readonly StoredPost[]) => readStandings(client, idsOf(posts));
  await putPosts(client, await standing(before.filter(({ counted }) => counted)), -1);
  const uncounted = before.filter(({ counted, scopes }) => !counted && scopes.length > 0);
  await putDeleted(client, await standing(uncounted), -1);
  const states = await authorStates(
    client,
    changes.map(({ stored }) => stored.id),
  );
  const active = changes.map((placed) => ({ ...placed, active: states.get(placed.stored.id) === stateCode.active }));
  await updatePosts(client, active);
  await withdraw(context, withdrawn);
  const ofActive = (is: boolean) => active.filter((placed) => placed.active === is).map(({ stored }) => stored);
  await startEngagement(client, idsOf(ofActive(true)));
  await putPosts(client, await standing(ofActive(true)), 1);
  await putDeleted(client, await standing(ofActive(false)), 1);
  const detailed = (tagsOnly: boolean) =>
    active
      .filter((placed) => (placed.tagsOnly ?? false) === tagsOnly)
      .map(({ stored, event }) => ({ id: stored.id, event }));
  await clearTags(client, idsOf([...detailed(true), ...detailed(false)]), tagPlace(context));
  await clearLinks(client, idsOf(detailed(false)));
  await writeDetails(client, detailed(false), tagPlace(context));
  await writeTags(client, detailed(true), tagPlace(context));
  const gone = changes.filter(({ stored }) => states.get(stored.id) === stateCode.deleted).map(({ stored }) => stored);
  await bury(client, idsOf(gone));
  const joined = changes.filter(({ stored, scopes }) => {
    const known = new Set(stored.scopes.map((scope) => context.campaignOf(scope)));
    return stored.deletedAt !== null || scopes.some((scope) => !known.has(context.campaignOf(scope)));
  });
  result.inserted += joined.length;
  result.deleted += withdrawn.filter(({ stored }) => stored.counted).length;
}

const idsOf = (posts: readonly { id: number }[]) => posts.map(({ id }) => id);

async function authorStates(client: PoolClient, ids: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await client.query<{ id: number; state: number }>(
    'select p.id, a.state from post p join author a on a.id = p.author_id where p.id = any($1::bigint[])',
    [ids],
  );
  return new Map(rows.map(({ id, state }) => [id, state]));
}
