import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { at, id, key } from './columns.ts';

export const author = pgTable(
  'author',
  {
    id: id(),
    key: key('key').notNull().unique(),
    handle: text('handle'),
    display: text('display'),
    bot: boolean('bot'),
    /** Opt-outs as bits: `codes.ts`. */
    flags: integer('flags').notNull().default(0),
    followers: integer('followers'),
    bornAt: at('born_at'),
    /** 0 active, 1 hidden, 2 deleted; `stateAt` is the time of the event that said so. */
    state: smallint('state').notNull().default(0),
    stateAt: at('state_at'),
    refreshedAt: at('refreshed_at'),
    /** As of when name, size and kind of the account are told, and whether by its own server. */
    toldAt: at('told_at'),
    toldOwn: boolean('told_own').notNull().default(false),
    /** When the account itself last wrote its profile, as the stream tells. */
    profileAt: at('profile_at'),
  },
  (t) => [index('author_unread').on(t.id).where(sql`refreshed_at is null and state = 0`)],
);

export const post = pgTable(
  'post',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    uri: key('uri').notNull().unique(),
    authorId: integer('author_id').notNull(),
    platform: smallint('platform').notNull(),
    kind: smallint('kind').notNull(),
    flags: integer('flags').notNull(),
    lang: key('lang').notNull(),
    rev: bigint('rev', { mode: 'bigint' }).notNull(),
    claimedAt: at('claimed_at'),
    seenAt: at('seen_at').notNull(),
    countedAt: at('counted_at').notNull(),
    deletedAt: at('deleted_at'),
    /** Whether it stands in the counts now. */
    counted: boolean('counted').notNull(),
    /** Where it is counted and on which campaign day: two arrays of one length. */
    scopes: integer('scopes').array().notNull(),
    days: integer('days').array().notNull(),
    url: key('url'),
    originalUri: key('original_uri'),
  },
  (t) => [
    index('post_counted_at').on(t.countedAt),
    index('post_author').on(t.authorId),
    index('post_original').on(t.originalUri).where(sql`original_uri is not null`),
    index('post_url').on(t.url).where(sql`url is not null`),
  ],
);

/** Text apart, so that retention is a plain delete and the post stays narrow. */
export const postText = pgTable(
  'post_text',
  {
    postId: bigint('post_id', { mode: 'number' }).primaryKey(),
    body: text('body').notNull(),
    tags: text('tags').array().notNull(),
    links: text('links').array().notNull(),
    month: date('month').notNull(),
  },
  (t) => [index('post_text_month').on(t.month)],
);

/** A spelling of a family as it was typed. `how`: 0 exact, 1 declared, 2 look-alike. */
export const variant = pgTable(
  'variant',
  {
    id: id(),
    scopeId: integer('scope_id').notNull(),
    spelling: key('spelling').notNull(),
    norm: key('norm').notNull(),
    how: smallint('how').notNull(),
  },
  (t) => [unique().on(t.scopeId, t.spelling, t.how)],
);

export const postTag = pgTable(
  'post_tag',
  {
    postId: bigint('post_id', { mode: 'number' }).notNull(),
    variantId: integer('variant_id').notNull(),
    /** 0 facet, 1 tags, 2 text. */
    via: smallint('via').notNull(),
  },
  (t) => [primaryKey({ columns: [t.postId, t.variantId] }), index('post_tag_variant').on(t.variantId)],
);

/** Tags of counted posts that belong to no family. */
export const postCotag = pgTable(
  'post_cotag',
  {
    norm: key('norm').notNull(),
    postId: bigint('post_id', { mode: 'number' }).notNull(),
    spelling: text('spelling').notNull(),
  },
  (t) => [primaryKey({ columns: [t.norm, t.postId] }), index('post_cotag_post').on(t.postId)],
);

/** An address that posts link to, without what only tracks. */
export const link = pgTable('link', {
  id: id(),
  url: key('url').notNull().unique(),
  domain: key('domain').notNull(),
});

export const postLink = pgTable(
  'post_link',
  {
    linkId: integer('link_id').notNull(),
    postId: bigint('post_id', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.linkId, t.postId] }), index('post_link_post').on(t.postId)],
);

/** Where a Mastodon post can be asked for again. */
export const sighting = pgTable(
  'sighting',
  {
    sourceId: integer('source_id').notNull(),
    localId: key('local_id').notNull(),
    postId: bigint('post_id', { mode: 'number' }).notNull(),
    home: boolean('home').notNull(),
    seenAt: at('seen_at').notNull(),
    checkedAt: at('checked_at'),
    missedAt: at('missed_at'),
  },
  (t) => [primaryKey({ columns: [t.sourceId, t.localId] }), index('sighting_post').on(t.postId)],
);

/** A deletion that overtook its post (by URI), or an account's (by its key): beats what is older. */
export const tombstone = pgTable(
  'tombstone',
  {
    uri: key('uri').primaryKey(),
    rev: bigint('rev', { mode: 'bigint' }).notNull(),
    state: smallint('state').notNull().default(2),
    at: at('at').notNull(),
  },
  (t) => [index('tombstone_at').on(t.at)],
);
