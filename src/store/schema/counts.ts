import { integer, pgTable, primaryKey, smallint } from 'drizzle-orm/pg-core';
import { at } from './columns.ts';

const figures = () => ({
  platform: smallint('platform').notNull(),
  posts: integer('posts').notNull(),
  deleted: integer('deleted').notNull(),
  likes: integer('likes').notNull(),
  reposts: integer('reposts').notNull(),
  replies: integer('replies').notNull(),
  quotes: integer('quotes').notNull(),
});

export const rollup15m = pgTable(
  'rollup_15m',
  { scopeId: integer('scope_id').notNull(), bucket: at('bucket').notNull(), ...figures() },
  (t) => [primaryKey({ columns: [t.scopeId, t.bucket, t.platform] })],
);

/** Days since 1970 in the campaign's zone. */
export const rollupDay = pgTable(
  'rollup_day',
  { scopeId: integer('scope_id').notNull(), day: integer('day').notNull(), ...figures() },
  (t) => [primaryKey({ columns: [t.scopeId, t.day, t.platform] })],
);

/** The days on which an account posted; `prev` is the one before, 0 if there is none. */
export const authorDay = pgTable(
  'author_day',
  {
    scopeId: integer('scope_id').notNull(),
    authorId: integer('author_id').notNull(),
    day: integer('day').notNull(),
    prev: integer('prev').notNull(),
    posts: integer('posts').notNull(),
  },
  (t) => [primaryKey({ columns: [t.scopeId, t.authorId, t.day] })],
);

/** How many accounts posted on `day` and before that last on `prev`: distinct accounts of any days are one sum. */
export const authorFlow = pgTable(
  'author_flow',
  {
    scopeId: integer('scope_id').notNull(),
    day: integer('day').notNull(),
    prev: integer('prev').notNull(),
    n: integer('n').notNull(),
  },
  (t) => [primaryKey({ columns: [t.scopeId, t.day, t.prev] })],
);
