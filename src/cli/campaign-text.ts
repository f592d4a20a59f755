import { stringify } from 'yaml';
import { type Campaign, campaignSchema } from '../domain/campaign.ts';
import { watchNamesByFamily } from '../domain/hashtag/family.ts';

/** Text as a terminal may show it: nothing that moves the cursor or turns the line around. */
export const plain = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ');

const counted = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
const columns = (rows: readonly (readonly string[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  '),
  );
};

/** What a campaign watches, line by line: families with their spellings, and the tag pages that each server is asked for. */
export function describeCampaign({ slug, name, since, timezone, tags, phrases, sources, ...rest }: Campaign): string[] {
  const byFamily = watchNamesByFamily(tags);
  const pages = new Set([...byFamily.values()].flat());
  const { bluesky, mastodon } = sources;
  const servers = mastodon.servers.length > 0 ? mastodon.servers.join(', ') : 'no server';
  return [
    `${slug}: ${name}, counted since ${since} (${timezone})`,
    `Families: ${tags.length}`,
    ...columns(
      tags.map(({ tag, variants }) => [
        `  #${tag}`,
        [tag, ...variants].join(', '),
        `asks for ${(byFamily.get(tag) ?? []).join(', ')}`,
      ]),
    ),
    ...tags
      .filter(({ rejected }) => rejected.length > 0)
      .map(({ tag, rejected }) => `  not #${tag}: ${rejected.join(', ')}`),
    ...(phrases.length > 0 ? [`Phrases, counted apart: ${phrases.join(', ')}`] : []),
    ...(Object.keys(rest.arguments).length > 0 ? [`Arguments: ${Object.keys(rest.arguments).join(', ')}`] : []),
    ...(rest.targets.length > 0 ? [`Targets: ${rest.targets.join(', ')}`] : []),
    `Bluesky: ${bluesky.stream ? 'the whole stream' : 'not watched'}`,
    `Mastodon: ${servers}; ${counted(pages.size, 'tag page', 'tag pages')} each: ${[...pages].join(', ')}`,
  ].map(plain);
}

/** One line a campaign. */
export const listLines = (
  campaigns: readonly { slug: string; name: string; posts: number; origin: string }[],
): string[] =>
  columns(
    campaigns.map(({ slug, name, posts, origin }) => [
      slug,
      counted(posts, 'post', 'posts'),
      origin === 'file' ? 'from a file' : 'applied',
      name,
    ]),
  ).map(plain);

const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A campaign as a file that `apply` takes, in the order of the documentation; what would turn a line around is escaped. */
export function toYaml(stored: Campaign): string {
  const campaign = campaignSchema.parse(stored);
  const tags = campaign.tags.map((family) =>
    family.variants.length + family.rejected.length === 0
      ? family.tag
      : Object.fromEntries(Object.entries(family).filter(([, value]) => value.length > 0)),
  );
  const value = { ...campaign, tags };
  const text = stringify(value, { lineWidth: 120 });
  if (text.search(turning) < 0) return text;
  return stringify(value, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE' }).replaceAll(turning, escaped);
}
