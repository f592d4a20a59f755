import { findPendingRematches, strikePendingRematch } from './campaigns.ts';
import type { Database } from './database.ts';
import type { Ingest } from './ingest/ingest.ts';

/** Matches stored posts anew for every campaign that was changed. Gives how many posts changed their place, by slug. */
export async function rematchPending(db: Database, ingest: Ingest): Promise<Map<string, number>> {
  const changed = new Map<string, number>();
  for (const pending of await findPendingRematches(db)) {
    changed.set(pending.slug, await ingest.rematch(pending.slug, null));
    await strikePendingRematch(db, pending); // last, so that whoever was killed in the middle is followed by another
  }
  return changed;
}
