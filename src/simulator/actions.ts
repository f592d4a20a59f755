/** A tag of an injected post. Without `family` it must be a spelling that the world knows; null: it must not count. */
export type ActionTag =
  | string
  | { readonly tag: string; readonly family?: string | null; readonly facet?: boolean; readonly shown?: string };

/** RFC 3339 or ms. In the past: it stands at that time in the log (and live sockets get it now); in the future: planned. */
type ActionTime = string | number;

interface Post {
  readonly do: 'post';
  readonly at?: ActionTime;
  readonly text?: string;
  readonly tags?: readonly ActionTag[];
  readonly language?: string | null;
  /** URI of the post that it answers or quotes. */
  readonly reply?: string;
  readonly quote?: string;
  readonly link?: string;
  /** Overrides what the tags say. */
  readonly families?: readonly string[];
}

export interface BlueskyPostAction extends Post {
  readonly network?: 'bluesky';
  /** DID or handle; default a new account. */
  readonly author?: string;
  /** Any text at all. */
  readonly createdAt?: string;
  readonly outer?: readonly ActionTag[];
  /** A known rkey makes an update. */
  readonly rkey?: string;
  readonly selfLabels?: readonly string[];
  /** Values of the moderation service. */
  readonly labels?: readonly string[];
  readonly bridgyOriginalUrl?: string;
  /** Replaces fields of the record; null takes one out. */
  readonly record?: Readonly<Record<string, unknown>>;
}

export interface MastodonPostAction extends Post {
  readonly network: 'mastodon';
  /** Home server (0); -1: one that nobody polls. */
  readonly server?: number;
  /** Name of the account, made if it is not there; default a new one. */
  readonly author?: string;
  /** Any text at all. */
  readonly createdAt?: string;
  /** Fields of a new account. */
  readonly account?: Readonly<Record<string, unknown>>;
  readonly visibility?: 'public' | 'unlisted' | 'private';
  readonly spoiler?: string;
  /** Replaces the HTML. */
  readonly content?: string;
  /** The other servers that get it; `fetched`: its id is made from its time, not from its arrival. Default none. */
  readonly seenOn?: readonly { readonly server: number; readonly afterMs?: number; readonly fetched?: boolean }[];
}

export type Action =
  | BlueskyPostAction
  | MastodonPostAction
  | { readonly do: 'delete'; readonly uri: string; readonly at?: ActionTime }
  | {
      readonly do: 'edit';
      readonly uri: string;
      readonly at?: ActionTime;
      readonly text?: string;
      readonly tags?: readonly ActionTag[];
      readonly families?: readonly string[];
    }
  | { readonly do: 'like' | 'repost'; readonly uri: string; readonly by?: string; readonly at?: ActionTime }
  | { readonly do: 'undo'; readonly key: string; readonly uri?: string; readonly at?: ActionTime }
  | {
      readonly do: 'account';
      readonly author: string;
      readonly active: boolean;
      readonly status?: string;
      readonly at?: ActionTime;
    }
  | { readonly do: 'handle'; readonly author: string; readonly handle?: string; readonly at?: ActionTime }
  | {
      readonly do: 'profile';
      readonly author: string;
      readonly change: Readonly<Record<string, unknown>>;
      readonly at?: ActionTime;
    }
  | { readonly do: 'author'; readonly change?: Readonly<Record<string, unknown>>; readonly at?: ActionTime }
  | {
      readonly do: 'raw';
      /** Made by `garbage.ts` (`huge` with `mb`), instead of `data` or `base64`. Stays in the log, so every replay meets it. */
      readonly sort?: string;
      readonly mb?: number;
      readonly data?: string;
      readonly base64?: string;
      readonly binary?: boolean;
      readonly at?: ActionTime;
    }
  | { readonly do: 'noise'; readonly count?: number; readonly at?: ActionTime }
  | { readonly do: 'sync'; readonly author: string; readonly at?: ActionTime };

/** What came of an action: the URI of a post, the key of a reaction, the author; `planned` if it is yet to happen. */
export interface Done {
  readonly uri?: string;
  readonly key?: string;
  readonly author?: string;
  readonly planned?: true;
}
