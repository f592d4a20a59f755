import { whole } from './check-figures.ts';
import { day, type Window } from './clock.ts';
import { expectAgreement, keyed } from './compare.ts';
import { type Counted, type Filters, select, type TagHit } from './counted.ts';
import { authorsOf, type Grouping, grouped, totalsOf } from './figures.ts';
import { liftOf } from './lift.ts';
import { byLink, domainOf } from './links.ts';
import { normalForm } from './normal-form.ts';
import { activity, effectiveLanguages } from './people.ts';
import { query, type Scene } from './scene.ts';
import { byOtherTag } from './suggest.ts';
import { wilson } from './wilson.ts';

export type Row = Record<string, unknown> & { posts: number };

const rowOf = (posts: readonly Counted[], all: readonly Counted[]) => ({
  ...totalsOf(posts),
  share: posts.length / all.length,
});
export const smallRow = (posts: readonly Counted[], all: readonly unknown[]) => ({
  posts: posts.length,
  authors: authorsOf(posts),
  share: posts.length / all.length,
});
/** Rows that say something, by key. */
const told = (rows: readonly Row[], name: string) =>
  keyed(
    rows.filter(({ posts }) => posts > 0),
    (row) => String(row[name]),
  );
/** Both ways: no row too few and none too many. */
function expectRows(oracle: Record<string, unknown>, rows: readonly Row[], name: string, what: string): void {
  const product = told(rows, name);
  expectAgreement(Object.keys(oracle).toSorted(), Object.keys(product).toSorted(), `${what} keys`);
  expectAgreement(oracle, product, what);
}

async function checkGroups(scene: Scene, window: Window, filters: Filters, path: string, name: string, by: Grouping) {
  const asked = `/${path}?${query(window, { ...filters })}`;
  const posts = select(scene.standing, whole(window), filters);
  const rows = [...grouped(posts, by)].map(([key, own]) => [key, rowOf(own, posts)] as const);
  const product = await scene.api<Record<string, Row[]>>(asked);
  expectRows(Object.fromEntries(rows), product[path] ?? [], name, asked);
  return { posts, product: product as unknown as Record<string, unknown>, asked };
}

export async function checkTags(scene: Scene, window: Window, filters: Filters = {}): Promise<void> {
  const { posts, product, asked } = await checkGroups(scene, window, filters, 'tags', 'tag', 'tag');
  for (const row of product['tags'] as (Row & { tag: string; spellings: Row[]; coTags: Row[] })[]) {
    const own = posts.flatMap((post) =>
      post.hits.filter(({ family }) => family === row.tag).map((hit) => ({ post, hit })),
    );
    const of = (how: string) => own.filter(({ hit }) => hit.how === how).length;
    expectAgreement({ exact: of('exact'), lookalike: of('lookalike') }, row, `${asked} ${row.tag}`);
    const spellings = Map.groupBy(own, ({ hit }) => hit.spelling);
    const rows = [...spellings].map(([spelling, uses]) => {
      const used = uses.map(({ post }) => post);
      return [spelling, { ...smallRow(used, own), how: howOf(uses[0]?.hit) }] as const;
    });
    expectAgreement(Object.fromEntries(rows), told(row.spellings, 'spelling'), `${asked} spellings of ${row.tag}`);
    const beside = byOtherTag(own.map(({ post }) => post));
    for (const co of row.coTags) {
      const along = [...(beside.get(normalForm(String(co['tag']))) ?? [])];
      expectAgreement(smallRow(along, own), co, `${asked} ${row.tag} beside ${String(co['tag'])}`);
    }
  }
}

/** An accepted variant is said to be declared. */
const howOf = (hit: TagHit | undefined) =>
  hit?.how === 'exact' && normalForm(hit.family) !== normalForm(hit.spelling) ? 'declared' : hit?.how;

export async function checkLanguages(scene: Scene, window: Window, filters: Filters = {}): Promise<void> {
  const { posts, product, asked } = await checkGroups(scene, window, filters, 'languages', 'language', 'language');
  expectAgreement(effectiveLanguages(posts), product['effective'], `${asked} effective`);
  for (const row of product['languages'] as (Row & { language: string; guessed: number })[]) {
    const guessed = posts.filter((post) => post.guessed && post.spoken === row.language).length;
    expectAgreement({ guessed }, row, `${asked} ${row.language}`);
  }
}

export const checkTargets = (scene: Scene, window: Window, filters: Filters = {}) =>
  checkGroups(scene, window, filters, 'targets', 'target', 'target');
export const checkServers = (scene: Scene, window: Window, filters: Filters = {}) =>
  checkGroups(scene, window, filters, 'servers', 'server', 'server');

export async function checkArguments(scene: Scene, window: Window, filters: Filters = {}): Promise<void> {
  const { posts, product, asked } = await checkGroups(scene, window, filters, 'arguments', 'argument', 'argument');
  const none = posts.filter((post) => post.arguments.length === 0).length;
  expectAgreement({ withText: posts.length, none }, product, asked);
  const settled = posts.filter(({ at }) => at <= scene.now - day);
  for (const row of product['arguments'] as (Row & { argument: string })[]) {
    const hits = posts.filter((post) => post.arguments.includes(row.argument)).length;
    const oracle = { ...wilson(hits, activity(posts)), lift: liftOf(settled, row.argument) };
    if (posts.length > 0) expectAgreement(oracle, row, `${asked} ${row.argument}`);
  }
}

export async function checkLinks(scene: Scene, window: Window, filters: Filters = {}): Promise<void> {
  const asked = `/links?${query(window, { ...filters, limit: '100' })}`;
  const posts = select(scene.standing, whole(window), filters);
  const product = await scene.api<{ links: Row[]; domains: Row[] }>(asked);
  const pages = [...byLink(posts, (page) => page)].map(([url, own]) => [url, rowOf(own, posts)] as const);
  const domains = [...byLink(posts, domainOf)].map(([domain, own]) => [domain, smallRow(own, posts)] as const);
  const shown = pages.toSorted(([, a], [, b]) => b.posts - a.posts);
  if (shown.length <= 100) expectRows(Object.fromEntries(shown), product.links, 'url', asked);
  const known = told(product.domains, 'domain');
  const compared = domains.filter(([domain]) => domain in known || domains.length <= 20);
  expectAgreement(Object.fromEntries(compared), known, `${asked} domains`);
}
