import type { Batch, MatchedPost } from '../../src/domain/batch.ts';
import { type Campaign, campaignSchema } from '../../src/domain/campaign.ts';
import { compileCampaign, matchPost } from '../../src/domain/match.ts';
import type { Post } from '../../src/domain/post.ts';

/** A small campaign: two families, one argument. */
export const makeCampaign = (over: Record<string, unknown> = {}): Campaign =>
  campaignSchema.parse({
    slug: 'keep4o',
    name: 'Keep GPT-4o',
    since: '2026-01-01',
    timezone: 'Europe/Berlin',
    tags: ['keep4o', 'OpenSource4o'],
    arguments: { safety: ['audit', 'transparency'] },
    targets: ['@sama'],
    sources: { mastodon: { servers: ['https://a.example', 'https://b.example'] } },
    ...over,
  });

/** A post of nobody in particular; say only what matters. */
export function makePost(over: Partial<Omit<Post, 'author'>> & { author?: string; tag?: string } = {}): Post {
  const { author = 'did:plc:alice', tag = 'keep4o', ...rest } = over;
  return {
    uri: 'at://did:plc:alice/app.bsky.feed.post/1',
    platform: 'bluesky',
    url: null,
    author: {
      key: author,
      handle: null,
      displayName: null,
      url: null,
      bot: null,
      followers: null,
      bornAt: null,
      optOuts: null,
    },
    kind: 'original',
    rev: '1000',
    claimedAt: Date.parse('2026-02-02T10:05:00Z'),
    seenAt: Date.parse('2026-02-02T10:05:01Z'),
    text: `please #${tag}`,
    language: 'en',
    languageGuessed: false,
    tags: tag === '' ? [] : [{ spelling: tag, via: 'facet' }],
    links: [],
    server: 'bluesky',
    flags: [],
    originalUri: null,
    parentUri: null,
    quotedUri: null,
    engagement: null,
    localId: null,
    atHome: false,
    ...rest,
  };
}

/** A post event as a worker would put it into a batch. */
export function matched(post: Post, campaign: Campaign, operation: MatchedPost['operation'] = 'create'): MatchedPost {
  const match = matchPost(post, compileCampaign(campaign));
  return { type: 'post', operation, post, matches: match ? [match] : [] };
}

export const makeBatch = (over: Partial<Batch> = {}): Batch => ({
  source: 'bluesky',
  run: 'r1',
  live: true,
  campaigns: ['keep4o'],
  events: [],
  covers: [],
  read: over.events?.length ?? 0,
  ...over,
});
