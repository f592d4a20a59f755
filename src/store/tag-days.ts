import type { Database } from './database.ts';

/** A server's own count of a tag on a UTC day. */
interface OwnCount {
  /** `YYYY-MM-DD`. */
  day: string;
  uses: number;
}

/**
 * Keeps what a source counted of a tag itself. A day that was told before has the newer answer.
 * @param readAt when the source made the answer, ms
 */
export async function writeTagDays(
  db: Database,
  source: string,
  norm: string,
  days: readonly OwnCount[],
  readAt: number,
): Promise<void> {
  await db.$client.query(
    `insert into server_tag_day as t (source_id, norm, day, uses, read_at)
     select s.id, $2, n.day, n.uses, $5 from unnest($3::date[], $4::int[]) n(day, uses) join source s on s.name = $1 order by n.day
     on conflict (source_id, norm, day) do update set uses = excluded.uses, read_at = excluded.read_at
     where t.read_at <= excluded.read_at`,
    [source, norm, days.map(({ day }) => day), days.map(({ uses }) => uses), new Date(readAt)],
  );
}

/** When a source last told its own count of each tag, ms, by the tag's normal form. */
export async function findTagReadings(db: Database, source: string): Promise<Map<string, number>> {
  const { rows } = await db.$client.query<{ norm: string; at: Date }>(
    `select t.norm, max(t.read_at) as at from server_tag_day t join source s on s.id = t.source_id where s.name = $1 group by 1`,
    [source],
  );
  return new Map(rows.map(({ norm, at }) => [norm, at.getTime()]));
}
