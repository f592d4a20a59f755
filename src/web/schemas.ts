import { z } from 'zod';
import { bucketSizes, groupings, metrics } from '../domain/series.ts';
import { postSorts } from '../store/answers/posts.ts';

export const one = (max: number, description: string, example: string) =>
  z.string().max(max).optional().describe(description).meta({ example });
const none = z.literal('').transform(() => undefined);
const choice = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
  z
    .union([z.enum(values), none])
    .optional()
    .describe(description);

export const SlugParams = z.object({
  slug: z.string().max(64).describe('Campaign').meta({ example: 'keep4o' }),
});
export const PostParams = SlugParams.extend({ id: z.string().max(40).describe('Post').meta({ example: 'p1' }) });

export const time = {
  from: one(40, 'Start, RFC 3339; rounds down to 15 minutes. Default: 7 days before `to`', '2026-11-17T00:00:00Z'),
  to: one(40, 'End (not included), RFC 3339; rounds up to 15 minutes. Default: now', '2026-11-24T00:00:00Z'),
};
export const filters = {
  platform: choice(['bluesky', 'mastodon'], 'Only this network'),
  tag: one(100, 'Only this family', 'keep4o'),
  language: one(10, 'Only this language, primary subtag; `und` for unknown', 'de'),
  argument: one(40, 'Only this argument', 'safety'),
};

/** Which page of a list, and how long. */
export const page = {
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'limit must be a whole number from 1 to 100')
    .optional()
    .describe('Rows a page, at most 100. Default: 20')
    .meta({ example: '20' }),
  cursor: one(500, 'Of the page before', ''),
};

export const WindowQuery = z.object(time);
export const FigureQuery = z.object({ ...time, ...filters });
export const SeriesQuery = z.object({
  ...time,
  ...filters,
  metric: choice(metrics, 'What is counted. Default: posts'),
  bucket: choice(bucketSizes, 'Size of a bucket. Default: hour, above 14 days day'),
  tz: one(60, "Zone of the buckets. Default: the campaign's", 'Europe/Berlin'),
  groupBy: choice(groupings, 'What is told apart. Default: none'),
  normalize: choice(['none'], 'Reserved'),
});
export const PostsQuery = z.object({
  ...time,
  ...filters,
  sort: choice(postSorts, 'Order. Default: recent'),
  ...page,
});

export const nullable = z.number().nullable();
const count = z.object({ posts: nullable, authors: nullable });
const engagement = z.object({ likes: nullable, reposts: nullable, replies: nullable, quotes: nullable });
export const gap = z.object({ from: z.string(), to: z.string().nullable(), source: z.string(), reason: z.string() });
export const provenance = { asOf: z.string(), coverage: z.number(), gaps: z.array(gap) };
const counts = z.record(z.string(), count);

export const SummaryAnswer = z.object({
  campaign: z.string(),
  from: z.string(),
  to: z.string(),
  posts: nullable,
  authors: nullable,
  engagement,
  byPlatform: counts,
  byTag: counts,
  byKind: counts,
  bridgedCopies: z.number(),
  deleted: z.number(),
  untagged: z.number(),
  engagementAsOf: z.string().nullable(),
  previous: z.unknown(),
  momentum: z.unknown().optional(),
  ...provenance,
});
export const SeriesResponse = z.object({
  campaign: z.string(),
  metric: z.string(),
  bucket: z.string(),
  groupBy: z.string(),
  tz: z.string(),
  from: z.string(),
  to: z.string(),
  buckets: z.array(z.string()),
  partial: z.array(z.boolean()),
  partialFrom: z.string().nullable(),
  bucketCoverage: z.array(z.number()),
  series: z.array(
    z.object({ key: z.string(), label: z.string(), values: z.array(nullable), sampled: z.array(nullable) }),
  ),
  ...provenance,
});
const post = z.object({
  id: z.string(),
  uri: z.string(),
  url: z.string().nullable(),
  platform: z.string(),
  author: z.object({
    handle: z.string().nullable(),
    displayName: z.string().nullable(),
    url: z.string().nullable(),
    bot: z.boolean(),
  }),
  createdAt: z.string(),
  text: z.string().nullable(),
  language: z.string(),
  tags: z.array(z.string()),
  engagement,
  engagementAsOf: z.string().nullable(),
  velocity: nullable,
  lift: nullable.optional(),
  arguments: z.array(z.string()),
  flags: z.array(z.string()),
});
export const PostsResponse = z.object({ posts: z.array(post), cursor: z.string().nullable(), ...provenance });
export const HistoryResponse = z.object({
  id: z.string(),
  uri: z.string(),
  points: z.array(
    z.object({
      at: z.string(),
      likes: z.number(),
      reposts: z.number(),
      replies: z.number(),
      quotes: z.number(),
      source: z.string(),
    }),
  ),
});
export const CoverageResponse = z.object({
  campaign: z.string(),
  from: z.string(),
  to: z.string(),
  sources: z.array(
    z.object({
      source: z.string(),
      platform: z.string(),
      state: z.string(),
      coverage: z.number(),
      covered: z.array(z.object({ from: z.string(), to: z.string() })),
      lagSeconds: nullable,
      lastError: z.string().nullable(),
      lastErrorAt: z.string().nullable(),
    }),
  ),
  refused: z.array(z.object({ source: z.string(), reason: z.string() })),
  ...provenance,
});

const growth = z.object({
  posts: z.number(),
  before: z.number(),
  authors: z.number(),
  ratio: z.number(),
  low: z.number(),
  high: z.number(),
  usable: z.number(),
});
const momentum = {
  now: z
    .object({
      from: z.string(),
      to: z.string(),
      posts: z.number(),
      authors: z.number(),
      expected: nullable,
      low: nullable,
      high: nullable,
      alarm: nullable,
      state: z.enum(['above', 'within', 'below']).nullable(),
    })
    .nullable(),
  growth: z.object({
    week: growth
      .extend({ doublingDays: nullable, doublingLow: nullable, doublingHigh: nullable, halving: z.boolean() })
      .nullable(),
    day: growth.nullable(),
  }),
  bursts: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      ongoing: z.boolean(),
      posts: z.number(),
      authors: z.number(),
      lift: z.number(),
    }),
  ),
  live: z.boolean(),
  sentences: z.object({
    growth: z.string(),
    now: z.string(),
    burst: z.string().nullable(),
    coverage: z.string().nullable(),
  }),
  sentence: z.string(),
};
export const MomentumResponse = z.object({ ...momentum, ...provenance });

export const CampaignResponse = z.looseObject({ slug: z.string(), name: z.string() });
export const CampaignsResponse = z.object({ campaigns: z.array(CampaignResponse) });
export const ProblemResponse = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string().optional(),
    reference: z.string().optional(),
  })
  .meta({ description: 'Problem details (RFC 9457)' });

/** What every read may answer beside its own. */
export const failures = {
  304: z.null().meta({ description: 'Not modified' }),
  400: ProblemResponse,
  404: ProblemResponse,
  429: ProblemResponse,
  500: ProblemResponse,
  503: ProblemResponse,
};
