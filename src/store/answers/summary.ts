import { meanCoverage } from '../../domain/coverage.ts';
import { kinds, platforms } from '../../domain/post.ts';
import type { Count, EngagementSum, Summary } from '../../domain/summary.ts';
import type { Interval } from '../../domain/time/interval.ts';
import type { StoredCampaign } from '../campaigns.ts';
import { platformCode } from '../codes.ts';
import { mustHave } from '../queries/figures.ts';
import { type Filters, type Selection, select } from '../queries/question.ts';
import { remembered } from '../queries/remembered.ts';
import { breakDown, countPostsBy, type Row, total } from '../queries/tables.ts';
import { type AnswerContext, findWatched, provenanceOf, type Watched } from './provenance.ts';

const dayMs = 86_400_000;

/** Unknown where nothing is stored and nobody watched; else the count. */
const known = (coverage: number, row: Row | undefined, stored: number): Count =>
  stored === 0 && coverage === 0
    ? { posts: null, authors: null }
    : { posts: row?.posts ?? 0, authors: row?.authors ?? 0 };

const engagementOf = (row: Row, unknown: boolean): EngagementSum =>
  unknown
    ? { likes: null, reposts: null, replies: null, quotes: null }
    : { likes: row.likes, reposts: row.reposts, replies: row.replies, quotes: row.quotes };

const iso = (ms: number) => new Date(ms).toISOString();

/** Headline figures of a window, with the same stretch before beside them. */
export async function summarize(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
): Promise<Summary> {
  const { db } = context;
  const [selection, unfiltered] = await Promise.all([select(db, campaign, filters), select(db, campaign, {})]);
  const question = { platform: selection.platform, family: selection.family };
  const before = { from: window.from - (window.to - window.from), to: window.from };
  const [watched, all, byPlatform, byTag, byKind, untagged, bridgedCopies, asOf, previous] = await Promise.all([
    findWatched(context, campaign, question, window),
    total(db, selection, window),
    breakDown(db, selection, 'platform', window),
    breakDown(db, selection, 'tag', window),
    breakDown(db, selection, 'kind', window),
    breakDown(db, unfiltered, 'untagged', window),
    countBridged(context, selection, window),
    oldestReading(context, selection, window),
    previousOf(context, campaign, selection, before),
  ]);
  const rows = (table: readonly Row[]) => new Map(table.map((row) => [row.key, row]));
  const counts = (keys: readonly string[], table: readonly Row[]): Record<string, Count> => {
    const found = rows(table);
    return Object.fromEntries(
      keys.map((key) => [key, known(watched.coverage, found.get(key), found.get(key)?.posts ?? 0)]),
    );
  };
  const unknown = all.posts === 0 && watched.coverage === 0;
  return {
    campaign: campaign.config.slug,
    from: iso(window.from),
    to: iso(window.to),
    ...known(watched.coverage, all, all.posts),
    engagement: engagementOf(all, unknown),
    byPlatform: await platformCounts(context, campaign, watched, rows(byPlatform), window, selection),
    byTag: counts(
      campaign.config.tags.map(({ tag }) => tag),
      byTag,
    ),
    byKind: counts(kinds, byKind),
    bridgedCopies,
    deleted: all.deleted,
    untagged: untagged[0]?.posts ?? 0,
    engagementAsOf: asOf,
    previous,
    ...provenanceOf(watched),
  };
}

async function platformCounts(
  context: AnswerContext,
  campaign: StoredCampaign,
  watched: Watched,
  rows: Map<string, Row>,
  window: Interval,
  { platform: asked, family }: Selection,
): Promise<Record<string, Count>> {
  const present = new Set(watched.watches.map(({ platform }) => platform));
  const listed = platforms.filter(
    (platform) => (asked === null || platform === asked) && (present.has(platform) || rows.has(platform)),
  );
  const entries = await Promise.all(
    listed.map(async (platform) => {
      const { curve } = await findWatched(context, campaign, { platform, family }, window);
      return [
        platform,
        known(meanCoverage(curve, window), rows.get(platform), rows.get(platform)?.posts ?? 0),
      ] as const;
    }),
  );
  return Object.fromEntries(entries);
}

async function previousOf(
  context: AnswerContext,
  campaign: StoredCampaign,
  selection: Selection,
  window: Interval,
): Promise<Summary['previous']> {
  if (window.to - window.from > 366 * dayMs) return null;
  const question = { platform: selection.platform, family: selection.family };
  const [row, { coverage }, ...tables] = await Promise.all([
    total(context.db, selection, window),
    findWatched(context, campaign, question, window),
    ...(['platform', 'tag', 'argument'] as const).map((dim) => countPostsBy(context.db, selection, dim, window)),
  ]);
  const [byPlatform, byTag, byArgument] = tables.map((table) =>
    Object.fromEntries(table.map(({ key, posts }) => [key, { posts }])),
  );
  const unknown = row.posts === 0 && coverage === 0;
  return {
    from: iso(window.from),
    to: iso(window.to),
    coverage,
    ...known(coverage, row, row.posts),
    engagement: engagementOf(row, unknown),
    byPlatform: byPlatform ?? {},
    byTag: byTag ?? {},
    byArgument: byArgument ?? {},
  };
}

/** Posts that are copies of others counted in the same figures: posts − copies = distinct writings. */
async function countBridged({ db }: AnswerContext, selection: Selection, window: Interval): Promise<number> {
  const rows = await remembered<{ n: number }>(db, {
    name: 'bridged',
    of: 'posts',
    text: `select count(*)::int n from post p where p.original_uri is not null and p.counted_at >= $1 and p.counted_at < $2 and p.counted and p.scopes @> $3::int[]
        and ($4::smallint is null or p.platform = $4)
        and exists (select from (
            select id from post where uri = p.original_uri union all select id from post where url = p.original_uri) f
          join post o on o.id = f.id where o.counted and o.scopes @> $3::int[] and o.counted_at >= $1 and o.counted_at < $2
            and ($4::smallint is null or o.platform = $4))`,
    values: [
      new Date(window.from),
      new Date(window.to),
      mustHave(selection),
      selection.platform === null ? null : platformCode[selection.platform],
    ],
  });
  return rows[0]?.n ?? 0;
}

/** The oldest reading among the reactions of a window: as of when they are complete. */
async function oldestReading({ db }: AnswerContext, selection: Selection, window: Interval): Promise<string | null> {
  const rows = await remembered<{ at: Date }>(db, {
    name: 'oldest-reading',
    of: 'reactions',
    // The oldest readings first, each with its post, until one counts: a minimum would look at every post of the window.
    text: `select e.as_of as at from (
        select post_id, as_of from engagement where counted_at >= $1 and counted_at < $2 order by as_of offset 0) e
      cross join lateral (
        select from post p where p.id = e.post_id and p.counted and p.scopes @> $3::int[] and ($4::smallint is null or p.platform = $4) offset 0) p
      limit 1`,
    values: [
      new Date(window.from),
      new Date(window.to),
      mustHave(selection),
      selection.platform === null ? null : platformCode[selection.platform],
    ],
  });
  return rows[0]?.at.toISOString() ?? null;
}
