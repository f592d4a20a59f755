import type { SourceEvent } from './post.ts';
import { revOfMicros } from './rev.ts';

/** The deletion of a post that its source shows no more. @param now ms */
export const missedAway = (uri: string, now: number): Extract<SourceEvent, { type: 'delete' }> => ({
  type: 'delete',
  uri,
  rev: revOfMicros(now * 1000),
  at: now,
  missed: true,
});
