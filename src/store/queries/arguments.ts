import type { Stratum } from '../../domain/measure/lift.ts';
import type { Interval } from '../../domain/time/interval.ts';
import type { Database } from '../database.ts';
import { findScopes, type Selection } from './question.ts';
import { selected, selectedValues } from './selected.ts';

const grownMs = 24 * 3_600_000;

/** What the texts of a selection say of its arguments. */
export interface ArgumentFacts {
  /** Posts whose text is kept, those of them without any argument, and Σx² with x such posts of each account. */
  withText: number;
  none: number;
  squares: number;
  /** By argument: posts whose text is kept, and what accounts get with it and without, by network. */
  arguments: Map<string, { hits: number; strata: Stratum[] }>;
}

interface Row {
  withText: number;
  none: number;
  squares: number;
  scope: number | null;
  hits: number;
  n1: number;
  m1: number | null;
  v1: number | null;
  n0: number;
  m0: number | null;
  v0: number | null;
}

/*
 * One pass over the posts gives each account's posts and sum of ln(1+E), of all its posts (scope 0) and of those with
 * each argument; what it gets without an argument is the difference of the two.
 */
const text = `with texted as materialized (
    select p.author_id, p.platform, p.scopes, p.counted_at <= $6 as grown, ln(1 + coalesce(e.score, 0)::float8) as e
    from post p join post_text t on t.post_id = p.id left join engagement e on e.post_id = p.id where ${selected}),
  per as materialized (
    select 0 as scope, author_id, platform, count(*)::int n, count(*) filter (where grown)::int g, sum(e) filter (where grown) s
    from texted group by author_id, platform
    union all
    select u.scope, author_id, platform, count(*), count(*) filter (where grown), sum(e) filter (where grown)
    from texted cross join lateral unnest(scopes) u(scope) where scopes && $5::int[] and u.scope = any($5::int[]) group by 1, 2, 3),
  totals as (
    select coalesce(sum(n), 0)::int "withText", coalesce(sum(n * n), 0)::float8 squares, (select count(*)::int from texted where not scopes && $5::int[]) "none"
    from (select sum(n) n from per where scope = 0 group by author_id) a),
  strata as (
    select a.scope, b.platform, coalesce(sum(w.n), 0)::int hits,
      count(*) filter (where w.g > 0)::int n1, avg(w.s / nullif(w.g, 0)) m1, var_samp(w.s / nullif(w.g, 0)) v1,
      count(*) filter (where b.g > coalesce(w.g, 0))::int n0, avg((coalesce(b.s, 0) - coalesce(w.s, 0)) / nullif(b.g - coalesce(w.g, 0), 0)) m0,
      var_samp((coalesce(b.s, 0) - coalesce(w.s, 0)) / nullif(b.g - coalesce(w.g, 0), 0)) v0
    from unnest($5::int[]) a(scope) cross join (select * from per where scope = 0) b
      left join per w on w.scope = a.scope and w.author_id = b.author_id and w.platform = b.platform group by 1, 2)
  select t.*, s.scope, s.hits, s.n1, s.m1, s.v1, s.n0, s.m0, s.v0 from totals t left join strata s on true`;

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
  const scopes = await findScopes(db, selection.campaign.id, 'argument');
  const names = new Map([...scopes].map(([key, id]) => [id, key]));
  const { rows } = await db.$client.query<Row>({
    name: 'argument-facts',
    text,
    values: [...selectedValues(selection, window), [...scopes.values()], new Date(now - grownMs)],
  });
  const facts: ArgumentFacts['arguments'] = new Map();
  for (const row of rows) {
    const name = names.get(row.scope ?? -1);
    if (name === undefined) continue;
    const known = facts.get(name) ?? { hits: 0, strata: [] };
    const stratum: Stratum = {
      with: { accounts: row.n1, mean: row.m1 ?? 0, variance: row.v1 ?? 0 },
      without: { accounts: row.n0, mean: row.m0 ?? 0, variance: row.v0 ?? 0 },
    };
    facts.set(name, { hits: known.hits + row.hits, strata: [...known.strata, stratum] });
  }
  const [first] = rows;
  return {
    withText: first?.withText ?? 0,
    none: first?.none ?? 0,
    squares: first?.squares ?? 0,
    arguments: facts,
  };
}
