import { z } from 'zod';
import { isTimeZone } from './time/zone.ts';

const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => !/[^\P{Cc}\t\n\r]/u.test(value), 'control characters are not allowed');
const webUrl = z.url({ protocol: /^https?$/ }).max(2000);
const day = z.iso.date();
const spelling = text(100)
  .refine((value) => !/^[#＃]/.test(value), 'leave the # out')
  .refine((value) => /[\p{L}\p{N}]/u.test(value), 'a tag needs a letter or a digit');

const timezone = z.string().refine(isTimeZone, 'not an IANA time zone');

const family = z.union([
  spelling.transform((tag) => ({ tag, variants: [] as string[], rejected: [] as string[] })),
  z.strictObject({
    tag: spelling,
    variants: z.array(spelling).max(400).default([]),
    rejected: z.array(spelling).max(400).default([]),
  }),
]);

/** The schema of a campaign file (contract: "Campaign file"); unknown keys are refused, defaults filled in. */
export const campaignSchema = z.strictObject({
  slug: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'lower-case letters, digits and hyphens only'),
  name: text(120),
  description: text(2000).optional(),
  since: day,
  timezone: timezone.default('UTC'),
  tags: z.array(family).min(1).max(100),
  phrases: z.array(text(200)).max(100).default([]),
  arguments: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/), z.array(text(200)).min(1).max(200)).default({}),
  targets: z
    .array(z.string().regex(/^@?[\p{L}\p{N}_.-]{1,100}$/u))
    .max(100)
    .default([]),
  notes: z
    .array(
      z.strictObject({
        at: z.union([day, z.iso.datetime({ offset: true })]),
        until: z.union([day, z.iso.datetime({ offset: true })]).optional(),
        label: text(120),
        url: webUrl.optional(),
      }),
    )
    .max(500)
    .default([]),
  exclude: z
    .strictObject({
      authors: z.array(text(500)).max(1000).default([]),
      words: z.array(text(200)).max(200).default([]),
      languages: z
        .array(z.string().regex(/^[a-z]{2,3}$/))
        .max(100)
        .default([]),
      bots: z.boolean().default(false),
    })
    .prefault({}),
  goal: z.strictObject({ url: webUrl, label: text(120) }).optional(),
  sources: z
    .strictObject({
      bluesky: z.strictObject({ stream: z.boolean().default(true) }).prefault({}),
      mastodon: z.strictObject({ servers: z.array(webUrl).max(100).default([]) }).prefault({}),
    })
    .prefault({}),
});

/** A campaign as its file says, with every default filled in. */
export type Campaign = z.infer<typeof campaignSchema>;
/** A hashtag family: its name, further declared spellings, and look-alikes that a person said no to. */
export type Family = Campaign['tags'][number];
export type Note = Campaign['notes'][number];
