import { normalForm } from '../../domain/hashtag/normal-form.ts';
import type { Interval } from '../../domain/time/interval.ts';
import type { Database } from '../database.ts';
import { findScopes } from './question.ts';
import { remembered } from './remembered.ts';

/** How often a server saw tags on a UTC day by its own count, and how many posts of that we hold. */
export interface HistoryDay {
  /** `YYYY-MM-DD`. */
  day: string;
  uses: number;
  ours: number;
}

/** Figures by source, tag (normal form) and UTC day. */
interface TagDayRow {
  source: number;
  norm: string;
  day: string;
  n: number;
}

const dayMs = 86_400_000;
const keyOf = ({ source, norm, day }: TagDayRow) => `${source} ${norm} ${day}`;
const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/**
 * What servers counted of a campaign's own tags, beside our count of the same: by whole UTC day, of days that lie wholly or
 * partly in the window; a day and tag of which the server told nothing is in neither figure, a source that told nothing is
 * missing. A post with two of the tags counts twice, as the server does it.
 *
 * Ours are posts that this server has shown us, with the very tag that it was asked for (no variant, no look-alike: it
 * counts those as tags of their own), on the day under which we count them. Deleted and hidden posts are among them:
 * Mastodon counts a post once when it arrives (`Trends::History` only ever adds) and does not take it off again. It adds
 * nothing for an edit either; a post that lost its tag by an edit is not among ours any more.
 */
export async function findHistories(
  db: Database,
  campaignId: number,
  { sources, tags }: { sources: readonly number[]; tags: readonly string[] },
  window: Interval,
): Promise<Map<number, HistoryDay[]>> {
  const norms = tags.map(normalForm);
  const [first, last] = [dateOf(window.from), dateOf(window.to - 1)];
  const told = await findTold(db, [sources, norms, first, last]);
  if (told.length === 0) return new Map();
  const scopes = await findScopes(db, campaignId, 'tag');
  const ours = await findOurs(db, [
    sources,
    tags.map((tag) => scopes.get(tag) ?? 0),
    norms,
    new Date(first),
    new Date(Date.parse(last) + dayMs),
  ]);
  const held = new Map(ours.map((row) => [keyOf(row), row.n]));
  const histories = new Map<number, HistoryDay[]>();
  for (const row of told) {
    const days = histories.get(row.source) ?? [];
    histories.set(row.source, days);
    const known = days.at(-1);
    const sum = known?.day === row.day ? known : { day: row.day, uses: 0, ours: 0 };
    if (sum !== known) days.push(sum);
    sum.uses += row.n;
    sum.ours += held.get(keyOf(row)) ?? 0;
  }
  return histories;
}

async function findTold(db: Database, values: unknown[]): Promise<TagDayRow[]> {
  const { rows } = await db.$client.query<TagDayRow>({
    name: 'tag-days-told',
    text: `select source_id as source, norm, to_char(day, 'YYYY-MM-DD') as day, uses as n from server_tag_day
      where source_id = any($1::int[]) and norm = any($2::text[]) and day between $3::date and $4::date order by 1, day, 2`,
    values,
  });
  return rows;
}

function findOurs(db: Database, values: unknown[]): Promise<TagDayRow[]> {
  return remembered<TagDayRow>(db, {
    name: 'tag-days-held',
    of: 'posts',
    text: `select s.source_id as source, n.norm, to_char(p.counted_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(distinct p.id)::int as n
      from unnest($2::int[], $3::text[]) n(scope, norm) join variant v on v.scope_id = n.scope and v.norm = n.norm
      join post_tag t on t.variant_id = v.id join post p on p.id = t.post_id and p.scopes @> array[n.scope]
      join sighting s on s.post_id = p.id and s.source_id = any($1::int[])
      where p.counted_at >= $4 and p.counted_at < $5 group by 1, 2, 3`,
    values,
  });
}
