/** The two generations of Jetstream's interface. */
export type Wire = 'v1' | 'v2';

/** Where to begin: nowhere (the live tip), at a time (µs, any host), or at a sequence number of this very host. */
export type Cursor = { kind: 'tip' } | { kind: 'time'; timeUs: number } | { kind: 'seq'; seq: number };

const firstWaitMs = 1000;
const longestWaitMs = 60_000;

/** On every time cursor we go back so far: hosts differ by seconds, and events of different accounts may swap. */
export const rewindMs = 60_000;
/** On our own sequence number we go back so far: a crashed server may have used the last ones twice. */
const rewindSeq = 2000;
/** A first event later than asked by more than this means that the server no longer has what was between. */
export const clampSlackMs = 10_000;
/** What arrived may still have neighbours of an earlier time: so much of the end is not claimed as covered. */
export const unclaimedMs = 2000;
/** A gap longer than this is not waited for: the live tail starts at once, and the gap is repaired beside it. */
export const longestResumeMs = 10 * 60_000;
/** Hosts keep at least a day, usually 36 hours; what is older than this cannot come back. */
export const keptMs = 72 * 3_600_000;

/** Time to wait before the next try, doubling from 1 s to 60 s, with up to a quarter taken off by chance (0..1). In ms. */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.max(0, failures - 1));
  return Math.round(full * (1 - random / 4));
}

/** What to ask for, in the words of a wire. Likes and reposts only if wanted: they are five times the traffic. */
export function subscribeUrl(host: string, wire: Wire, cursor: Cursor, engagement: boolean): string {
  const collections = [
    'app.bsky.feed.post',
    'app.bsky.actor.profile',
    ...(engagement ? ['app.bsky.feed.like', 'app.bsky.feed.repost'] : []),
  ];
  const url = new URL(wire === 'v1' ? `${host}/subscribe` : `${host}/xrpc/network.bsky.jetstream.subscribeEvents`);
  for (const collection of collections)
    url.searchParams.append(wire === 'v1' ? 'wantedCollections' : 'collections', collection);
  if (cursor.kind === 'time') url.searchParams.set('cursor', String(Math.max(1e15, Math.trunc(cursor.timeUs))));
  if (cursor.kind === 'seq' && wire === 'v2')
    url.searchParams.set('cursor', String(Math.max(1, cursor.seq - rewindSeq)));
  return url.href;
}

/** What a refusal before the upgrade means. */
export type Refusal = 'cursor-too-old' | 'busy' | 'other-wire' | 'refused';

/** Reads a refused upgrade: on the second wire's path anything but these few says that the host speaks the first. */
export function judgeRefusal(wire: Wire, status: number, body: string): Refusal {
  if (status === 400 && /CursorTooOld/.test(body)) return 'cursor-too-old';
  if (status === 429 || status === 503) return 'busy';
  return wire === 'v2' ? 'other-wire' : 'refused';
}

/**
 * Where a connection resumes on a host: from its own sequence number if that is known not to lie after what is safe,
 * else from the safe time less the rewind.
 * @param safeUntil everything before is read or queued, ms; null: nothing yet
 * @param known the host's last sequence number with its time (ms)
 */
export function cursorFor(safeUntil: number | null, known: { seq: number; at: number } | null): Cursor {
  if (safeUntil === null) return { kind: 'tip' };
  if (known && known.at <= safeUntil + unclaimedMs) return { kind: 'seq', seq: known.seq };
  return { kind: 'time', timeUs: (safeUntil - rewindMs) * 1000 };
}
