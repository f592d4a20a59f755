export type Platform = 'bluesky' | 'mastodon';
export type Reaction = 'like' | 'repost';
export type PostKind = 'original' | 'reply' | 'quote';

/** One version of a post as its author meant it: `families` are the tag families it belongs to by construction. */
export interface Written {
  readonly is: 'written';
  readonly uri: string;
  readonly platform: Platform;
  readonly author: string;
  /** The time that the post claims, in ms; null where it cannot be read. */
  readonly claimed: number | null;
  readonly families: readonly string[];
  readonly kind: PostKind;
  readonly parent?: string;
  readonly quoted?: string;
  readonly language: string | null;
  readonly bridgedFrom?: string;
  /** Domain of the author's server; `bluesky` there. */
  readonly server: string;
}

export type Happening =
  | Written
  | { readonly is: 'removed'; readonly uri: string }
  /** Mastodon: from now on a server shows it to everybody; `home` says whether that server is its author's, `quotes` whether it counts quotes. */
  | {
      readonly is: 'shown';
      readonly uri: string;
      readonly server: number;
      readonly home: boolean;
      readonly quotes: boolean;
    }
  | { readonly is: 'reacted'; readonly kind: Reaction; readonly key: string; readonly by: string; readonly uri: string }
  | { readonly is: 'undone'; readonly key: string }
  | { readonly is: 'account'; readonly author: string; readonly active: boolean; readonly status: string | null }
  | { readonly is: 'optedOut'; readonly author: string; readonly signal: string; readonly out: boolean };

/** What happened, and when it became public (ms). Truth is a recount of these, from the first to the last. */
export type Fact = Happening & { readonly at: number };

/** All facts of the world so far. */
export class Ledger {
  readonly facts: Fact[] = [];

  add(at: number, happening: Happening): void {
    this.facts.push({ at, ...happening });
  }
}
