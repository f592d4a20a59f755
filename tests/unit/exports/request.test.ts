import { expect, test } from 'vitest';
import { csv } from '../../../src/exports/csv.ts';
import { findFormat, findKind } from '../../../src/exports/registry.ts';
import { addressOf, type ExportRequest, fileNameOf } from '../../../src/exports/request.ts';
import { makeCampaign } from '../../support/make.ts';

const window = {
  from: Date.parse('2026-02-02T00:00:00Z'),
  to: Date.parse('2026-02-03T12:00:00Z'),
  bucket: 'hour',
  tz: 'UTC',
} as const;

function requestOf(over: Partial<ExportRequest> & { slug?: string } = {}): ExportRequest {
  const { slug = 'keep4o', ...rest } = over;
  const config = { ...makeCampaign(), slug };
  const campaign = { id: 1, config, base: config, origin: 'file', appliedAt: 0 };
  return { campaign, what: 'posts', format: csv, window, metric: 'posts', groupBy: 'none', withText: false, ...rest };
}

test('a file is named by campaign, content and days', () => {
  expect(fileNameOf(requestOf())).toBe('keep4o-posts-2026-02-02-2026-02-03.csv');
  expect(fileNameOf(requestOf({ window: { ...window, to: Date.parse('2026-02-03T00:00:00Z') } }))).toBe(
    'keep4o-posts-2026-02-02-2026-02-02.csv',
  );
});

test.each(['a\r\nSet-Cookie: x', 'a"; filename*=evil', '../../etc', '\u202egnp.exe', 'a\u0000b', '／／', '.hidden'])(
  'no name %j breaks a header or a path',
  (slug) => {
    expect(fileNameOf(requestOf({ slug }))).toMatch(/^\w[\w.-]*\.csv$/);
  },
);

test('the address holds what bears on the file and nothing else', () => {
  expect(addressOf(requestOf({ tag: 'a&b', platform: undefined }))).toBe(
    '/api/v1/campaigns/keep4o/export?what=posts&format=csv&from=2026-02-02T00%3A00%3A00Z&to=2026-02-03T12%3A00%3A00Z&tag=a%26b',
  );
  expect(addressOf(requestOf({ withText: true }))).toMatch(/&text=true$/);
  expect(addressOf(requestOf({ what: 'series', groupBy: 'tag' }))).toMatch(
    /&metric=posts&bucket=hour&tz=UTC&groupBy=tag$/,
  );
});

test('what there is not yet is refused by name', () => {
  expect(() => findFormat('parquet')).toThrow("'format' takes csv or ndjson; found 'parquet'.");
  expect(() => findFormat('__proto__')).toThrow(/csv or ndjson/);
  expect(() => findKind('links')).toThrow("'what' takes posts or series; found 'links'.");
});
