import { fold } from './normal-form.ts';

/** Scripts that write without spaces; on the left of Hangul a space is needed. */
const free = String.raw`\u3040-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{323AF}\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF`;
const beginsFree = new RegExp(`^[${free}]`, 'u');
const endsFree = new RegExp(String.raw`[${free}\uAC00-\uD7A3\u1100-\u11FF]$`, 'u');

/** Text and phrases alike: one space around and between words (8.1). */
export function prepare(text: string): string {
  const plain = fold(text.normalize('NFKC').replace(/\p{DI}/gu, ''))
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
  return ` ${plain} `;
}

/** Whether a prepared text holds a phrase. */
export function hits(prepared: string, phrase: string): boolean {
  const words = prepare(phrase).trim();
  if (words === '') return false;
  const left = beginsFree.test(words) ? '' : ' ';
  const right = phrase.trim().endsWith('*') || endsFree.test(words) ? '' : ' ';
  return prepared.includes(left + words + right);
}

/** The arguments of a text. */
export const argumentsOf = (text: string, frames: Readonly<Record<string, readonly string[]>>): string[] => {
  const prepared = prepare(text);
  return Object.entries(frames).flatMap(([name, phrases]) =>
    phrases.some((phrase) => hits(prepared, phrase)) ? [name] : [],
  );
};

const folded = (text: string): string => text.toLowerCase().toUpperCase().toLowerCase();

/** The `@names` that stand in a text by themselves. */
export function targetsOf(text: string, targets: readonly string[]): string[] {
  const where = folded(text);
  return targets.filter((target) => {
    const name = RegExp.escape(folded(target));
    return new RegExp(String.raw`(?<![\p{L}\p{N}_])${name}(?![\p{L}\p{N}_])`, 'u').test(where);
  });
}
