import { expect, test } from 'vitest';
import type { SeriesAnswer } from '../../src/domain/series.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { coveredUntil } from '../support/agreement.ts';
import { startInstance } from '../support/instance.ts';
import { until } from '../support/until.ts';
import { chromiumPath, launchBrowser } from '../unit/dashboards/browser.ts';

const browserTest = test.skipIf(chromiumPath === null && !process.env['CI']);
const script = '<script>document.title = "run"</script><img src=x onerror="document.title = \'run\'">';

browserTest(
  'from the networks to a chart in a browser: its numbers, live, with hostile posts that stay text',
  async () => {
    await using simulator = await startSimulator({ scenario: 'quiet', mastodonServers: 1, seed: 31 });
    await using instance = await startInstance({ simulator });
    const { world } = simulator;
    await coveredUntil(instance, simulator, Date.now());
    const say = (text: string, extra: object = {}) => world.publish({ do: 'post', text, tags: ['keep4o'], ...extra });
    for (let n = 0; n < 5; n++) say(`number ${n}`);
    say(script);
    say(`of a server ${script}`, { network: 'mastodon', server: 0 });
    await until('seven posts', async () => (await instance.api<{ posts: number }>('/summary')).posts === 7);

    await using browser = await launchBrowser();
    for (const javaScriptEnabled of [false, true]) {
      await using context = await browser.newContext({ javaScriptEnabled });
      const page = await context.newPage();
      const wrong: string[] = [];
      // The browser itself reports the 404 by which an open list learns that a post is gone.
      const isGone = (address: string) => address.endsWith('/history');
      page.on('console', (message) => {
        if (message.type() === 'error' && !isGone(message.location().url)) wrong.push(message.text());
      });
      page.on('pageerror', (error) => wrong.push(error.message));
      page.on('request', (request) => !request.url().startsWith(instance.url) && wrong.push(request.url()));
      await page.goto(`${instance.url}/c/keep4o`);
      const series = await instance.api<SeriesAnswer>('/series');
      const shown = await page.locator('[data-series="all"]').first().getAttribute('data-values');
      expect(shown).toBe(series.series[0]?.values.map((value) => value ?? '').join(','));
      expect(shown).toMatch(/[1-9]/);
      const cells = await page.locator('table tbody th time[datetime]').count();
      expect(cells).toBeGreaterThanOrEqual(series.buckets.length);
      expect(await page.locator('#headline').textContent()).toContain('7');
      expect(await page.title()).not.toBe('run');
      if (javaScriptEnabled) {
        say('one more, while the page is open');
        await page.waitForFunction(() => document.querySelector('#headline')?.textContent?.includes('8'), undefined, {
          timeout: 15_000,
        });
      }
      await page.goto(`${instance.url}/c/keep4o/amplify?sort=recent`);
      expect(await page.getByText('document.title').count()).toBeGreaterThan(0);
      expect(await page.title()).not.toBe('run');
      if (javaScriptEnabled) {
        const { uri } = say('taken back soon');
        const isKnown = async () => (await instance.api<{ posts: { uri: string }[] }>('/posts')).posts[0]?.uri === uri;
        await until('one more post', isKnown);
        await page.reload();
        const takenBack = page.getByText('taken back soon');
        expect(await takenBack.count()).toBe(1);
        world.publish({ do: 'delete', uri: uri ?? '' });
        await takenBack.waitFor({ state: 'detached', timeout: 60_000 });
      }
      expect(wrong).toEqual([]);
    }
  },
  120_000,
);
