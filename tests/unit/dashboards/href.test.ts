import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outwardLink, queryString, safeHref } from '../../../dashboards/href.ts';
import { hostileStrings } from './hostile.ts';

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java	script:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  '//evil.example',
  '/path',
  'https:evil',
  'http:/evil',
  '\\\\evil',
  'ftp://a.example',
  'https://',
  'https://user@a.example',
  'https://u:p@a.example',
  '',
])('%j is no link', (address) => {
  expect(safeHref(address)).toBeNull();
  expect(outwardLink(address, 'words').text).toBe('words');
});

test('web addresses stay', () => {
  expect(safeHref('https://bsky.app/profile/did:plc:a/post/3k')).toBe('https://bsky.app/profile/did:plc:a/post/3k');
  expect(safeHref('HTTP://Example.org')).toBe('http://example.org/');
  expect(safeHref(null)).toBeNull();
});

test('whatever becomes a link leads to the web and cannot leave its attribute', () => {
  const law = (text: string) => {
    for (const address of [text, `https://a.example/${text}`]) {
      const href = safeHref(address);
      if (href !== null) expect(href).toMatch(/^https?:\/\/[^\s"<>]+$/);
      expect(outwardLink(address, 'x').text).toMatch(/^(x|<a href="https?:[^"<>]*" rel="[a-z ]*">x<\/a>)$/);
    }
  };
  for (const text of hostileStrings) law(text);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), law));
});

test('empty values leave the query', () => {
  expect(queryString({ tag: 'a&b', platform: '', language: null, limit: 0 })).toBe('?tag=a%26b&limit=0');
  expect(queryString({})).toBe('');
});
