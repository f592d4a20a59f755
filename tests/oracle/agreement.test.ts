import { afterAll, beforeAll, describe, test } from 'vitest';
import { checkCoverage, checkSeries, checkSummary } from './check-figures.ts';
import { checkMomentum, checkRising } from './check-momentum.ts';
import { checkAuthors, checkSuggestions } from './check-people.ts';
import { checkArguments, checkLanguages, checkLinks, checkServers, checkTags, checkTargets } from './check-tables.ts';
import { type BucketSize, day, hour, type Window } from './clock.ts';
import type { Filters } from './counted.ts';
import type { Grouping, Totals } from './figures.ts';
import { openOdd, openOddStatuses } from './odd.ts';
import { openDevenv, openHanna, openSnac } from './recorded.ts';
import type { Scene } from './scene.ts';
import { openSimulated } from './simulated.ts';

interface World {
  readonly open: () => Promise<Scene>;
  /** Whole history, in days. */
  readonly days: number;
}
const at = (time: string) => Date.parse(time);
const worlds: Record<string, World> = {
  'seed 11, a month, the clock of Berlin goes back': {
    days: 31,
    open: () => openSimulated({ seed: 11, at: at('2026-11-02T13:07:00Z'), days: 31, ratePerHour: 6, authors: 400 }),
  },
  'seed 23, twelve days with exclusions, the clock of Lord Howe goes back': {
    days: 12,
    open: () =>
      openSimulated({
        ...{ seed: 23, at: at('2026-04-09T05:33:00Z'), days: 12, ratePerHour: 12, authors: 300, wire: 'v2' },
        file: {
          timezone: 'Australia/Lord_Howe',
          exclude: { words: ['black box', 'poetry'], languages: ['pt'], bots: true },
        },
      }),
  },
  'seed 57, forty sparse days, the sources were configured on the way': {
    days: 40,
    open: () =>
      openSimulated({
        ...{ seed: 57, at: at('2026-01-08T00:03:00Z'), days: 40, ratePerHour: 0.7, livePerHour: 2, authors: 160 },
        file: { timezone: 'America/New_York' },
      }),
  },
  'seed 91, two and a half days, imported twice': {
    days: 2.5,
    open: () =>
      openSimulated({ seed: 91, at: at('2026-06-10T18:20:00Z'), days: 2.5, ratePerHour: 12, authors: 90, repeats: 2 }),
  },
  'recorded: #IchBinHanna on two servers': { days: 32, open: openHanna },
  'recorded: two servers that federate': { days: 1, open: openSnac },
  'spellings and records as odd as they come': { days: 8, open: openOdd },
  'statuses as odd as they come': { days: 8, open: openOddStatuses },
  'recorded: a run of real Bluesky servers': { days: 1, open: openDevenv },
};

const filters: readonly Filters[] = [
  {},
  { platform: 'bluesky' },
  { platform: 'mastodon' },
  { language: 'de' },
  { platform: 'mastodon', language: 'en' },
];
const groupings: readonly Grouping[] = ['tag', 'platform', 'language', 'argument', 'kind', 'server', 'target'];
const zones = ['UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/New_York'];

describe.each(Object.entries(worlds))('%s', (_name, { open, days }) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await open();
  });
  afterAll(() => scene?.[Symbol.asyncDispose]());

  /** A stretch that began and ended so many hours ago. */
  const ago = (from: number, to: number): Window => ({ from: scene.now - from * hour, to: scene.now - to * hour });
  const windows = (): Window[] =>
    [ago(days * 24, 0), ago(7 * 24, 0), ago(11.4 * 24, 10.5 * 24), ago(77.3, 41), ago(300, 91.7), ago(26, 0.4)].filter(
      ({ to }) => to > scene.now - days * day,
    );
  const everywhere = (check: (scene: Scene, window: Window, filters: Filters) => Promise<unknown>) => async () => {
    const all = windows();
    for (const [i, window] of all.entries()) await check(scene, window, filters[i % 2] ?? {});
    for (const [i, filter] of filters.slice(2).entries()) await check(scene, all[i % all.length] ?? ago(90, 3), filter);
  };

  test('coverage', async () => {
    for (const window of windows()) await checkCoverage(scene, window);
  });
  test('summary', everywhere(checkSummary));
  test('summary by hashtag and argument', async () => {
    const { families, arguments: frames } = scene.campaign;
    for (const { tag } of families.slice(0, 3)) await checkSummary(scene, ago(days * 24, 0), { tag });
    for (const argument of Object.keys(frames)) await checkSummary(scene, ago(170, 10), { argument });
  });
  test.each(['15m', 'hour', 'day', 'week'] as BucketSize[])('series by %s', async (size) => {
    const all = windows();
    const ask = (window: Window, zone = 'UTC') =>
      checkSeries(scene, { window, size, zone, by: 'none', metric: 'posts' });
    for (const zone of zones) await ask(ago(days * 24, 0), zone);
    for (const [i, window] of all.entries()) await ask(window, zones[(i + size.length) % zones.length]);
  });
  test.each(groupings)('series told apart by %s', async (by) => {
    const metrics: (keyof Totals)[] = ['posts', 'authors', 'likes', 'reposts', 'replies', 'quotes'];
    for (const [i, metric] of metrics.entries()) {
      const window = windows()[i % windows().length] ?? ago(24, 0);
      const size = (['hour', 'day', 'week', '15m'] as const)[i % 4] ?? 'day';
      await checkSeries(scene, { window, size, zone: zones[i % 4] ?? 'UTC', by, metric });
    }
    await checkSeries(
      scene,
      { window: ago(90, 0), size: 'day', zone: 'UTC', by, metric: 'posts' },
      { platform: 'mastodon' },
    );
  });
  test('hashtags', everywhere(checkTags));
  test('languages', everywhere(checkLanguages));
  test('targets', everywhere(checkTargets));
  test('servers', everywhere(checkServers));
  test('arguments', everywhere(checkArguments));
  test('links', everywhere(checkLinks));
  test('accounts', everywhere(checkAuthors));
  test('suggestions', async () => {
    await checkSuggestions(scene, ago(24, 0));
    await checkSuggestions(scene, ago(400, 100));
  });
  test('momentum', everywhere(checkMomentum));
  test('rising posts', async () => {
    for (const filter of filters) await checkRising(scene, filter);
  });
});
