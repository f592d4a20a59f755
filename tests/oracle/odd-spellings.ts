import { createRequire } from 'node:module';
import type { Dice } from './dice.ts';

const prototypes = createRequire(import.meta.url)('unhomoglyph/data.json') as Record<string, string>;
const twins = Map.groupBy(Object.keys(prototypes), (char) => prototypes[char] ?? '');

const letter = (tag: string, { under }: Dice) => under(Math.max(1, tag.length));
/** What people, programs and jokers do to a hashtag. */
export const changes: ((tag: string, draw: Dice) => string)[] = [
  (tag) => tag,
  (tag) => tag.toUpperCase(),
  (tag) => tag.toLowerCase(),
  (tag, draw) =>
    ((i) => tag.slice(0, i) + draw.pick(twins.get(tag.charAt(i)) ?? ['о', 'І', 'l']) + tag.slice(i + 1))(
      letter(tag, draw),
    ),
  (tag, draw) =>
    ((i) => tag.slice(0, i) + draw.pick(['I', 'l', '1', '0', 'O', 'o', 'L', 'i', '|']) + tag.slice(i + 1))(
      letter(tag, draw),
    ),
  (tag, draw) => tag.replace(draw.pick(['l', 'I', 'A', 'e', '4']), draw.pick(['I', 'l', 'Α', 'е', '４', '٤'])),
  (tag, draw) =>
    ((i) =>
      tag.slice(0, i) +
      draw.pick(['\u200b', '\ufe0f', '\u00ad', '-', '_', '.', '·', '\u0301', '\u20e3', '’', ' ']) +
      tag.slice(i))(letter(tag, draw)),
  (tag, draw) =>
    tag +
    draw.pick(['💛', 'を守ろう', '안전', 's', '!', '…', '#GPT4o', '＃Free4o', '1', 'を', 'ß', 'ſ', 'İ', '\u0e01']),
  (tag, draw) => ((i) => tag.slice(0, i) + tag.slice(i + 1))(letter(tag, draw)),
  (tag, draw) => ((i) => tag.slice(0, i) + tag.charAt(i + 1) + tag.charAt(i) + tag.slice(i + 2))(letter(tag, draw)),
  (tag) =>
    [...tag].map((char) => (/[!-~]/.test(char) ? String.fromCodePoint(char.charCodeAt(0) + 0xfee0) : char)).join(''),
  (tag, draw) =>
    ((i) =>
      tag.slice(0, i) +
      tag.charAt(i).normalize('NFD') +
      draw.pick(['\u0308', '\u0327', '\u0301\u0323']) +
      tag.slice(i + 1))(letter(tag, draw)),
];
