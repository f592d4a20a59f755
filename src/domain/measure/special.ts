// Special functions, after Press et al., Numerical Recipes (3rd ed. 2007), chapters 6.1, 6.2 and 6.4.

const tiny = 1e-300;
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) of x > 0 (Lanczos 1964, g = 7). */
export function lnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
  const [first = 0, ...rest] = lanczos;
  const base = x + 6.5;
  const sum = rest.reduce((total, coefficient, i) => total + coefficient / (x + i), first);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}

/** Distribution function of Beta(a, b) at x: the regularised incomplete beta function. */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** The x at which Beta(a, b) has the share p below it; 0 if a is 0, 1 if b is 0. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (a <= 0) return 0;
  if (b <= 0) return 1;
  return bisect((x) => betaCdf(x, a, b) < p, 0, 1);
}

/** The t at which Student's distribution with so many degrees of freedom has the share p > ½ below it. */
export function tQuantile(p: number, freedom: number): number {
  const x = betaQuantile(2 * (1 - p), freedom / 2, 0.5);
  return Math.sqrt((freedom * (1 - x)) / x);
}

/** Distribution function of Gamma(shape, 1) at x: the regularised lower incomplete gamma function. */
export function gammaCdf(x: number, shape: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(shape * Math.log(x) - x - lnGamma(shape));
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let n = 1; n < 10_000 && term > sum * 1e-16; n++) {
      term *= x / (shape + n);
      sum += term;
    }
    return front * sum;
  }
  return 1 - front * gammaFraction(x, shape);
}

/** The x at which Gamma(shape, 1) has the share p below it. */
export function gammaQuantile(p: number, shape: number): number {
  return bisect((x) => gammaCdf(x, shape) < p, 0, shape + 20 * Math.sqrt(shape) + 20);
}

function bisect(isBelow: (x: number) => boolean, from: number, to: number): number {
  let low = from;
  let high = to;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
}

/** Continued fraction of the incomplete beta function by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const coefficient of [even, odd]) {
      d = 1 / notZero(1 + coefficient * d);
      c = notZero(1 + coefficient / c);
      step = c * d;
      value *= step;
    }
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return value;
}

function gammaFraction(x: number, shape: number): number {
  let b = x + 1 - shape;
  let c = 1 / tiny;
  let d = 1 / b;
  let value = d;
  for (let i = 1; i < 10_000; i++) {
    const coefficient = -i * (i - shape);
    b += 2;
    d = 1 / notZero(coefficient * d + b);
    c = notZero(b + coefficient / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

function notZero(x: number): number {
  return Math.abs(x) < tiny ? tiny : x;
}
