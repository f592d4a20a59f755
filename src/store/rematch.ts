import { findPendingRematches, strikePendingRematch } from './campaigns.ts';
import type { Database } from './database.ts';
import type { Ingest } from './ingest/ingest.ts';

/** Matches stored posts anew for every campaign that was changed. Gives how many posts changed their place, by slug. */
export async function rematchPending(db: Database, ingest: Ingest): Promise<Map<string, number>> {
  const changed = new Map<string, number>();
  for (const slug of await findPendingRematches(db)) {
    await strikePendingRematch(db, slug);
    changed.set(slug, await ingest.rematch(slug, null));
  }
  return changed;
}
