import type { Batch, IngestResult, MatchedEvent } from '../../domain/batch.ts';
import { isAboutValues } from '../database.ts';

function sum(a: IngestResult, b: IngestResult): IngestResult {
  return {
    matched: a.matched + b.matched,
    inserted: a.inserted + b.inserted,
    duplicate: a.duplicate + b.duplicate,
    deleted: a.deleted + b.deleted,
    invalid: [...a.invalid, ...b.invalid],
    campaigns: [...new Set([...a.campaigns, ...b.campaigns])],
  };
}

/**
 * Writes all of a batch but the events whose values the database refuses: halves it until only those are left. The
 * stretch is written last, since it must not say that something was watched before that is there.
 */
export async function writeInHalves(
  batch: Batch,
  write: (part: Batch) => Promise<IngestResult>,
): Promise<IngestResult> {
  const writePart = async (events: readonly MatchedEvent[]): Promise<IngestResult> => {
    try {
      return await write({ ...batch, events: [...events], covers: [], read: 0 });
    } catch (error) {
      if (!isAboutValues(error)) throw error;
      if (events.length === 1)
        return {
          matched: 0,
          inserted: 0,
          duplicate: 0,
          deleted: 0,
          invalid: [(error as Error).message],
          campaigns: [],
        };
      const half = Math.ceil(events.length / 2);
      return sum(await writePart(events.slice(0, half)), await writePart(events.slice(half)));
    }
  };
  const written = await writePart(batch.events);
  return sum(written, await write({ ...batch, events: [] }));
}
