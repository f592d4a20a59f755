import type { Interval } from '../../domain/time/interval.ts';
import { howCode, postFlagBit, unseenBits } from '../codes.ts';
import type { Database } from '../database.ts';
import type { Selection } from './question.ts';
import { remembered } from './remembered.ts';
import { mayShow, selected, selectedValues } from './selected.ts';

/** A spelling of a family as it was typed. */
export interface SpellingRow {
  family: string;
  spelling: string;
  how: keyof typeof howCode;
  posts: number;
  authors: number;
  example: string | null;
}

const howNames = new Map<number, keyof typeof howCode>(
  Object.entries(howCode).map(([name, code]) => [code, name as keyof typeof howCode]),
);

/** By which spellings the posts of a selection stand in their families, most posts first; examples only of who may be shown. */
export async function findSpellings(db: Database, selection: Selection, window: Interval): Promise<SpellingRow[]> {
  const rows = await remembered<Omit<SpellingRow, 'how'> & { how: number }>(db, {
    name: 'spellings',
    of: 'posts',
    text: `select s.key as family, v.spelling, v.how, x.posts, x.authors, x.example from (
        select variant_id, sum(posts)::int posts, count(*)::int authors, max(example) filter (where (u.flags & ${unseenBits}) = 0) example from (
          select t.variant_id, p.author_id, count(*) posts, max(p.uri) filter (where (p.flags & ${postFlagBit.hidden}) = 0) example
          from post p join post_tag t on t.post_id = p.id where ${selected} group by 1, 2) a join author u on u.id = a.author_id group by 1) x
      join variant v on v.id = x.variant_id join scope s on s.id = v.scope_id and s.campaign_id = $5
      order by posts desc, 2`,
    values: [...selectedValues(selection, window), selection.campaign.id],
  });
  return rows.map((row) => ({ ...row, how: howNames.get(row.how) ?? 'exact' }));
}

/** The ten tags of each family that most accounts put beside it and that belong to no family. */
export async function findCoTags(
  db: Database,
  selection: Selection,
  window: Interval,
): Promise<{ family: string; spelling: string; posts: number; authors: number }[]> {
  return remembered<{ family: string; spelling: string; posts: number; authors: number }>(db, {
    name: 'co-tags',
    of: 'posts',
    text: `select * from (
        select s.key as family, c.norm, min(c.spelling) spelling, count(distinct p.id)::int posts, count(distinct p.author_id)::int authors,
          row_number() over (partition by s.key order by count(distinct p.author_id) desc, count(distinct p.id) desc, c.norm) as place
        from post p join author a on a.id = p.author_id join post_cotag c on c.post_id = p.id cross join lateral unnest(p.scopes) u(id) join scope s on s.id = u.id and s.dim = 1 and s.campaign_id = $5
        where ${selected} group by 1, 2 having bool_or(${mayShow})) x where place <= 10`,
    values: [...selectedValues(selection, window), selection.campaign.id],
  });
}
