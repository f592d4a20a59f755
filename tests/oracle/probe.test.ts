import { afterAll, beforeAll, describe, test } from 'vitest';
import { openDevenv, openHanna, openSnac } from './recorded.ts';
import { checkCoverage, checkSeries, checkSummary } from './check-figures.ts';
import * as t from './check-tables.ts';
import * as m from './check-momentum.ts';
import type { Scene } from './scene.ts';
import { day } from './clock.ts';

for (const [name, open, days] of [['hanna', openHanna, 32], ['snac', openSnac, 1], ['devenv', openDevenv, 1]] as const) describe(name, () => {
  let scene: Scene;
  beforeAll(async () => { scene = await open(); console.log(name, scene.counted.length); }, 60000);
  afterAll(() => scene?.[Symbol.asyncDispose]());
  const w = () => ({ from: scene.now - days * day, to: scene.now });
  test('coverage', () => checkCoverage(scene, w()));
  for (const f of [{}, { platform: 'mastodon' as const }, { tag: 'keep4o' }, { language: 'de' }]) {
    test(`summary ${JSON.stringify(f)}`, () => checkSummary(scene, w(), f));
    for (const [n, c] of Object.entries(t)) if (n !== 'checkSuggestions') test(`${n} ${JSON.stringify(f)}`, () => c(scene, w(), f).then(() => undefined));
    test(`momentum ${name} ${JSON.stringify(f)}`, () => m.checkMomentum(scene, w(), f));
  }
  test('suggestions', () => t.checkSuggestions(scene, w()));
  test('rising', () => m.checkRising(scene));
  for (const size of ['15m', 'hour', 'day', 'week'] as const) for (const by of ['none', 'tag', 'platform', 'language', 'argument', 'kind', 'server', 'target'] as const)
    for (const metric of ['posts', 'authors', 'likes', 'replies'] as const) test(`series ${size} ${by} ${metric}`, () => checkSeries(scene, { window: w(), size, by, metric, zone: 'Europe/Berlin' }));
});
