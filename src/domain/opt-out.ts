import type { OptOut } from './post.ts';

const wish = /[#＃](?:nobots?|noboost|noarchive|noindex|nosearch|nobridge)(?![\p{L}\p{N}_])|🤖🚫|🚫🤖/iu;

/** What an account asks for by its name or description (`#nobot` and the like): not to be put forward. */
export function wishesIn(...texts: readonly string[]): OptOut[] {
  return texts.some((text) => wish.test(text)) ? ['noindex'] : [];
}
