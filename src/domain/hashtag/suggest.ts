import type { Family } from '../campaign.ts';
import { clean, fold, normalForm } from './normal-form.ts';
import { latinLetters } from './skeleton.ts';

/** How a tag resembles a declared spelling. */
export type SuggestionKind = 'digit' | 'script' | 'glued' | 'edit';

/** The family that a tag may belong to, and how likely that is by its looks alone (0..1). */
export interface Candidate {
  family: string;
  kind: SuggestionKind;
  weight: number;
}

const shortestSpelling = 4;
const shortestEdited = 6;
const shortestTwice = 10;

/** Letters and digits that readers take for each other, made one: rn and m, vv and w, i, 1 and l, 0 and o. */
const confused = (norm: string) =>
  norm.replaceAll('rn', 'm').replaceAll('vv', 'w').replaceAll(/[i1]/g, 'l').replaceAll('0', 'o');
const digits = (norm: string) => norm.replaceAll(/\D/g, '');

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours; stops above `most`. */
export function editDistance(a: readonly string[], b: readonly string[], most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

function resemblance(tag: { norm: string; latin: string }, declared: string): Omit<Candidate, 'family'> | null {
  if ([...declared].length < shortestSpelling) return null;
  if (tag.norm !== declared && confused(tag.norm) === confused(declared)) return { kind: 'digit', weight: 0.9 };
  if (tag.latin === declared) return { kind: 'script', weight: 0.9 };
  const tail = tag.norm.startsWith(declared) ? tag.norm.slice(declared.length) : '';
  if (tail !== '' && /^\P{ASCII}+$/u.test(tail)) return { kind: 'glued', weight: 0.8 };
  const length = [...declared].length;
  if (length < shortestEdited || digits(tag.norm) !== digits(declared)) return null;
  const most = length >= shortestTwice ? 2 : 1;
  const distance = editDistance([...tag.norm], [...declared], most);
  if (distance === 0 || distance > most) return null;
  return { kind: 'edit', weight: distance === 1 ? 0.8 : 0.6 };
}

/**
 * Which family a tag that matches none may belong to: the declared spelling that it resembles most; null if none, or if
 * two families tie.
 * @param spelling as typed
 */
export function findCandidate(spelling: string, families: readonly Family[]): Candidate | null {
  const tag = { norm: normalForm(spelling), latin: fold(latinLetters(clean(spelling))) };
  if (tag.norm === '') return null;
  const found = families.flatMap((family) =>
    [family.tag, ...family.variants].flatMap((declared) => {
      const alike = resemblance(tag, normalForm(declared));
      return alike ? [{ family: family.tag, ...alike }] : [];
    }),
  );
  const greatest = Math.max(...found.map(({ weight }) => weight));
  const best = found.filter(({ weight }) => weight === greatest);
  return new Set(best.map(({ family }) => family)).size === 1 ? (best[0] ?? null) : null;
}

/** Weight by looks, shrunk by how many accounts use the tag: A/(A+2). */
export const suggestionScore = (weight: number, authors: number): number => (weight * authors) / (authors + 2);
