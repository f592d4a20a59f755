import type { Counted, OracleCampaign } from './counted.ts';
import { authorsOf } from './figures.ts';
import { allLatin } from './look-alike.ts';
import { clean, fold, normalForm } from './normal-form.ts';

export type SuggestionKind = 'digit' | 'script' | 'glued' | 'edit';

export interface Suggestion {
  readonly norm: string;
  readonly family: string;
  readonly kind: SuggestionKind;
  readonly score: number;
  readonly posts: number;
  readonly authors: number;
  readonly withFamily: number;
  readonly examples: string[];
}

const look = (norm: string): string =>
  norm.replaceAll('rn', 'm').replaceAll('vv', 'w').replace(/[i1]/g, 'l').replaceAll('0', 'o');
const digits = (norm: string): string => norm.replace(/[^\p{N}]/gu, '');

/** Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours. */
export function distance(left: string, right: string): number {
  const [a, b] = [[...left], [...right]];
  const at = new Map<string, number>();
  const get = (i: number, j: number) => at.get(`${i} ${j}`) ?? Math.max(i, j);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const substituted = get(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? get(i - 2, j - 2) + 1 : Infinity;
      at.set(`${i} ${j}`, Math.min(get(i - 1, j) + 1, get(i, j - 1) + 1, substituted, swapped));
    }
  }
  return get(a.length, b.length);
}

/** How near a tag comes to a declared spelling (1.5). */
function nearness(tag: string, spelling: string): { kind: SuggestionKind; weight: number } | null {
  const [c, v] = [normalForm(tag), normalForm(spelling)];
  const size = [...v].length;
  if (size < 4) return null;
  if (look(c) === look(v)) return { kind: 'digit', weight: 0.9 };
  if (fold(allLatin(clean(tag))) === v) return { kind: 'script', weight: 0.9 };
  const tail = c.startsWith(v) ? c.slice(v.length) : '';
  if (tail !== '' && !/\p{ASCII}/u.test(tail)) return { kind: 'glued', weight: 0.8 };
  if (size < 6 || digits(c) !== digits(v) || Math.abs(c.length - v.length) > 2) return null;
  const edits = distance(c, v);
  if (edits === 1) return { kind: 'edit', weight: 0.8 };
  return edits === 2 && size >= 10 ? { kind: 'edit', weight: 0.6 } : null;
}

/** The family that a tag comes nearest to; null for none, or two that are as near. */
function nearest(tag: string, { families }: OracleCampaign) {
  const all = families.flatMap(({ tag: family, variants = [] }) =>
    [family, ...variants].flatMap((spelling) => {
      const near = nearness(tag, spelling);
      return near ? [{ family, ...near }] : [];
    }),
  );
  const weight = Math.max(...all.map((one) => one.weight));
  const best = all.filter((one) => one.weight === weight);
  return new Set(best.map(({ family }) => family)).size === 1 ? (best[0] ?? null) : null;
}

/** Posts by the normal form of their tags that belong to no family. */
export function byOtherTag(posts: readonly Counted[]): Map<string, Set<Counted>> {
  const found = new Map<string, Set<Counted>>();
  for (const post of posts) {
    for (const tag of post.otherTags) {
      const norm = normalForm(tag);
      found.set(norm, (found.get(norm) ?? new Set()).add(post));
    }
  }
  return found;
}

/** Variants to offer to a person. `posts`: counted in the last 28 days. */
export function suggestions(posts: readonly Counted[], campaign: OracleCampaign): Suggestion[] {
  return [...byOtherTag(posts)].flatMap(([norm, set]) => {
    const own = [...set].toSorted((a, b) => b.at - a.at || (a.uri < b.uri ? 1 : -1));
    const near = nearest(norm, campaign);
    const authors = authorsOf(own);
    const score = near ? (near.weight * authors) / (authors + 2) : 0;
    if (!near || own.length < 3 || authors < 2 || score < 0.4) return [];
    const along = own.filter(({ hits }) => hits.some(({ family }) => family === near.family)).length;
    const examples = own
      .filter(({ optedOut }) => !optedOut)
      .slice(0, 3)
      .map(({ uri }) => uri);
    const { family, kind } = near;
    return [{ norm, family, kind, score, posts: own.length, authors, withFamily: along / own.length, examples }];
  });
}
