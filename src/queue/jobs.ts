import { z } from 'zod';
import type { Batch } from '../domain/batch.ts';

/** Every kind of job: its queue's name and what its payload is. */
export interface Jobs {
  /** Events of a source with the stretch that they cover: written by the role `aggregate`. */
  'ingest-batch': Batch;
}
export type JobKind = keyof Jobs;

const covers = z.object({ set: z.int(), from: z.number(), to: z.number() });
const event = z.looseObject({
  type: z.enum(['post', 'delete', 'account', 'identity', 'profile', 'reaction', 'undo']),
});

/** Checks the outline of a payload; its events were parsed and cleaned by the source that made them. */
export const jobSchemas: { [Kind in JobKind]: z.ZodType<Jobs[Kind]> } = {
  'ingest-batch': z.object({
    source: z.string(),
    run: z.string(),
    live: z.boolean(),
    campaigns: z.array(z.string()),
    versions: z.record(z.string(), z.number()).optional(),
    events: z.array(event),
    covers: z.array(covers),
    read: z.int(),
  }) as unknown as z.ZodType<Batch>,
};
