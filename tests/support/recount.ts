import type { Database } from '../../src/store/database.ts';

/** Differences between every kept sum and the same sum made anew from the posts: empty if all is right. */
export async function recount(db: Database): Promise<unknown[]> {
  const counted = `select p.id, p.author_id, p.platform, p.counted_at, u.scope, u.day, e.likes, e.reposts, e.replies, e.quotes
    from post p cross join lateral unnest(p.scopes, p.days) u(scope, day) left join engagement e on e.post_id = p.id where p.counted`;
  const sums = 'sum(likes)::int, sum(reposts)::int, sum(replies)::int, sum(quotes)::int';
  const questions = [
    `(select scope, date_bin('15 min', counted_at, 'epoch'::timestamptz) b, platform, count(*)::int n, ${sums} from (${counted}) c group by 1, 2, 3)`,
    `(select scope_id, bucket, platform, posts, likes, reposts, replies, quotes from rollup_15m where posts <> 0 or likes <> 0 or reposts <> 0 or replies <> 0 or quotes <> 0)`,
    `(select scope, day, platform, count(*)::int n, ${sums} from (${counted}) c group by 1, 2, 3)`,
    `(select scope_id, day, platform, posts, likes, reposts, replies, quotes from rollup_day where posts <> 0 or likes <> 0 or reposts <> 0 or replies <> 0 or quotes <> 0)`,
    `(select scope, author_id, day, coalesce(lag(day) over (partition by scope, author_id order by day), 0) prev, n from (
        select scope, author_id, day, count(*)::int n from (${counted}) c join scope s on s.id = c.scope and s.dim in (1, 2, 3, 4, 9) group by 1, 2, 3) d)`,
    '(select scope_id, author_id, day, prev, posts from author_day)',
    '(select scope_id, day, prev, count(*)::int from author_day group by 1, 2, 3)',
    '(select scope_id, day, prev, n from author_flow where n <> 0)',
  ];
  const differences: unknown[] = [];
  for (let i = 0; i < questions.length; i += 2) {
    const [a, b] = [questions[i], questions[i + 1]];
    const { rows } = await db.$client.query(`(${a} except ${b}) union all (${b} except ${a}) limit 5`);
    if (rows.length > 0) differences.push({ question: i / 2, rows });
  }
  return differences;
}

/** The plain figures of a campaign over all time, from the tables that charts read. */
export async function countsOf(db: Database, slug: string) {
  const { rows } = await db.$client.query<{ dim: number; key: string; posts: number; deleted: number; likes: number }>(
    `select s.dim, s.key, sum(r.posts)::int posts, sum(r.deleted)::int deleted, sum(r.likes)::int likes
     from scope s join campaign c on c.id = s.campaign_id join rollup_15m r on r.scope_id = s.id where c.slug = $1 group by 1, 2`,
    [slug],
  );
  const { rows: authors } = await db.$client.query<{ n: number }>(
    `select coalesce(sum(f.n), 0)::int n from scope s join campaign c on c.id = s.campaign_id join author_flow f on f.scope_id = s.id
     where c.slug = $1 and s.dim = 3 and f.prev = 0`,
    [slug],
  );
  const all = rows.find(({ dim }) => dim === 0);
  return {
    posts: all?.posts ?? 0,
    deleted: all?.deleted ?? 0,
    likes: all?.likes ?? 0,
    authors: authors[0]?.n ?? 0,
    byTag: Object.fromEntries(
      rows.filter(({ dim, posts }) => dim === 1 && posts > 0).map(({ key, posts }) => [key, posts]),
    ),
  };
}
