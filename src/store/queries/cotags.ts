import type { Interval } from '../../domain/time/interval.ts';
import type { Database } from '../database.ts';
import { mayShow } from './selected.ts';

/** A tag on counted posts that belongs to no family there. */
export interface CoTag {
  norm: string;
  /** As it is typed most often. */
  spelling: string;
  posts: number;
  authors: number;
}

/** Tags beside those of a campaign, on its counted posts of a window, most accounts first. @param all scope of the campaign */
export async function listCoTags(db: Database, all: number, window: Interval): Promise<CoTag[]> {
  const { rows } = await db.$client.query<CoTag>({
    name: 'co-tag-list',
    text: `select c.norm, mode() within group (order by c.spelling) as spelling, count(*)::int posts, count(distinct p.author_id)::int authors
      from post p join post_cotag c on c.post_id = p.id
      where p.counted_at >= $1 and p.counted_at < $2 and p.counted and p.scopes @> $3::int[]
      group by 1 having count(*) >= 3 order by authors desc, posts desc, 1 limit 5000`,
    values: [new Date(window.from), new Date(window.to), [all]],
  });
  return rows;
}

/** Of each tag: how many of its posts also stand in a scope, and its three newest posts that may be shown. */
export async function describeCoTags(
  db: Database,
  all: number,
  tags: readonly { norm: string; scope: number }[],
  window: Interval,
): Promise<Map<string, { within: number; examples: string[] }>> {
  if (tags.length === 0) return new Map();
  const { rows } = await db.$client.query<{ norm: string; within: number; examples: string[] | null }>({
    name: 'co-tag-describe',
    text: `select n.norm, count(*) filter (where p.scopes @> array[n.scope])::int as "within",
        (array_agg(p.uri order by p.counted_at desc) filter (where ${mayShow}))[1:3] examples
      from unnest($4::text[], $5::int[]) n(norm, scope) join post_cotag c on c.norm = n.norm join post p on p.id = c.post_id join author a on a.id = p.author_id
      where p.counted_at >= $1 and p.counted_at < $2 and p.counted and p.scopes @> $3::int[] group by 1`,
    values: [
      new Date(window.from),
      new Date(window.to),
      [all],
      tags.map(({ norm }) => norm),
      tags.map(({ scope }) => scope),
    ],
  });
  return new Map(rows.map(({ norm, within, examples }) => [norm, { within, examples: examples ?? [] }]));
}
