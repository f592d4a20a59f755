import { type Argument, languages, type Phrases } from './phrases.ts';
import type { Random } from './random.ts';

const weightedLanguages = [...languages].map(([language, { weight }]) => ({ language, weight }));
const names: readonly Argument[] = ['safety', 'innovation', 'ownership', 'model'];

/** A language, the common ones more often. */
export const drawLanguage = (random: Random): string => random.weighted(weightedLanguages).language;

/** A short text with one of the campaign's arguments, without any tag. */
export function campaignText(random: Random, language: string, longest = 210): string {
  const phrases = of(language);
  const parts = [random.pick(phrases.argue[random.pick(names)])];
  if (random.chance(0.75)) parts.unshift(random.pick(phrases.open));
  if (random.chance(0.25)) parts.push(random.pick(phrases.argue[random.pick(names)]));
  if (random.chance(0.6)) parts.push(random.pick(phrases.close));
  const text = fill(random, phrases, parts.join(phrases.space));
  return text.length <= longest ? text : fill(random, phrases, random.pick(phrases.argue.safety));
}

/** A short text about anything else. */
export function otherText(random: Random, language: string): string {
  const phrases = of(language);
  return fill(random, phrases, random.pick(phrases.other));
}

/** The one text that a part of the campaign copies word by word. */
export const template =
  'We ask for three things: keep the model available, publish the weights, and talk with the people who use it.';

const of = (language: string): Phrases => {
  const phrases = languages.get(language) ?? languages.get('en');
  if (!phrases) throw new Error(`no phrases in ${language}`);
  return phrases;
};

function fill(random: Random, phrases: Phrases, text: string): string {
  const filled = text
    .replaceAll('{n}', () => String(2 + random.int(180)))
    .replaceAll('{who}', () => random.pick(phrases.who))
    .replaceAll('{task}', () => random.pick(phrases.task));
  return filled.replace(/(^|[.!?:] )(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}
