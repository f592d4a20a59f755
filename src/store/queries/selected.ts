import type { Interval } from '../../domain/time/interval.ts';
import { platformCode, postFlagBit, unseenBits } from '../codes.ts';
import { mustHave } from './figures.ts';
import type { Selection } from './question.ts';

/** Counted posts `p` of a selection within a window; takes the first four parameters (`selectedValues`). */
export const selected =
  'p.counted_at >= $1 and p.counted_at < $2 and p.counted and p.scopes @> $3::int[] and ($4::smallint is null or p.platform = $4)';

/** The parameters of `selected`. */
export const selectedValues = (selection: Selection, { from, to }: Interval): unknown[] => [
  new Date(from),
  new Date(to),
  mustHave(selection),
  selection.platform === null ? null : platformCode[selection.platform],
];

/** Whether the text of a post `p` by `a` is for everybody: what stands only in others (an address, a tag, an example) is not shown either. */
export const mayShow = `((a.flags & ${unseenBits}) = 0 and (p.flags & ${postFlagBit.hidden}) = 0)`;

/** Sums of the reactions `e` of posts, by kind. */
export const reactionSums =
  'coalesce(sum(e.likes), 0)::int likes, coalesce(sum(e.reposts), 0)::int reposts, coalesce(sum(e.replies), 0)::int replies, coalesce(sum(e.quotes), 0)::int quotes';
