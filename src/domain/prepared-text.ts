import { fold } from './hashtag/normal-form.ts';

const ignorable = /\p{DI}/gu;
const separators = /[^\p{L}\p{M}\p{N}]+/gu;

/** Text in which phrases are looked for: folded words with one space between, before and after them. */
export type PreparedText = string & { readonly prepared: unique symbol };

/** Prepares a text, once for all phrases that are looked for in it. */
export function prepareText(text: string): PreparedText {
  const folded = fold(text.normalize('NFKC').replace(ignorable, ''));
  return ` ${folded.replace(separators, ' ').trim()} ` as PreparedText;
}
