import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Covers } from '../domain/batch.ts';
import type { Interval } from '../domain/time/interval.ts';
import type { Database } from './database.ts';

/** An unchanging list of spellings on one source, by its id. */
export interface WatchSet {
  id: number;
  source: string;
  /** Before this nothing is owed, ms; null of a set that is not watched live. */
  floor: number | null;
}

const hashOf = (norms: readonly string[]) =>
  createHash('sha256')
    .update([...norms].sort().join('\n'))
    .digest('hex');

/**
 * The watch set of exactly these spellings on this source, made if it is new.
 * @param norms normal forms, in any order
 */
export async function ensureWatchSet(
  db: Database,
  source: string,
  norms: readonly string[],
  now: number,
): Promise<WatchSet> {
  const distinct = [...new Set(norms)].sort();
  const hash = hashOf(distinct);
  const find = async () => {
    const { rows } = await db.$client.query<{ id: number; floor: Date | null }>(
      'select id, floor from watch_set where source = $1 and hash = $2',
      [source, hash],
    );
    return rows[0];
  };
  let row = await find();
  if (!row) {
    await db.$client.query(
      `with made as (insert into watch_set (source, hash, created_at) values ($1, $2, $3) on conflict do nothing returning id)
       insert into watch_tag (norm, set_id) select n, made.id from made, unnest($4::text[]) n on conflict do nothing`,
      [source, hash, new Date(now), distinct],
    );
    row = await find();
  }
  if (!row) throw new Error(`watch set of ${source} was neither found nor made`);
  return { id: row.id, source, floor: row.floor?.getTime() ?? null };
}

/** Sets from when on a live set owes coverage; an earlier floor stays. In ms. */
export async function setFloor(db: Database, setId: number, floor: number): Promise<void> {
  await db.$client.query('update watch_set set floor = $2 where id = $1 and (floor is null or floor > $2)', [
    setId,
    new Date(floor),
  ]);
}

/** Writes stretches into the ledger, within the transaction that wrote what they cover: a stretch that meets one of its run grows it. */
export async function recordCoverage(
  client: PoolClient,
  run: string,
  covers: readonly Covers[],
  events: number,
  matched: number,
): Promise<void> {
  for (const { set, ...stretch } of covers) {
    const [from, to] = [Math.floor(stretch.from), Math.floor(stretch.to)];
    if (!(to > from)) continue;
    const values = [set, run, new Date(from), new Date(to), events, matched];
    const { rowCount } = await client.query({
      name: 'coverage-grow',
      text: `update coverage c set during = range_merge(c.during, tstzrange($3, $4)), events = c.events + $5, matched = c.matched + $6
        where c.ctid = (
          select ctid from coverage where set_id = $1 and run = $2 and (during && tstzrange($3, $4) or during -|- tstzrange($3, $4))
          order by upper(during) desc limit 1)`,
      values,
    });
    if (rowCount) continue;
    await client.query({
      name: 'coverage-add',
      // Of a set that went with its campaign nothing is noted any more.
      text: `insert into coverage (set_id, run, during, events, matched)
        select id, $2, tstzrange($3, $4), $5, $6 from watch_set where id = $1`,
      values,
    });
  }
}

interface RangeRow {
  from: Date;
  to: Date;
}

const toIntervals = (rows: readonly RangeRow[]): Interval[] =>
  rows.map(({ from, to }) => ({ from: from.getTime(), to: to.getTime() }));

/** What of a watch set is covered within [from, to), merged and sorted. */
export async function coveredBySet(db: Database, setId: number, window: Interval): Promise<Interval[]> {
  const { rows } = await db.$client.query<RangeRow>({
    name: 'covered-by-set',
    text: `select lower(r) as "from", upper(r) as "to" from (
      select unnest(range_agg(during) * tstzmultirange(tstzrange($2, $3))) r from coverage where set_id = $1 and during && tstzrange($2, $3)) x order by 1`,
    values: [setId, new Date(window.from), new Date(window.to)],
  });
  return toIntervals(rows);
}

/** Covered stretches of every spelling on every source within [from, to): source, spelling, merged and sorted intervals. */
export async function coveredBySpelling(
  db: Database,
  sources: readonly string[],
  norms: readonly string[],
  window: Interval,
): Promise<{ source: string; norm: string; covered: Interval[] }[]> {
  if (sources.length === 0 || norms.length === 0) return [];
  const { rows } = await db.$client.query<RangeRow & { source: string; norm: string }>({
    name: 'covered-by-spelling',
    text: `with ours as (
        select s.id, s.source, array_agg(t.norm order by t.norm) norms from watch_set s join watch_tag t on t.set_id = s.id
        where s.source = any($1::text[]) and t.norm = any($2::text[]) group by 1, 2),
      merged as (
        select o.source, n.norm, range_agg(c.during) * tstzmultirange(tstzrange($3, $4)) r
        from ours o cross join lateral unnest(o.norms) n(norm) join coverage c on c.set_id = o.id and c.during && tstzrange($3, $4)
        group by 1, 2)
      select source, norm, lower(u) as "from", upper(u) as "to" from merged cross join lateral unnest(r) u order by 1, 2, 3`,
    values: [sources, norms, new Date(window.from), new Date(window.to)],
  });
  const found = new Map<string, { source: string; norm: string; covered: Interval[] }>();
  for (const row of rows) {
    const id = `${row.source} ${row.norm}`;
    const entry = found.get(id) ?? { source: row.source, norm: row.norm, covered: [] };
    entry.covered.push({ from: row.from.getTime(), to: row.to.getTime() });
    found.set(id, entry);
  }
  return [...found.values()];
}

/** Melts stretches of different runs that are older than two days into as few rows as there are holes. Gives rows saved. */
export async function compactCoverage(client: PoolClient, before: number): Promise<number> {
  const { rows } = await client.query<{ saved: number }>(
    `with old as (delete from coverage where upper(during) < $1 returning *),
      made as (
        insert into coverage (set_id, run, during, events, matched)
        select m.set_id, 'compacted', r, sum(o.events) filter (where o.during <@ r), sum(o.matched) filter (where o.during <@ r)
        from (select set_id, unnest(range_agg(during)) r from old group by 1) m join old o using (set_id) group by 1, 3 returning 1)
      select (select count(*) from old)::int - (select count(*) from made)::int as saved`,
    [new Date(before)],
  );
  return rows[0]?.saved ?? 0;
}
