import type { Interval } from '../../domain/time/interval.ts';
import { quarterMs } from '../../domain/time/quarter.ts';
import { platformCode } from '../codes.ts';
import type { Database } from '../database.ts';
import { mustHave } from './figures.ts';
import type { Selection } from './question.ts';

/** Posts of every quarter of a window that begins and ends with one, ascending, zeros included. */
export async function countQuarters(db: Database, selection: Selection, window: Interval): Promise<number[]> {
  const counts = new Array<number>(Math.max(0, Math.round((window.to - window.from) / quarterMs))).fill(0);
  if (selection.scope === null) return counts;
  const platform = selection.platform === null ? null : platformCode[selection.platform];
  const bounds = [new Date(window.from), new Date(window.to), platform];
  const { rows } =
    selection.also.length === 0
      ? await db.$client.query<{ at: Date; n: number }>({
          name: 'quarters',
          text: `select bucket as at, sum(posts)::int n from rollup_15m
            where scope_id = $4 and bucket >= $1 and bucket < $2 and ($3::smallint is null or platform = $3) group by 1`,
          values: [...bounds, selection.scope],
        })
      : await db.$client.query<{ at: Date; n: number }>({
          name: 'quarters-raw',
          text: `select date_bin('15 min', counted_at, 'epoch'::timestamptz) as at, count(*)::int n from post p
            where p.counted_at >= $1 and p.counted_at < $2 and ($3::smallint is null or p.platform = $3) and p.counted and p.scopes @> $4::int[] group by 1`,
          values: [...bounds, mustHave(selection)],
        });
  for (const { at, n } of rows) counts[Math.round((at.getTime() - window.from) / quarterMs)] = n;
  return counts;
}
