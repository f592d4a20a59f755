import type { SeriesAnswer } from '../../src/domain/series.ts';
import type { CoverageAnswer, Summary } from '../../src/domain/summary.ts';
import { ceilQuarter, floorQuarter, hour, iso, type Window } from './clock.ts';
import { expectAgreement } from './compare.ts';
import { type Filters, select } from './counted.ts';
import { coverageOf, union, watched } from './coverage.ts';
import { bridgedCopies, grouped, type Totals, totalsOf } from './figures.ts';
import { query, type Scene } from './scene.ts';
import { type SeriesQuestion, seriesOf } from './series.ts';

export const whole = ({ from, to }: Window): Window => ({ from: floorQuarter(from), to: ceilQuarter(to) });
const counts = (posts: Parameters<typeof totalsOf>[0]) => ({ posts: posts.length, authors: totalsOf(posts).authors });

const ownSources = ({ sources }: Scene, platform?: string) =>
  sources.filter(({ network }) => platform === undefined || network === platform);

/** Coverage of what has passed of a window. */
export function passed(scene: Scene, window: Window, platform?: string): number {
  const { from, to } = whole(window);
  return coverageOf(ownSources(scene, platform), { from, to: Math.min(to, scene.now) });
}

export async function checkSummary(scene: Scene, window: Window, filters: Filters = {}): Promise<void> {
  const product = await scene.api<Summary>(`/summary?${query(window, { ...filters })}`);
  const posts = select(scene.standing, whole(window), filters);
  const gone = select(scene.counted, whole(window), filters).filter((post) => post.gone);
  const by = (what: 'platform' | 'tag' | 'kind', keys: readonly string[]) => {
    const groups = grouped(posts, what);
    return Object.fromEntries(keys.map((key) => [key, counts(groups.get(key) ?? [])]));
  };
  const platforms = [...new Set(ownSources(scene, filters.platform).map(({ network }) => network))];
  const coverage = passed(scene, window, filters.platform);
  if (posts.length + gone.length === 0 && coverage === 0) {
    expectAgreement({ posts: null, authors: null, coverage }, product, `summary ${query(window, { ...filters })}`);
    return;
  }
  const oracle = {
    ...counts(posts),
    engagement: engagementOf(totalsOf(posts)),
    byPlatform: by('platform', platforms),
    byTag: by(
      'tag',
      scene.campaign.families.map(({ tag }) => tag),
    ),
    byKind: by('kind', ['original', 'reply', 'quote']),
    bridgedCopies: bridgedCopies(posts),
    deleted: gone.length,
    coverage,
  };
  expectAgreement(oracle, product, `summary ${query(window, { ...filters })}`);
  const { from, to } = whole(window);
  const before = totalsOf(select(scene.standing, { from: 2 * from - to, to: from }, filters));
  const previous = product.previous as { posts: number | null } | null;
  if (previous && previous.posts !== null) {
    const earlier = { posts: before.posts, authors: before.authors, engagement: engagementOf(before) };
    expectAgreement(earlier, previous, `summary ${query(window, { ...filters })} previous`);
  }
}

const engagementOf = ({ likes, reposts, replies, quotes }: Totals) => ({ likes, reposts, replies, quotes });

export async function checkSeries(scene: Scene, question: SeriesQuestion, filters: Filters = {}): Promise<void> {
  const { window, size, zone, by, metric } = question;
  const asked = query(window, { bucket: size, tz: zone, groupBy: by, metric, ...filters });
  const product = await scene.api<SeriesAnswer>(`/series?${asked}`);
  const rounded = whole(window);
  const kappa = (stretch: Window, key: string) =>
    coverageOf(
      ownSources(scene, filters.platform ?? (by === 'platform' || by === 'server' ? platformOf(key) : undefined)),
      stretch,
    );
  const oracle = seriesOf(select(scene.standing, rounded, filters), { ...question, window: rounded }, kappa, scene.now);
  expectAgreement(
    {
      buckets: oracle.buckets,
      partial: oracle.partial,
      partialFrom: oracle.partialFrom,
      bucketCoverage: oracle.coverage,
    },
    product,
    `series ${asked}`,
  );
  const told = new Map(product.series.map((line) => [line.key, line]));
  const silent = {
    values: oracle.line('').values.map((value) => (value === null ? null : 0)),
    sampled: oracle.line('').sampled,
  };
  for (const key of new Set([...oracle.keys, ...told.keys()])) {
    const { values, sampled } = told.get(key) ?? silent;
    expectAgreement(oracle.line(key), { values, sampled }, `series ${asked} ${key}`);
  }
}

const platformOf = (key: string): string | undefined =>
  key === 'all' || key === '' ? undefined : key === 'bluesky' ? 'bluesky' : 'mastodon';

export async function checkCoverage(scene: Scene, window: Window): Promise<void> {
  const product = await scene.api<CoverageAnswer>(`/coverage?${query(window)}`);
  const { from, to } = whole(window);
  const past = { from, to: Math.min(to, scene.now) };
  const byName = scene.sources.toSorted((a, b) => (a.source < b.source ? -1 : 1));
  const sources = byName.map((source) => ({
    source: source.source,
    coverage: watched(source, past),
    covered: union(source.covered)
      .map((one) => ({ from: Math.max(one.from, from), to: Math.min(one.to, to) }))
      .filter((one) => one.from < one.to)
      .map((one) => ({ from: iso(one.from), to: iso(one.to) })),
  }));
  const holes = byName.flatMap(({ source, covered }) => {
    const stretches = union(covered);
    const between = stretches.slice(1).map((next, i) => ({ from: stretches[i]?.to ?? 0, to: next.from }));
    return between
      .map((one) => ({ source, from: Math.max(one.from, from), to: Math.min(one.to, to) }))
      .filter((one) => one.from < one.to)
      .map((one) => `${source} ${iso(one.from)} ${iso(one.to)}`);
  });
  const isBetween = (gap: { source: string; from: string }) =>
    byName.some(
      ({ source, covered }) => source === gap.source && covered.some((one) => one.from < Date.parse(gap.from)),
    );
  const said = product.gaps.filter((gap) => gap.to !== null && isBetween(gap) && Date.parse(gap.to) < scene.now - hour);
  const told = said.map((gap) => `${gap.source} ${gap.from} ${gap.to}`);
  expectAgreement(holes.toSorted(), told.toSorted(), `gaps ${query(window)}`);
  const oracle = { coverage: passed(scene, window), sources };
  expectAgreement(oracle, product, `coverage ${query(window)}`);
}
