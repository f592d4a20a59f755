import { type PreparedText, prepareText } from './prepared-text.ts';

/** Scripts written without spaces: Han, Kana, Thai, Lao, Myanmar, Khmer. */
const spaceless =
  '\\u3040-\\u30FF\\u31F0-\\u31FF\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uF900-\\uFAFF\\u{20000}-\\u{323AF}\\u0E00-\\u0EFF\\u1000-\\u109F\\u1780-\\u17FF';
const freeStart = new RegExp(`^[${spaceless}]`, 'u');
const freeEnd = new RegExp(`[${spaceless}\\uAC00-\\uD7A3\\u1100-\\u11FF]$`, 'u'); // endings stick to Hangul

/** A phrase as it stands in a prepared text, or null if it holds no letter or digit and so never hits. */
export type Needle = string | null;

/** One message frame of a campaign, ready to be looked for. */
export interface CompiledArgument {
  name: string;
  needles: Needle[];
}

/**
 * Compiles a literal phrase. It hits whole words in any case and width; with `*` at its end also longer words; in
 * scripts without spaces anywhere.
 */
export function compilePhrase(phrase: string): Needle {
  const words = prepareText(phrase).trim();
  if (words === '') return null;
  const left = freeStart.test(words) ? '' : ' ';
  const right = phrase.trimEnd().endsWith('*') || freeEnd.test(words) ? '' : ' ';
  return left + words + right;
}

/** Does any of the phrases stand in the text? */
export function hitsAny(text: PreparedText, needles: readonly Needle[]): boolean {
  return needles.some((needle) => needle !== null && text.includes(needle));
}

/** Compiles a campaign's arguments, once. */
export function compileArguments(frames: Readonly<Record<string, readonly string[]>>): CompiledArgument[] {
  return Object.entries(frames).map(([name, phrases]) => ({ name, needles: phrases.map(compilePhrase) }));
}

/** Names of the arguments that a text carries: none, one or several, in the campaign's order. */
export function matchArguments(text: PreparedText, compiled: readonly CompiledArgument[]): string[] {
  return compiled.filter(({ needles }) => hitsAny(text, needles)).map(({ name }) => name);
}
