import type { PoolClient } from 'pg';
import { authorDims } from '../codes.ts';
import { addAuthorDays, takeAuthorDays } from './author-days.ts';
import { type Reactions, readStandings, type Standing } from './standings.ts';
import { type Addition, type SumRow, sumsByDay, sumsByQuarter } from './sums.ts';

/** The tables that hold sums. */
const tables = [
  { table: 'rollup_15m', place: 'bucket', type: 'timestamptz', sum: sumsByQuarter, show: (ms: number) => new Date(ms) },
  { table: 'rollup_day', place: 'day', type: 'int', sum: sumsByDay, show: (day: number) => day },
] as const;

const columns = ['posts', 'deleted', 'likes', 'reposts', 'replies', 'quotes'] as const;

async function addSums(
  client: PoolClient,
  standings: readonly Standing[],
  addition: (standing: Standing) => Addition,
): Promise<void> {
  for (const { table, place, type, sum, show } of tables) {
    const rows = sum(standings, addition);
    const of = <T>(pick: (row: SumRow) => T) => rows.map(pick);
    await client.query({
      name: `add-${table}`,
      text: `insert into ${table} (scope_id, ${place}, platform, ${columns.join(', ')})
        select * from unnest($1::int[], $2::${type}[], $3::smallint[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[]) order by 1, 2, 3
        on conflict (scope_id, ${place}, platform) do update set ${columns.map((name) => `${name} = ${table}.${name} + excluded.${name}`).join(', ')}`,
      values: [
        of(({ scope }) => scope),
        of((row) => show(row.place)),
        of(({ platform }) => platform),
        ...columns.map((name) => of((row) => row[name])),
      ],
    });
  }
}

/**
 * Puts posts into the counts (+1) or takes them out (−1), exactly where they stand: sums by quarter and by day with
 * their reactions, days of their authors.
 * @param deleted what to add to the count of deleted posts for each
 */
export async function putPosts(
  client: PoolClient,
  standings: readonly Standing[],
  sign: 1 | -1,
  deleted: -1 | 0 | 1 = 0,
): Promise<void> {
  if (standings.length === 0) return;
  await addSums(client, standings, ({ likes, reposts, replies, quotes }) => ({
    posts: sign,
    deleted,
    likes: sign * likes,
    reposts: sign * reposts,
    replies: sign * replies,
    quotes: sign * quotes,
  }));
  await (sign > 0 ? addAuthorDays : takeAuthorDays)(client, standings, authorDims);
}

/** Adds to the count of deleted posts alone: of posts that were never in the counts, or come back from outside. */
export async function putDeleted(client: PoolClient, standings: readonly Standing[], delta: 1 | -1): Promise<void> {
  if (standings.length === 0) return;
  await addSums(client, standings, () => ({ posts: 0, deleted: delta, likes: 0, reposts: 0, replies: 0, quotes: 0 }));
}

/** A change of a post's reactions. */
export interface EngagementDelta extends Reactions {
  postId: number;
}

/** Adds changes of reactions to the sums of the posts that stand in the counts. */
export async function putEngagement(client: PoolClient, deltas: readonly EngagementDelta[]): Promise<void> {
  const changed = new Map(
    deltas
      .filter((d) => d.likes !== 0 || d.reposts !== 0 || d.replies !== 0 || d.quotes !== 0)
      .map(({ postId, ...delta }) => [postId, delta]),
  );
  const standings = (await readStandings(client, [...changed.keys()])).filter(({ counted }) => counted);
  if (standings.length === 0) return;
  const none: Reactions = { likes: 0, reposts: 0, replies: 0, quotes: 0 };
  await addSums(client, standings, ({ id }) => ({ posts: 0, deleted: 0, ...(changed.get(id) ?? none) }));
}
