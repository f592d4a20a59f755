import { z } from 'zod';
import { cleanText } from '../../domain/text.ts';

const text = (max: number) =>
  z
    .string()
    .transform((value) => cleanText(value, max))
    .catch('');
const html = z.string().catch('');
const flag = z.boolean().nullable().catch(null);
const unknown = z.unknown().optional();

const account = z.object({
  acct: text(400),
  uri: text(1000),
  url: text(1000),
  displayName: text(640),
  note: html,
  bot: flag,
  discoverable: flag,
  indexable: flag,
  noindex: flag,
  limited: flag,
  suspended: flag,
  memorial: flag,
  followersCount: unknown,
  createdAt: unknown,
});

const status = z.object({
  id: z
    .union([z.string(), z.number()])
    .transform((id) => cleanText(String(id), 255))
    .catch(''),
  uri: text(1000),
  url: text(1000),
  createdAt: unknown,
  editedAt: unknown,
  inReplyToId: unknown,
  sensitive: flag,
  spoilerText: text(500),
  visibility: unknown,
  language: unknown,
  content: html,
  reblog: unknown,
  quote: unknown,
  card: unknown,
  tags: z.array(unknown).nullable().catch(null),
  favouritesCount: unknown,
  reblogsCount: unknown,
  repliesCount: unknown,
  quotesCount: unknown,
  account,
});

/** The fields of a Mastodon `Status` that we read, each with a default where a server sends something else. */
export type StatusFields = z.infer<typeof status>;
export type AccountFields = StatusFields['account'];

/**
 * Reads a `Status` as any server of Mastodon's API sends it, in snake_case as on the wire or in camelCase as the client
 * library gives it. Never throws: what is missing or malformed has its default.
 */
export function readStatus(value: unknown): StatusFields {
  const fields = camelCased(value);
  return status.parse({ ...fields, account: camelCased(fields.account) });
}

/** The own fields of an object under camel-cased names; none of anything else. */
export function camelCased(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      field,
    ]),
  );
}
