import type { Note } from '../../src/domain/campaign.ts';
import { type Grouping, type Metric, metrics, type SeriesAnswer, type SeriesLine } from '../../src/domain/series.ts';
import { languageName, sourceName } from '../format.ts';
import type { Band, ChartAnswer, ChartName, ChartSpec } from './spec.ts';
import { bucketWords } from './summary.ts';
import { makeSpec } from './to-spec.ts';

/** What the campaign adds to a chart. */
interface ChartSetting {
  /** Of the campaign. */
  notes: readonly Note[];
  /** The campaign's own zone, in which its notes give days. */
  timezone: string;
  band?: Band | null;
}

/** A chart: which series it asks for, and how their answers become its spec. */
export interface Chart {
  key: ChartName;
  /** As in lists to choose from: "By hashtag". */
  name: string;
  /** The parameters of `/series` that this chart fixes; an open metric is `metric=` in the address, else posts. */
  fixes: { metric?: Metric; groupBy: Grouping };
  /** The series to ask for, one query each, in this order. */
  queries(metric: Metric): { metric: Metric; groupBy: Grouping }[];
  /** One answer from the answers to the queries, alike in `.json`, `.csv` and the drawing. */
  combine(answers: readonly SeriesAnswer[]): ChartAnswer;
  toSpec(answers: readonly SeriesAnswer[], setting: ChartSetting): ChartSpec;
}

const metricTitles: Record<ChartAnswer['metric'], string> = {
  posts: 'Posts',
  authors: 'Accounts',
  likes: 'Likes',
  reposts: 'Reposts',
  replies: 'Replies',
  quotes: 'Quotes',
  engagement: 'Reactions to posts',
};
const units: Record<ChartAnswer['metric'], string> = { ...lowerTitles(), authors: 'accounts', engagement: 'reactions' };
const groupTitles: Partial<Record<Grouping, string>> = {
  tag: 'by hashtag',
  platform: 'by network',
  language: 'by language',
  argument: 'by argument',
};
const reactions = ['likes', 'reposts', 'replies', 'quotes'] as const;

function lowerTitles(): Record<ChartAnswer['metric'], string> {
  const names = [...metrics, 'engagement'] as const;
  return Object.fromEntries(names.map((name) => [name, name])) as Record<ChartAnswer['metric'], string>;
}

function chart(key: ChartName, name: string, fixes: Chart['fixes'], combine = single): Chart {
  return {
    key,
    name,
    fixes,
    queries: (metric) => {
      const asked = key === 'engagement' ? reactions : [fixes.metric ?? metric];
      return asked.map((one) => ({ metric: one, groupBy: fixes.groupBy }));
    },
    combine,
    toSpec: (answers, { notes, timezone, band }) => {
      const answer = combine(answers);
      const group = groupTitles[answer.groupBy];
      const rate = `${metricTitles[answer.metric]} ${bucketWords(answer.bucket)}`;
      const title = group === undefined ? rate : `${rate} ${group}`;
      return makeSpec(answer, { chart: key, title, unit: units[answer.metric], notes, notesZone: timezone, band });
    },
  };
}

/** The only answer, its lines named for readers. */
function single(answers: readonly SeriesAnswer[]): ChartAnswer {
  const [answer] = answers;
  if (answer === undefined) throw new TypeError('A chart needs the answer to its query');
  return { ...answer, series: answer.series.map((line) => ({ ...line, label: lineLabel(line, answer.groupBy) })) };
}

/** The four kinds of reaction as lines of one answer. As old as the oldest of them. */
function together(answers: readonly SeriesAnswer[]): ChartAnswer {
  const first = single(answers);
  const series = answers.flatMap(({ metric, series: [line] }) =>
    line === undefined ? [] : [{ ...line, key: metric, label: metricTitles[metric] }],
  );
  const asOf = answers.map((answer) => answer.asOf).toSorted()[0] ?? first.asOf;
  return { ...first, asOf, metric: 'engagement', series };
}

function lineLabel(line: SeriesLine, groupBy: Grouping): string {
  if (groupBy === 'tag') return line.label.startsWith('#') ? line.label : `#${line.label}`;
  if (groupBy === 'platform' && line.label === line.key) return sourceName(line.key);
  return groupBy === 'language' && line.label === line.key ? languageName(line.key) : line.label;
}

/** Every chart, in the order of the list to choose from. A new one is a line here. */
export const charts: readonly Chart[] = [
  chart('posts', 'Posts', { metric: 'posts', groupBy: 'none' }),
  chart('authors', 'Accounts', { metric: 'authors', groupBy: 'none' }),
  chart('engagement', 'Reactions', { groupBy: 'none' }, together),
  chart('platforms', 'By network', { groupBy: 'platform' }),
  chart('tags', 'By hashtag', { groupBy: 'tag' }),
  chart('languages', 'By language', { groupBy: 'language' }),
  chart('arguments', 'By argument', { groupBy: 'argument' }),
];

/** The chart of that name, or null. */
export function findChart(name: string): Chart | null {
  return charts.find((one) => one.key === name) ?? null;
}
