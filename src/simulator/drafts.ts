import type { Random } from './random.ts';
import type { Reach, Spelling, SpellingBook } from './spellings.ts';
import { campaignText, drawLanguage, otherText, template } from './texts.ts';

/** Pieces of a text, one space between them. A tag without `facet` is nothing but text on Bluesky. */
export type Piece =
  | { readonly text: string }
  | { readonly tag: string; readonly facet: boolean; readonly shown?: string }
  | { readonly mention: string }
  | { readonly link: string };

/** What somebody is about to post on either network, with the families that it is meant to belong to. */
export interface Draft {
  readonly pieces: readonly Piece[];
  readonly language: string | null;
  readonly families: readonly string[];
  /** Bluesky's outer `tags` field. */
  readonly outer: readonly string[];
  readonly card?: { readonly url: string; readonly title: string };
  readonly picture?: boolean;
}

const goal = 'https://petition.example/keep';
const links = [
  goal,
  goal,
  'https://news.example/story/17',
  'https://blog.example/why-it-matters',
  'https://video.example/watch?v=4o',
];
const targets = ['sama', 'OpenAI', 'gdb'];

/** A post of the campaign: one to three tags in some spelling, in the text, in facets or in the outer field. */
export function campaignDraft(
  random: Random,
  book: SpellingBook,
  network: 'bluesky' | 'mastodon',
  language?: string,
): Draft {
  const bluesky = network === 'bluesky';
  const first = book.draw(random, bluesky ? 'any' : 'asked');
  const chosen = [first];
  const reach: Reach = bluesky ? 'any' : 'mastodon';
  while (chosen.length < 3 && random.chance(0.28)) chosen.push(book.draw(random, reach));
  const families = [...new Set(chosen.map(({ family }) => family).filter((family) => family !== null))];
  if (random.chance(0.03)) chosen.push(nearFor(random, book, bluesky));
  const spoken = language ?? drawLanguage(random);
  const body = random.chance(0.03) ? template : campaignText(random, spoken);
  const outer: string[] = [];
  const tags: Piece[] = [];
  for (const spelling of chosen) {
    if (bluesky && random.chance(0.02)) outer.push(spelling.raw);
    else tags.push(tagPiece(random, spelling, bluesky));
  }
  const middle: Piece[] = random.chance(0.08) ? [{ text: `@${random.pick(targets)}` }] : [];
  const url = random.chance(0.12) ? random.pick(links) : undefined;
  const text = { text: body };
  const pieces = random.chance(0.15) ? [...tags, text, ...middle] : [text, ...middle, ...tags];
  return {
    pieces: url && random.chance(0.6) ? [...pieces, { link: url }] : pieces,
    language: random.chance(0.04) ? null : spoken,
    families,
    outer,
    ...(url && random.chance(0.5) ? { card: { url, title: 'Why this model matters' } } : {}),
    ...(random.chance(0.07) ? { picture: true } : {}),
  };
}

/** A post of no campaign; now and then with a tag that only resembles one. */
export function otherDraft(random: Random, book: SpellingBook, near: number, language?: string): Draft {
  const spoken = language ?? drawLanguage(random);
  const pieces: Piece[] = [{ text: otherText(random, spoken) }];
  if (random.chance(near)) pieces.push({ tag: nearFor(random, book, true).raw, facet: true });
  else if (random.chance(0.2))
    pieces.push({ tag: random.pick(['caturday', 'photo', '朝', 'Buch', 'music']), facet: true });
  return { pieces, language: spoken, families: [], outer: [] };
}

/** The same draft with its tags taken out, as an edit that drops them leaves it. */
export const withoutTags = (draft: Draft): Draft => ({
  ...draft,
  pieces: draft.pieces.filter((piece) => !('tag' in piece)),
  families: [],
  outer: [],
});

function nearFor(random: Random, book: SpellingBook, bluesky: boolean): Spelling {
  const near = book.near(random);
  return bluesky || near.mastodon ? near : book.near(random).mastodon ? near : { ...near, raw: 'keep4' };
}

function tagPiece(random: Random, spelling: Spelling, bluesky: boolean): Piece {
  const plain = /^[A-Za-z0-9]+$/.test(spelling.raw);
  if (bluesky && plain && random.chance(0.05)) return { tag: spelling.raw, facet: false };
  if (bluesky && random.chance(0.01)) return { tag: spelling.raw, facet: true, shown: 'this' };
  return { tag: spelling.raw, facet: true };
}
