import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from '../database.ts';

/** How often what is stored has changed, and when last. */
export interface Clock {
  /** ms */
  asOf: number;
  /** Any change, coverage too: an export of the same number holds the same. */
  seq: number;
  /** Posts, their places and texts, and what accounts tell of themselves. */
  posts: number;
  /** Reactions to posts. */
  reactions: number;
}

const looks = new WeakMap<Database, Promise<Clock>>();

/** The clock as it stands now. What asks in one turn of the event loop shares a look, which is never older than its question. */
export function findClock(db: Database): Promise<Clock> {
  const shared = looks.get(db);
  if (shared) return shared;
  const look = nextTurn().then(async () => {
    looks.delete(db);
    const { rows } = await db.$client.query<Omit<Clock, 'asOf'> & { at: Date }>({
      name: 'clock-read',
      text: 'select as_of as at, seq, posts, reactions from clock where id = 1',
    });
    const [row] = rows;
    return { asOf: row?.at.getTime() ?? 0, seq: row?.seq ?? 0, posts: row?.posts ?? 0, reactions: row?.reactions ?? 0 };
  });
  looks.set(db, look);
  return look;
}
