import { expect, test } from 'vitest';
import { readCsv } from './csv-reader.ts';
import { makeNamedPost, openWeb, window } from './support.ts';

const at = (clock: string) => Date.parse(`2026-02-02T${clock}:00Z`);
const cell = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));

test.each(['none', 'tag', 'platform', 'language', 'kind', 'server', 'argument'])(
  'a file of figures by %s holds what /series answers',
  async (groupBy) => {
    await using web = await openWeb();
    await web.cover('2026-02-02T08:00:00Z', '2026-02-02T20:00:00Z');
    await web.write([
      makeNamedPost({ id: '1', claimedAt: at('09:10'), text: 'audit #keep4o' }),
      makeNamedPost({ id: '2', claimedAt: at('09:20'), tag: 'OpenSource4o', language: 'de' }),
      makeNamedPost({ id: '3', claimedAt: at('14:20'), kind: 'reply' }),
    ]);
    const query = `${window}&metric=posts&bucket=hour&groupBy=${groupBy}&tz=Asia/Kolkata`;
    const series = (await web.server.inject({ url: `/api/v1/campaigns/keep4o/series?${query}` })).json();
    const { header, records, comments } = readCsv((await web.ask(`what=series&${query}`)).body);
    expect(header).toEqual(['bucket', ...series.series.map(({ key }: { key: string }) => key), 'partial']);
    expect(records).toEqual(
      series.buckets.map((bucket: string, i: number) => [
        bucket,
        ...series.series.map(({ values }: { values: number[] }) => cell(values[i])),
        String(series.partial[i]),
      ]),
    );
    const cells = records.flatMap((record) => record.slice(1, -1));
    expect(cells.some((value) => value === '')).toBe(true); // the night that nobody watched
    expect(cells.some((value) => Number(value) > 0)).toBe(true);
    expect(comments).toContain(`# asOf: ${series.asOf}`);
    expect(comments).toContain(`# coverage: ${series.coverage}`);
  },
);

test('lines of figures are objects under the names of the columns, unknown is null', async () => {
  await using web = await openWeb();
  await web.cover('2026-02-02T09:00:00Z', '2026-02-02T10:00:00Z');
  await web.write([makeNamedPost({ claimedAt: at('09:10') })]);
  const lines = (await web.ask(`what=series&format=ndjson&${window}&bucket=hour`)).body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0]).toHaveProperty('provenance.query', expect.stringContaining('what=series'));
  expect(lines.slice(9, 12)).toEqual([
    { bucket: '2026-02-02T08:00:00.000Z', all: null, partial: false },
    { bucket: '2026-02-02T09:00:00.000Z', all: 1, partial: false },
    { bucket: '2026-02-02T10:00:00.000Z', all: null, partial: false },
  ]);
});
