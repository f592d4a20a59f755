import { RichText } from '@atproto/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitTag } from '../../../../src/domain/hashtag/split.ts';
import { textTags } from '../../../../src/domain/hashtag/text-tags.ts';

/** What the official client would mark as hashtags, as the reference. */
function official(text: string): string[] {
  const rich = new RichText({ text });
  rich.detectFacetsWithoutResolution();
  return (rich.facets ?? []).flatMap(({ features }) =>
    features.flatMap((feature) =>
      feature.$type === 'app.bsky.richtext.facet#tag' && 'tag' in feature ? [String(feature.tag)] : [],
    ),
  );
}

describe('hashtags in plain text', () => {
  test.each<[string, string | null]>([
    ['#keep4o', 'keep4o'],
    ['#keep4o.', 'keep4o'],
    ['#keep4o!!', 'keep4o'],
    ['#keep4o…', 'keep4o'],
    ['＃keep4o', 'keep4o'],
    ['\n#keep4o', 'keep4o'],
    ['#4o', '4o'],
    ['#4', null],
    ['#1984', null],
    ['#', null],
    ['(#keep4o)', null],
    ['"#keep4o"', null],
    ['x#keep4o', null],
    ['-#keep4o', null],
    ['https://example.org/page#keep4o', null],
    ['#keep4o#free4o', 'keep4o#free4o'],
    ['#keep4o,#free4o', 'keep4o,#free4o'],
    ['##double', '#double'],
    ['#keep-4o', 'keep-4o'],
    ['#keep_4o', 'keep_4o'],
    ['#keep_', 'keep'],
    ['#keep4o’s', 'keep4o’s'],
    ['#keep\u200b4o', 'keep'],
    ['#keep4o\u00ad', 'keep4o'],
    ['#日本語。', '日本語'],
    ['#ＫＥＥＰ4o', 'ＫＥＥＰ4o'],
    ['#🔥', '🔥'],
    ['#c++', 'c++'],
    ['#\ufe0fx', null],
    [`#${'a'.repeat(64)}`, 'a'.repeat(64)],
    [`#${'a'.repeat(65)}`, null],
  ])('%j', (text, tag) => {
    expect(textTags(text)).toEqual(tag === null ? [] : [tag]);
    expect(official(text)).toEqual(textTags(text));
  });

  test('agrees with the official client on made-up texts', () => {
    const text = fc.string({
      unit: fc.constantFrom(...Array.from('##＃aé4o_-.,!字🔥 \n\u200b\u00ad\ufe0f\u20e2')),
      maxLength: 30,
    });
    fc.assert(
      fc.property(text, (made) => {
        expect(textTags(made)).toEqual(official(made));
      }),
      { numRuns: 1000 },
    );
  });

  test('a long run of digits or signs costs no time', () => {
    const started = performance.now();
    for (const sign of ['#', '1', ' #', '#1', '.']) textTags(`#${sign.repeat(50_000)}`);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

test('one delivered tag may hold several', () => {
  expect(splitTag('keep4o#keep41')).toEqual(['keep4o', 'keep41']);
  expect(splitTag('keep4o,＃free4o')).toEqual(['keep4o,', 'free4o']);
  expect(splitTag('##')).toEqual([]);
  expect(splitTag('')).toEqual([]);
});
