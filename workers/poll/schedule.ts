/** What decides when a server is asked again. Times in ms. */
export interface PollState {
  /** Since when the role polls this server. */
  startedAt: number;
  /** When a tag last brought a post that was new to us; null: never. */
  lastNewsAt: number | null;
  /** Fixed by the operator; null: adaptive. */
  fixedMs: number | null;
}

const quickMs = 60_000;
const slowMs = 300_000;
const warmMs = 3_600_000;

/** Time between two polls: a minute in the first hour and while there was news within an hour, else five; or what is fixed. */
export function pollInterval({ startedAt, lastNewsAt, fixedMs }: PollState, now: number): number {
  if (fixedMs !== null) return fixedMs;
  const warm = now - startedAt < warmMs || (lastNewsAt !== null && now - lastNewsAt < warmMs);
  return warm ? quickMs : slowMs;
}

/** How far a poll looks back, ms: every fourth an hour, every six hours two days, else only as far as there is news. */
export function lookBack(poll: number, sinceSweepMs: number): number {
  if (sinceSweepMs >= 6 * 3_600_000) return 48 * 3_600_000;
  return poll % 4 === 3 ? 3_600_000 : 0;
}

const longestMs = { page: 900_000, network: 6 * 3_600_000, other: 900_000 };

/** How long to leave a failing server alone: from a poll's interval on, doubling, up to 15 minutes; 6 hours where it cannot be reached. */
export function failureWait(failures: number, kind: keyof typeof longestMs, intervalMs: number): number {
  return Math.min(longestMs[kind], intervalMs * 2 ** Math.min(20, Math.max(0, failures - 1)));
}

/** Groups of spellings for one request each: four where the server takes several, else one. */
export function tagGroups(names: readonly string[], takesAny: boolean): string[][] {
  const size = takesAny ? 4 : 1;
  const groups: string[][] = [];
  for (let i = 0; i < names.length; i += size) groups.push(names.slice(i, i + size));
  return groups;
}
