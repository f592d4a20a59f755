import type { Interval } from '../time/interval.ts';
import { quarterMs } from '../time/quarter.ts';
import { type Expected, lnProbability } from './negative-binomial.ts';

const factor = 3;
const entering = 1.5 * Math.log(672); // γ ln n, n fixed at the hours of 28 days
const longestSkip = 24;
const longestPause = 12 * quarterMs;
const fewestPosts = 10;
const fewestAuthors = 5;
const leastLift = 1.5;

/** A closed quarter: its start (ms), its posts, and what is usual in its hour; null if not usable or without baseline. */
export interface JudgedQuarter {
  at: number;
  count: number;
  usual: Expected | null;
}

/** A stretch of far more posts than usual. */
export interface Burst {
  from: number;
  to: number;
  posts: number;
  /** Posts over what was usual. */
  lift: number;
  /** How much likelier the counts are in a burst, in nats. */
  weight: number;
  /** Reaches the last closed quarter. */
  ongoing: boolean;
}

/**
 * Bursts by Kleinberg's two-state automaton for batched arrivals (Data Mining and Knowledge Discovery 7:373, 2003), with
 * what is usual at that hour as the rate of the quiet state and three times that as the other. `live`: a burst is on now.
 * @param quarters all quarters of a window without holes, ascending
 */
export function findBursts(quarters: readonly JudgedQuarter[]): { bursts: Burst[]; live: boolean } {
  const { path, live } = judge(quarters);
  const runs: Interval[] = [];
  let wasBursting = false;
  for (const { at, state, isFirst } of path) {
    const last = runs.at(-1);
    const goesOn = wasBursting && !isFirst;
    wasBursting = state === 1;
    if (!wasBursting) continue;
    if (last && (goesOn || at - last.to <= longestPause)) last.to = at + quarterMs;
    else runs.push({ from: at, to: at + quarterMs });
  }
  const end = (quarters.at(-1)?.at ?? 0) + quarterMs;
  return { bursts: runs.map((run) => describe(run, quarters, end)), live };
}

/** Is a burst big enough to be shown, or to raise an alert? */
export function isShown(burst: Burst, authors: number): boolean {
  return burst.posts >= fewestPosts && authors >= fewestAuthors && burst.lift >= leastLift;
}

interface Step {
  at: number;
  /** The state before that is cheapest if this quarter is quiet, or bursting. */
  before: [quiet: State, bursting: State];
}
type State = 0 | 1;

/** A quarter on the cheapest path; `isFirst` after a long outage, over which no burst goes on. */
interface Place {
  at: number;
  state: State;
  isFirst: boolean;
}

function judge(quarters: readonly JudgedQuarter[]): { path: Place[]; live: boolean } {
  const path: Place[] = [];
  let steps: Step[] = [];
  let quiet = 0;
  let bursting = entering;
  let skipped = 0;
  const settle = () => {
    path.push(...trace(steps, bursting < quiet ? 1 : 0));
    steps = [];
  };
  for (const { at, count, usual } of quarters) {
    if (usual === null) {
      skipped++;
      if (skipped !== longestSkip + 1) continue;
      settle();
      quiet = Math.min(quiet, bursting);
      bursting = quiet + entering;
      continue;
    }
    skipped = 0;
    const [ofQuiet, ofBurst] = costs(count, usual);
    steps.push({ at, before: [bursting < quiet ? 1 : 0, bursting <= quiet + entering ? 1 : 0] });
    const next = Math.min(quiet, bursting) + ofQuiet;
    bursting = Math.min(quiet + entering, bursting) + ofBurst;
    quiet = next;
  }
  const live = bursting < quiet;
  settle();
  return { path, live };
}

function trace(steps: readonly Step[], last: State): Place[] {
  let state = last;
  const path = steps.toReversed().map(({ at, before }, i) => {
    const here = { at, state, isFirst: i === steps.length - 1 };
    state = before[state];
    return here;
  });
  return path.reverse();
}

function costs(count: number, { mu, alpha }: Expected): [quiet: number, bursting: number] {
  return [-lnProbability(count, { mu: mu / 4, alpha }), -lnProbability(count, { mu: (factor * mu) / 4, alpha })];
}

function describe({ from, to }: Interval, quarters: readonly JudgedQuarter[], end: number): Burst {
  let posts = 0;
  let usualPosts = 0;
  let weight = 0;
  for (const { at, count, usual } of quarters) {
    if (at < from || at >= to || usual === null) continue;
    const [ofQuiet, ofBurst] = costs(count, usual);
    posts += count;
    usualPosts += usual.mu / 4;
    weight += ofQuiet - ofBurst;
  }
  return { from, to, posts, lift: posts / usualPosts, weight, ongoing: to === end };
}
