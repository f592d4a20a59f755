/** What can stop ingest, in the order in which it is told. */
export const stops = ['disk', 'queue', 'database'] as const;
export type Stop = (typeof stops)[number];

/** Why ingest is paused: since when (ms), and in one sentence what it is and what mends it. */
export interface Pause {
  what: Stop;
  since: number;
  mend: string;
}
/** What was found to stop ingest, each with its sentence. No figure that moves stands in one: it is said once. */
export type Found = Partial<Record<Stop, string>>;

/** Bytes free for the database, and bytes of its write-ahead log. */
export interface DiskReading {
  free: number;
  wal: number;
}

/** Jobs that are not done yet; bytes of memory that Redis uses and may use (0: no limit of its own). */
export interface QueueReading {
  jobs: number;
  used: number;
  most: number;
}

const megabyte = 1024 * 1024;
/** A brake that is on lets go only with so much more room, so that it does not flutter. */
const roomAgain = 1.1;
const memoryShare = { on: 0.9, off: 0.8 };
const jobs = { on: 200_000, off: 100_000 };

/** Below so many free bytes ingest pauses. A full log would end the database, and it could not start again. */
export const diskLimit = (wal: number): number => Math.max(500 * megabyte, 3 * wal);

/** Room that must be there to let go of the brake, in bytes. */
export const diskEnough = (wal: number): number => diskLimit(wal) * roomAgain;

/** @param paused whether the brake is on already because of this */
export function judgeDisk({ free, wal }: DiskReading, paused: boolean): string | null {
  if (free >= (paused ? diskEnough(wal) : diskLimit(wal))) return null;
  const needed = Math.ceil(diskLimit(wal) / megabyte / 100) * 100;
  return `Less than ${needed} MB are free on the disk of DATA_DIR, so nothing is read and counted; free some space, and it goes on by itself.`;
}

/**
 * Reading pauses before Redis is full: then nobody could take a job out of it either.
 * @param paused whether the brake is on already because of this
 */
export function judgeQueue({ jobs: n, used, most }: QueueReading, paused: boolean): string | null {
  if (most > 0 && used >= most * (paused ? memoryShare.off : memoryShare.on))
    return 'Redis has used up its memory, so nothing is read; raise its maxmemory, and it goes on by itself.';
  if (n >= (paused ? jobs.off : jobs.on))
    return `More than ${jobs.off} jobs wait in the queue, so nothing is read; a process with the role aggregate must run, and it goes on by itself.`;
  return null;
}

/** The pauses after a look: one that goes on keeps its beginning. Times in ms. */
export function settle(before: readonly Pause[], found: Found, now: number): Pause[] {
  return stops.flatMap((what) => {
    const mend = found[what];
    if (mend === undefined) return [];
    return [{ what, since: before.find((pause) => pause.what === what)?.since ?? now, mend }];
  });
}

/** What several processes say, each reason once, as who said it first. */
export function merge(said: readonly Pause[]): Pause[] {
  return stops.flatMap((what) =>
    said
      .filter((pause) => pause.what === what)
      .toSorted((a, b) => a.since - b.since)
      .slice(0, 1),
  );
}
