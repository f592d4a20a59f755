import type { QueryResultRow } from 'pg';
import type { Database } from '../database.ts';
import { findClock } from './clock.ts';

const longestMs = 60_000; // what changes without the clock (a profile, text that is let go) shows within a minute
const most = 300;

/** A question that looks at much. Rows that show no reactions are not asked anew because somebody liked a post. */
export interface BigQuestion {
  name: string;
  text: string;
  values: unknown[];
  of: 'posts' | 'reactions';
}

interface Kept {
  state: string;
  at: number;
  rows: Promise<QueryResultRow[]>;
}

const kept = new WeakMap<Database, Map<string, Kept>>();

/**
 * Rows of a question that has to look at posts one by one. Asked again while nothing that it speaks of was written
 * since, at most for a minute, it is not asked anew: long windows cost seconds, and pages and readers ask the same. The
 * rows are shared: do not change them.
 */
export async function remembered<R extends QueryResultRow>(
  db: Database,
  { of, ...question }: BigQuestion,
): Promise<R[]> {
  const clock = await findClock(db); // read first: what is written meanwhile makes it older than the rows, never newer
  const state = of === 'posts' ? `${clock.posts}` : `${clock.posts} ${clock.reactions}`;
  const ofDatabase = kept.get(db) ?? new Map<string, Kept>();
  kept.set(db, ofDatabase);
  const key = JSON.stringify([question.name, question.values]);
  const known = ofDatabase.get(key);
  if (known?.state === state && Date.now() - known.at < longestMs) return known.rows as Promise<R[]>;
  const rows = db.$client.query<R>(question).then((result) => result.rows);
  ofDatabase.delete(key);
  ofDatabase.set(key, { state, at: Date.now(), rows });
  for (const oldest of ofDatabase.keys()) if (ofDatabase.size > most) ofDatabase.delete(oldest);
  rows.catch(() => ofDatabase.delete(key)); // thrown where it is awaited
  return rows;
}
