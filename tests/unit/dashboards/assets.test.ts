import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { light } from '../../../dashboards/charts/palette.ts';
import { homeAddress, readHost } from '../../../dashboards/islands/amplify.ts';
import { pages } from './pages.ts';

const root = new URL('../../../dashboards/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const islands = readdirSync(new URL('islands/', root)).filter((name) => name.endsWith('.ts'));
const size = (text: string) => brotliCompressSync(text).length;

test.each(islands)('%s runs as it is once its types are gone: no import is left', (name) => {
  const script = stripTypeScriptTypes(read(`islands/${name}`));
  expect(script).not.toMatch(/^\s*import\s[^(]/m);
});

test('who starts the server reads no warning about types in browser files, and every other warning', () => {
  const script = `
    const { readAssets } = await import('./src/web/assets.ts');
    readAssets();
    process.emitWarning('something else', 'ExperimentalWarning');`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: new URL('../', root),
    encoding: 'utf8',
  });
  expect(stderr).not.toContain('stripTypeScriptTypes');
  expect(stderr).toContain('ExperimentalWarning: something else');
});

test('pages, styles and scripts keep to their budgets', () => {
  expect(size(read('styles/groundswell.css'))).toBeLessThanOrEqual(8 * 1024);
  const scripts = ['live', 'chart-island', 'list', 'amplify'].map((name) =>
    stripTypeScriptTypes(read(`islands/${name}.ts`)),
  );
  expect(size(scripts.join(''))).toBeLessThanOrEqual(8 * 1024);
  for (const page of Object.values(pages)) expect(size(String(page()))).toBeLessThanOrEqual(15 * 1024);
});

/** Classes that only name a thing, for scripts and tests: they look like their surroundings. */
const unstyled = ['unknown', 'hatch', 'thin', 'part', 'behind', 'language', 'gap-when', 'other', 'mend'];

test('every class of every page is in the stylesheet', () => {
  const css = read('styles/groundswell.css');
  const used = Object.values(pages).flatMap((page) =>
    [...String(page()).matchAll(/ class="([^"]*)"/g)].flatMap(([, names = '']) => names.split(' ')),
  );
  const unknown = [...new Set(used)].filter(
    (name) => !unstyled.includes(name) && !new RegExp(`\\.${name}(?![\\w-])`).test(css),
  );
  expect(unknown).toEqual([]);
});

/** Contrast ratio of WCAG 2.2 between two colours "#rrggbb". */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
    const [r = 0, g = 0, b = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

/** The tokens of the light and of the dark scheme, in full notation. */
function tokens(): Record<'light' | 'dark', Record<string, string>> {
  const [first = '', second = ''] = read('styles/groundswell.css').split('@media (prefers-color-scheme: dark)');
  const parse = (css: string) =>
    Object.fromEntries(
      [...(css.split('\n}')[0] ?? '').matchAll(/--([a-z-]+): (#[0-9a-f]+);/g)].map(([, name, value = '']) => [
        name,
        value.length === 4
          ? `#${value
              .slice(1)
              .split('')
              .map((digit) => digit + digit)
              .join('')}`
          : value,
      ]),
    );
  return { light: parse(first), dark: parse(second) };
}

const colours = ['teal', 'blue', 'vermillion', 'purple', 'ochre', 'grey', 'text', 'muted', 'accent', 'warn'];
test.each(['light', 'dark'] as const)('every colour of text and lines can be read on a %s card and page', (scheme) => {
  const own = tokens()[scheme];
  for (const name of colours) {
    expect(contrast(own[name] ?? '', own.card ?? ''), `${name} on card`).toBeGreaterThanOrEqual(4.5);
  }
  for (const name of ['text', 'muted', 'accent'])
    expect(contrast(own[name] ?? '', own.page ?? ''), `${name} on page`).toBeGreaterThanOrEqual(4.5);
  expect(contrast(own['on-accent'] ?? '', own.accent ?? '')).toBeGreaterThanOrEqual(4.5);
  expect(contrast(own.control ?? '', own.card ?? '')).toBeGreaterThanOrEqual(3);
});

test('pictures that travel alone have the colours of the light pages', () => {
  const own = tokens().light;
  for (const name of ['teal', 'blue', 'vermillion', 'purple', 'ochre', 'grey', 'text', 'muted'] as const) {
    expect(light[name].toLowerCase()).toBe(own[name]);
  }
});

test.each(['mastodon.social', ' Mastodon.Social ', 'a-b.example.co.uk', 'xn--bcher-kva.example'])(
  '%j is a server',
  (typed) => {
    expect(readHost(typed)).toBe(typed.trim().toLowerCase());
  },
);

test.each([
  '',
  'localhost',
  'a@b.example',
  '@me@b.example',
  'https://b.example',
  '//evil.example',
  'javascript:alert(1)',
  'b.example/path',
  'b.example:444',
  '127.0.0.1',
  '0x7f.1',
  '[::1]',
  'b..example',
  '-b.example',
  'b.example?x',
  'b.example#x',
  '\\evil.example',
  'b。example',
  `${'a'.repeat(64)}.example`,
])('%j is no server', (typed) => {
  expect(readHost(typed)).toBeNull();
});

test('a post opens on the own server at one fixed path', () => {
  expect(homeAddress('b.example', 'https://a.example/1?x=1&y')).toBe(
    'https://b.example/authorize_interaction?uri=https%3A%2F%2Fa.example%2F1%3Fx%3D1%26y',
  );
});
