import type { Database } from './database.ts';

/** What a source is doing: `watching` it answers, `behind` it catches up, `refused` it does not let us read, `silent` it does not answer, `off`. */
export type SourceState = 'watching' | 'behind' | 'refused' | 'silent' | 'off';

export interface SourceStatus {
  id: number;
  name: string;
  platform: number;
  state: SourceState;
  lastEventAt: Date | null;
  lastError: string | null;
  lastErrorAt: Date | null;
  memo: Record<string, unknown>;
}

const columns = `id, name, platform, state, last_event_at as "lastEventAt", last_error as "lastError", last_error_at as "lastErrorAt", memo`;

/** Status of the sources of these names. */
export async function findSources(db: Database, names: readonly string[]): Promise<SourceStatus[]> {
  const { rows } = await db.$client.query<SourceStatus>(
    `select ${columns} from source where name = any($1::text[]) order by platform, name`,
    [names],
  );
  return rows;
}

/** Sources that some campaign collects from now, with the campaigns' slugs. */
export async function findActiveSources(db: Database): Promise<(SourceStatus & { campaigns: string[] })[]> {
  const { rows } = await db.$client.query<SourceStatus & { campaigns: string[] }>(
    `select ${columns.replace(/\bid\b/, 's.id')}, array(
       select c.slug from campaign_source k join campaign c on c.id = k.campaign_id where k.source_id = s.id and k.removed_at is null order by 1) campaigns
     from source s where exists (select from campaign_source k where k.source_id = s.id and k.removed_at is null) order by platform, name`,
  );
  return rows;
}

/** Notes what a source is doing. `lastEventAt` is the network's own time, ms; an error is one sentence. */
export async function noteSource(
  db: Database,
  name: string,
  note: { state?: SourceState; lastEventAt?: number; error?: string | null; memo?: Record<string, unknown> },
  now: number,
): Promise<void> {
  await db.$client.query({
    name: 'source-note',
    text: `update source set state = coalesce($2, state), last_event_at = greatest(last_event_at, $3), memo = memo || coalesce($4::jsonb, '{}'),
        last_error = case when $5 then $6 else last_error end, last_error_at = case when $5 and $6 is not null then $7 else last_error_at end
      where name = $1`,
    values: [
      name,
      note.state ?? null,
      note.lastEventAt === undefined ? null : new Date(note.lastEventAt),
      note.memo ? JSON.stringify(note.memo) : null,
      note.error !== undefined,
      note.error ?? null,
      new Date(now),
    ],
  });
}

/** Notes why a stretch [from, to), ms, of a source is missing. */
export async function noteGap(
  db: Database,
  name: string,
  gap: { from: number; to: number; reason: string; final: boolean },
  now: number,
): Promise<void> {
  if (!(gap.to > gap.from)) return;
  await db.$client.query(
    `insert into gap_reason (source_id, during, reason, final, noted_at)
     select id, tstzrange($2, $3), $4, $5, $6 from source where name = $1
       and not exists (select from gap_reason g where g.source_id = source.id and g.reason = $4 and g.during @> tstzrange($2, $3))`,
    [name, new Date(gap.from), new Date(gap.to), gap.reason, gap.final, new Date(now)],
  );
}

/** Stretches of a source that nothing can bring back, ms. */
export async function findLostStretches(db: Database, name: string): Promise<{ from: number; to: number }[]> {
  const { rows } = await db.$client.query<{ from: Date; to: Date }>(
    `select lower(during) as "from", upper(during) as "to" from gap_reason g join source s on s.id = g.source_id where s.name = $1 and g.final order by 1`,
    [name],
  );
  return rows.map(({ from, to }) => ({ from: from.getTime(), to: to.getTime() }));
}
