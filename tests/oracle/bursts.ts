import { enough, type Prediction, type Quarters } from './baseline.ts';
import { quarter, type Window } from './clock.ts';
import { lnProbability } from './negative-binomial.ts';

const entering = 1.5 * Math.log(672);
const longestSkip = 24;
const closeBy = 12;

export interface Burst extends Window {
  readonly ongoing: boolean;
  readonly posts: number;
  readonly lift: number;
}

interface Step {
  readonly at: number;
  readonly count: number;
  readonly mu: number;
  /** Where the best path into state 0 and state 1 came from. */
  readonly from0: 0 | 1;
  readonly from1: 0 | 1;
  /** A path that ended here, in this state. */
  end?: 0 | 1;
}

/** The cheapest path through both states (5.1), as the starts of the quarters of state 1; and whether it is live. */
export function walk(quarters: Quarters, usual: (at: number) => Prediction | null, { from, to }: Window) {
  let [c0, c1] = [0, entering];
  let skipped = 0;
  const steps: Step[] = [];
  const close = () => {
    const last = steps.at(-1);
    if (last && last.end === undefined) last.end = c1 < c0 ? 1 : 0;
  };
  for (let at = from; at < to; at += quarter) {
    const prediction = quarters.kappa(at) >= enough - 1e-12 ? usual(at) : null;
    if (!prediction) {
      skipped++;
      if (skipped === longestSkip + 1) {
        close();
        c0 = Math.min(c0, c1);
        c1 = c0 + entering;
      }
      continue;
    }
    skipped = 0;
    const count = quarters.count(at);
    const mu = prediction.mu / 4;
    const cost0 = -lnProbability(count, mu, prediction.alpha);
    const cost1 = -lnProbability(count, 3 * mu, prediction.alpha);
    const from0 = c0 <= c1 ? 0 : 1;
    const from1 = c1 <= c0 + entering ? 1 : 0;
    steps.push({ at, count, mu, from0, from1 });
    [c0, c1] = [Math.min(c0, c1) + cost0, Math.min(c0 + entering, c1) + cost1];
  }
  close();
  const hot: Step[] = [];
  let state: 0 | 1 = 0;
  for (const step of steps.toReversed()) {
    state = step.end ?? state;
    if (state === 1) hot.unshift(step);
    state = state === 1 ? step.from1 : step.from0;
  }
  return { hot, steps, live: c1 < c0 };
}

/** Runs of state 1, those close to each other as one (5.2), whether shown or not. */
export function burstsOf(quarters: Quarters, usual: (at: number) => Prediction | null, window: Window): Burst[] {
  const { hot, steps } = walk(quarters, usual, window);
  const runs: { from: number; to: number }[] = [];
  for (const { at } of hot) {
    const last = runs.at(-1);
    if (last && at - last.to <= closeBy * quarter) last.to = at + quarter;
    else runs.push({ from: at, to: at + quarter });
  }
  return runs.map(({ from, to }) => {
    const own = steps.filter(({ at }) => from <= at && at < to);
    const posts = own.reduce((sum, { count }) => sum + count, 0);
    const expected = own.reduce((sum, { mu }) => sum + mu, 0);
    return { from, to, ongoing: to === window.to, posts, lift: posts / expected };
  });
}

export const isShown = ({ posts, lift }: Burst, authors: number): boolean => posts >= 10 && authors >= 5 && lift >= 1.5;
