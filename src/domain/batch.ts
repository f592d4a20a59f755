import type { CampaignMatch } from './match.ts';
import type { Post, SourceEvent } from './post.ts';

/** A post with the campaigns it counts in; none of them: an edit may have taken the tag out. */
export interface MatchedPost {
  type: 'post';
  operation: 'create' | 'update' | 'sighting';
  post: Post;
  matches: CampaignMatch[];
}

/** What ingest takes: a source's events, each post already matched. */
export type MatchedEvent = MatchedPost | Exclude<SourceEvent, { type: 'post' }>;

/** A stretch [from, to), in ms, of a watch set: nothing of it is missing from this batch and those before. */
export interface Covers {
  set: number;
  from: number;
  to: number;
}

/** One job of the queue, one transaction of the store: events and the stretch that they cover, also when there are none. */
export interface Batch {
  /** `bluesky`, `mastodon:HOST[:PORT]`. */
  source: string;
  /** Names one unbroken run of reading; stretches of a run are merged. */
  run: string;
  /** Read by `stream` or `poll`; false for imports and backfills. */
  live: boolean;
  /** Slugs that the posts were matched against. */
  campaigns: string[];
  /** When these campaigns, as the posts were matched against them, were applied, by slug, ms. */
  versions?: Record<string, number> | undefined;
  events: MatchedEvent[];
  covers: Covers[];
  /** Frames or statuses read, matching or not. */
  read: number;
}

/** What a batch changed. */
export interface IngestResult {
  /** Post events that carry a tag. */
  matched: number;
  /** Posts new to a campaign. */
  inserted: number;
  /** Matched ones that changed nothing. */
  duplicate: number;
  /** Posts that left the counts. */
  deleted: number;
  /** Why events were left out that the database does not take, one each. */
  invalid: string[];
  /** Slugs whose figures changed. */
  campaigns: string[];
}
