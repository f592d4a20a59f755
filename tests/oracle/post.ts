export type Network = 'bluesky' | 'mastodon';
export type Kind = 'original' | 'reply' | 'quote';
export type Via = 'facet' | 'tags' | 'text';
export const reactionKinds = ['likes', 'reposts', 'replies', 'quotes'] as const;
export type Reactions = Record<(typeof reactionKinds)[number], number>;

/** A post as its network told it, all versions and servers taken together. */
export interface OraclePost {
  readonly uri: string;
  /** Where a browser finds it; null if unknown. */
  readonly url: string | null;
  readonly network: Network;
  readonly author: string;
  /** What the author's program says, ms; null if it cannot be read. */
  readonly claimedAt: number | null;
  /** The source's own time of the first sighting, ms. */
  readonly seenAt: number;
  readonly tags: readonly { readonly spelling: string; readonly via: Via }[];
  readonly text: string;
  /** Primary subtag of the first language that the platform says. */
  readonly language: string | null;
  readonly kind: Kind;
  /** Host of the author's page, `bluesky` there. */
  readonly server: string;
  readonly links: readonly string[];
  readonly followers: number | null;
  /** When they were told, ms. */
  readonly followersAt: number;
  readonly bot: boolean;
  /** Never to be shown to readers who are not signed in. */
  readonly hidden: boolean;
  /** Whether the author asked not to be put forward. */
  readonly optedOut: boolean;
  /** When that was told apart from a post, ms; what came before the first post of an account is not kept. */
  readonly askedAt: number;
  /** Sensitive, behind a warning, or labelled. */
  readonly sensitive: boolean;
  /** Address or URI of the original of a bridged copy. */
  readonly copyOf: string | null;
  /** Deleted, or of an account that is not active. */
  readonly gone: boolean;
  /** The last engagement point at or before a moment (ms); null before the first. */
  readonly pointBefore: (at: number) => Reactions | null;
}

/** E: used inside only. */
export const total = ({ likes, reposts, replies, quotes }: Reactions): number => likes + reposts + replies + quotes;
