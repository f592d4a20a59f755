import { tickClock } from './clock.ts';
import { type Database, transaction } from './database.ts';
import { keepTextSince } from './settings.ts';
import { lockWriters } from './writer-lock.ts';

const dayMs = 86_400_000;
const tombstoneDays = 2;
const reactionDays = 30;
const pointDays = 60;
const ownCountDays = 400;
const batch = 10_000;

/** What went. */
export interface Pruned {
  texts: number;
  names: number;
  tombstones: number;
  reactions: number;
  points: number;
  ownCounts: number;
}

async function removeInBatches(db: Database, statement: string, values: unknown[]): Promise<number> {
  let removed = 0;
  for (;;) {
    const { rowCount } = await db.$client.query(statement, [...values, batch]);
    removed += rowCount ?? 0;
    if ((rowCount ?? 0) < batch) return removed;
  }
}

/**
 * Takes away what has been kept long enough: text of posts, names of accounts without a younger post, early deletions,
 * keys of reactions, points of growth, what servers counted themselves. Our counts stay.
 * @param textDays days that text and names are kept
 * @param now ms
 */
export async function prune(db: Database, textDays: number, now: number): Promise<Pruned> {
  const before = (days: number) => new Date(now - days * dayMs);
  // Said first, and to all who write: an edit that comes meanwhile or later does not bring a text back.
  await transaction(db, async (client) => {
    await lockWriters(client);
    await keepTextSince(client, now - textDays * dayMs);
  });
  const texts = await removeInBatches(
    db,
    `delete from post_text where post_id in (select t.post_id from post_text t join post p on p.id = t.post_id where p.seen_at < $1 limit $2)`,
    [before(textDays)],
  );
  const names = await removeInBatches(
    db,
    `update author set handle = null, display = null where id in (
       select a.id from author a where (a.handle is not null or a.display is not null)
         and not exists (select from post p where p.author_id = a.id and p.seen_at >= $1) limit $2)`,
    [before(textDays)],
  );
  const tombstones = await removeInBatches(
    db,
    'delete from tombstone where uri in (select uri from tombstone where at < $1 limit $2)',
    [before(tombstoneDays)],
  );
  const reactions = await removeInBatches(
    db,
    `delete from reaction where (key, kind) in (select r.key, r.kind from reaction r join post p on p.id = r.post_id where p.counted_at < $1 limit $2)`,
    [before(reactionDays)],
  );
  const points = await removeInBatches(
    db,
    `delete from engagement_point where (post_id, at) in (
       select e.post_id, e.at from engagement_point e join post p on p.id = e.post_id where p.counted_at < $1 limit $2)`,
    [before(pointDays)],
  );
  const { rowCount: ownCounts } = await db.$client.query('delete from server_tag_day where day < $1', [
    before(ownCountDays),
  ]);
  if (texts > 0) await tickClock(db.$client);
  return { texts, names, tombstones, reactions, points, ownCounts: ownCounts ?? 0 };
}
