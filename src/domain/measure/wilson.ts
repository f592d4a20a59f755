const normal = 1.959964; // 97.5 % of the normal distribution

/** A share of 0..1 with its 95 % interval; null where there is nothing to share in. */
export interface Share {
  share: number | null;
  low: number | null;
  high: number | null;
}

/**
 * How many independent posts so many posts are worth, since posts of one account are not independent: N²/Σx² with x
 * posts of each account (Kish 1965).
 */
export function effectiveSize(posts: number, sumOfSquares: number): number {
  return sumOfSquares === 0 ? 0 : posts ** 2 / sumOfSquares;
}

/**
 * `hits` of `posts` with the interval of Wilson (1927).
 * @param size independent posts that these are worth (`effectiveSize`); without it all are
 */
export function wilson(hits: number, posts: number, size = posts): Share {
  if (posts === 0 || size === 0) return { share: null, low: null, high: null };
  const p = hits / posts;
  const z2 = normal ** 2;
  const middle = (p + z2 / (2 * size)) / (1 + z2 / size);
  const half = (normal / (1 + z2 / size)) * Math.sqrt((p * (1 - p)) / size + z2 / (4 * size ** 2));
  return { share: p, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
