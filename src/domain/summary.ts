import type { Provenance } from './series.ts';

/** Distinct posts and distinct accounts; null where nothing is stored and nobody watched. */
export interface Count {
  posts: number | null;
  authors: number | null;
}

/** Reactions by kind, each by its own name, never as one sum. */
export interface EngagementSum {
  likes: number | null;
  reposts: number | null;
  replies: number | null;
  quotes: number | null;
}

/** The headline figures of a window. */
export interface Summary extends Provenance, Count {
  campaign: string;
  from: string;
  to: string;
  engagement: EngagementSum;
  byPlatform: Record<string, Count>;
  byTag: Record<string, Count>;
  byKind: Record<string, Count>;
  bridgedCopies: number;
  deleted: number;
  /** Posts that carry only a phrase of the campaign: never in the figures above. */
  untagged: number;
  /** Oldest refresh among the figures, or null. */
  engagementAsOf: string | null;
  /** As `/momentum` says it; the store's answer, null while it is not asked for. */
  momentum?: object;
  previous: PreviousSummary | null;
}

/** The stretch of the same length before. A group that has no posts in it is missing from the tables. */
export interface PreviousSummary extends Count {
  from: string;
  to: string;
  coverage: number;
  engagement: EngagementSum;
  byPlatform: Record<string, Pick<Count, 'posts'>>;
  byTag: Record<string, Pick<Count, 'posts'>>;
  byArgument: Record<string, Pick<Count, 'posts'>>;
}

/** A post as lists show it. Text, handle and name are null where its author asked not to be shown. */
export interface PostView {
  id: string;
  uri: string;
  url: string | null;
  platform: string;
  author: { handle: string | null; displayName: string | null; url: string | null; bot: boolean };
  createdAt: string;
  text: string | null;
  language: string;
  tags: string[];
  engagement: EngagementSum;
  engagementAsOf: string | null;
  /** Reactions gained an hour over the last two hours, or null. */
  velocity: number | null;
  /** In the rising list: gains at least so many times what is usual for an account of its size; else null. */
  lift?: number | null;
  arguments: string[];
  flags: string[];
}

/** One page of posts; `cursor` leads to the next, null at the end. */
export interface PostPage extends Provenance {
  posts: PostView[];
  cursor: string | null;
}

/** State of one source. Times RFC 3339 UTC. */
export interface SourceCoverage {
  /** `bluesky` or `mastodon:HOST[:PORT]`. */
  source: string;
  platform: string;
  state: 'watching' | 'behind' | 'refused' | 'silent' | 'off';
  /** 0..1 of the asked time that has passed. */
  coverage: number;
  covered: { from: string; to: string }[];
  lagSeconds: number | null;
  lastError: string | null;
  lastErrorAt: string | null;
}

export interface CoverageAnswer extends Provenance {
  campaign: string;
  from: string;
  to: string;
  sources: SourceCoverage[];
  /** Servers that do not let us read. */
  refused: { source: string; reason: string }[];
}
