import type { BucketCount, Metric } from '../../domain/series.ts';
import type { Buckets } from '../../domain/time/bucket.ts';
import { campaignDay } from '../../domain/time/campaign-day.ts';
import type { Interval } from '../../domain/time/interval.ts';
import { type Dimension, dimension, flowDims, platformCode } from '../codes.ts';
import type { Database } from '../database.ts';
import { splitDays } from './day-split.ts';
import { mustHave } from './figures.ts';
import type { Selection } from './question.ts';

/** What a chart asks of the store. */
export interface SeriesQuestion {
  selection: Selection;
  metric: Metric;
  /** The scopes to be told apart, by key; for a single line the one of the selection. */
  scopes: ReadonlyMap<string, number>;
  dim: Dimension;
  window: Interval;
  buckets: Buckets;
  /** Whether the buckets are days or weeks of the campaign's own calendar: then sums by day serve. */
  byDay: boolean;
}

const columnOf: Record<Exclude<Metric, 'authors'>, string> = {
  posts: 'posts',
  likes: 'likes',
  reposts: 'reposts',
  replies: 'replies',
  quotes: 'quotes',
};

type Found = { scope: number; bucket: number; n: number };

const toCounts = (question: SeriesQuestion, rows: readonly Found[]): BucketCount[] => {
  const keys = new Map([...question.scopes].map(([key, id]) => [id, key]));
  return rows.flatMap(({ scope, bucket, n }) => {
    const [at, key] = [question.buckets.starts[bucket - 1], keys.get(scope)];
    return at === undefined || key === undefined || n === 0 ? [] : [{ at, key, count: n }];
  });
};

const edgesOf = ({ starts, end }: Buckets) => [...starts, end].map((ms) => new Date(ms));
const platformOf = ({ platform }: Selection) => (platform === null ? null : platformCode[platform]);

/** Sums by bucket and scope from the rollups: whole days of a long window by day, the rest by quarter. */
async function fromSums(
  db: Database,
  question: SeriesQuestion,
  metric: Exclude<Metric, 'authors'>,
): Promise<BucketCount[]> {
  const { selection, scopes, window, buckets } = question;
  const zone = selection.campaign.config.timezone;
  const { days, edges } = question.byDay ? splitDays(window, zone) : { days: null, edges: [window] };
  const [a = { from: 0, to: 0 }, b = { from: 0, to: 0 }] = edges;
  const column = columnOf[metric];
  const { rows } = await db.$client.query<Found>({
    name: `series-${column}`,
    text: `select scope, bucket, sum(n)::int n from (
        select scope_id scope, width_bucket(day, $6::int[]) bucket, ${column} n from rollup_day
        where scope_id = any($1::int[]) and day >= $7 and day < $8 and ($3::smallint is null or platform = $3)
        union all
        select scope_id, width_bucket(bucket, $2::timestamptz[]), ${column} from rollup_15m
        where scope_id = any($1::int[]) and (bucket >= $4 and bucket < $5 or bucket >= $9 and bucket < $10) and ($3::smallint is null or platform = $3)) r
      group by 1, 2`,
    values: [
      [...scopes.values()],
      edgesOf(buckets),
      platformOf(selection),
      new Date(a.from),
      new Date(a.to),
      [...buckets.starts, buckets.end].map(
        (ms, i, all) => campaignDay(i === all.length - 1 ? ms - 1 : ms, zone) + (i === all.length - 1 ? 1 : 0),
      ),
      days?.from ?? 0,
      days?.to ?? 0,
      new Date(b.from),
      new Date(b.to),
    ],
  });
  return toCounts(question, rows);
}

/** Distinct accounts of each bucket of whole campaign days, from the flow; the cut edges from the posts. */
async function authorsByDay(db: Database, question: SeriesQuestion): Promise<BucketCount[]> {
  const zone = question.selection.campaign.config.timezone;
  const { starts, end, partial } = question.buckets;
  const whole = starts.map((from, i) => ({
    from,
    to: starts[i + 1] ?? end,
    bucket: i + 1,
    whole: partial[i] !== true,
  }));
  const [full, cut] = [whole.filter((b) => b.whole), whole.filter((b) => !b.whole)];
  const { rows } = await db.$client.query<Found>({
    name: 'series-authors-day',
    text: `select a.scope_id scope, b.bucket, sum(f.n)::int n from unnest($2::int[], $3::int[], $4::int[]) b(bucket, first, last)
      join author_part a on a.scope_id = any($1::int[])
      join author_flow f on f.scope_id = a.part_id and f.day >= b.first and f.day < b.last and f.prev < b.first group by 1, 2`,
    values: [
      [...question.scopes.values()],
      full.map((b) => b.bucket),
      full.map((b) => campaignDay(b.from, zone)),
      full.map((b) => campaignDay(b.to - 1, zone) + 1),
    ],
  });
  const edges = await Promise.all(cut.map((b) => rawAuthors(db, question, b)));
  return [...toCounts(question, rows), ...edges.flat()];
}

/** Distinct accounts by bucket, or any figure of crossing filters, post by post. */
async function fromPosts(db: Database, question: SeriesQuestion, window: Interval): Promise<BucketCount[]> {
  const { selection, metric, scopes, buckets } = question;
  const value =
    metric === 'authors'
      ? 'count(distinct p.author_id)'
      : metric === 'posts'
        ? 'count(*)'
        : `coalesce(sum(e.${columnOf[metric]}), 0)`;
  const { rows } = await db.$client.query<Found>({
    name: `series-raw-${metric}`,
    text: `select u.scope, width_bucket(p.counted_at, $2::timestamptz[]) bucket, (${value})::int n
      from post p left join engagement e on e.post_id = p.id cross join lateral unnest(p.scopes) u(scope)
      where p.counted_at >= $4 and p.counted_at < $5 and p.counted and u.scope = any($1::int[]) and p.scopes @> $6::int[]
        and ($3::smallint is null or p.platform = $3) group by 1, 2`,
    values: [
      [...scopes.values()],
      edgesOf(buckets),
      platformOf(selection),
      new Date(window.from),
      new Date(window.to),
      mustHave(selection),
    ],
  });
  return toCounts(question, rows);
}

const rawAuthors = (db: Database, question: SeriesQuestion, window: Interval) => fromPosts(db, question, window);

/**
 * Counts by bucket and key. A bucket without posts has no row: whether that means zero or unknown only coverage can say.
 */
export function countSeries(db: Database, question: SeriesQuestion): Promise<BucketCount[]> {
  const { selection, metric, scopes, dim, window } = question;
  if (scopes.size === 0) return Promise.resolve([]);
  const crosses =
    selection.also.length > 0 ||
    (!selection.scopeIsAll && scopes.size !== 1) ||
    (!selection.scopeIsAll && ![...scopes.values()].includes(selection.scope ?? -1));
  if (crosses) return fromPosts(db, question, window);
  if (metric !== 'authors') return fromSums(db, question, metric);
  const flows =
    question.byDay && flowDims.includes(dimension[dim]) && (selection.platform === null || dim === 'platform');
  return flows ? authorsByDay(db, question) : fromPosts(db, question, window);
}
