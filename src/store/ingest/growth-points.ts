import type { PoolClient } from 'pg';

/** A reaction to a post that came (+1) or was taken back (−1) at a time. */
export interface Moved {
  postId: number;
  /** Code of its kind. */
  kind: number;
  sign: number;
  at: Date;
}

/** Points of the stream stand at the end of stretches of this length. */
const pointEvery = '5 min';

export const movedValues = (moved: readonly Moved[]): unknown[][] => [
  moved.map((m) => m.postId),
  moved.map((m) => m.kind),
  moved.map((m) => m.sign),
  moved.map((m) => m.at),
];

/** Reactions that count: of a post that was read elsewhere only what came after the reading. */
export const countedMoves = `unnest($1::bigint[], $2::smallint[], $3::int[], $4::timestamptz[]) n(id, kind, sign, at)
  join engagement e on e.post_id = n.id and (e.basis = 0 or n.at > e.as_of)`;
const kinds = ['likes', 'reposts', 'replies', 'quotes'] as const;
export const sumsByKind = kinds
  .map((name, kind) => `coalesce(sum(n.sign) filter (where n.kind = ${kind}), 0) as ${name}`)
  .join(', ');
const steps = `n as (
  select n.id, date_bin('${pointEvery}', n.at, 'epoch'::timestamptz) + interval '${pointEvery}' as bin, ${sumsByKind}
  from ${countedMoves} group by 1, 2)`;

/**
 * Keeps how posts grew: a point at the end of each five minutes in which something moved. What comes late moves the
 * points after it too, so that the order of arrival leaves no trace.
 */
export async function writeGrowth(client: PoolClient, moved: readonly Moved[]): Promise<void> {
  if (moved.length === 0) return;
  const values = movedValues(moved);
  await client.query({
    name: 'point-start',
    text: `with ${steps}
      insert into engagement_point (post_id, at, likes, reposts, replies, quotes, origin)
      select n.id, n.bin, coalesce(b.likes, 0), coalesce(b.reposts, 0), coalesce(b.replies, 0), coalesce(b.quotes, 0), 0
      from n left join lateral (
        select * from engagement_point x where x.post_id = n.id and x.at < n.bin order by x.at desc limit 1) b on true
      order by 1, 2 on conflict do nothing`,
    values,
  });
  await client.query({
    name: 'point-move',
    text: `with ${steps},
      d as (
        select x.post_id, x.at, sum(n.likes) as likes, sum(n.reposts) as reposts, sum(n.replies) as replies, sum(n.quotes) as quotes
        from n join engagement_point x on x.post_id = n.id and x.at >= n.bin and x.origin = 0 group by 1, 2)
      update engagement_point ep set ${kinds.map((name) => `${name} = greatest(0, ep.${name} + d.${name})`).join(', ')}
      from d where (ep.post_id, ep.at) = (d.post_id, d.at)`,
    values,
  });
}
