import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distinctLinks, normalizeLink } from '../../../src/domain/link.ts';

const alike: [string, string][] = [
  ['https://Example.ORG/a', 'https://example.org/a'],
  ['https://example.org:443/a', 'https://example.org/a'],
  ['http://example.org:80/a', 'http://example.org/a'],
  ['https://example.org:8443/a', 'https://example.org:8443/a'],
  ['https://example.org', 'https://example.org/'],
  ['https://example.org/?', 'https://example.org/'],
  ['https://example.org/a/', 'https://example.org/a'],
  ['https://example.org/a//?b=1', 'https://example.org/a?b=1'],
  ['https://example.org./a', 'https://example.org/a'],
  ['https://me:secret@example.org/a', 'https://example.org/a'],
  ['  https://example.org/a  ', 'https://example.org/a'],
  ['https://example.org/a?utm_source=x&utm_medium=y', 'https://example.org/a'],
  ['https://example.org/a?id=7&UTM_Campaign=z&fbclid=1&page=2', 'https://example.org/a?id=7&page=2'],
  ['https://example.org/a?gclid=1&igshid=2&mc_cid=3&mc_eid=4&ref_src=5&msclkid=6', 'https://example.org/a'],
  ['https://example.org/a?q=a%20b+c&utm_id=1', 'https://example.org/a?q=a%20b+c'],
  ['https://example.org/a?ref=main&source=b', 'https://example.org/a?ref=main&source=b'],
  ['https://example.org/a?utmost=1', 'https://example.org/a?utmost=1'],
  ['https://example.org/a#section', 'https://example.org/a'],
  ['https://example.org/a#:~:text=keep', 'https://example.org/a'],
  ['https://app.example.org/#/petition/4', 'https://app.example.org/#/petition/4'],
  ['https://example.org/#!/room', 'https://example.org/#!/room'],
  ['https://example.org/#/', 'https://example.org/'],
  ['https://youtu.be/abc?si=track&t=42', 'https://youtu.be/abc?t=42'],
  ['https://www.youtube.com/watch?v=abc&feature=share', 'https://www.youtube.com/watch?v=abc'],
  ['https://x.com/sama/status/1?s=20&t=abc', 'https://x.com/sama/status/1'],
  ['https://notx.com/a?s=20', 'https://notx.com/a?s=20'],
  ['https://bücher.example/ä', 'https://xn--bcher-kva.example/%C3%A4'],
];

test.each(alike)('%s is counted as %s', (given, url) => {
  expect(normalizeLink(given)?.url).toBe(url);
});

test.each(['', 'keep4o', 'ftp://example.org/a', 'javascript:alert(1)', 'https://', 'https:///', 'mailto:a@b.example'])(
  '%j is no link',
  (given) => {
    expect(normalizeLink(given)).toBeNull();
  },
);

test('an address that no index of the database holds is no link', () => {
  expect(normalizeLink(`https://example.org/${'a'.repeat(1980)}`)?.url).toHaveLength(2000);
  expect(normalizeLink(`https://example.org/${'a'.repeat(1981)}`)).toBeNull();
  expect(normalizeLink(`https://example.org/${'透'.repeat(400)}`)).toBeNull(); // nine bytes each, once encoded
});

test('the domain is the host without www', () => {
  expect(normalizeLink('https://WWW.Example.org:8443/a')?.domain).toBe('example.org');
});

test('a post that links to one page in three ways links once', () => {
  const links = ['https://example.org/a/', 'https://EXAMPLE.org/a?utm_source=x', 'https://example.org/a#b', 'no link'];
  expect(distinctLinks(links)).toEqual([{ url: 'https://example.org/a', domain: 'example.org' }]);
});

test('what is normalised stays as it is, and fits an index', () => {
  fc.assert(
    fc.property(
      fc.webUrl({ withQueryParameters: true, withFragments: true, authoritySettings: { withPort: true } }),
      (given) => {
        const link = normalizeLink(given);
        expect(link === null ? null : normalizeLink(link.url)).toEqual(link);
        expect(Buffer.byteLength(link?.url ?? '')).toBeLessThanOrEqual(2000);
      },
    ),
    { numRuns: 50 }, // addresses are slow to make
  );
});
