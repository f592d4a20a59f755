import type { Interval } from '../../domain/time/interval.ts';
import type { Database } from '../database.ts';
import type { Selection } from './question.ts';
import { remembered } from './remembered.ts';
import { mayShow, reactionSums, selected, selectedValues } from './selected.ts';

/** Figures of one address. */
export interface LinkRow {
  id: number;
  url: string;
  domain: string;
  posts: number;
  authors: number;
  likes: number;
  reposts: number;
  replies: number;
  quotes: number;
}

/** Where a page of links goes on. */
export interface LinkPosition {
  posts: number;
  authors: number;
  id: number;
}

/** Addresses that counted posts link to, most posts first, then most accounts. */
export async function listLinks(
  db: Database,
  selection: Selection,
  window: Interval,
  limit: number,
  after: LinkPosition | null,
): Promise<LinkRow[]> {
  return remembered<LinkRow>(db, {
    name: 'link-list',
    of: 'reactions',
    text: `select l.id, l.url, l.domain, x.posts, x.authors, x.likes, x.reposts, x.replies, x.quotes from (
        select k.link_id, count(*)::int posts, count(distinct p.author_id)::int authors, ${reactionSums}, bool_or(${mayShow}) shown
        from post p join post_link k on k.post_id = p.id join author a on a.id = p.author_id left join engagement e on e.post_id = p.id
        where ${selected} group by 1) x join link l on l.id = x.link_id
      where x.shown and ($5::int is null or (x.posts, x.authors, -l.id) < ($5::int, $6::int, -$7::int))
      order by x.posts desc, x.authors desc, l.id limit $8`,
    values: [
      ...selectedValues(selection, window),
      after?.posts ?? null,
      after?.authors ?? null,
      after?.id ?? null,
      limit,
    ],
  });
}

/** Hosts that counted posts link to; a post that links to one twice counts once. */
export async function listDomains(
  db: Database,
  selection: Selection,
  window: Interval,
  limit: number,
): Promise<{ domain: string; posts: number; authors: number }[]> {
  return remembered<{ domain: string; posts: number; authors: number }>(db, {
    name: 'domain-list',
    of: 'posts',
    text: `select l.domain, count(distinct p.id)::int posts, count(distinct p.author_id)::int authors
      from post p join post_link k on k.post_id = p.id join link l on l.id = k.link_id join author a on a.id = p.author_id
      where ${selected} group by 1 having bool_or(${mayShow}) order by posts desc, authors desc, 1 limit $5`,
    values: [...selectedValues(selection, window), limit],
  });
}
