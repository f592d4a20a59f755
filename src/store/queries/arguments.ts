import type { AccountMeans, Stratum } from '../../domain/measure/lift.ts';
import type { Interval } from '../../domain/time/interval.ts';
import type { Database } from '../database.ts';
import { findScopes, type Selection } from './question.ts';
import { remembered } from './remembered.ts';
import { selected, selectedValues } from './selected.ts';

const grownMs = 24 * 3_600_000;
const floorMinute = (ms: number) => Math.floor(ms / 60_000) * 60_000;

/** What the texts of a selection say of its arguments. */
export interface ArgumentFacts {
  /** Posts whose text is kept, those of them without any argument, and Σx² with x such posts of each account. */
  withText: number;
  none: number;
  squares: number;
  /** By argument: posts whose text is kept, and what accounts get with it and without, by network. */
  arguments: Map<string, { hits: number; strata: Stratum[] }>;
}

type Row = { posts: number; none: number; squares: number } & Record<string, number | null>;

/**
 * One pass over the posts: first what each account gets in all and with each argument (an account has one network, so
 * the difference is what it gets without), then means and variances of these over the accounts of a network. With one
 * row an argument and account instead, joined to all accounts, it took four times as long.
 */
function question(size: number): string {
  const each = (write: (i: number) => string) => Array.from({ length: size }, (_, i) => `, ${write(i)}`).join('');
  const means = (sum: string, posts: string, name: string) =>
    `count(*) filter (where ${posts} > 0)::int n${name}, avg(${sum} / nullif(${posts}, 0)) m${name}, var_samp(${sum} / nullif(${posts}, 0)) v${name}`;
  return `select sum(n)::int posts, sum(bare)::int "none", sum(n * n)::float8 squares
      ${each((i) => `sum(n${i})::int hits${i}, ${means(`s${i}`, `g${i}`, `1_${i}`)}, ${means(`(s - s${i})`, `(g - g${i})`, `0_${i}`)}`)}
    from (select author_id, platform, count(*) n, count(*) filter (where bare) bare, count(*) filter (where grown) g, coalesce(sum(e) filter (where grown), 0) s
        ${each((i) => `count(*) filter (where has${i}) n${i}, count(*) filter (where grown and has${i}) g${i}, coalesce(sum(e) filter (where grown and has${i}), 0) s${i}`)}
      from (select p.author_id, p.platform, p.counted_at <= $6 as grown, not p.scopes && $5::int[] as bare, ln(1 + coalesce(e.score, 0)::float8) e
          ${each((i) => `p.scopes @> ($5::int[])[${i + 1}:${i + 1}] as has${i}`)}
        from post p join post_text t on t.post_id = p.id left join engagement e on e.post_id = p.id and e.counted_at >= $1 and e.counted_at < $2 where ${selected} offset 0) texted
      group by 1, 2) account group by platform`;
}

/**
 * Shares and reactions of a campaign's arguments among the posts whose text is kept. Reactions are those of posts that
 * are a day old at least.
 * @param now ms
 */
export async function findArgumentFacts(
  db: Database,
  selection: Selection,
  window: Interval,
  now: number,
): Promise<ArgumentFacts> {
  const scopes = [...(await findScopes(db, selection.campaign.id, 'argument'))];
  const rows = await remembered<Row>(db, {
    name: `argument-facts-${scopes.length}`,
    of: 'reactions',
    text: question(scopes.length),
    values: [...selectedValues(selection, window), scopes.map(([, id]) => id), new Date(floorMinute(now) - grownMs)],
  });
  const sum = (name: string) => rows.reduce((total, row) => total + (row[name] ?? 0), 0);
  const side = (row: Row, name: string): AccountMeans => ({
    accounts: row[`n${name}`] ?? 0,
    mean: row[`m${name}`] ?? 0,
    variance: row[`v${name}`] ?? 0,
  });
  return {
    withText: sum('posts'),
    none: sum('none'),
    squares: sum('squares'),
    arguments: new Map(
      scopes.map(([name], i) => {
        const strata = rows.map((row) => ({ with: side(row, `1_${i}`), without: side(row, `0_${i}`) }));
        return [name, { hits: sum(`hits${i}`), strata }];
      }),
    ),
  };
}
