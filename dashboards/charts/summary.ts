import type { SeriesLine } from '../../src/domain/series.ts';
import { counted, dayText, figure, zoneName } from '../format.ts';
import type { ChartAnswer } from './spec.ts';

const bucketNouns = {
  '15m': ['quarter of an hour', 'quarters of an hour'],
  hour: ['hour', 'hours'],
  day: ['day', 'days'],
  week: ['week', 'weeks'],
} as const;
const perBucket = { '15m': 'per 15 minutes', hour: 'per hour', day: 'per day', week: 'per week' };

/** "per hour". */
export function bucketWords(bucket: ChartAnswer['bucket']): string {
  return perBucket[bucket];
}

/** The chart in words: what, when, how much, the greatest value, and what was not watched. */
export function chartSummary(title: string, unit: string, answer: ChartAnswer, labels: string[]): string {
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const [first, last] = [dayText(answer.from, answer.tz, day), dayText(Date.parse(answer.to) - 1, answer.tz, day)];
  const span = first === last ? first : `${first} to ${last}`;
  const opening = `${title}, ${span}, time zone ${zoneName(answer.tz)}.`;
  const additive = answer.metric !== 'authors';
  const lines = answer.series
    .slice(0, 5)
    .map((line) => lineWords(line, unit, labels, additive, answer.series.length > 1));
  const blind = blindWords(answer);
  const running = answer.partialFrom === null ? [] : ['The last one is still running.'];
  return [opening, ...lines, ...(blind === null ? [] : [blind]), ...running].join(' ');
}

/** "Of the 168 hours nobody watched in 29; 2 were watched in part.": buckets, since gaps have a list of their own. */
function blindWords({ bucket, buckets, bucketCoverage, asOf, partialFrom }: ChartAnswer): string | null {
  const past = bucketCoverage.filter((_, i) => {
    const at = Date.parse(buckets[i] ?? '');
    return at < Date.parse(asOf) && (partialFrom === null || at < Date.parse(partialFrom));
  });
  const blind = past.filter((share) => share === 0).length;
  const thin = past.filter((share) => share > 0 && share < 0.95).length;
  const said = [
    ...(blind > 0 ? [`nobody watched in ${figure(blind)}`] : []),
    ...(thin > 0 ? [`${counted(thin, 'was', 'were')} watched in part`] : []),
  ];
  const [one, many] = bucketNouns[bucket];
  return said.length === 0 ? null : `Of the ${counted(past.length, one, many)} ${said.join('; ')}.`;
}

function lineWords(line: SeriesLine, unit: string, labels: string[], additive: boolean, named: boolean): string {
  let [total, most, where] = [0, -1, -1];
  for (const [index, value] of line.values.entries()) {
    if (value === null) continue;
    total += value;
    if (value > most) [most, where] = [value, index];
  }
  const name = named ? `${line.label}: ` : '';
  if (where === -1) return `${name}${named ? 'unknown' : 'Unknown'} in all of it.`;
  const highest = most === 0 ? '' : `${additive ? 'most' : 'Most'}: ${figure(most)} on ${labels[where]}`;
  if (!additive) return most === 0 ? `${name}None.` : `${name}${highest}.`;
  const singular = unit.endsWith('s') ? unit.replace(/ies$/, 'y').replace(/s$/, '') : unit;
  return `${name}${counted(Number(total.toPrecision(12)), singular, unit)} in all${highest === '' ? '' : `; ${highest}`}.`;
}
