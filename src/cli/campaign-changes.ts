import { isDeepStrictEqual } from 'node:util';
import type { Campaign } from '../domain/campaign.ts';
import { plain } from './campaign-text.ts';

const others = [
  'name',
  'description',
  'since',
  'timezone',
  'phrases',
  'arguments',
  'targets',
  'notes',
  'exclude',
  'goal',
] as const;

/** What a list gained and lost, in words. */
function listChange(what: string, before: readonly string[], after: readonly string[]): string[] {
  const added = after.filter((one) => !before.includes(one));
  const gone = before.filter((one) => !after.includes(one));
  return [
    ...(added.length > 0 ? [`${what} added: ${added.join(', ')}`] : []),
    ...(gone.length > 0 ? [`${what} removed: ${gone.join(', ')}`] : []),
  ];
}

/**
 * What applying a campaign changes, in one line each; none if nothing does.
 * @param before null if it is new
 */
export function changesOf(before: Campaign | null, after: Campaign): string[] {
  if (before === null) {
    const { bluesky, mastodon } = after.sources;
    const sources = [...(bluesky.stream ? ['Bluesky'] : []), ...mastodon.servers];
    return [
      `new, with ${after.tags.map(({ tag }) => `#${tag}`).join(', ')} on ${sources.join(', ') || 'no source'}`,
    ].map(plain);
  }
  const families = (campaign: Campaign) => campaign.tags.map(({ tag }) => `#${tag}`);
  const kept = after.tags.flatMap((family) => {
    const old = before.tags.find(({ tag }) => tag === family.tag);
    return old ? [{ old, family }] : [];
  });
  return [
    ...listChange('families', families(before), families(after)),
    ...kept.flatMap(({ old, family }) => listChange(`spellings of #${family.tag}`, old.variants, family.variants)),
    ...kept.flatMap(({ old, family }) =>
      listChange(`look-alikes refused for #${family.tag}`, old.rejected, family.rejected),
    ),
    ...listChange('servers', before.sources.mastodon.servers, after.sources.mastodon.servers),
    ...(before.sources.bluesky.stream === after.sources.bluesky.stream
      ? []
      : [`Bluesky ${after.sources.bluesky.stream ? 'added' : 'removed'}`]),
    ...others.filter((key) => !isDeepStrictEqual(before[key], after[key])).map((key) => `${key} changed`),
  ].map(plain);
}
