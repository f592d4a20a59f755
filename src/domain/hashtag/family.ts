import { GroundswellError } from '../../errors.ts';
import type { Family } from '../campaign.ts';
import { normalForm } from './normal-form.ts';
import { declaredKeys, seenKeys } from './skeleton.ts';

const leastLength = 5; // shorter words have too many neighbours for look-alikes
const cacheSize = 100_000;

/** `declared`: an accepted variant of the family, `exact`: its own tag. */
export interface FamilyLookup {
  family: string;
  how: 'exact' | 'declared' | 'lookalike';
}

/** Answers which family of a campaign a spelling belongs to. */
export interface FamilyIndex {
  /** The family of a spelling (without its sign), or null. Stable: equal spellings get the same object. */
  lookup(spelling: string): FamilyLookup | null;
  /** Normal forms to ask a network for, so that every declared spelling and its look-alikes are found, per family. */
  watchNames: ReadonlyMap<string, readonly string[]>;
}

/**
 * Indexes the families of a campaign.
 * @throws GroundswellError `campaign-invalid` if one spelling would count in two families, or is empty
 */
export function buildFamilies(families: readonly Family[]): FamilyIndex {
  const exact = exactKeys(families);
  const rejected = new Map(families.map((family) => [family.tag, new Set(family.rejected.map(normalForm))]));
  const lookalike = lookalikeKeys(families, exact, rejected);

  function find(spelling: string): FamilyLookup | null {
    const norm = normalForm(spelling);
    const known = exact.get(norm);
    if (known) return known;
    if (isShort(norm)) return null;
    const hits = new Set<string>();
    for (const key of seenKeys(spelling)) {
      const family = isShort(key) ? undefined : (exact.get(key)?.family ?? lookalike.get(key));
      if (family !== undefined && !rejected.get(family)?.has(norm)) hits.add(family);
    }
    const [family] = hits;
    return hits.size === 1 && family !== undefined ? { family, how: 'lookalike' } : null;
  }

  const watchNames = new Map<string, string[]>(families.map(({ tag }) => [tag, []]));
  for (const [key, { family }] of exact) watchNames.get(family)?.push(key);
  for (const [key, family] of lookalike) watchNames.get(family)?.push(key);
  return { lookup: remember(find), watchNames };
}

/** Names to ask a network for so that every declared spelling and its look-alikes are found, by family. */
export function watchNamesByFamily(families: readonly Family[]): ReadonlyMap<string, readonly string[]> {
  return buildFamilies(families).watchNames;
}

/** The same for all families, each name once: Mastodon's tag pages that have to be asked for. */
export function watchNames(families: readonly Family[]): string[] {
  return [...new Set([...watchNamesByFamily(families).values()].flat())];
}

function exactKeys(families: readonly Family[]): Map<string, FamilyLookup> {
  const exact = new Map<string, FamilyLookup>();
  const owners = new Map<string, Family>();
  for (const family of families) {
    for (const spelling of [family.tag, ...family.variants]) {
      const key = normalForm(spelling);
      const owner = owners.get(key);
      if (key === '')
        throw new GroundswellError('campaign-invalid', `'${spelling}' holds no letter or digit; remove it.`);
      if (owner && owner !== family)
        throw new GroundswellError(
          'campaign-invalid',
          `'${spelling}' stands in two families, '${owner.tag}' and '${family.tag}'; declare it in one of them.`,
        );
      if (owner) continue;
      owners.set(key, family);
      exact.set(key, { family: family.tag, how: spelling === family.tag ? 'exact' : 'declared' });
    }
  }
  return exact;
}

function lookalikeKeys(
  families: readonly Family[],
  exact: ReadonlyMap<string, unknown>,
  rejected: ReadonlyMap<string, ReadonlySet<string>>,
): Map<string, string> {
  const owners = new Map<string, string>();
  const contested = new Set<string>();
  for (const { tag, variants } of families) {
    for (const spelling of [tag, ...variants]) {
      if (isShort(normalForm(spelling))) continue;
      for (const key of declaredKeys(spelling)) {
        if (isShort(key) || exact.has(key) || rejected.get(tag)?.has(key)) continue;
        if ((owners.get(key) ?? tag) !== tag) contested.add(key);
        owners.set(key, tag);
      }
    }
  }
  for (const key of contested) owners.delete(key);
  return owners;
}

function isShort(norm: string): boolean {
  return norm.length < leastLength || (norm.length < 2 * leastLength && Array.from(norm).length < leastLength);
}

/** Networks repeat the same few thousand tags, so answers are kept; all are dropped when there are too many. */
function remember(find: (spelling: string) => FamilyLookup | null): (spelling: string) => FamilyLookup | null {
  const known = new Map<string, FamilyLookup | null>();
  return (spelling) => {
    const before = known.get(spelling);
    if (before !== undefined) return before;
    const found = find(spelling);
    if (known.size >= cacheSize) known.clear();
    known.set(spelling, found);
    return found;
  };
}
