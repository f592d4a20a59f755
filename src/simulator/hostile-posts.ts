import type { BlueskyPostAction } from './actions.ts';
import type { World } from './world.ts';

const posts: Readonly<Record<string, Omit<BlueskyPostAction, 'do' | 'network'>>> = {
  nul: { text: 'before\u0000after' },
  surrogate: { text: 'half \ud800 of a character' },
  proto: { text: '__proto__', record: { __proto__x: 1, constructor: { prototype: { polluted: true } } } },
  megabyte: { text: `long ${'x'.repeat(1_000_000)}` },
  script: { text: '<script>alert(1)</script>"><img src=x onerror=alert(1)>' },
  formula: { text: '=HYPERLINK("http://evil.example","click")' },
  bidi: { text: '\u202egnirts desrever\u202c \u2066isolate\u2069' },
  zalgo: { text: `z${'\u0301'.repeat(200)}` },
  'year-2019': { text: 'from long ago', createdAt: '2019-05-05T05:05:05.000Z' },
  'next-year': { text: 'from the future', createdAt: '2099-01-01T00:00:00.000Z' },
  'year-275760': { text: 'from the far future', createdAt: '+275760-09-13T00:00:00.000Z' },
  'year-0': { text: 'from the beginning', createdAt: '0000-01-01T00:00:00.000Z' },
  'no-date': { text: 'from no time', record: { createdAt: null } },
  'odd-date': { text: 'from some time', createdAt: 'last tuesday' },
  'facets-object': { text: 'facets are no list', record: { langs: 'en' } },
  'facet-outside': { text: 'é', record: { reply: null } },
  'many-langs': { text: 'languages', record: { langs: ['de-DE', 'x', 'und', 'en'] } },
};

const sorts = Object.keys(posts);

/** The next post whose contents are meant to break a reader. It carries the first tag in the outer field and counts. */
export function hostilePost(world: World, n: number): { readonly sort: string; readonly action: BlueskyPostAction } {
  const sort = sorts[n % sorts.length] ?? 'nul';
  const tag = world.book.families[n % world.book.families.length] ?? '';
  return { sort, action: { do: 'post', network: 'bluesky', outer: [tag], ...posts[sort] } };
}
