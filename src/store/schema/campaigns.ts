import { boolean, integer, jsonb, pgTable, primaryKey, smallint, text, unique } from 'drizzle-orm/pg-core';
import { at, id, key } from './columns.ts';

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
