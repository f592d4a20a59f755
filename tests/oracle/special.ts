/** ln Γ(x) for x > 0, by Stirling's series after shifting x up. */
export function lnGamma(x: number): number {
  let shift = 0;
  let y = x;
  while (y < 20) shift += Math.log(y++);
  const series = 1 / (12 * y) - 1 / (360 * y ** 3) + 1 / (1260 * y ** 5) - 1 / (1680 * y ** 7);
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/** x of a function that rises, between bounds. */
export function bisect(rising: (x: number) => number, aim: number, low: number, high: number): number {
  let [a, b] = [low, high];
  for (let i = 0; i < 200 && b - a > 1e-15 * Math.max(1, Math.abs(a)); i++) {
    const middle = (a + b) / 2;
    if (rising(middle) < aim) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

/** Regularised incomplete beta function, by its power series. */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a);
  // x^a (1-x)^b / (a B(a,b)) · Σ Π (a+b+i) x / (a+1+i)
  const front = Math.exp(a * Math.log(x) + b * Math.log(1 - x) + lnGamma(a + b) - lnGamma(a) - lnGamma(b)) / a;
  let term = 1;
  let sum = 1;
  for (let i = 0; term > sum * 1e-17 && i < 1e6; i++) {
    term *= ((a + b + i) * x) / (a + 1 + i);
    sum += term;
  }
  return front * sum;
}

export const betaInv = (p: number, a: number, b: number): number => bisect((x) => betaCdf(x, a, b), p, 0, 1);

/** Quantile above the median of Student's t. */
export const tInv = (p: number, freedom: number): number =>
  bisect((t) => 1 - betaCdf(freedom / (freedom + t * t), freedom / 2, 0.5) / 2, p, 0, 1000);

/** Quantile of a gamma distribution of whole shape and scale 1: the time of the n-th arrival. */
export function erlangInv(p: number, shape: number): number {
  const cdf = (x: number) => {
    let term = 1;
    let none = 1;
    for (let k = 1; k < shape; k++) {
      term *= x / k;
      none += term;
    }
    return 1 - Math.exp(-x) * none;
  };
  return bisect(cdf, p, 0, 10 * shape + 50);
}
