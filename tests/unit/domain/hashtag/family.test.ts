import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Family } from '../../../../src/domain/campaign.ts';
import { buildFamilies } from '../../../../src/domain/hashtag/family.ts';

const family = (tag: string, more: Partial<Family> = {}): Family => ({ tag, variants: [], rejected: [], ...more });
const lookup = (spelling: string, ...families: Family[]) => buildFamilies(families).lookup(spelling);

describe('families of a campaign', () => {
  test('a declared variant counts, and is told from the tag itself', () => {
    const keep = family('keep4oAPI', { variants: ['keep4oAPl', 'KEEP4OAPI'] });
    expect(lookup('Keep4oAPI', keep)).toEqual({ family: 'keep4oAPI', how: 'exact' });
    expect(lookup('keep4oapl', keep)).toEqual({ family: 'keep4oAPI', how: 'declared' });
  });

  test('keep4oAPI alone takes the spelling with a small l', () => {
    expect(lookup('keep4oapl', family('keep4oAPI'))).toEqual({ family: 'keep4oAPI', how: 'lookalike' });
  });

  test('words that only contain the letters of another are left alone', () => {
    expect(lookup('FAILING', family('falling'))).toBeNull();
  });

  test('one spelling in two families is refused, naming both', () => {
    const build = () => buildFamilies([family('keep4o'), family('Free4o', { variants: ['KEEP-4o'] })]);
    expect(build).toThrow(
      expect.objectContaining({ code: 'campaign-invalid', message: expect.stringMatching(/keep4o.*Free4o/) }),
    );
    expect(() => buildFamilies([family('keep4o'), family('keep4o')])).toThrow(/keep4o/);
  });

  test('a tag without letters or digits is refused', () => {
    expect(() => buildFamilies([family('💛')])).toThrow(expect.objectContaining({ code: 'campaign-invalid' }));
  });

  test('an exact spelling wins over a look-alike of another family', () => {
    const both = [family('keep4oAPl'), family('keep4oAPI')];
    expect(lookup('KEEP4OAPI', ...both)).toEqual({ family: 'keep4oAPI', how: 'exact' });
    expect(lookup('keep4oAPl', ...both)).toEqual({ family: 'keep4oAPl', how: 'exact' });
  });

  test('a look-alike of two families counts in neither', () => {
    const both = [family('WeLoveAl'), family('WeL\u043eveAl')]; // the second with a Cyrillic o
    expect(lookup('WeLoveAI', ...both)).toBeNull();
    expect(lookup('WeLoveAI', family('WeLoveAl'))?.how).toBe('lookalike');
  });

  test('a rejected look-alike stays out, in every spelling that folds to it', () => {
    const keep = family('keep4oAPl', { rejected: ['keep4oAPI'] });
    for (const spelling of ['keep4oAPI', 'KEEP4OAPI', 'keep-4o-api']) expect(lookup(spelling, keep)).toBeNull();
    expect(buildFamilies([keep]).watchNames.get('keep4oAPl')).toEqual(['keep4oapl']);
    expect(lookup('FireSamAItman', family('FireSamAltman', { rejected: ['firesamaitman'] }))).toBeNull();
  });

  test('words of fewer than five characters have no look-alikes', () => {
    expect(lookup('AGl', family('AGI'))).toBeNull();
    expect(lookup('AGl4', family('AGI4'))).toBeNull();
    expect(lookup('AGl4o', family('AGI4o'))?.how).toBe('lookalike');
    expect(lookup('k\ua74fl4', family('kool4'))).toBeNull(); // one letter that looks like two
    expect(lookup('k\ua74fl4o', family('kool4o'))?.how).toBe('lookalike');
  });

  test('digits never meet: other figures are another tag', () => {
    const digits = fc.stringMatching(/^[0-9]{1,6}$/);
    fc.assert(
      fc.property(digits, digits, (a, b) => {
        fc.pre(a !== b);
        expect(lookup(`Keep${b}Model`, family(`Keep${a}Model`))).toBeNull();
      }),
    );
  });

  test('a family always takes its own spelling, and the answer never changes', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...Array.from('AIlaio04-\u043e\u0406')),
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(letters, fc.array(letters), (tag, seen) => {
        fc.pre(/[\p{L}\p{N}]/u.test(tag));
        const index = buildFamilies([family(tag)]);
        const first = seen.map((spelling) => index.lookup(spelling));
        expect(index.lookup(tag)).toEqual({ family: tag, how: 'exact' });
        expect(seen.map((spelling) => index.lookup(spelling))).toEqual(first);
        expect(seen.map((spelling) => buildFamilies([family(tag)]).lookup(spelling))).toEqual(first);
      }),
    );
  });

  test('names of the language itself are only names', () => {
    const index = buildFamilies([family('keep4o')]);
    for (const name of ['__proto__', 'constructor', 'toString', '']) expect(index.lookup(name)).toBeNull();
  });
});
