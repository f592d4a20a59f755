import { afterAll, beforeAll, test } from 'vitest';
import { openSimulated } from './simulated.ts';
import { checkCoverage, checkSeries, checkSummary } from './check-figures.ts';
import type { Scene } from './scene.ts';
import { day, hour } from './clock.ts';

const at = Date.parse('2026-11-02T13:07:00Z');
let scene: Scene;
beforeAll(async () => {
  const t0 = performance.now();
  scene = await openSimulated({ seed: 11, at, days: 31, ratePerHour: 12, authors: 500 });
  console.log('opened', performance.now() - t0, scene.counted.length);
}, 60000);
afterAll(() => scene?.[Symbol.asyncDispose]());
const week = { from: at - 7 * day, to: at };
const month = { from: at - 31 * day, to: at };
const hole = { from: at - 11 * day - 5 * hour, to: at - 11 * day + 8 * hour };
const second = { from: at - 3 * day - 5 * hour, to: at - 2 * day };

test('coverage', async () => { for (const w of [week, month, hole, second]) await checkCoverage(scene, w); });
for (const [name, w] of Object.entries({ week, month, hole, second }))
  for (const f of [{}, { platform: 'bluesky' as const }, { platform: 'mastodon' as const }, { tag: 'keep4oAPl' }, { argument: 'safety' }, { language: 'de' }, { tag: 'keep4o', language: 'ja' }, {platform: 'bluesky' as const, argument: 'safety'}])
    test(`summary ${name} ${JSON.stringify(f)}`, () => checkSummary(scene, w, f));
for (const [name, w] of Object.entries({ week, month, hole, second }))
  for (const size of ['15m', 'hour', 'day', 'week'] as const) for (const zone of ['UTC', 'Europe/Berlin', 'Australia/Lord_Howe'])
    for (const by of ['none', 'tag', 'platform', 'language', 'argument', 'kind', 'server', 'target'] as const) {
      if (by !== 'none' && (zone === 'UTC') !== (size === 'day')) continue;
      if (size === '15m' && name === 'month') continue;
      const metric = (['posts', 'authors', 'likes', 'replies'] as const)[(by.length + size.length + name.length) % 4] ?? 'posts';
      test(`series ${name} ${size} ${zone} ${by} ${metric}`, () => checkSeries(scene, { window: w, size, zone, by, metric }));
    }
