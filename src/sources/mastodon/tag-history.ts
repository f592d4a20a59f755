import { z } from 'zod';
import { readFigure } from '../../domain/figure.ts';

/** How often a server saw a tag on a UTC day, by its own count. */
export interface TagDay {
  /** `YYYY-MM-DD`. */
  day: string;
  uses: number;
}

const mostDays = 31;
const toldDays = 8;
const dayMs = 86_400_000;

const number = z.union([z.string().regex(/^\d{1,20}$/), z.number()]).transform((value) => readFigure(Number(value)));
const entry = z.object({ day: number, uses: number });
const tagSchema = z.object({ history: z.array(z.unknown()) });

/**
 * Reads the `history` of a `Tag`: seven UTC days as numbers in strings. What is no such day is dropped: an entry that
 * cannot be read or does not begin with a UTC day, and days that are not among the last eight. Of a day told twice the
 * first counts.
 * @param now ms
 * @returns ascending; none if the answer tells nothing that can be used
 */
export function readTagHistory(value: unknown, now: number): TagDay[] {
  const tag = tagSchema.safeParse(value);
  if (!tag.success) return [];
  const today = Math.floor(now / dayMs);
  const days = new Map<number, number>();
  for (const one of tag.data.history.slice(0, mostDays)) {
    const { day, uses } = entry.safeParse(one).data ?? { day: null, uses: null };
    if (day === null || uses === null || (day * 1000) % dayMs !== 0) continue;
    const date = (day * 1000) / dayMs;
    if (date > today - toldDays && date <= today && !days.has(date)) days.set(date, uses);
  }
  return [...days]
    .sort(([a], [b]) => a - b)
    .map(([date, uses]) => ({ day: new Date(date * dayMs).toISOString().slice(0, 10), uses }));
}
