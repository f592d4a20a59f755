import type { Provenance } from '../../domain/series.ts';
import type { Interval } from '../../domain/time/interval.ts';
import type { StoredCampaign } from '../campaigns.ts';
import { type Dimension, platformCode, postFlagBit } from '../codes.ts';
import { mustHave } from '../queries/figures.ts';
import { type Filters, type Selection, select } from '../queries/question.ts';
import { breakDown, type Row, total } from '../queries/tables.ts';
import { type AnswerContext, findWatched, provenanceOf } from './provenance.ts';

/** One row of a table: distinct posts and accounts, each kind of reaction, share of the campaign's posts. */
export interface TableRow {
  posts: number;
  authors: number;
  likes: number;
  reposts: number;
  replies: number;
  quotes: number;
  share: number;
}

const toRow = ({ posts, authors, likes, reposts, replies, quotes }: Row, all: number): TableRow => ({
  posts,
  authors,
  likes,
  reposts,
  replies,
  quotes,
  share: all === 0 ? 0 : posts / all,
});

interface Table {
  rows: ({ key: string } & TableRow)[];
  all: number;
  provenance: Provenance;
  selection: Selection;
}

async function table(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
  dim: Dimension,
): Promise<Table> {
  const selection = await select(context.db, campaign, filters);
  const [rows, all, watched] = await Promise.all([
    breakDown(context.db, selection, dim, window),
    total(context.db, selection, window),
    findWatched(context, campaign, { platform: selection.platform, family: selection.family }, window),
  ]);
  const sorted = rows.filter((row) => row.posts > 0).sort((a, b) => b.posts - a.posts || (a.key < b.key ? -1 : 1));
  return {
    rows: sorted.map((row) => ({ key: row.key, ...toRow(row, all.posts) })),
    all: all.posts,
    provenance: provenanceOf(watched),
    selection,
  };
}

const noFigures: TableRow = { posts: 0, authors: 0, likes: 0, reposts: 0, replies: 0, quotes: 0, share: 0 };

/** Rows of every declared key, those without posts too, most posts first. */
const withDeclared = (rows: Table['rows'], declared: readonly string[]) => {
  const found = new Set(rows.map(({ key }) => key));
  return [...rows, ...declared.filter((key) => !found.has(key)).map((key) => ({ key, ...noFigures }))];
};

interface SpellingRow {
  family: string;
  spelling: string;
  how: number;
  posts: number;
  authors: number;
  example: string | null;
}

const hows = ['exact', 'declared', 'lookalike'] as const;

async function findSpellings({ db }: AnswerContext, selection: Selection, window: Interval): Promise<SpellingRow[]> {
  const { rows } = await db.$client.query<SpellingRow>({
    name: 'spellings',
    text: `select s.key as family, v.spelling, v.how, count(*)::int posts, count(distinct p.author_id)::int authors, max(p.uri) example
      from post p join post_tag t on t.post_id = p.id join variant v on v.id = t.variant_id join scope s on s.id = v.scope_id and s.campaign_id = $5
      where p.counted_at >= $1 and p.counted_at < $2 and p.counted and p.scopes @> $3::int[] and ($4::smallint is null or p.platform = $4)
      group by 1, 2, 3 order by posts desc, 2`,
    values: [
      new Date(window.from),
      new Date(window.to),
      mustHave(selection),
      selection.platform === null ? null : platformCode[selection.platform],
      selection.campaign.id,
    ],
  });
  return rows;
}

/** Tags of the posts of each family that belong to no family. */
async function findCoTags({ db }: AnswerContext, selection: Selection, window: Interval) {
  const { rows } = await db.$client.query<{
    family: string;
    norm: string;
    spelling: string;
    posts: number;
    authors: number;
  }>({
    name: 'co-tags',
    text: `select * from (
        select s.key as family, c.norm, min(c.spelling) spelling, count(distinct p.id)::int posts, count(distinct p.author_id)::int authors,
          row_number() over (partition by s.key order by count(distinct p.author_id) desc, count(distinct p.id) desc, c.norm) as place
        from post p join post_cotag c on c.post_id = p.id cross join lateral unnest(p.scopes) u(id) join scope s on s.id = u.id and s.dim = 1 and s.campaign_id = $5
        where p.counted_at >= $1 and p.counted_at < $2 and p.counted and p.scopes @> $3::int[] and ($4::smallint is null or p.platform = $4)
        group by 1, 2) x where place <= 10`,
    values: [
      new Date(window.from),
      new Date(window.to),
      mustHave(selection),
      selection.platform === null ? null : platformCode[selection.platform],
      selection.campaign.id,
    ],
  });
  return rows;
}

/** The families of a campaign with the share of each spelling and the tags they stand beside. */
export async function answerTags(context: AnswerContext, campaign: StoredCampaign, filters: Filters, window: Interval) {
  const { rows, provenance, selection } = await table(context, campaign, filters, window, 'tag');
  const [spellings, coTags] = await Promise.all([
    findSpellings(context, selection, window),
    findCoTags(context, selection, window),
  ]);
  const declared = campaign.config.tags
    .map(({ tag }) => tag)
    .filter((tag) => selection.family === null || tag === selection.family);
  return {
    tags: withDeclared(rows, declared).map(({ key, ...row }) => {
      const own = spellings.filter(({ family }) => family === key);
      const ofHow = (lookalike: boolean) =>
        own.filter(({ how }) => (hows[how] === 'lookalike') === lookalike).reduce((sum, { posts }) => sum + posts, 0);
      return {
        tag: key,
        ...row,
        exact: ofHow(false),
        lookalike: ofHow(true),
        spellings: own.map(({ spelling, how, posts, authors, example }) => ({
          spelling,
          how: hows[how] ?? 'exact',
          posts,
          authors,
          share: row.posts === 0 ? 0 : posts / row.posts,
          example,
        })),
        coTags: coTags
          .filter(({ family }) => family === key)
          .map(({ spelling, posts, authors }) => ({
            tag: spelling,
            posts,
            authors,
            share: row.posts === 0 ? 0 : posts / row.posts,
          })),
      };
    }),
    ...provenance,
  };
}

/** Languages of the posts; `effective` is the effective number of them, the unknown left out. */
export async function answerLanguages(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
) {
  const { rows, provenance, selection } = await table(context, campaign, filters, window, 'language');
  const { rows: guessed } = await context.db.$client.query<{ lang: string; n: number }>({
    name: 'guessed-languages',
    text: `select p.lang, count(*)::int n from post p where p.counted_at >= $1 and p.counted_at < $2 and p.counted and p.scopes @> $3::int[]
      and ($4::smallint is null or p.platform = $4) and (p.flags & ${postFlagBit.guessed}) <> 0 group by 1`,
    values: [
      new Date(window.from),
      new Date(window.to),
      mustHave(selection),
      selection.platform === null ? null : platformCode[selection.platform],
    ],
  });
  const known = rows.filter(({ key }) => key !== 'und');
  const posts = known.reduce((sum, row) => sum + row.posts, 0);
  const entropy = known.reduce((sum, row) => sum - (row.posts / posts) * Math.log(row.posts / posts), 0);
  return {
    languages: rows.map(({ key, ...row }) => ({
      language: key,
      ...row,
      guessed: guessed.find(({ lang }) => lang === key)?.n ?? 0,
    })),
    effective: posts === 0 ? null : Math.exp(entropy),
    ...provenance,
  };
}

/** Arguments by name, in the order of their posts. */
export async function answerArguments(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
) {
  const { rows, provenance } = await table(context, campaign, filters, window, 'argument');
  const declared = Object.keys(campaign.config.arguments);
  return {
    arguments: withDeclared(rows, declared).map(({ key, ...row }) => ({ argument: key, ...row })),
    ...provenance,
  };
}

/** Targets as the campaign declares them. */
export async function answerTargets(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
) {
  const { rows, provenance } = await table(context, campaign, filters, window, 'target');
  return {
    targets: withDeclared(rows, campaign.config.targets).map(({ key, ...row }) => ({ target: key, ...row })),
    ...provenance,
  };
}

/** Servers of the authors; every Bluesky post stands under one. */
export async function answerServers(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
) {
  const { rows, provenance } = await table(context, campaign, filters, window, 'server');
  return { servers: rows.map(({ key, ...row }) => ({ server: key, ...row })), ...provenance };
}
