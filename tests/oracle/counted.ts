import { floorQuarter, startOfDate, type Window } from './clock.ts';
import { type Family, familyFinder, type How } from './family.ts';
import { normalForm, splitTag } from './normal-form.ts';
import { argumentsOf, targetsOf } from './phrases.ts';
import type { Network, OraclePost, Reactions, Via } from './post.ts';

/** What the oracle takes of a campaign file. */
export interface OracleCampaign {
  readonly since: string;
  readonly timezone: string;
  readonly families: readonly Family[];
  readonly arguments: Readonly<Record<string, readonly string[]>>;
  readonly targets: readonly string[];
  readonly exclude: {
    readonly words: readonly string[];
    readonly languages: readonly string[];
    readonly bots: boolean;
  };
}

export interface TagHit {
  readonly family: string;
  readonly how: How;
  readonly via: Via;
  readonly spelling: string;
}

/** A post that counts, or would if it were not gone. */
export interface Counted extends OraclePost {
  readonly at: number;
  readonly quarter: number;
  readonly hits: readonly TagHit[];
  /** Tags of no family, as typed. */
  readonly otherTags: readonly string[];
  readonly arguments: readonly string[];
  readonly targets: readonly string[];
  readonly guessed: boolean;
  readonly spoken: string;
  readonly reactions: Reactions;
}

const howOrder: readonly How[] = ['exact', 'lookalike'];
const viaOrder: readonly Via[] = ['facet', 'tags', 'text'];

/** One hit a family: exact before look-alike, facet before tags before text; among equals the family's own name. */
function strongest(hits: readonly TagHit[]): TagHit[] {
  const isName = ({ family, spelling }: TagHit) => normalForm(family) === normalForm(spelling);
  const rank = (hit: TagHit) => howOrder.indexOf(hit.how) * 6 + viaOrder.indexOf(hit.via) * 2 + (isName(hit) ? 0 : 1);
  const byFamily = Map.groupBy(hits, ({ family }) => family);
  return [...byFamily.values()].flatMap((own) => own.toSorted((a, b) => rank(a) - rank(b)).slice(0, 1));
}

const isExcluded = (post: OraclePost, language: string | null, { words, languages, bots }: OracleCampaign['exclude']) =>
  (bots && post.bot) ||
  (language !== null && languages.includes(language)) ||
  argumentsOf(post.text, { words }).length > 0;

/** The posts that match and whose time is within the campaign. `guess`: language of a text without one. */
export async function countPosts(
  posts: readonly OraclePost[],
  campaign: OracleCampaign,
  guess: (text: string) => Promise<string | null>,
): Promise<Counted[]> {
  const find = familyFinder(campaign.families);
  const floor = startOfDate(campaign.since, campaign.timezone);
  const counted: Counted[] = [];
  /** When each account was first seen with a hashtag of the campaign, ms. */
  const knownSince = new Map<string, number>();
  for (const post of posts) {
    const parts = post.tags.flatMap(({ spelling, via }) => splitTag(spelling).map((part) => ({ spelling: part, via })));
    const hits = strongest(parts.flatMap((part) => ((hit) => (hit ? { ...hit, ...part } : []))(find(part.spelling))));
    const at = Math.min(post.claimedAt ?? post.seenAt, post.seenAt); // 2.1
    if (hits.length === 0) continue;
    knownSince.set(post.author, Math.min(knownSince.get(post.author) ?? Infinity, post.seenAt));
    if (at < floor) continue;
    const guessed = post.language === null ? await guess(post.text) : null;
    if (isExcluded(post, post.language ?? guessed, campaign.exclude)) continue;
    counted.push({
      ...post,
      at,
      quarter: floorQuarter(at),
      hits,
      otherTags: parts.flatMap(({ spelling }) => (find(spelling) || normalForm(spelling) === '' ? [] : spelling)),
      arguments: argumentsOf(post.text, campaign.arguments),
      targets: targetsOf(post.text, campaign.targets),
      guessed: guessed !== null,
      spoken: post.language ?? guessed ?? 'und',
      reactions: post.pointBefore(Number.MAX_SAFE_INTEGER) ?? { likes: 0, reposts: 0, replies: 0, quotes: 0 },
    });
  }
  return counted.map((post) => withKnownWishes(post, knownSince.get(post.author) ?? Infinity));
}

/** A profile that came before the first post of its account was not kept: nobody knew the account then. */
function withKnownWishes(post: Counted, knownSince: number): Counted {
  const isKept = post.askedAt === -Infinity || knownSince <= post.askedAt;
  return isKept ? post : { ...post, hidden: false, optedOut: false, bot: false };
}

export interface Filters {
  readonly platform?: Network;
  readonly tag?: string;
  readonly language?: string;
  readonly argument?: string;
}

/** The posts of a window that pass the filters, those that are gone too. */
export const select = (posts: readonly Counted[], { from, to }: Window, filters: Filters): Counted[] =>
  posts.filter(
    (post) =>
      from <= post.quarter &&
      post.quarter < to &&
      (filters.platform === undefined || post.network === filters.platform) &&
      (filters.tag === undefined || post.hits.some(({ family }) => family === filters.tag)) &&
      (filters.language === undefined || post.spoken === filters.language) &&
      (filters.argument === undefined || post.arguments.includes(filters.argument)),
  );
