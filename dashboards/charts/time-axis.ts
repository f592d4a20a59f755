import type { BucketSize } from '../../src/domain/series.ts';
import { clockText, dateFormat, dayText } from '../format.ts';
import type { Tick } from './spec.ts';

interface LocalTime {
  day: string;
  month: string;
  monday: boolean;
  first: boolean;
  january: boolean;
  hour: number;
  minute: number;
}

function localTime(at: number, tz: string): LocalTime {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit', weekday: 'short' } as const;
  const found = dateFormat(tz, { ...parts, hour: '2-digit', minute: '2-digit' }).formatToParts(at);
  const part = (type: string) => found.find((one) => one.type === type)?.value ?? '';
  const month = `${part('year')}-${part('month')}`;
  return {
    day: `${month}-${part('day')}`,
    month,
    monday: part('weekday') === 'Mon',
    first: part('day') === '01',
    january: part('month') === '01',
    hour: Number(part('hour')),
    minute: Number(part('minute')),
  };
}

type Rule = (here: LocalTime, before: LocalTime | undefined) => boolean;
const onHour =
  (step: number): Rule =>
  (here, before) =>
    here.hour % step === 0 &&
    (before === undefined ? here.minute === 0 : here.hour !== before.hour || here.day !== before.day);
const newDay: Rule = (here, before) => (before === undefined ? here.hour + here.minute === 0 : here.day !== before.day);
const everyDay =
  (step: number): Rule =>
  (here, before) =>
    newDay(here, before) && Math.floor(Date.parse(here.day) / 86_400_000) % step === 0;
const newMonth =
  (step: number): Rule =>
  (here, before) =>
    (before === undefined ? here.first : here.month !== before.month) && (Number(here.month.slice(5)) - 1) % step === 0;

const dayWords = { weekday: 'short', day: 'numeric', month: 'short' } as const;
const shortDay = { day: 'numeric', month: 'short' } as const;
const hourLabel = (at: number, tz: string, here: LocalTime) =>
  here.hour === 0 ? dayText(at, tz, shortDay) : clockText(at, tz);
const monthLabel = (at: number, tz: string, here: LocalTime) =>
  dayText(at, tz, here.january ? { month: 'short', year: 'numeric' } : { month: 'short' });

const levels: { rule: Rule; label: (at: number, tz: string, here: LocalTime) => string }[] = [
  ...[1, 2, 3, 6, 12].map((step) => ({ rule: onHour(step), label: hourLabel })),
  { rule: newDay, label: (at, tz) => dayText(at, tz, dayWords) },
  { rule: everyDay(2), label: (at, tz) => dayText(at, tz, shortDay) },
  { rule: (here, before) => here.monday && newDay(here, before), label: (at, tz) => dayText(at, tz, shortDay) },
  { rule: everyDay(14), label: (at, tz) => dayText(at, tz, shortDay) },
  { rule: newMonth(1), label: monthLabel },
  { rule: newMonth(3), label: monthLabel },
  { rule: newMonth(12), label: (at, tz) => dayText(at, tz, { year: 'numeric' }) },
];

/**
 * Marks on the time axis: the finest round local times that number at most `most`. Only starts of buckets are marked,
 * and these follow the zone's own days, so a day of 23 or 25 hours needs no special care.
 */
export function timeTicks(starts: readonly number[], tz: string, most: number): Tick[] {
  const local = starts.map((at) => localTime(at, tz));
  for (const { rule, label } of levels) {
    const ticks: Tick[] = [];
    for (const [index, here] of local.entries()) {
      const at = starts[index];
      if (at !== undefined && rule(here, local[index - 1])) ticks.push({ at, label: label(at, tz, here) });
    }
    if (ticks.length > 0 && ticks.length <= most) return ticks;
  }
  const first = starts[0];
  return first === undefined ? [] : [{ at: first, label: dayText(first, tz, shortDay) }];
}

/** Each bucket in words: "Tue 24 Nov 2026, 14:00"; where summer time ends, two that look alike get their offset. */
export function bucketLabels(starts: readonly number[], tz: string, bucket: BucketSize): string[] {
  const dated = { ...dayWords, year: 'numeric' } as const;
  if (bucket === 'day') return starts.map((at) => dayText(at, tz, dated));
  if (bucket === 'week') return starts.map((at) => `Week of ${dayText(at, tz, dated)}`);
  const plain = starts.map((at) => `${dayText(at, tz, dated)}, ${clockText(at, tz)}`);
  const seen = new Map<string, number>();
  for (const label of plain) seen.set(label, (seen.get(label) ?? 0) + 1);
  return plain.map((label, index) =>
    (seen.get(label) ?? 0) > 1 ? `${label} (${offset(starts[index] ?? 0, tz)})` : label,
  );
}

function offset(at: number, tz: string): string {
  const parts = dateFormat(tz, { timeZoneName: 'shortOffset' }).formatToParts(at);
  return (parts.find((part) => part.type === 'timeZoneName')?.value ?? 'UTC').replace('GMT', 'UTC');
}
