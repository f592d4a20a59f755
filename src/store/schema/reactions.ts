import { sql } from 'drizzle-orm';
import { bigint, index, integer, pgTable, primaryKey, smallint } from 'drizzle-orm/pg-core';
import { at, key } from './columns.ts';

/**
 * Kept so that an undo finds its subject, and after it, so that reading the same again changes nothing. Kind: 0 like,
 * 1 repost, 2 reply, 3 quote.
 */
export const reaction = pgTable(
  'reaction',
  {
    key: key('key').notNull(),
    kind: smallint('kind').notNull(),
    postId: bigint('post_id', { mode: 'number' }).notNull(),
    author: key('author').notNull(),
    at: at('at'),
    undoneAt: at('undone_at'),
  },
  (t) => [
    primaryKey({ columns: [t.key, t.kind] }),
    index('reaction_account').on(t.postId, t.kind, t.author).where(sql`kind < 2`),
  ],
);

/** Figures of a post as last read. `basis`: 0 the stream, 1 the highest seen on other servers, 2 its own server or the AppView. */
export const engagement = pgTable('engagement', {
  postId: bigint('post_id', { mode: 'number' }).primaryKey(),
  countedAt: at('counted_at').notNull(),
  likes: integer('likes').notNull(),
  reposts: integer('reposts').notNull(),
  replies: integer('replies').notNull(),
  quotes: integer('quotes').notNull(),
  score: integer('score').notNull(),
  basis: smallint('basis').notNull(),
  asOf: at('as_of').notNull(),
  /** When the AppView was last asked for it, and since when it leaves it out. */
  checkedAt: at('checked_at'),
  missedAt: at('missed_at'),
});

export const engagementPoint = pgTable(
  'engagement_point',
  {
    postId: bigint('post_id', { mode: 'number' }).notNull(),
    at: at('at').notNull(),
    likes: integer('likes').notNull(),
    reposts: integer('reposts').notNull(),
    replies: integer('replies').notNull(),
    quotes: integer('quotes').notNull(),
    /** 0 stream, 1 refresh, 2 import. */
    origin: smallint('origin').notNull(),
  },
  (t) => [primaryKey({ columns: [t.postId, t.at] })],
);
