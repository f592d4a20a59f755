import type { ChartSpec } from '../charts/spec.ts';
import { counted } from '../format.ts';
import type { OverviewView } from './overview.ts';

const [fewestInBucket, fewestInAll] = [3, 10]; // below that the greatest is chance

const bucketNouns = { '15m': 'quarter of an hour', hour: 'hour', day: 'day', week: 'week' };

/** "Busiest hour: …", from a chart of all posts, and of complete buckets that every network was watched in. Of few posts none. */
export function busiest({ chart, summary }: Pick<OverviewView, 'chart' | 'summary'>, spec: ChartSpec): string | null {
  const answer = chart.answers[0];
  const whole = answer?.metric === 'posts' && (chart.name === 'posts' || chart.name === 'platforms');
  if (!whole || answer === undefined || (summary.posts ?? 0) < fewestInAll) return null;
  let [best, most] = [-1, 0];
  for (const index of spec.buckets.keys()) {
    const values = spec.lines.map((line) => line.values[index] ?? null);
    const posts = values.includes(null) ? 0 : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    if (posts > most && spec.partial[index] !== true) [best, most] = [index, posts];
  }
  const when = spec.labels[best]?.replace('Week of ', 'the week of ');
  return most >= fewestInBucket
    ? `Busiest ${bucketNouns[answer.bucket]}: ${when}, with ${counted(most, 'post')}.`
    : null;
}
