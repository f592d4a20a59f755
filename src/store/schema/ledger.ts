import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, id, key, tstzrange } from './columns.ts';

/** An unchanging list of spellings on one source: what a stretch of coverage speaks of. */
export const watchSet = pgTable(
  'watch_set',
  {
    id: id(),
    source: key('source').notNull(),
    hash: text('hash').notNull(),
    /** Only of sets that are watched live: before this nothing is owed. */
    floor: at('floor'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [unique().on(t.source, t.hash)],
);

export const watchTag = pgTable(
  'watch_tag',
  { norm: key('norm').notNull(), setId: integer('set_id').notNull() },
  (t) => [primaryKey({ columns: [t.norm, t.setId] })],
);

/** The ledger: which stretch of time of a watch set is committed. */
export const coverage = pgTable('coverage', {
  setId: integer('set_id').notNull(),
  during: tstzrange('during').notNull(),
  run: text('run').notNull(),
  events: bigint('events', { mode: 'number' }).notNull(),
  matched: integer('matched').notNull(),
});

/** One row: when what is stored last changed, and how often: anything (`seq`), posts and accounts, reactions. */
export const clock = pgTable('clock', {
  id: integer('id').primaryKey(),
  asOf: at('as_of').notNull(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
  posts: bigint('posts', { mode: 'number' }).notNull().default(0),
  reactions: bigint('reactions', { mode: 'number' }).notNull().default(0),
});

/** Why a stretch of a source is missing, where we know. `final`: nothing can bring it back. */
export const gapReason = pgTable(
  'gap_reason',
  {
    id: id(),
    sourceId: integer('source_id').notNull(),
    during: tstzrange('during').notNull(),
    reason: text('reason').notNull(),
    final: boolean('final').notNull(),
    notedAt: at('noted_at').notNull(),
  },
  (t) => [index('gap_reason_source').on(t.sourceId)],
);

/** How often a server saw a tag on a UTC day, by its own count as it told last. */
export const serverTagDay = pgTable(
  'server_tag_day',
  {
    sourceId: integer('source_id').notNull(),
    norm: key('norm').notNull(),
    day: date('day').notNull(),
    uses: integer('uses').notNull(),
    /** When the server made that answer. */
    readAt: at('read_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.sourceId, t.norm, t.day] })],
);

/** What each running process tells the others, anew every two seconds. Unlogged: it is worth nothing after a crash. */
export const runningProcess = pgTable('process', {
  id: uuid('id').primaryKey(),
  pid: integer('pid').notNull(),
  roles: text('roles').array().notNull(),
  paused: jsonb('paused').notNull(),
  metrics: jsonb('metrics').notNull(),
  seenAt: at('seen_at').notNull(),
});
