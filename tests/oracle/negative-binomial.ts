/** ln P(k) of a negative binomial of mean μ and variance μ + αμ² for each k from 0 to `upTo`; Poisson for α = 0 (4.2). */
export function lnProbabilities(mu: number, alpha: number, upTo: number): number[] {
  const out = [alpha > 0 ? -Math.log1p(alpha * mu) / alpha : -mu];
  for (let k = 0; k < upTo; k++) {
    const step = alpha > 0 ? ((1 / alpha + k) * alpha * mu) / (1 + alpha * mu) : mu;
    out.push((out[k] ?? 0) + Math.log(step / (k + 1)));
  }
  return out;
}

export const lnProbability = (k: number, mu: number, alpha: number): number =>
  lnProbabilities(mu, alpha, k)[k] ?? Number.NaN;

/** The least k whose cumulative probability reaches p. */
export function quantile(p: number, mu: number, alpha: number): number {
  let upTo = 64;
  for (;;) {
    let sum = 0;
    for (const [k, ln] of lnProbabilities(mu, alpha, upTo).entries()) {
      sum += Math.exp(ln);
      if (sum >= p) return k;
    }
    upTo *= 2;
  }
}
