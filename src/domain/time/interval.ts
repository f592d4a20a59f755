/** A stretch of time, half-open [from, to), in ms since 1970. */
export interface Interval {
  from: number;
  to: number;
}

// Below, a "list" is sorted and disjoint, as `union` makes it; none of these functions changes what it is given.

/** Stretches in any order, overlapping, touching or empty, as a list. */
export function union(stretches: Iterable<Interval>): Interval[] {
  const list: Interval[] = [];
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = list.at(-1);
    if (to <= from) continue;
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else list.push({ from, to });
  }
  return list;
}

/** What stands in both lists. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const list: Interval[] = [];
  let i = 0;
  let j = 0;
  for (let x = a[i], y = b[j]; x && y; x = a[i], y = b[j]) {
    const from = Math.max(x.from, y.from);
    const to = Math.min(x.to, y.to);
    if (from < to) list.push({ from, to });
    if (x.to < y.to) i++;
    else j++;
  }
  return list;
}

/** What stands in the first list and not in the second. */
export function subtract(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const list: Interval[] = [];
  let j = 0;
  for (const { from, to } of a) {
    let start = from;
    for (let hole = b[j]; hole && hole.from < to; hole = b[j]) {
      if (hole.from > start) list.push({ from: start, to: hole.from });
      start = Math.max(start, hole.to);
      if (hole.to > to) break; // it may reach into the next stretch
      j++;
    }
    if (start < to) list.push({ from: start, to });
  }
  return list;
}

/** Milliseconds in a list. */
export function totalLength(list: readonly Interval[]): number {
  return list.reduce((sum, { from, to }) => sum + to - from, 0);
}
