import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { SeriesAnswer } from '../../src/domain/series.ts';
import type { CoverageAnswer, Summary } from '../../src/domain/summary.ts';
import type { Simulator } from '../../src/simulator/index.ts';
import type { Instance } from './instance.ts';
import { until } from './until.ts';

const quarter = 900_000;
const hour = 4 * quarter;

interface Counts {
  posts: number | null;
  authors: number | null;
}
type Engagement = Summary['engagement'];

/** Figures of a window, in the same words for the product and for the truth. */
export interface Figures extends Counts {
  /** Posts that were counted and are deleted, or hidden with their account. */
  deleted: number;
  bridgedCopies: number;
  byPlatform: Record<string, Counts>;
  byTag: Record<string, Counts>;
  byKind: Record<string, number | null>;
  /** Only buckets with posts. */
  hours: Record<string, Counts & { byPlatform: Record<string, number>; byTag: Record<string, number> }>;
  quarters: Record<string, number>;
  /** Reactions of Bluesky's posts. */
  engagement: Engagement;
}

interface TruthBucket extends Counts {
  at: string;
  byPlatform: Record<string, number>;
  byTag: Record<string, number>;
}

/** What `GET /truth` of the simulator answers, as far as it is compared. */
export interface Truth extends Counts {
  deleted: number;
  deletedByPlatform: Record<string, number>;
  hidden: number;
  bridgedCopies: number;
  engagement: Engagement;
  byPlatform: Record<string, Counts & { engagement: Engagement }>;
  byTag: Record<string, Counts>;
  byKind: Record<string, number>;
  hours: TruthBucket[];
  quarters: TruthBucket[];
  perPost: Record<string, { countedAt: string; platform: string; author: string }>;
}

export interface Window {
  from: number;
  to: number;
}

/** All that the simulator's world lived through, on quarters, and the quarter after it. */
export const allOf = (simulator: Simulator): Window => ({
  from: Math.floor(simulator.world.begin / hour) * hour,
  to: Math.ceil(Date.now() / hour) * hour,
});

export const queryOf = ({ from, to }: Window): string =>
  `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;

export async function truthOf(simulator: Simulator, window: Window, more = ''): Promise<Truth> {
  return (await (await fetch(`${simulator.controlUrl}/truth?${queryOf(window)}${more}`)).json()) as Truth;
}

const counts = ({ posts, authors }: Counts): Counts => ({ posts, authors });
const positive = (record: Record<string, number>) =>
  Object.fromEntries(Object.entries(record).filter(([, n]) => n > 0));
const mapped = <T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

/** The truth in the words of the product. */
export function figuresOfTruth(truth: Truth): Figures {
  return {
    ...counts(truth),
    deleted: truth.deleted + truth.hidden,
    bridgedCopies: truth.bridgedCopies,
    byPlatform: mapped(truth.byPlatform, counts),
    byTag: mapped(truth.byTag, counts),
    byKind: truth.byKind,
    hours: Object.fromEntries(
      truth.hours.map(({ at, byPlatform, byTag, ...rest }) => [
        at,
        { ...counts(rest), byPlatform: positive(byPlatform), byTag: positive(byTag) },
      ]),
    ),
    quarters: Object.fromEntries(truth.quarters.map(({ at, posts }) => [at, posts ?? 0])),
    engagement: truth.byPlatform['bluesky']?.engagement ?? { likes: 0, reposts: 0, replies: 0, quotes: 0 },
  };
}

/** By bucket, by line: the values that are neither null nor 0. */
function table({ buckets, series }: SeriesAnswer): Record<string, Record<string, number>> {
  const rows: Record<string, Record<string, number>> = {};
  for (const { key, values } of series) {
    values.forEach((value, i) => {
      const at = buckets[i];
      if (value === null || value === 0 || at === undefined) return;
      rows[at] = { ...rows[at], [key]: value };
    });
  }
  return rows;
}

/** What the product answers of a window. */
export async function figuresOf(instance: Instance, window: Window): Promise<Figures> {
  const query = queryOf(window);
  const series = async (what: string) => table(await instance.api<SeriesAnswer>(`/series?${query}&tz=UTC&${what}`));
  const [summary, bluesky, posts, authors, platforms, tags, quarters] = await Promise.all([
    instance.api<Summary>(`/summary?${query}`),
    instance.api<Summary>(`/summary?${query}&platform=bluesky`),
    series('bucket=hour'),
    series('bucket=hour&metric=authors'),
    series('bucket=hour&groupBy=platform'),
    series('bucket=hour&groupBy=tag'),
    series('bucket=15m'),
  ]);
  return {
    ...counts(summary),
    deleted: summary.deleted,
    bridgedCopies: summary.bridgedCopies,
    byPlatform: mapped(summary.byPlatform, counts),
    byTag: mapped(summary.byTag, counts),
    byKind: mapped(summary.byKind, ({ posts }) => posts),
    hours: hoursOf(posts, authors, platforms, tags),
    quarters: mapped(quarters, (row) => row['all'] ?? 0),
    engagement: bluesky.engagement,
  };
}

type Table = Record<string, Record<string, number>>;

const hoursOf = (posts: Table, authors: Table, platforms: Table, tags: Table): Figures['hours'] =>
  Object.fromEntries(
    Object.keys(posts).map((at) => [
      at,
      {
        posts: posts[at]?.['all'] ?? 0,
        authors: authors[at]?.['all'] ?? 0,
        byPlatform: platforms[at] ?? {},
        byTag: tags[at] ?? {},
      },
    ]),
  );

/** Keeps the stream alive while the world stands still: coverage moves only with frames. */
export function heartbeat(simulator: Simulator, everyMs = 100): Disposable {
  const timer = setInterval(() => simulator.world.publish({ do: 'noise' }), everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Stops the world and waits until news that are on their way between servers have arrived. Gives when that was, ms. */
export async function freeze(simulator: Simulator): Promise<number> {
  simulator.tick();
  simulator.world.setLive(false);
  await until('the simulated world stands still', () => simulator.world.courier.size === 0, { deadlineMs: 30_000 });
  return Date.now();
}

/** Waits until every source that answers is covered up to a moment: by then all before it must be committed. */
export async function coveredUntil(
  instance: Instance,
  simulator: Simulator,
  at: number,
  { deadlineMs = 30_000, sources = (_name: string) => true as boolean } = {},
): Promise<void> {
  using _beats = heartbeat(simulator);
  const query = queryOf({ from: at - 2 * hour, to: at + hour });
  await until(
    `coverage of ${new Date(at).toISOString()}`,
    async () => {
      const { sources: found } = await instance.api<CoverageAnswer>(`/coverage?${query}`);
      const asked = found.filter(({ source, state }) => state !== 'refused' && sources(source));
      return asked.length > 0 && asked.every(({ covered }) => Date.parse(covered.at(-1)?.to ?? '') >= at);
    },
    { deadlineMs, everyMs: 200 },
  );
}

/** What the product said last of the stream and of trouble: a test that fails shall say why. */
const lastWords = (instance: Instance): string =>
  instance
    .output()
    .split('\n')
    .filter((line) => /"level":[4-6]0|reading the stream|read again/.test(line))
    .slice(-12)
    .map((line) => line.slice(0, 400))
    .join('\n');

/**
 * Waits until the product's figures of a window equal the truth, and says where they differ if they never do. What a
 * server tells only when asked again (edits, deletions, reactions) takes a round or two.
 */
export async function expectTruth(
  instance: Instance,
  simulator: Simulator,
  { window = allOf(simulator), deadlineMs = 20_000, pick = (figures: Figures) => figures as Partial<Figures> } = {},
): Promise<void> {
  using _beats = heartbeat(simulator);
  let ours: Partial<Figures> = {};
  let truth: Partial<Figures> = {};
  await until(
    'the counts equal the truth',
    async () => {
      ours = pick(await figuresOf(instance, window));
      truth = pick(figuresOfTruth(await truthOf(simulator, window)));
      return isDeepStrictEqual(ours, truth);
    },
    { deadlineMs, everyMs: 400 },
  ).catch((error: Error) => {
    expect(ours, `${error.message}; it said:\n${lastWords(instance)}`).toEqual(truth);
    throw error;
  });
}
