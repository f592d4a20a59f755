import { passed, whole } from './check-figures.ts';
import { type Row, smallRow } from './check-tables.ts';
import { day, type Window } from './clock.ts';
import { expectAgreement, keyed } from './compare.ts';
import { type Filters, select } from './counted.ts';
import { authorsOf } from './figures.ts';
import { normalForm } from './normal-form.ts';
import { followers, newAuthors, oneTime, participation, top10Share } from './people.ts';
import { query, type Scene } from './scene.ts';
import { byOtherTag, suggestions } from './suggest.ts';

export async function checkAuthors(scene: Scene, window: Window, filters: Filters = {}): Promise<void> {
  const asked = `/authors?${query(window, { ...filters })}`;
  const rounded = whole(window);
  const posts = select(scene.standing, rounded, filters);
  const product = await scene.api<Record<string, unknown>>(asked);
  const begin = Math.min(...scene.sources.flatMap(({ covered }) => covered.map(({ from }) => from)));
  const known = rounded.from >= begin + 14 * day;
  const fresh = known ? newAuthors(posts, scene.standing, rounded.from) : null;
  const authors = authorsOf(posts);
  const { sum, median } = followers(posts);
  const oracle = {
    authors,
    new: fresh,
    returning: fresh === null ? null : authors - fresh,
    top10Share: top10Share(posts),
    participation: participation(posts),
    oneTime: oneTime(posts),
    followersSum: sum,
    followersMedian: median,
    coverage: passed(scene, window, filters.platform),
  };
  expectAgreement(oracle, product, asked);
}

export async function checkSuggestions(scene: Scene, window: Window): Promise<void> {
  const asked = `/tags/suggestions?${query(window)}`;
  const { to } = whole(window);
  const posts = select(scene.standing, { from: to - 28 * day, to }, {});
  type Offered = Row & { tag: string; warning: string | null };
  const product = await scene.api<{ suggestions: Offered[]; related: Offered[] }>(asked);
  const byNorm = (rows: readonly Offered[]) => keyed(rows, ({ tag }) => normalForm(tag));
  const oracle = suggestions(posts, scene.campaign).map(({ norm, ...rest }) => [norm, rest] as const);
  const offered = byNorm(product.suggestions);
  expectAgreement(oracle.map(([norm]) => norm).toSorted(), Object.keys(offered).toSorted(), `${asked} offered`);
  const times = (uris: readonly string[]) => uris.map((uri) => posts.find((post) => post.uri === uri)?.at ?? uri);
  const timed = product.suggestions.map((row) => ({ ...row, examples: times(row['examples'] as string[]) }));
  const expected = oracle.map(([norm, row]) => [norm, { ...row, examples: times(row.examples) }] as const);
  expectAgreement(Object.fromEntries(expected), byNorm(timed), asked);
  for (const { tag, kind, warning } of product.suggestions as (Offered & { kind: string })[])
    expectAgreement(kind === 'digit', warning !== null, `${asked} warning of ${tag}`);
  const related = [...byOtherTag(posts)].flatMap(([norm, own]) =>
    own.size >= 5 && authorsOf([...own]) >= 3 && !(norm in offered) ? [[norm, smallRow([...own], posts)] as const] : [],
  );
  const others = byNorm(product.related);
  expectAgreement(related.map(([norm]) => norm).toSorted(), Object.keys(others).toSorted(), `${asked} related`);
  expectAgreement(Object.fromEntries(related), others, `${asked} related`);
}
