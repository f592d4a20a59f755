/**
 * Renders every page with the fixtures, serves them under the real CSP, takes pictures and runs axe:
 * `node tests/unit/dashboards/preview.ts OUT [page,page] [axe]`; without OUT it only serves, on port 4141.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { pages } from './pages.ts';

const root = new URL('../../../', import.meta.url);
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const [out, wanted = '', mode = ''] = process.argv.slice(2);

function asset(name: string): [type: string, body: string] {
  if (name === 'groundswell.css') return ['text/css', readFileSync(new URL(`dashboards/styles/${name}`, root), 'utf8')];
  if (name === 'icon.svg') return ['image/svg+xml', readFileSync(new URL(`dashboards/styles/${name}`, root), 'utf8')];
  if (name === 'chart.js')
    return ['text/javascript', readFileSync(new URL('node_modules/chart.js/dist/chart.umd.min.js', root), 'utf8')];
  const source = readFileSync(new URL(`dashboards/islands/${name.replace(/\.js$/, '.ts')}`, root), 'utf8');
  return ['text/javascript', stripTypeScriptTypes(source)];
}

const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  try {
    const page = pages[path.slice(1)];
    const [type, body] = page === undefined ? asset(path.replace('/assets/', '')) : ['text/html', String(page())];
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': csp }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
const port = out === undefined ? 4141 : 0;
await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
const address = server.address();
const base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`;
console.log(base);

if (out !== undefined) {
  mkdirSync(out, { recursive: true });
  const flags = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--disable-quic',
  ];
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', ...flags],
  });
  const names = wanted === '' || wanted === 'all' ? Object.keys(pages) : wanted.split(',');
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 390, 320]) {
      const context = await browser.newContext({
        locale: 'en-GB',
        timezoneId: 'UTC',
        colorScheme,
        viewport: { width, height: 900 },
      });
      const page = await context.newPage();
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()) && !/events|404/.test(message.text()))
          console.log(page.url(), message.text());
      });
      page.on('pageerror', (error) => console.log(page.url(), error.message));
      for (const name of names) {
        await page.goto(`${base}/${name}`);
        const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        if (Number(over) > 0) console.log(`${name} ${width} px: ${Number(over)} px too wide`);
        if (width !== 320)
          await page.screenshot({ path: `${out}/${name}-${width}-${colorScheme}.png`, fullPage: true });
        if (mode !== 'axe') continue;
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
        for (const found of violations)
          console.log(
            name,
            width,
            colorScheme,
            found.id,
            found.nodes.map((node) => node.html.slice(0, 160)),
          );
      }
      await context.close();
    }
  }
  await browser.close();
  server.close();
}
