import type { Interval } from '../../domain/time/interval.ts';
import { type Dimension, dimension, flowDims } from '../codes.ts';
import type { Database } from '../database.ts';
import { countAuthors, countAuthorsRaw, type Figures, sumRaw, sumScopes } from './figures.ts';
import { findScopes, type Selection } from './question.ts';

/** Figures of one key of a dimension. */
export interface Row extends Figures {
  key: string;
  authors: number;
}

/** Whether sums by scope answer a question, or posts have to be looked at one by one. */
const isPlain = (selection: Selection): boolean => selection.also.length === 0 && selection.scopeIsAll;

const none: Figures = { posts: 0, deleted: 0, likes: 0, reposts: 0, replies: 0, quotes: 0 };

/** Totals of a selection over a window. */
export async function total(db: Database, selection: Selection, window: Interval): Promise<Row> {
  const { scope, campaign } = selection;
  if (scope === null) return { key: '', authors: 0, ...none };
  const zone = campaign.config.timezone;
  if (selection.also.length > 0) {
    const found = (await sumRaw(db, [scope], selection, window)).get(scope);
    return { key: '', authors: 0, ...none, ...found };
  }
  const [sums, authors] = await Promise.all([
    sumScopes(db, [scope], window, zone, selection.platform),
    selection.platform === null
      ? countAuthors(db, [scope], window, zone)
      : countAuthorsRaw(db, [scope], selection, window),
  ]);
  return { key: '', authors: authors.get(scope) ?? 0, ...none, ...sums.get(scope) };
}

/** Posts of each key of a dimension within a selection: without its accounts, which cost ten times as much to count. */
export async function countPostsBy(
  db: Database,
  selection: Selection,
  dim: Dimension,
  window: Interval,
): Promise<{ key: string; posts: number }[]> {
  if (!isPlain(selection)) return breakDown(db, selection, dim, window);
  const scopes = await findScopes(db, selection.campaign.id, dim);
  const zone = selection.campaign.config.timezone;
  const sums = await sumScopes(db, [...scopes.values()], window, zone, selection.platform);
  return [...scopes].flatMap(([key, id]) => {
    const found = sums.get(id);
    return found ? [{ key, posts: found.posts }] : [];
  });
}

/** One row a key of a dimension within a selection; keys that never had a post are missing. */
export async function breakDown(db: Database, selection: Selection, dim: Dimension, window: Interval): Promise<Row[]> {
  if (selection.scope === null && !selection.scopeIsAll) return []; // a filter that no post ever met
  const scopes = await findScopes(db, selection.campaign.id, dim);
  const ids = [...scopes.values()];
  const zone = selection.campaign.config.timezone;
  if (!isPlain(selection)) {
    const raw = await sumRaw(db, ids, selection, window);
    return [...scopes].flatMap(([key, id]) => {
      const found = raw.get(id);
      return found ? [{ key, ...found }] : [];
    });
  }
  const keepsDays = flowDims.includes(dimension[dim]) && (selection.platform === null || dim === 'platform');
  const [sums, authors] = await Promise.all([
    sumScopes(db, ids, window, zone, selection.platform),
    keepsDays ? countAuthors(db, ids, window, zone) : countAuthorsRaw(db, ids, selection, window),
  ]);
  return [...scopes].flatMap(([key, id]) => {
    const found = sums.get(id);
    return found ? [{ key, authors: authors.get(id) ?? 0, ...found }] : [];
  });
}
