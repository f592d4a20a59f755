import fc from 'fast-check';
import { expect, test } from 'vitest';
import { charts, findChart } from '../../../dashboards/charts/catalogue.ts';
import { islandData } from '../../../dashboards/charts/island-data.ts';
import type { ChartSpec } from '../../../dashboards/charts/spec.ts';
import { chartSvg } from '../../../dashboards/charts/svg.ts';
import { chartFile } from '../../../dashboards/charts/svg-file.ts';
import { chartTable } from '../../../dashboards/charts/table.ts';
import type { SeriesAnswer } from '../../../src/domain/series.ts';
import { campaign, seriesAnswer } from './fixtures.ts';

type Values = Record<string, (number | null)[]>;
const setting = { notes: campaign.notes, timezone: campaign.timezone };

const plain = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** Values as a drawing carries them. */
function drawnValues(svg: string): Values {
  const found = svg.matchAll(/data-series="([^"]*)" data-values="([^"]*)"/g);
  return Object.fromEntries(
    [...found].map(([, key, list]) => [
      plain(key ?? ''),
      (list ?? '').split(',').map((v) => (v === '' ? null : Number(v))),
    ]),
  );
}

/** Values as a reader of the table sees them, column by column. */
function tableValues(table: string, spec: ChartSpec): Values {
  const rows = [...table.matchAll(/<tr><th scope="row"><time datetime="([^"]*)">.*?<\/tr>/gs)];
  expect(rows.map((row) => row[1])).toEqual(spec.buckets);
  const cells = rows.map((row) => [...row[0].matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map((cell) => cell[1]));
  const parse = (cell: string | undefined) => (cell === '–' ? null : Number(cell?.replaceAll(',', '')));
  return Object.fromEntries(spec.lines.map((line, column) => [line.key, cells.map((row) => parse(row[column]))]));
}

function agree(answers: SeriesAnswer[], chart: (typeof charts)[number]): void {
  const spec = chart.toSpec(answers, setting);
  const wanted: Values = Object.fromEntries(chart.combine(answers).series.map((line) => [line.key, line.values]));
  expect(drawnValues(chartSvg(spec, 'wide', 'c').text)).toEqual(wanted);
  expect(drawnValues(chartSvg(spec, 'narrow', 'c').text)).toEqual(wanted);
  expect(drawnValues(chartFile(spec, { campaign: 'C', address: 'https://a.example' }).text)).toEqual(wanted);
  expect(tableValues(chartTable(spec).text, spec)).toEqual(wanted);
  const island = JSON.parse(JSON.stringify(islandData(spec))) as ReturnType<typeof islandData>;
  const kept = island.series.filter((line) => line.key !== '(other)').map((line) => [line.key, line.values]);
  expect(Object.fromEntries(kept)).toEqual(wanted);
  expect(island.starts.map((at) => new Date(at).toISOString())).toEqual(spec.buckets);
}

test.each(charts.map((chart) => chart.key))('the chart %s says the same as drawing, file, table and canvas', (name) => {
  const chart = findChart(name);
  if (chart === null) throw new Error(name);
  for (const bucket of ['15m', 'hour', 'day', 'week'] as const) {
    agree(
      chart.queries('posts').map(({ metric, groupBy }) => seriesAnswer({ metric, groupBy, bucket, count: 40 })),
      chart,
    );
  }
});

const value = fc.option(fc.nat(5000), { nil: null });
const answer = fc.integer({ min: 1, max: 30 }).chain((count) => {
  const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: count, maxLength: count });
  const line = fc.record({
    key: fc.string({ minLength: 1, unit: fc.constantFrom('a', 'b', '"', '<', '&', '本', '-') }),
    values: list(value),
    sampled: list(value),
  });
  const lines = fc.uniqueArray(line, { maxLength: 9, selector: (one) => one.key });
  return fc
    .record({ lines, coverage: list(fc.constantFrom(0, 0.5, 1)), partial: list(fc.boolean()) })
    .map(({ lines: some, ...rest }) => ({
      ...seriesAnswer({
        groupBy: 'tag',
        count,
      }),
      partial: rest.partial,
      bucketCoverage: rest.coverage,
      series: some.map((one) => ({
        ...one,
        label: one.key,
      })),
    }));
});

test('whatever the answer, all forms say the same', () => {
  const tags = findChart('tags');
  if (tags === null) throw new Error('tags');
  fc.assert(
    fc.property(answer, (one) => agree([one], tags)),
    { numRuns: 60 },
  );
});
