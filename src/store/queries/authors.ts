import type { ActivityClass } from '../../domain/measure/participation.ts';
import { campaignDay } from '../../domain/time/campaign-day.ts';
import type { Interval } from '../../domain/time/interval.ts';
import { hasNone, optOutBit } from '../codes.ts';
import type { Database } from '../database.ts';
import { splitStoredDays } from './day-split.ts';
import { findScopes, type Selection } from './question.ts';
import { remembered } from './remembered.ts';
import { reactionSums, selected, selectedValues } from './selected.ts';

/** Accounts of a selection by the number of their posts, and their followers; null where none is known. */
export interface Activity {
  classes: ActivityClass[];
  followersSum: number | null;
  followersMedian: number | null;
}

/** How many accounts wrote how many posts, and how many follow them, each account once. */
export async function findActivity(db: Database, selection: Selection, window: Interval): Promise<Activity> {
  // A scalar subquery, not a join: that would read all accounts to find a few thousand of them.
  const rows = await remembered<ActivityClass & { sum: number | null; median: number | null }>(db, {
    name: 'activity',
    of: 'posts',
    text: `with per as materialized (select p.author_id, count(*)::int n from post p where ${selected} group by 1),
      f as materialized (select (select a.followers from author a where a.id = per.author_id) followers from per)
      select n as posts, count(*)::int accounts, (select sum(followers)::float8 from f) "sum",
        (select percentile_cont(0.5) within group (order by followers) from f) median from per group by 1`,
    values: selectedValues(selection, window),
  });
  return {
    classes: rows.map(({ posts, accounts }) => ({ posts, accounts })),
    followersSum: rows[0]?.sum ?? null,
    followersMedian: rows[0]?.median ?? null,
  };
}

/** Accounts of a selection whose first counted post of the whole campaign lies in the window. */
export async function countNewAuthors(db: Database, selection: Selection, window: Interval): Promise<number> {
  const plain = selection.scopeIsAll && selection.also.length === 0 && selection.platform === null;
  const all = (await findScopes(db, selection.campaign.id, 'all')).get('');
  if (all === undefined) return 0;
  return plain ? newFromFlow(db, selection, window, all) : newFromPosts(db, selection, window, all);
}

/** Whole days from the flow of accounts; on the cut edges those whose first day it is, and who did not post before. */
async function newFromFlow(db: Database, selection: Selection, window: Interval, all: number): Promise<number> {
  const zone = selection.campaign.config.timezone;
  const { days, edges } = await splitStoredDays(db, window, zone);
  const rows = await remembered<{ n: number }>(db, {
    name: 'new-authors-flow',
    of: 'posts',
    text: `select ((select coalesce(sum(f.n), 0) from author_part a join author_flow f on f.scope_id = a.part_id
        where a.scope_id = $1 and f.day >= $2 and f.day < $3 and f.prev = 0)
      + (select count(distinct (b.day, p.author_id)) from unnest($4::timestamptz[], $5::timestamptz[], $6::int[]) b(first, last, day)
          join post p on p.counted_at >= b.first and p.counted_at < b.last and p.counted and $1 = any(p.scopes)
          join author_part a on a.scope_id = $1
          join author_day d on d.scope_id = a.part_id and d.author_id = p.author_id and d.day = b.day and d.prev = 0
        where not exists (select from post o where o.author_id = p.author_id and o.counted and $1 = any(o.scopes) and o.counted_at < b.first)))::int n`,
    values: [
      all,
      days?.from ?? 0,
      days?.to ?? 0,
      edges.map(({ from }) => new Date(from)),
      edges.map(({ to }) => new Date(to)),
      edges.map(({ from }) => campaignDay(from, zone)),
    ],
  });
  return rows[0]?.n ?? 0;
}

/** For filters: each account of the selection, unless it posted in the campaign before the window. */
async function newFromPosts(db: Database, selection: Selection, window: Interval, all: number): Promise<number> {
  const rows = await remembered<{ n: number }>(db, {
    name: 'new-authors-raw',
    of: 'posts',
    text: `select count(*)::int n from (select distinct p.author_id from post p where ${selected}) a
      where not exists (select from author_part r join author_day d on d.scope_id = r.part_id
          where r.scope_id = $5 and d.author_id = a.author_id and d.day < $6)
        and not exists (select from post o where o.author_id = a.author_id and o.counted and $5 = any(o.scopes) and o.counted_at < $1 and o.counted_at >= $7)`,
    values: [
      ...selectedValues(selection, window),
      all,
      campaignDay(window.from, selection.campaign.config.timezone),
      new Date(window.from - 26 * 3_600_000), // at most a day and a change of clocks lies between midnight and it
    ],
  });
  return rows[0]?.n ?? 0;
}

/** The first moment that was watched of any spelling that a campaign asks for, ms; null if none was. */
export async function findCollectionStart(db: Database, campaignId: number): Promise<number | null> {
  const { rows } = await db.$client.query<{ at: Date | null }>({
    name: 'collection-start',
    text: `select min(lower(c.during)) as at from coverage c where c.set_id in (
      select t.set_id from watch_tag t join watch_set w on w.id = t.set_id join source s on s.name = w.source
        join campaign_source k on k.source_id = s.id and k.campaign_id = $1
        join campaign_spelling g on g.campaign_id = $1 and g.norm = t.norm and g.removed_at is null)`,
    values: [campaignId],
  });
  return rows[0]?.at?.getTime() ?? null;
}

/** An account with its posts of a window; only the admin sees it. */
export interface AuthorRow {
  id: number;
  author: string;
  handle: string | null;
  posts: number;
  likes: number;
  reposts: number;
  replies: number;
  quotes: number;
}

/** Accounts, most posts first, without those that asked to be in no list. */
export async function listAuthors(
  db: Database,
  selection: Selection,
  window: Interval,
  limit: number,
  after: { posts: number; id: number } | null,
): Promise<AuthorRow[]> {
  const { rows } = await db.$client.query<AuthorRow>({
    name: 'author-list',
    text: `select a.id, a.key as author, a.handle, x.posts, x.likes, x.reposts, x.replies, x.quotes from (
        select p.author_id, count(*)::int posts, ${reactionSums} from post p left join engagement e on e.post_id = p.id where ${selected} group by 1) x
      join author a on a.id = x.author_id and ${hasNone('a.flags', [optOutBit.noindex])}
      where $5::int is null or x.posts < $5 or x.posts = $5 and a.id > $6 order by x.posts desc, a.id limit $7`,
    values: [...selectedValues(selection, window), after?.posts ?? null, after?.id ?? null, limit],
  });
  return rows;
}
