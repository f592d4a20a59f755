/**
 * Shows every page with the fixtures: `node tests/unit/dashboards/preview.ts` serves them on port 4141;
 * `node tests/unit/dashboards/preview.ts OUT [page,page]` writes pictures of them, wide and narrow, light and dark.
 */
import { mkdirSync } from 'node:fs';
import { launchBrowser } from './browser.ts';
import { pages } from './pages.ts';
import { servePreview } from './preview-server.ts';

const [out, wanted] = process.argv.slice(2);
const server = await servePreview(pages, out === undefined ? 4141 : 0);
console.log(
  Object.keys(pages)
    .map((name) => `${server.base}/${name}`)
    .join('\n'),
);

if (out !== undefined) {
  mkdirSync(out, { recursive: true });
  const browser = await launchBrowser();
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      const viewport = { width, height: 900 };
      const page = await browser.newPage({ locale: 'en-GB', timezoneId: 'UTC', colorScheme, viewport });
      for (const name of wanted?.split(',') ?? Object.keys(pages)) {
        await page.goto(`${server.base}/${name}`);
        await page.screenshot({ path: `${out}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
      await page.close();
    }
  }
  await browser.close();
  await server[Symbol.asyncDispose]();
}
