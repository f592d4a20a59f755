/** The two networks. A bridged copy counts on the network where it stands. */
export type Platform = 'bluesky' | 'mastodon';
export const platforms: readonly Platform[] = ['bluesky', 'mastodon'];

/** A reply has a parent (also to oneself); else a quote embeds a post; else it is original. */
export type Kind = 'original' | 'reply' | 'quote';
export const kinds: readonly Kind[] = ['original', 'reply', 'quote'];

/** Where a tag stood, strongest first: a facet or Mastodon's `tags`, Bluesky's outer `tags`, the plain text. */
export type TagVia = 'facet' | 'tags' | 'text';

/** A hashtag as typed, without its leading sign, cleaned, at most 640 bytes. */
export interface SeenTag {
  spelling: string;
  via: TagVia;
}

/** Reactions of a post by kind; null where the network does not give the figure. */
export interface Engagement {
  likes: number;
  reposts: number;
  replies: number;
  quotes: number | null;
}

/**
 * What an account has said about being shown (design: consent). Each is a choice its owner made; absence is no choice.
 * `unauthenticated`: hide from the logged-out; `noindex`: no amplify list, no author table; `noText`: count only, link only.
 */
export type OptOut = 'unauthenticated' | 'noindex' | 'noText' | 'limited';

/** An account as one sighting showed it; null where the sighting does not say. */
export interface Author {
  /** DID on Bluesky; on Mastodon the account's `url`, without a usable one its `uri`. */
  key: string;
  handle: string | null;
  displayName: string | null;
  /** Page of the account, http(s) only. */
  url: string | null;
  /** The account's own declaration, never a guess. */
  bot: boolean | null;
  followers: number | null;
  /** When the account was made, ms. */
  bornAt: number | null;
  /** Null: the sighting says nothing about opt-outs (a Jetstream post). */
  optOuts: OptOut[] | null;
}

/** Signals on the post itself, from its author or a moderation service. */
export type PostFlag = 'sensitive' | 'hidden' | 'bridged-copy';

/** A post as one source showed it once: text cleaned, times in ms, every string free of NUL and lone surrogates. */
export interface Post {
  /** Network-wide identity: at:// URI or ActivityPub id. Only compared, never parsed for meaning. */
  uri: string;
  platform: Platform;
  /** Page of the post, http(s) only, built by us on Bluesky. */
  url: string | null;
  author: Author;
  kind: Kind;
  /**
   * Revision on the scale of Bluesky's TIDs (µs × 1024), a decimal string; the greater wins.
   * Null where the source does not know it (an AppView's view): such a sighting never edits a stored post.
   */
  rev: string | null;
  /** What the author's client says, ms; null if unreadable. */
  claimedAt: number | null;
  /** The source's own time of this sighting, ms. */
  seenAt: number;
  text: string;
  /** Primary subtag in lower case; `guessed` if a detector said so; null: undetermined. */
  language: string | null;
  languageGuessed: boolean;
  tags: SeenTag[];
  /** http(s) links in the post, as given. */
  links: string[];
  /** Host of the author's url, `bluesky` for every Bluesky post. */
  server: string;
  flags: PostFlag[];
  /** Of a bridged copy: the original's URI or URL. */
  originalUri: string | null;
  /** Parent URI of a reply and URI of the quoted post, where the network gives them. */
  parentUri: string | null;
  quotedUri: string | null;
  /** Figures beside the post, if the source shows any. */
  engagement: Engagement | null;
  /** When the figures were read, ms; without it they are as of `seenAt`. */
  readAt?: number;
  /** Mastodon: the post's id on the server asked, and whether that server is the author's own. */
  localId: string | null;
  atHome: boolean;
}

/** One thing that a source says has happened. The order of a batch is the source's order. */
export type SourceEvent =
  | { type: 'post'; operation: 'create' | 'update' | 'sighting'; post: Post }
  /** `missed`: nobody said so, its source shows it no more; it comes back if that shows it again. */
  | { type: 'delete'; uri: string; rev: string; at: number; missed?: true }
  | { type: 'account'; author: string; state: AccountState; at: number }
  | { type: 'identity'; author: string; handle: string | null; at: number }
  | { type: 'profile'; author: string; displayName: string | null; bot: boolean; optOuts: OptOut[]; at: number }
  | { type: 'reaction'; key: string; subject: string; kind: ReactionKind; author: string; at: number }
  | { type: 'undo'; key: string; at: number };

/** `hidden` (deactivated, suspended, taken down) comes back with `active`; `deleted` is final. */
export type AccountState = 'active' | 'hidden' | 'deleted';
export type ReactionKind = 'like' | 'repost' | 'reply' | 'quote';
