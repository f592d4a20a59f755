import type { PoolClient } from 'pg';

/** Reactions by kind, or a change of them. */
export interface Reactions {
  likes: number;
  reposts: number;
  replies: number;
  quotes: number;
}

/** Where a post stands in the counts, and what it carries into them. */
export interface Standing extends Reactions {
  id: number;
  authorId: number;
  /** Code of its network. */
  platform: number;
  /** ms */
  countedAt: number;
  counted: boolean;
  /** Ids of its scopes; `dims` and `days` run parallel: the dimension of each, and its day in that campaign's zone. */
  scopes: readonly number[];
  dims: readonly number[];
  days: readonly number[];
}

/** Posts as their rows say that they stand. */
export async function readStandings(client: PoolClient, ids: readonly number[]): Promise<Standing[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<Omit<Standing, 'countedAt'> & { countedAt: Date }>({
    name: 'standings',
    text: `select p.id, p.author_id as "authorId", p.platform, p.counted_at as "countedAt", p.counted, p.scopes, p.days,
        array(select s.dim from unnest(p.scopes) with ordinality u(id, nth) join scope s on s.id = u.id order by u.nth)::int[] as dims,
        coalesce(e.likes, 0) as likes, coalesce(e.reposts, 0) as reposts, coalesce(e.replies, 0) as replies, coalesce(e.quotes, 0) as quotes
      from post p left join engagement e on e.post_id = p.id where p.id = any($1::bigint[])`,
    values: [ids],
  });
  return rows.map((row) => ({ ...row, countedAt: row.countedAt.getTime() }));
}
