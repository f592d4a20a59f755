import type { SeriesLine } from '../../src/domain/series.ts';
import type { ChartAnswer, Colour, DrawnLine } from './spec.ts';

const order: readonly Colour[] = ['blue', 'vermillion', 'teal', 'purple', 'ochre'];
const own = new Map<string, Colour>([
  ['bluesky', 'blue'],
  ['mastodon', 'vermillion'],
]);
const dashes: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [5, 2]];
/** Groups in which a post may stand more than once, so that their sum exceeds the total. */
const overlapping = new Set(['tag', 'argument', 'target']);

/** Most lines that a reader can tell apart (measured with simulated colour blindness). */
const mostLines = 5;

/**
 * The lines of the drawing: the five greatest in the order of the answer, and the sum of the rest as "other".
 * Distinct accounts cannot be summed, so there the rest is left to the table. `remark` says what was done.
 */
export function drawnLines(answer: ChartAnswer): { drawn: DrawnLine[]; remark: string | null } {
  const kept = greatest(answer.series);
  const drawn: DrawnLine[] = kept.map((line, index) => ({ ...line, ...look(line, index, answer), folded: [] }));
  const rest = answer.series.filter((line) => !kept.includes(line));
  const sums = [
    ...(overlapping.has(answer.groupBy)
      ? ['A post counts in each of its groups, so the lines add up to more than the total.']
      : []),
    ...(answer.metric === 'posts' || answer.metric === 'authors'
      ? []
      : ['A reaction stands at the time of its post, not at its own.']),
  ].join(' ');
  if (rest.length === 0) return { drawn, remark: sums === '' ? null : sums };
  const many = rest.length === 1 ? 'One more line is' : `${rest.length} more lines are`;
  if (answer.metric === 'authors') {
    return { drawn, remark: `${many} in the table only: accounts cannot be added up, one may stand in several.` };
  }
  const other: DrawnLine = { ...sumOf(rest), colour: 'grey', dash: [1, 3], folded: rest.map((line) => line.key) };
  const summed = `“${other.label}” is the sum of ${rest.length} ${rest.length === 1 ? 'line' : 'lines'} that the table shows one by one.`;
  return { drawn: [...drawn, other], remark: `${summed} ${sums}`.trim() };
}

function greatest(lines: readonly SeriesLine[]): SeriesLine[] {
  if (lines.length <= mostLines) return [...lines];
  const total = (line: SeriesLine) => [...line.values, ...line.sampled].reduce<number>((sum, n) => sum + (n ?? 0), 0);
  const ranked = lines.map((line) => ({ line, total: total(line) })).toSorted((a, b) => b.total - a.total);
  const best = new Set(ranked.slice(0, mostLines).map((one) => one.line));
  return lines.filter((line) => best.has(line));
}

function look(line: SeriesLine, index: number, answer: ChartAnswer): { colour: Colour; dash: number[] } {
  const single = answer.groupBy === 'none' && answer.series.length === 1;
  const colour = single ? 'teal' : answer.groupBy === 'platform' ? own.get(line.key) : undefined;
  return { colour: colour ?? order[index % order.length] ?? 'grey', dash: [...(dashes[index % dashes.length] ?? [])] };
}

function sumOf(lines: readonly SeriesLine[]): SeriesLine {
  const add = (pick: (line: SeriesLine) => (number | null)[]) =>
    (lines[0] === undefined ? [] : pick(lines[0])).map((_, index) => {
      const known = lines.map((line) => pick(line)[index] ?? null).filter((value) => value !== null);
      return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
    });
  return {
    key: '(other)',
    label: `${lines.length} others`,
    values: add((l) => l.values),
    sampled: add((l) => l.sampled),
  };
}
