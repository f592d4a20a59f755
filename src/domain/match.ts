import {
  type CompiledArgument,
  compileArguments,
  compilePhrase,
  hitsAny,
  matchArguments,
  type Needle,
} from './arguments.ts';
import type { Campaign } from './campaign.ts';
import { compileExcludedAccounts, type ExcludedAccounts, excludesAccount } from './excluded-accounts.ts';
import { compileGoal } from './goal.ts';
import { buildFamilies, type FamilyIndex } from './hashtag/family.ts';
import { normalForm } from './hashtag/normal-form.ts';
import { splitTag } from './hashtag/split.ts';
import type { Post, SeenTag, TagVia } from './post.ts';
import { prepareText } from './prepared-text.ts';
import { type CompiledTarget, compileTargets, matchTargets } from './target.ts';

/** One family that a post carries, by its strongest spelling. */
export interface FamilyHit {
  /** The family's name, as declared. */
  family: string;
  /** As typed. */
  spelling: string;
  how: 'exact' | 'lookalike' | 'declared';
  via: TagVia;
}

/** Why a post counts in a campaign, and under what. */
export interface CampaignMatch {
  /** Slug. */
  campaign: string;
  /** At least one, unless `untagged`. A family stands here once. */
  families: FamilyHit[];
  /** Carries only a phrase of the campaign: counted apart. */
  untagged: boolean;
  arguments: string[];
  /** As declared. */
  targets: string[];
  /** Links to the campaign's goal. */
  goal: boolean;
  /** Tags that belong to no family: normal form and how it was typed. */
  coTags: { norm: string; spelling: string }[];
}

/** A campaign made ready for matching, once for many posts. */
export interface Matcher {
  campaign: string;
  families: FamilyIndex;
  phrases: Needle[];
  arguments: CompiledArgument[];
  targets: CompiledTarget[];
  isGoal: (link: string) => boolean;
  excluded: { accounts: ExcludedAccounts; words: Needle[]; languages: Set<string> };
}

/**
 * Makes a campaign ready for matching.
 * @throws GroundswellError `campaign-invalid` if two families claim one spelling
 */
export function compileCampaign(campaign: Campaign): Matcher {
  const { words, languages } = campaign.exclude;
  return {
    campaign: campaign.slug,
    families: buildFamilies(campaign.tags),
    phrases: campaign.phrases.map(compilePhrase),
    arguments: compileArguments(campaign.arguments),
    targets: compileTargets(campaign.targets),
    isGoal: campaign.goal ? compileGoal(campaign.goal.url) : () => false,
    excluded: {
      accounts: compileExcludedAccounts(campaign.exclude),
      words: words.map(compilePhrase),
      languages: new Set(languages),
    },
  };
}

/**
 * Whether a post counts in a campaign, and under what; null if not. The language decides if the campaign excludes some,
 * so guess it before where the platform gives none. Time is not judged here (`countedTime`).
 */
export function matchPost(post: Post, matcher: Matcher): CampaignMatch | null {
  const { families, coTags } = matchTags(post.tags, matcher.families);
  if (families.length === 0 && matcher.phrases.length === 0) return null;
  const { excluded } = matcher;
  if (post.language !== null && excluded.languages.has(post.language)) return null;
  if (excludesAccount(excluded.accounts, post.author)) return null;
  const text = prepareText(post.text);
  const untagged = families.length === 0;
  if (untagged && !hitsAny(text, matcher.phrases)) return null;
  if (hitsAny(text, excluded.words)) return null;
  return {
    campaign: matcher.campaign,
    families,
    untagged,
    arguments: matchArguments(text, matcher.arguments),
    targets: matchTargets(post.text, matcher.targets),
    goal: post.links.some(matcher.isGoal),
    coTags,
  };
}

function matchTags(tags: readonly SeenTag[], index: FamilyIndex): Pick<CampaignMatch, 'families' | 'coTags'> {
  const families = new Map<string, FamilyHit>();
  const coTags = new Map<string, string>();
  for (const { spelling: delivered, via } of tags) {
    for (const spelling of splitTag(delivered)) {
      const found = index.lookup(spelling);
      if (found) {
        const hit = { ...found, spelling, via };
        const before = families.get(hit.family);
        if (!before || strength(hit) > strength(before)) families.set(hit.family, hit);
        continue;
      }
      const norm = normalForm(spelling);
      if (norm !== '' && !coTags.has(norm)) coTags.set(norm, spelling);
    }
  }
  return { families: [...families.values()], coTags: Array.from(coTags, ([norm, spelling]) => ({ norm, spelling })) };
}

/** Exact before look-alike; within that facet before tags before text. */
function strength({ how, via }: FamilyHit): number {
  return { exact: 20, declared: 10, lookalike: 0 }[how] + { facet: 2, tags: 1, text: 0 }[via];
}
