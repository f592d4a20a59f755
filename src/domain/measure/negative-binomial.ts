import { lnGamma } from './special.ts';

const leastAlpha = 1e-8; // below this it is Poisson to eight digits

/** Counts that scatter more than chance alone: mean `mu`, variance mu + alpha·mu². With alpha 0 it is Poisson. */
export interface Expected {
  mu: number;
  alpha: number;
}

/** ln P(k) of the negative binomial distribution. */
export function lnProbability(k: number, { mu, alpha }: Expected): number {
  if (alpha < leastAlpha) return k * Math.log(mu) - mu - lnGamma(k + 1);
  const r = 1 / alpha;
  const spread = Math.log1p(alpha * mu);
  return lnGamma(k + r) - lnGamma(r) - lnGamma(k + 1) - r * spread + k * (Math.log(alpha * mu) - spread);
}

/** Least counts at which the distribution function reaches each of the shares, which must ascend. */
export function quantiles(shares: readonly number[], expected: Expected): number[] {
  const found: number[] = [];
  let sum = 0;
  const limit = 20 + 50 * (expected.mu + Math.sqrt(expected.mu + expected.alpha * expected.mu ** 2));
  for (let k = 0; found.length < shares.length; k++) {
    sum += Math.exp(lnProbability(k, expected));
    while (found.length < shares.length && (sum >= (shares[found.length] ?? 1) || k >= limit)) found.push(k);
  }
  return found;
}
