import { expect, test } from 'vitest';
import { findChart } from '../../../dashboards/charts/catalogue.ts';
import { chartFigure } from '../../../dashboards/charts/figure.ts';
import { heatMap, heatSteps } from '../../../dashboards/charts/heat-map.ts';
import { chartSvg } from '../../../dashboards/charts/svg.ts';
import { chartTable } from '../../../dashboards/charts/table.ts';
import { bucketLabels, timeTicks } from '../../../dashboards/charts/time-axis.ts';
import { valueTicks } from '../../../dashboards/charts/value-axis.ts';
import type { SeriesAnswer } from '../../../src/domain/series.ts';
import { campaign, seriesAnswer, site } from './fixtures.ts';

const hour = 3_600_000;
const setting = { notes: campaign.notes, timezone: campaign.timezone };

function specOf(name: string, answer: SeriesAnswer) {
  const chart = findChart(name);
  if (chart === null) throw new Error(name);
  return chart.toSpec([answer], setting);
}

/** An answer over `values.length` hours from a Tuesday noon in UTC. */
function hours(values: (number | null)[], change: Partial<SeriesAnswer> = {}): SeriesAnswer {
  const from = Date.parse('2026-11-24T00:00:00Z');
  const buckets = values.map((_, index) => new Date(from + index * hour).toISOString());
  return {
    ...seriesAnswer({ tz: 'UTC' }),
    from: new Date(from).toISOString(),
    to: new Date(from + values.length * hour).toISOString(),
    asOf: '2026-11-26T00:00:00Z',
    buckets,
    partial: values.map(() => false),
    partialFrom: null,
    bucketCoverage: values.map((value) => (value === null ? 0 : 1)),
    series: [
      {
        key: 'posts',
        label: 'posts',
        values,
        sampled: values.map(() => null),
      },
    ],
    ...change,
  };
}

const long = (values: (number | null)[]) => [...values, ...Array.from({ length: 80 }, () => 1)];
const lines = (svg: string) => [...svg.matchAll(/class="line" [^>]* d="([^"]*)"/g)].map((found) => found[1] ?? '');

test('a gap breaks the line and shades the hole; it is not drawn as zero', () => {
  const spec = specOf('posts', hours(long([5, 4, null, null, 3, 2])));
  const svg = chartSvg(spec, 'wide', 'c').text;
  expect(lines(svg)[0]?.match(/M/g)).toHaveLength(2);
  expect(spec.holes).toEqual([{ from: spec.starts[2], to: spec.starts[4], kind: 'unknown' }]);
  expect(svg).toContain('class="hole unknown"');
  expect(specOf('posts', hours(long([5, 0, 0, 3]))).holes).toEqual([]);
});

test('a value alone between two gaps is a dot', () => {
  const svg = chartSvg(specOf('posts', hours(long([null, 7, null, 3, 2]))), 'wide', 'c').text;
  expect(svg.match(/class="dot"/g)).toHaveLength(1);
});

test('less than 95 % of the time is hatched, also in the table in words', () => {
  const answer = hours([5, 4, 3], { bucketCoverage: [1, 0.94, 0.95] });
  const spec = specOf('posts', answer);
  expect(spec.holes.map((hole) => hole.kind)).toEqual(['thin']);
  expect(chartSvg(spec, 'wide', 'c').text).toContain('class="hatch thin"');
  expect(chartTable(spec).text).toContain('watched 94\u00a0%');
});

test('an hour that was watched for five minutes is dotted, so that it does not look like a fall', () => {
  const values = long([30, 28, 1, 31, 30]);
  const spec = specOf('posts', hours(values, { bucketCoverage: values.map((_, i) => (i === 2 ? 0.08 : 1)) }));
  const svg = chartSvg(spec, 'wide', 'c').text;
  const dotted = /class="line part" [^>]*stroke-dasharray="2 4"[^>]* d="([^"]*)"/.exec(svg)?.[1];
  expect(dotted?.match(/[ML]/g)).toEqual(['M', 'L', 'L']);
  expect(chartFigure(spec, 'trend', site).text).toContain('Watched less than half of the time: no fall');
  const most = specOf('posts', hours(values, { bucketCoverage: values.map((_, i) => (i === 2 ? 0.8 : 1)) }));
  expect(chartSvg(most, 'wide', 'c').text).not.toContain('class="line part"');
});

test('the words of a chart tell hours that nobody watched; how long a gap is, its list says', () => {
  const answer = hours([5, 4, null, null, 3], { bucketCoverage: [1, 0.3, 0, 0, 0.9] });
  expect(specOf('posts', answer).summary).toContain('Of the 5 hours nobody watched in 2; 2 were watched in part.');
  expect(specOf('posts', hours([5, 4])).summary).not.toContain('watched');
});

test('one burst leaves the other hours of the week their steps of colour', () => {
  const quiet = Array.from({ length: 100 }, (_, i) => (i % 10) + 1);
  expect(heatSteps([null, 0, ...quiet, 900])).toEqual([3, 5, 7, 9, 900]);
  expect(heatSteps([0, 5, 5, 5])).toEqual([5]);
  expect(heatSteps([null, 0])).toEqual([]);
  const map = heatMap(
    {
      title: 'Posts',
      summary: '',
      rows: ['Mon'],
      columns: ['', '', '', '', '', ''],
      values: [[1, 2, 3, 4, 500, 0]],
      words: () => '',
    },
    'map',
  );
  expect([...map.text.matchAll(/fill-opacity="([^"]*)"/g)].map(([, step]) => step)).toEqual([
    '0.12',
    '0.3',
    '0.5',
    '0.75',
    '1',
  ]);
});

test('the running bucket is dotted, shaded and named', () => {
  const values = long([5, 4]);
  const partial = values.map((_, index) => index === values.length - 1);
  const answer = hours(values, { partial });
  const spec = specOf('posts', { ...answer, partialFrom: answer.buckets.at(-1) ?? null });
  const svg = chartSvg(spec, 'wide', 'c').text;
  expect(svg).toMatch(/class="line part" [^>]*stroke-dasharray="2 4"/);
  expect(svg).toContain('class="running"');
  expect(chartTable(spec).text).toContain('so far');
  expect(chartFigure(spec, 'trend', site).text).toContain('Still running');
  const begun = { bucketCoverage: values.map((_, index) => (index === values.length - 1 ? 0.2 : 1)) };
  const young = specOf('posts', { ...answer, ...begun, partialFrom: answer.buckets.at(-1) ?? null });
  expect(chartFigure(young, 'trend', site).text).not.toContain('less than half');
});

test('what was found later in a hole is a hollow dot, never part of the line', () => {
  const values = long([5, null, 3]);
  const sampled = values.map((_, index) => (index === 1 ? 9 : null));
  const spec = specOf('posts', hours(values, { series: [{ key: 'posts', label: 'posts', values, sampled }] }));
  const svg = chartSvg(spec, 'wide', 'c').text;
  expect(svg.match(/class="hollow"/g)).toHaveLength(1);
  expect(lines(svg)[0]?.match(/M/g)).toHaveLength(1); // the 5 alone is a dot
  expect(chartTable(spec).text).toContain('<td data-sampled="9">–</td>');
});

test('few buckets of one line are bars; zero has none', () => {
  const svg = chartSvg(specOf('posts', hours([5, 0, null, 3])), 'wide', 'c').text;
  expect(svg.match(/class="bar"/g)).toHaveLength(2);
});

test('at most five lines and the sum of the others are drawn, the table keeps all', () => {
  const spec = specOf('tags', seriesAnswer({ groupBy: 'tag', bucket: 'day', count: 10 }));
  expect(spec.drawn.map((line) => line.key).slice(0, 5)).toEqual(campaign.tags.slice(0, 5).map(({ tag }) => tag));
  const other = spec.drawn[5];
  expect(other?.folded).toHaveLength(9);
  expect(other?.values[0]).toBe(spec.lines.slice(5).reduce((sum, line) => sum + (line.values[0] ?? 0), 0));
  expect(spec.lines).toHaveLength(14);
  expect(spec.remark).toContain('add up to more than the total');
});

test('accounts are never added up, neither as others nor as a total', () => {
  const spec = specOf('tags', seriesAnswer({ groupBy: 'tag', metric: 'authors', bucket: 'day', count: 10 }));
  expect(spec.drawn).toHaveLength(5);
  expect(spec.remark).toContain('9 more lines are in the table only');
  expect(spec.summary).not.toContain('in all');
});

test('notes stand at their instant, days being days of the campaign', () => {
  const spec = specOf('posts', seriesAnswer());
  expect(spec.notes.map((note) => [note.sign, new Date(note.at).toISOString()])).toEqual([
    ['①', '2026-11-18T23:00:00.000Z'],
    ['②', '2026-11-22T18:00:00.000Z'],
  ]);
  expect(chartSvg(spec, 'wide', 'c').text).toContain('②');
});

test('a window of which nothing is known says so', () => {
  const spec = specOf('posts', hours([null, null]));
  expect(chartSvg(spec, 'wide', 'c').text).toContain('Nothing is known of this time');
  expect(spec.summary).toContain('Unknown in all of it');
});

test('no bucket at all is no crash', () => {
  expect(chartSvg(specOf('posts', hours([])), 'narrow', 'c').text).toContain('<svg');
});

test('the hour that comes twice is told apart by its offset', () => {
  const starts = [0, 1, 2, 3].map((step) => Date.parse('2026-10-24T23:00:00Z') + step * hour);
  const labels = bucketLabels(starts, 'Europe/Berlin', 'hour');
  expect(labels[0]).toBe('Sun 25 Oct 2026, 01:00');
  expect(labels.slice(1, 3)).toEqual(['Sun 25 Oct 2026, 02:00 (UTC+2)', 'Sun 25 Oct 2026, 02:00 (UTC+1)']);
});

test.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Kiritimati'])(
  'days are marked at the midnight of %s',
  (tz) => {
    const from = Temporal.ZonedDateTime.from(`2026-11-17T09:00[${tz}]`).epochMilliseconds;
    const ticks = timeTicks(
      Array.from({ length: 168 }, (_, index) => from + index * hour),
      tz,
      9,
    );
    expect(ticks.map((tick) => tick.label)).toEqual([
      'Wed 18 Nov',
      'Thu 19 Nov',
      'Fri 20 Nov',
      'Sat 21 Nov',
      'Sun 22 Nov',
      'Mon 23 Nov',
      'Tue 24 Nov',
    ]);
    expect(new Intl.DateTimeFormat('en-GB', { timeZone: tz, timeStyle: 'short' }).format(ticks[0]?.at)).toBe('00:00');
  },
);

test('marks of values are round, whole for counts, and reach the greatest', () => {
  const marks = (...values: number[]) => valueTicks(values).map((tick) => tick.value);
  expect(marks(135)).toEqual([0, 50, 100, 150]);
  expect(marks(3)).toEqual([0, 1, 2, 3]);
  expect(marks(0)).toEqual([0, 1]);
  expect(marks()).toEqual([0, 1]);
  expect(marks(0.7, 0.3)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
  expect(valueTicks([123456]).at(-1)?.label).toBe('150,000');
});
