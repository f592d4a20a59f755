import type { AccountState, Kind, OptOut, Platform, PostFlag, ReactionKind, TagVia } from '../domain/post.ts';

/** How the small sets of the domain stand in the database. Numbers are for ever: add, never renumber. */
export const platformCode: Record<Platform, number> = { bluesky: 0, mastodon: 1 };
export const kindCode: Record<Kind, number> = { original: 0, reply: 1, quote: 2 };
export const viaCode: Record<TagVia, number> = { facet: 0, tags: 1, text: 2 };
export const howCode = { exact: 0, declared: 1, lookalike: 2 } as const;
export const stateCode: Record<AccountState, number> = { active: 0, hidden: 1, deleted: 2 };
export const reactionCode: Record<ReactionKind, number> = { like: 0, repost: 1, reply: 2, quote: 3 };

/** Bits of `post.flags`. `missed`: left out by its source, not known to be deleted. */
export const postFlagBit: Record<PostFlag | 'guessed' | 'untagged' | 'goal' | 'missed', number> = {
  sensitive: 1,
  hidden: 2,
  'bridged-copy': 4,
  guessed: 8,
  untagged: 16,
  goal: 32,
  missed: 64,
};

/** Bits of `author.flags`. */
export const optOutBit: Record<OptOut, number> = { unauthenticated: 1, noindex: 2, noText: 4, limited: 8 };

const bits = <Name extends string>(table: Record<Name, number>, names: readonly Name[]) =>
  names.reduce((sum, name) => sum | table[name], 0);

export const postBits = (flags: readonly (keyof typeof postFlagBit)[]): number => bits(postFlagBit, flags);
export const optOutBits = (optOuts: readonly OptOut[]): number => bits(optOutBit, optOuts);

/** Who asks for any of these shows in no example, and what only they wrote in no table. */
export const unseenBits: number = optOutBit.unauthenticated | optOutBit.noindex | optOutBit.noText;

/**
 * SQL: none of these bits is set. Written as `<>`, since PostgreSQL takes `= 0` of an expression for rare, and then
 * plans for a handful of rows where nearly all are meant.
 */
export const hasNone = (column: string, bits: readonly number[]): string =>
  bits.map((bit) => `(${column} & ${bit}) <> ${bit}`).join(' and ');

/** Dimensions of a scope: campaign × dimension × key. */
export const dimension = {
  all: 0,
  tag: 1,
  argument: 2,
  platform: 3,
  language: 4,
  target: 5,
  server: 6,
  kind: 7,
  goal: 8,
  untagged: 9,
} as const;
export type Dimension = keyof typeof dimension;

/** Dimensions that keep the days of their accounts. Those of a whole campaign are those of its networks (view `author_part`). */
export const authorDims: readonly number[] = [1, 2, 3, 4, 9];
/** Dimensions whose distinct accounts follow from kept days; those of the others are counted from posts when asked. */
export const flowDims: readonly number[] = [0, ...authorDims];
