import type { MatchedEvent, MatchedPost } from './batch.ts';
import type { Campaign } from './campaign.ts';
import { watchNames } from './hashtag/family.ts';
import { normalForm } from './hashtag/normal-form.ts';
import { compileCampaign, type Matcher, matchPost } from './match.ts';
import type { Post, SourceEvent } from './post.ts';

/** The campaigns that a reader matches against, made ready once. */
export interface Matchers {
  slugs: string[];
  /** When each was applied, by slug, ms; empty if that was not told. */
  versions: Record<string, number>;
  /** Normal forms that are watched for all of them. */
  names: string[];
  /** Normal forms of the families' own tags, without their variants. */
  tags: string[];
  matchers: readonly Matcher[];
  /** Whether only hashtags make a post count, in all of them: then one without any needs no look. */
  onlyTags: boolean;
}

/**
 * Makes campaigns ready for matching.
 * @param versions when each was applied, by slug, ms
 * @throws GroundswellError `campaign-invalid`
 */
export function compileCampaigns(campaigns: readonly Campaign[], versions: Record<string, number> = {}): Matchers {
  return {
    slugs: campaigns.map(({ slug }) => slug),
    versions,
    names: [...new Set(campaigns.flatMap(({ tags }) => watchNames(tags)))].sort(),
    tags: [...new Set(campaigns.flatMap(({ tags }) => tags.map(({ tag }) => normalForm(tag))))].sort(),
    matchers: campaigns.map(compileCampaign),
    onlyTags: campaigns.every(({ phrases }) => phrases.length === 0),
  };
}

const matchesOf = (post: Post, { matchers }: Matchers): MatchedPost['matches'] =>
  matchers.flatMap((matcher) => matchPost(post, matcher) ?? []);

/** An event with the campaigns that its post counts in; all else passes as it is. */
export function matchEvent(event: SourceEvent, matchers: Matchers): MatchedEvent {
  return event.type === 'post' ? { ...event, matches: matchesOf(event.post, matchers) } : event;
}

/** Guesses the language of matched posts whose network gives none, and judges them anew, since a campaign may exclude some. */
export async function fillLanguages(
  events: readonly MatchedEvent[],
  matchers: Matchers,
  guess: (text: string) => Promise<string | null>,
): Promise<MatchedEvent[]> {
  return Promise.all(
    events.map(async (event) => {
      if (event.type !== 'post' || event.matches.length === 0 || event.post.language !== null) return event;
      const language = await guess(event.post.text);
      if (language === null) return event;
      const post = { ...event.post, language, languageGuessed: true };
      return { ...event, post, matches: matchesOf(post, matchers) };
    }),
  );
}
