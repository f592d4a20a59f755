import type { Platform } from './post.ts';
import type { Interval } from './time/interval.ts';
import { ceilQuarter, floorQuarter, quarterMs } from './time/quarter.ts';

/** What was watched of one spelling on one source. */
export interface SpellingWatch {
  /** Normal form. */
  norm: string;
  /** Since when the campaign declares it, ms. */
  declaredAt: number;
  /** Sorted and disjoint (`union`). */
  covered: readonly Interval[];
}

/** What was watched on one source of the spellings asked about: a family's, or for a total all of the campaign's. */
export interface SourceWatch {
  /** `bluesky` or `mastodon:HOST[:PORT]`. */
  source: string;
  platform: Platform;
  /** Since when the campaign collects from it, ms. */
  configuredAt: number;
  spellings: readonly SpellingWatch[];
}

/** Coverage of each quarter of an hour, 0..1; outside of its stretch it is 0. */
export interface CoverageCurve {
  /** Start of the first quarter, ms. */
  from: number;
  quarters: Float64Array;
  /** Time after this has not passed yet, ms. */
  now: number;
}

/**
 * Where a source resumes: the end of what was watched without a break from `since` on, or `since` itself. In ms.
 * @param covered in any order, overlapping or not, since a batch may come twice
 */
export function resumePoint(since: number, covered: readonly Interval[]): number {
  let end = since;
  for (const { from, to } of covered.toSorted((a, b) => a.from - b.from)) {
    if (from > end) break; // the first gap: the backfill's work, not ours
    end = Math.max(end, to);
  }
  return end;
}

/**
 * Coverage by quarter. Of a source: covered time over passed time, the mean over its spellings that were declared when
 * the quarter began or are covered in it. Of a platform: the mean over its sources that were configured by then or are
 * covered. Of all: the mean over platforms with such a source. So what is added today leaves the past as it was.
 */
export function coverageCurve(sources: readonly SourceWatch[], window: Interval, now: number): CoverageCurve {
  const { from, to } = watchedSpan(sources, { from: window.from, to: Math.min(window.to, now) });
  const size = (to - from) / quarterMs;
  const platforms = [...new Set(sources.map(({ platform }) => platform))].map((platform) => {
    const ofPlatform = sources.filter((source) => source.platform === platform);
    return meanOf(ofPlatform.map((source) => sourceShares(source, from, size, now)));
  });
  return { from, now, quarters: meanOf(platforms).map((share) => Math.max(0, share)) };
}

/** Mean coverage of the part of a stretch that has passed, 0..1; 0 if none has. */
export function meanCoverage(curve: CoverageCurve, { from, to }: Interval): number {
  const end = Math.min(to, curve.now);
  if (end <= from) return 0;
  const first = Math.max(0, Math.floor((from - curve.from) / quarterMs));
  let covered = 0;
  for (let q = first; q < curve.quarters.length; q++) {
    const start = curve.from + q * quarterMs;
    if (start >= end) break;
    covered += (curve.quarters[q] ?? 0) * (Math.min(start + quarterMs, end) - Math.max(start, from));
  }
  return Math.min(1, covered / (end - from));
}

/** Coverage of each bucket that begins at `starts`, the last one ending at `end`. */
export function bucketCoverage(
  curve: CoverageCurve,
  { starts, end }: { starts: readonly number[]; end: number },
): number[] {
  return starts.map((from, i) => meanCoverage(curve, { from, to: starts[i + 1] ?? end }));
}

/** Coverage of the quarter that holds an instant. */
export function quarterCoverage(curve: CoverageCurve, at: number): number {
  return curve.quarters[Math.floor((at - curve.from) / quarterMs)] ?? 0;
}

/** Stands for "not asked yet" beside shares of 0..1. */
const unknown = -1;

/** Mean of each quarter over those that know it; `unknown` if none does. */
function meanOf(shares: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(shares[0]?.length ?? 0);
  for (let q = 0; q < mean.length; q++) {
    let sum = 0;
    let known = 0;
    for (const ofOne of shares) {
      const share = ofOne[q] ?? unknown;
      if (share === unknown) continue;
      sum += share;
      known++;
    }
    mean[q] = known > 0 ? sum / known : unknown;
  }
  return mean;
}

/** Only between the first and the last covered moment can coverage be more than 0. */
function watchedSpan(sources: readonly SourceWatch[], asked: Interval): Interval {
  const lists = sources.flatMap(({ spellings }) => spellings.map(({ covered }) => covered));
  const from = Math.min(...lists.map((covered) => covered[0]?.from ?? Number.POSITIVE_INFINITY));
  const to = Math.max(...lists.map((covered) => covered.at(-1)?.to ?? Number.NEGATIVE_INFINITY));
  const span = { from: floorQuarter(Math.max(from, asked.from)), to: ceilQuarter(Math.min(to, asked.to)) };
  return span.from < span.to ? span : { from: asked.from, to: asked.from };
}

/** Covered over passed time of each quarter, the mean over the spellings that are asked by then. */
function sourceShares({ spellings, configuredAt }: SourceWatch, from: number, size: number, now: number): Float64Array {
  const quarterAt = (at: number) => (at - from) / quarterMs;
  const covered = new Steps(size); // ms, exact
  const asked = new Steps(size);
  for (const group of groupAlike(spellings)) {
    const declared = Math.ceil(quarterAt(group.declaredAt));
    asked.add(declared, size, group.count);
    let counted = 0; // quarters before this one are counted as asked already
    for (const stretch of group.covered) {
      const end = Math.min(stretch.to, now);
      if (stretch.from >= end) break;
      const first = Math.floor(quarterAt(stretch.from));
      const last = Math.ceil(quarterAt(end)) - 1;
      covered.add(first + 1, last, group.count * quarterMs);
      const inFirst = Math.min(end, from + (first + 1) * quarterMs) - stretch.from;
      covered.add(first, first + 1, group.count * inFirst);
      if (last > first) covered.add(last, last + 1, group.count * (end - from - last * quarterMs));
      asked.add(Math.max(first, counted), Math.min(last + 1, declared), group.count);
      counted = last + 1;
    }
  }
  const configured = quarterAt(configuredAt);
  const sums = covered.values();
  const weights = asked.values();
  for (let q = 0; q < size; q++) {
    const passed = Math.min(quarterMs, now - from - q * quarterMs);
    const sum = sums[q] ?? 0;
    if (sum > 0) sums[q] = sum / (passed * (weights[q] ?? 1));
    else if (q < configured) sums[q] = unknown;
  }
  return sums;
}

/** A step function over quarters, made of what is added to stretches of it. */
class Steps {
  readonly #changes: Float64Array;
  constructor(size: number) {
    this.#changes = new Float64Array(size + 1);
  }
  add(from: number, to: number, height: number): void {
    const first = Math.max(0, from);
    const end = Math.min(to, this.#changes.length - 1);
    if (first >= end) return;
    this.#changes[first] = (this.#changes[first] ?? 0) + height;
    this.#changes[end] = (this.#changes[end] ?? 0) - height;
  }
  /** Heights by quarter; ends the building. */
  values(): Float64Array {
    const heights = this.#changes;
    for (let q = 1; q < heights.length; q++) heights[q] = (heights[q] ?? 0) + (heights[q - 1] ?? 0);
    return heights.subarray(0, -1);
  }
}

interface AlikeSpellings extends Pick<SpellingWatch, 'declaredAt' | 'covered'> {
  count: number;
}

/** Most spellings of a source share their stretches, since one stream or request watches them together. */
function groupAlike(spellings: readonly SpellingWatch[]): AlikeSpellings[] {
  const groups: AlikeSpellings[] = [];
  for (const { declaredAt, covered } of spellings) {
    const group = groups.find((other) => other.declaredAt === declaredAt && isSame(other.covered, covered));
    if (group) group.count++;
    else groups.push({ declaredAt, covered, count: 1 });
  }
  return groups;
}

function isSame(a: readonly Interval[], b: readonly Interval[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every(({ from, to }, i) => from === b[i]?.from && to === b[i]?.to);
}
