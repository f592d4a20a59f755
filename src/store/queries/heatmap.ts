import type { Interval } from '../../domain/time/interval.ts';
import { offsetAt } from '../../domain/time/zone.ts';
import { platformCode } from '../codes.ts';
import type { Database } from '../database.ts';
import type { Selection } from './question.ts';
import { reactionSums, selected, selectedValues } from './selected.ts';

/** Figures of one hour of the week, 0 being Monday 00:00. */
export interface HourRow {
  hour: number;
  posts: number;
  likes: number;
  reposts: number;
  replies: number;
  quotes: number;
}

/** The parts of a window in which a zone keeps one offset, ms. */
export function offsetStretches(window: Interval, zone: string): { from: number; to: number; offset: number }[] {
  const stretches = [];
  for (let from = window.from; from < window.to; ) {
    const { to, offset } = offsetAt(zone, from);
    stretches.push({ from, to: Math.min(to, window.to), offset });
    from = to;
  }
  return stretches;
}

/** Hour of the week of an instant in seconds since 1970 (a Thursday) on a clock that is `z.shift` seconds ahead. */
const hourOf = (instant: string) => `((floor((extract(epoch from ${instant}) + z.shift) / 3600))::bigint + 72) % 168`;
const zones = (first: number) =>
  `unnest($${first}::timestamptz[], $${first + 1}::timestamptz[], $${first + 2}::int[]) z(first, last, shift)`;

/** Posts and reactions by hour of the week in a zone; an hour without posts has no row. */
export async function countHours(
  db: Database,
  selection: Selection,
  window: Interval,
  zone: string,
): Promise<HourRow[]> {
  const stretches = offsetStretches(window, zone);
  const bounds = [
    stretches.map(({ from }) => new Date(from)),
    stretches.map(({ to }) => new Date(to)),
    stretches.map(({ offset }) => offset / 1000),
  ];
  const plain = selection.also.length === 0 && selection.scope !== null;
  const { rows } = plain
    ? await db.$client.query<HourRow>({
        name: 'hours-sums',
        text: `select ${hourOf('e.bucket')}::int as hour, sum(e.posts)::int posts, ${reactionSums}
          from ${zones(3)} join rollup_15m e on e.scope_id = $1 and e.bucket >= z.first and e.bucket < z.last
          where $2::smallint is null or e.platform = $2 group by 1`,
        values: [selection.scope, selection.platform === null ? null : platformCode[selection.platform], ...bounds],
      })
    : await db.$client.query<HourRow>({
        name: 'hours-posts',
        text: `select ${hourOf('p.counted_at')}::int as hour, count(*)::int posts, ${reactionSums}
          from post p join ${zones(5)} on p.counted_at >= z.first and p.counted_at < z.last left join engagement e on e.post_id = p.id
          where ${selected} group by 1`,
        values: [...selectedValues(selection, window), ...bounds],
      });
  return rows;
}
