import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { amplifyPage } from '../../../dashboards/pages/amplify.ts';
import { overviewPage } from '../../../dashboards/pages/overview.ts';
import { axeTags, chromiumPath, launchBrowser } from './browser.ts';
import { campaign, posts, seriesAnswer, site, summary } from './fixtures.ts';
import { pages } from './pages.ts';
import { type PreviewServer, servePreview } from './preview-server.ts';

const missing = chromiumPath === null && process.env.CI === undefined;
const needsChromium = test.skipIf(missing);

let browser: Browser;
let server: PreviewServer;
let problems: string[] = [];
/** What the changing pages show; tests move it on. */
let counted = 1;

const recent = { asOf: summary.asOf, coverage: 1, gaps: [], posts: posts(), cursor: null };

function changing(): ReturnType<typeof overviewPage> {
  const answer = seriesAnswer({ count: 30 });
  const series = answer.series.map((line) => ({
    ...line,
    values: line.values.map((value) => value && value + counted),
  }));
  const view = { site, campaign, query: {}, tz: 'UTC', languages: [], arguments: [], recent };
  const chart = { name: 'posts' as const, answers: [{ ...answer, series }] };
  return overviewPage({ ...view, summary: { ...summary, posts: counted }, chart });
}

function growing(): ReturnType<typeof amplifyPage> {
  const list = { ...recent, posts: posts(5 + counted).toReversed(), cursor: null };
  return amplifyPage({ site, campaign, query: {}, tz: 'UTC', languages: [], list });
}

/** What stands on the page of a list; tests take away and change. */
let listed = posts();

function shifting(): ReturnType<typeof amplifyPage> {
  return amplifyPage({ site, campaign, query: {}, tz: 'UTC', languages: [], list: { ...recent, posts: listed } });
}

beforeAll(async () => {
  if (missing) return;
  server = await servePreview({ ...pages, changing, growing, shifting });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

/** A page at which nothing may go wrong: no error, no refusal by the CSP. */
async function openPage(name: string, width = 1280, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const viewport = { width, height: 900 };
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', colorScheme, viewport });
  const page = await context.newPage();
  problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`${server.base}/${name}`);
  return page;
}

async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).withTags(axeTags).analyze();
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`));
}

/** Each kind of page once: the other overviews differ in their chart only. */
const kinds = Object.keys(pages).filter((name) => !/overview-(bars|platforms)|error-500/.test(name));

needsChromium.each(kinds)(
  '%s: axe finds nothing, wide and light, narrow and dark; no side scroll at 320 px',
  async (name) => {
    for (const [width, scheme] of [
      [1280, 'light'],
      [390, 'dark'],
      [320, 'light'],
    ] as const) {
      const page = await openPage(name, width, scheme);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${width} px`).toBe(true);
      if (width !== 320) expect(await violations(page), `${width} px, ${scheme}`).toEqual([]);
      expect(problems).toEqual([]);
      await page.context().close();
    }
  },
);

needsChromium(
  'the chart fetches its library only when somebody points at it, in the same place, and keys read values',
  async () => {
    const page = await openPage('overview');
    const plot = page.locator('#trend');
    await plot.scrollIntoViewIfNeeded();
    const before = await plot.boundingBox();
    expect(server.asked.filter((path) => /chart\.js|chart-canvas/.test(path))).toEqual([]);
    await plot.hover();
    await page.locator('#trend[data-drawn] canvas').waitFor();
    expect(await plot.boundingBox()).toEqual(before);
    await plot.press('End');
    const region = plot.locator('[role=status]');
    await expect.poll(() => region.textContent()).toMatch(/^Tue 24 Nov 2026, 15:00 \(so far\): \d+ posts$/);
    await plot.press('ArrowLeft');
    await expect.poll(() => region.textContent()).toMatch(/^Tue 24 Nov 2026, 14:00: \d+ posts$/);
    expect(await violations(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  },
);

needsChromium('counts arrive without a reload, also in a drawn chart, and stop when paused', async () => {
  counted = 1;
  const page = await openPage('changing');
  const posted = page.locator('#headline .number').first();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.locator('#trend').hover();
  await page.locator('#trend[data-drawn] canvas').waitFor();
  const data = () => page.locator('#trend-data').textContent();
  const old = await data();
  counted = 2;
  server.tell('counts');
  await expect.poll(() => posted.textContent(), { timeout: 9000 }).toBe('2');
  expect(await data()).not.toBe(old);
  expect(await page.locator('#trend canvas').count()).toBe(1);
  expect(await page.locator('[data-live-region]').textContent()).toContain('2 posts by 3,104 accounts');
  await page.getByRole('button', { name: 'Pause updates' }).click();
  counted = 3;
  server.tell('counts');
  await page.waitForTimeout(7000);
  expect(await posted.textContent()).toBe('2');
  await page.getByRole('button', { name: 'Resume updates' }).click();
  await expect.poll(() => posted.textContent(), { timeout: 9000 }).toBe('3');
  expect(problems).toEqual([]);
  await page.context().close();
});

needsChromium('new posts wait behind a button, so that nothing moves under the finger', async () => {
  counted = 1;
  const page = await openPage('growing', 390);
  await page.getByText('Live', { exact: true }).waitFor();
  counted = 3;
  server.tell('counts');
  const show = page.getByRole('button', { name: '2 new posts: show' });
  await show.waitFor({ timeout: 9000 });
  expect(await page.locator('#posts > li').count()).toBe(6);
  await show.click();
  expect(await page.locator('#posts > li').count()).toBe(8);
  await page.context().close();
});

needsChromium('what an author took back leaves an open list; a post that has only moved down stays', async () => {
  listed = posts();
  const page = await openPage('shifting', 390);
  await page.getByText('Live', { exact: true }).waitFor();
  const card = (id: string) => page.locator(`#post-${id}`);
  await card('p3').getByRole('button', { name: 'Seen' }).click();
  await card('p5')
    .getByRole('link', { name: /^Open on Bluesky/ })
    .focus();
  const [deleted, movedDown, ...rest] = posts();
  if (!deleted || !movedDown) throw new Error('no posts');
  server.gone.add(deleted.id);
  const nobody = { handle: null, displayName: null, url: null, bot: false };
  listed = rest.map((post) => (post.id === 'p5' ? { ...post, text: null, author: nobody } : post));
  server.tell('counts');
  await expect.poll(() => card(deleted.id).count(), { timeout: 15_000 }).toBe(0);
  expect(await card('p5').textContent()).toContain("Text hidden at its author's wish.");
  expect(await card('p5').textContent()).not.toContain('Audit it');
  expect(await page.evaluate("document.activeElement.closest('.post')?.id")).toBe('post-p5');
  await expect.poll(() => server.asked.filter((path) => path.endsWith('/history')).length).toBe(2);
  expect(await card(movedDown.id).count()).toBe(1);
  expect(await card('p3').getByRole('button', { name: 'Seen' }).getAttribute('aria-pressed')).toBe('true');
  expect(problems.filter((one) => !one.includes('404'))).toEqual([]);
  await page.context().close();
});

needsChromium('the own server is asked for once, only as a host, and the seen stay seen', async () => {
  const page = await openPage('amplify', 390);
  const open = page.getByRole('link', { name: 'Open on my server' }).first();
  await open.click();
  const field = page.getByLabel('Server, for example mastodon.social');
  await field.fill('https://me@evil.example');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Only the name of the server').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'My server' }).click();
  await field.fill('social.example');
  await page.getByRole('button', { name: 'Save' }).click();
  expect(await open.getAttribute('href')).toMatch(
    /^https:\/\/social\.example\/authorize_interaction\?uri=https%3A%2F%2Fmastodon/,
  );
  await page.getByRole('button', { name: 'Seen' }).first().click();
  await page.reload();
  expect(await page.locator('.post').first().getAttribute('data-was-seen')).toBe('');
  expect(await open.getAttribute('href')).toContain('social.example');
  await page.getByLabel('Hide seen posts').check();
  expect(await page.locator('.post').first().isVisible()).toBe(false);
  expect(problems).toEqual([]);
  await page.context().close();
});

needsChromium('the form is folded on a phone and stands open on a wide screen, without a script', async () => {
  for (const [width, folded] of [
    [390, true],
    [1280, false],
  ] as const) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${server.base}/overview`);
    expect(await page.getByLabel('Count by').isVisible()).toBe(!folded);
    const change = page.getByText('Showing: Posts, last 7 days. Change');
    expect(await change.isVisible()).toBe(folded);
    if (folded) await change.click();
    expect(await page.getByLabel('Count by').isVisible()).toBe(true);
    await context.close();
  }
});

needsChromium('every button of the amplify list is at least 44 px high', async () => {
  const page = await openPage('amplify', 390);
  for (const button of await page.locator('.actions .button, .filters .button, .filters select').all()) {
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  }
  await page.context().close();
});
