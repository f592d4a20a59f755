import type { Ratio } from './growth.ts';

const fewestAccounts = 10;
const normal = 1.96;

/** Accounts with posts of one sort: each has the mean of ln(1+E) of these posts; mean and sample variance over them. */
export interface AccountMeans {
  accounts: number;
  mean: number;
  variance: number;
}

/** Accounts of one network by their posts with and without an argument; one that has both stands in both. */
export interface Stratum {
  with: AccountMeans;
  without: AccountMeans;
}

/**
 * How many times the reactions of the other posts those with an argument get, with its 95 % interval: the difference
 * of account means by network, weighted n₁n₀/(n₁+n₀), as a factor. Networks with fewer than ten accounts on a side
 * are left out; null if none is left. An association, not an effect.
 */
export function engagementLift(strata: readonly Stratum[]): Ratio | null {
  const enough = strata.filter((one) => Math.min(one.with.accounts, one.without.accounts) >= fewestAccounts);
  let [weights, weighted, variance] = [0, 0, 0];
  for (const { with: a, without: b } of enough) {
    const weight = (a.accounts * b.accounts) / (a.accounts + b.accounts);
    weights += weight;
    weighted += weight * (a.mean - b.mean);
    variance += weight ** 2 * (a.variance / a.accounts + b.variance / b.accounts);
  }
  if (weights === 0) return null;
  const difference = weighted / weights;
  const error = Math.sqrt(variance) / weights;
  return {
    ratio: Math.exp(difference),
    low: Math.exp(difference - normal * error),
    high: Math.exp(difference + normal * error),
  };
}

/** The lift of an argument in words; what it cannot say it says too. */
export function liftSentence(argument: string, lift: Ratio | null): string {
  if (lift === null) return `Too few posts to say whether posts about ${argument} get more reactions.`;
  const [ratio, low, high] = [lift.ratio, lift.low, lift.high].map(factor);
  const sentence = `Posts about ${argument} get ${ratio} times the reactions of the others (95 % CI ${low} to ${high}).`;
  return lift.low <= 1 && lift.high >= 1 ? `${sentence} That is no clear difference.` : sentence;
}

/** One digit after the point; two of what would be 0. */
const factor = (value: number) => value.toFixed(value < 0.1 ? 2 : 1);
