const floors = new Map<string, number>();

/** When a campaign begins: 00:00 of its first day in its zone, in ms. Asked for each post, so each is found out once. */
export function campaignFloor({ since, timezone }: { since: string; timezone: string }): number {
  const key = `${since} ${timezone}`;
  const known = floors.get(key);
  if (known !== undefined) return known;
  const floor = Temporal.PlainDate.from(since).toZonedDateTime(timezone).epochMilliseconds;
  floors.set(key, floor);
  return floor;
}

/**
 * The time under which a post counts, in ms: what its author's client claims, but never later than it was first seen.
 * Claims from before the campaign count at its first moment if we saw the post live since then; found later, they do
 * not count (null).
 * @param claimedAt null if unreadable
 * @param floor `campaignFloor`
 * @param live seen in a stream or a poll, not by a backfill or import
 */
export function countedTime(post: {
  claimedAt: number | null;
  seenAt: number;
  floor: number;
  live: boolean;
}): number | null {
  const { claimedAt, seenAt, floor, live } = post;
  const time = Math.min(claimedAt ?? seenAt, seenAt);
  if (time >= floor) return time;
  return live && seenAt >= floor ? floor : null;
}
