import { declaredKeys, seenKeys } from './look-alike.ts';
import { clean, fold, normalForm } from './normal-form.ts';

export type How = 'exact' | 'lookalike';

/** A hashtag of a campaign file: a bare string is a family of one. */
export interface Family {
  readonly tag: string;
  readonly variants?: readonly string[];
  readonly rejected?: readonly string[];
}

export interface Hit {
  readonly family: string;
  readonly how: How;
}

/** Which family a spelling belongs to (1.2); null for none or for two. */
export function familyFinder(families: readonly Family[]): (spelling: string) => Hit | null {
  const exact = new Map<string, string>();
  const lookalike = new Map<string, Set<string>>();
  for (const { tag, variants = [] } of families) {
    for (const spelling of [tag, ...variants]) exact.set(normalForm(spelling), tag);
  }
  for (const { tag, variants = [] } of families) {
    for (const spelling of [tag, ...variants]) {
      if ([...normalForm(spelling)].length < 5) continue;
      for (const key of declaredKeys(clean(spelling))) {
        if (!exact.has(key)) lookalike.set(key, (lookalike.get(key) ?? new Set()).add(tag));
      }
    }
  }
  for (const [key, owners] of lookalike) if (owners.size > 1) lookalike.delete(key);
  const rejected = new Map(families.map(({ tag, rejected: no = [] }) => [tag, new Set(no.map(normalForm))]));

  return (spelling) => {
    const norm = normalForm(spelling);
    if (norm === '') return null;
    const own = exact.get(norm);
    if (own !== undefined) return { family: own, how: 'exact' };
    if ([...norm].length < 5) return null;
    const hits = new Set<string>();
    for (const key of [norm, ...seenKeys(clean(spelling)), fold(clean(spelling))]) {
      const owner = exact.get(key);
      if (owner !== undefined) hits.add(owner);
      for (const one of lookalike.get(key) ?? []) hits.add(one);
    }
    const [only] = hits;
    if (hits.size !== 1 || only === undefined || rejected.get(only)?.has(norm)) return null;
    return { family: only, how: 'lookalike' };
  };
}
