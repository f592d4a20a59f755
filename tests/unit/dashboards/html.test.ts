import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calmText, plainLine } from '../../../dashboards/calm-text.ts';
import { escapeText, html, joined } from '../../../dashboards/html.ts';
import { jsonScript } from '../../../dashboards/json-script.ts';
import { hostileStrings } from './hostile.ts';

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plain = (text: string) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');
const shown = (text: string) =>
  text
    .toWellFormed()
    .replace(/\p{Cc}|[\ufffe\uffff]/gu, (character) => ('\t\n\r'.includes(character) ? character : ''));

function cannotBreakOut(text: string): void {
  const page = html`<p title="${text}">${text}</p>`.text;
  const found = /^<p title="([^"<>]*)">([^<>]*)<\/p>$/.exec(page);
  expect(found, JSON.stringify(text)).not.toBeNull();
  expect(plain(found?.[1] ?? '')).toBe(shown(text));
  expect(plain(found?.[2] ?? '')).toBe(shown(text));
}

test('no text can leave its element or its attribute, and none is lost', () => {
  for (const text of hostileStrings) cannotBreakOut(text);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), cannotBreakOut));
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', ';', 'a', '\u0000', '\ud800') }),
      cannotBreakOut,
    ),
  );
});

test('what is already Html passes, also in arrays; nothing prints as nothing; zero prints', () => {
  const item = (text: string) => html`<li>${text}</li>`;
  expect(html`<ul>${['<', 'b'].map(item)}</ul>${null}${undefined}${false}${0}`.text).toBe(
    '<ul><li>&lt;</li><li>b</li></ul>0',
  );
  expect(joined(['a', null, html`<b>b</b>`, false], ' · ').text).toBe('a · <b>b</b>');
});

test('an object that only looks like Html is escaped', () => {
  const forged = { text: '<script>', toString: () => '<script>' } as unknown as string;
  expect(html`${forged}`.text).toBe('&lt;script&gt;');
});

test('JSON in a page cannot end its element and stays the same data', () => {
  const data = { hostileStrings, nested: { '</script>': '<!--<script>' } };
  const page = jsonScript('d', data).text;
  const json = page.slice('<script type="application/json" id="d">'.length, -'</script>'.length);
  expect(json).not.toContain('<');
  expect(JSON.parse(json)).toEqual(data);
});

test('unescaped markup is made in two files only', () => {
  const root = new URL('../../../dashboards/', import.meta.url);
  const callers = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && readFileSync(new URL(path, root), 'utf8').includes('Html.trusted('),
  );
  expect(callers.toSorted()).toEqual(['html.ts', 'json-script.ts']);
});

test('piled-up marks are cut to three, and a title keeps no character that turns its direction', () => {
  expect(calmText(`Z${'\u0351'.repeat(40)}a`)).toBe(`Z${'\u0351'.repeat(3)}a`);
  expect(plainLine('a\u202eb\u2066\n c')).toBe('ab c');
  expect(escapeText('a\u202eb')).toBe('a\u202eb');
});
