import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';

/** Text compared byte by byte: unique keys and keyset cursors sort alike on every server. */
const key = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });
const tstzrange = customType<{ data: string }>({ dataType: () => 'tstzrange' });
const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const id = () => integer('id').primaryKey().generatedAlwaysAsIdentity();

/** Facts of this instance: secrets, the admin token's hash. */
export const setting = pgTable('setting', { name: key('name').primaryKey(), value: jsonb('value').notNull() });

export const campaign = pgTable('campaign', {
  id: id(),
  slug: key('slug').notNull().unique(),
  /** The campaign as it counts: what was said, with the spellings that people accepted or rejected. */
  config: jsonb('config').notNull(),
  /** The campaign as its file or an apply said it. */
  base: jsonb('base').notNull(),
  appliedAt: at('applied_at').notNull(),
  /** `file`: a file in CAMPAIGNS_DIR; `apply`: kept in the database alone. */
  origin: text('origin').notNull(),
});

/** A network's door: the Jetstream, or one Mastodon server. Its state is what the status page shows. */
export const source = pgTable('source', {
  id: id(),
  name: key('name').notNull().unique(),
  platform: smallint('platform').notNull(),
  state: text('state').notNull().default('off'),
  lastEventAt: at('last_event_at'),
  lastError: text('last_error'),
  lastErrorAt: at('last_error_at'),
  /** What the source itself needs to go on: host and sequence of the stream, access and rules of a server. */
  memo: jsonb('memo').notNull().default({}),
});

export const campaignSource = pgTable(
  'campaign_source',
  {
    campaignId: integer('campaign_id').notNull(),
    sourceId: integer('source_id').notNull(),
    configuredAt: at('configured_at').notNull(),
    removedAt: at('removed_at'),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.sourceId] })],
);

/** A spelling that a campaign asks for, and since when. Family by name. */
export const campaignSpelling = pgTable(
  'campaign_spelling',
  {
    campaignId: integer('campaign_id').notNull(),
    family: key('family').notNull(),
    norm: key('norm').notNull(),
    declaredAt: at('declared_at').notNull(),
    removedAt: at('removed_at'),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.family, t.norm] })],
);

/** A person's word on a spelling, beside the file. `accepted` false: rejected. */
export const spellingDecision = pgTable(
  'spelling_decision',
  {
    campaignId: integer('campaign_id').notNull(),
    norm: key('norm').notNull(),
    family: key('family').notNull(),
    spelling: text('spelling').notNull(),
    accepted: boolean('accepted').notNull(),
    decidedAt: at('decided_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.norm] })],
);

/** campaign × dimension × key: every chart is one narrow range of one scope. Dimensions: `scopes.ts`. */
export const scope = pgTable(
  'scope',
  {
    id: id(),
    campaignId: integer('campaign_id').notNull(),
    dim: smallint('dim').notNull(),
    key: key('key').notNull(),
  },
  (t) => [unique().on(t.campaignId, t.dim, t.key)],
);

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

/** One row: when the figures last changed, and how often. */
export const clock = pgTable('clock', {
  id: integer('id').primaryKey(),
  asOf: at('as_of').notNull(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
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

/** What each running process tells the others, anew every two seconds. Unlogged: it is worth nothing after a crash. */
export const runningProcess = pgTable('process', {
  id: uuid('id').primaryKey(),
  pid: integer('pid').notNull(),
  roles: text('roles').array().notNull(),
  paused: jsonb('paused').notNull(),
  metrics: jsonb('metrics').notNull(),
  seenAt: at('seen_at').notNull(),
});
