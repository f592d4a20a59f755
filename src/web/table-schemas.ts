import { z } from 'zod';
import { filters, nullable, one, page, provenance, time } from './schemas.ts';

export const HoursQuery = z.object({
  ...time,
  ...filters,
  tz: one(60, "Zone of the clock. Default: the campaign's", 'Europe/Berlin'),
});
export const ListQuery = z.object({ ...time, ...filters, ...page });

const number = z.number();
const engagement = { likes: number, reposts: number, replies: number, quotes: number };
const group = { posts: number, authors: number, share: number };
const row = { ...group, ...engagement };
const ratio = z.object({ ratio: number, low: number, high: number });

export const TagsResponse = z.object({
  tags: z.array(
    z.object({
      tag: z.string(),
      ...row,
      exact: number,
      lookalike: number,
      spellings: z.array(
        z.object({
          spelling: z.string(),
          how: z.enum(['exact', 'lookalike', 'declared']),
          ...group,
          example: z.string().nullable(),
        }),
      ),
      coTags: z.array(z.object({ tag: z.string(), ...group })),
    }),
  ),
  ...provenance,
});
export const LanguagesResponse = z.object({
  languages: z.array(z.object({ language: z.string(), ...row, guessed: number })),
  effective: nullable,
  ...provenance,
});
export const ArgumentsResponse = z.object({
  arguments: z.array(
    z.object({
      argument: z.string(),
      ...row,
      share: nullable,
      low: nullable,
      high: nullable,
      lift: ratio.nullable(),
      sentence: z.string(),
    }),
  ),
  withText: number,
  none: number,
  ...provenance,
});
export const TargetsResponse = z.object({ targets: z.array(z.object({ target: z.string(), ...row })), ...provenance });
export const LinksResponse = z.object({
  links: z.array(z.object({ url: z.string(), domain: z.string(), ...row, goal: z.boolean() })),
  domains: z.array(z.object({ domain: z.string(), ...group })),
  cursor: z.string().nullable(),
  ...provenance,
});
export const ServersResponse = z.object({
  servers: z.array(
    z.object({
      server: z.string(),
      ...row,
      state: z.enum(['asked', 'refused', 'silent', 'seen']),
      history: z
        .array(z.object({ day: z.string(), uses: number, ours: number }))
        .nullable()
        .describe(
          'By whole UTC day: how often the server itself says that it saw the tags, and how many of those posts it has shown us; null where it does not tell, and with the filters language and argument',
        ),
    }),
  ),
  unseen: z
    .object({ posts: number, low: number, high: number })
    .nullable()
    .describe('Posts on servers that nobody asks; null: no sound estimate is possible without their own counts'),
  suggested: z.array(z.object({ server: z.string(), posts: number, authors: number })),
  ...provenance,
});
export const AuthorsResponse = z.object({
  authors: number,
  new: nullable,
  returning: nullable,
  top10Share: nullable,
  participation: z.object({ top1: number, next9: number, rest: number }).nullable(),
  oneTime: nullable,
  followersSum: nullable,
  followersMedian: nullable,
  list: z
    .array(z.object({ author: z.string(), handle: z.string().nullable(), posts: number, ...engagement }))
    .optional()
    .describe('With the admin token only'),
  cursor: z.string().nullable().optional(),
  ...provenance,
});
export const HoursResponse = z.object({
  tz: z.string(),
  hours: z.array(
    z.object({
      weekday: number.describe('1: Monday'),
      hour: number,
      watched: number.describe('Hours of it that were watched'),
      posts: nullable,
      rate: nullable.describe('Posts an hour of the quarters that were watched well enough'),
      likes: nullable,
      reposts: nullable,
      replies: nullable,
      quotes: nullable,
    }),
  ),
  ...provenance,
});
