import type { Provenance } from '../../domain/series.ts';
import type { Interval } from '../../domain/time/interval.ts';
import type { StoredCampaign } from '../campaigns.ts';
import type { Dimension } from '../codes.ts';
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

/** Rows of a dimension, most posts first, and all posts of the selection. */
export interface Table {
  rows: ({ key: string } & TableRow)[];
  all: number;
  provenance: Provenance;
  selection: Selection;
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

/** The posts of a window by the keys of a dimension; keys without a post are missing. */
export async function table(
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
export function withDeclared(rows: Table['rows'], declared: readonly string[]): Table['rows'] {
  const found = new Set(rows.map(({ key }) => key));
  return [...rows, ...declared.filter((key) => !found.has(key)).map((key) => ({ key, ...noFigures }))];
}
