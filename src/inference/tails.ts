/** Tails of the chi-square and the normal distribution, relative error below 1e-12 (tests compare with SciPy). */

/** Terms of a series or continued fraction at the most: about 10·√a are needed near x = a. */
const MAX_TERMS = 100_000;
/** Below it Γ(a) is a product of few factors, above it Stirling's series has all digits of a number. */
const LARGE = 16;

/** P(χ² > x) with df degrees of freedom. */
export function chiSquareTail(x: number, df: number): number {
  return upperGamma(df / 2, x / 2);
}

/** P(|Z| > |z|) of a standard normal Z. */
export function normalTails(z: number): number {
  return upperGamma(0.5, (z * z) / 2);
}

/** The z with P(Z > z) = p, for p in (0, ½). */
export function normalQuantile(p: number): number {
  // Abramowitz and Stegun 26.2.23: within 4.5e-4.
  const t = Math.sqrt(-2 * Math.log(p));
  let z =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  // Halley's method, whose error is cubed by each step; z·density is half of the tail's second derivative.
  for (let step = 0; step < 3; step++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const newton = ((z < 0 ? 2 - normalTails(z) : normalTails(z)) / 2 - p) / density;
    z += newton / (1 - (z * newton) / 2);
  }
  return z;
}

/**
 * Q(a, x) = Γ(a, x)/Γ(a) for 2a a whole number: 1 − P by the series of P below a + 1, by Legendre's continued fraction
 * (Lentz's way) above.  Abramowitz and Stegun 6.5.29 and 6.5.31.
 */
function upperGamma(a: number, x: number): number {
  if (!(x > 0)) return Number.isNaN(x) ? x : 1;
  if (x === Infinity) return 0;
  const density = gammaDensity(a, x);
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < MAX_TERMS && term > sum * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - density * sum;
  }
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MAX_TERMS; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 2e-16) break;
  }
  return density * fraction;
}

/** xᵃ·e⁻ˣ/Γ(a).  For large a as Loader (2000), "Fast and accurate computation of binomial probabilities", has it. */
function gammaDensity(a: number, x: number): number {
  if (a < LARGE) {
    let gamma = Number.isInteger(a) ? 1 : Math.sqrt(Math.PI);
    for (let factor = Number.isInteger(a) ? 1 : 0.5; factor < a; factor++) gamma *= factor;
    return (x ** a * Math.exp(-x)) / gamma;
  }
  const n = a * a;
  const stirling = (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / n) / n) / n) / n) / a;
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(-stirling - deviance(a, x));
}

/** a·ln(a/x) + x − a, without cancellation where x is near a: 2a·artanh(v) + x − a by its series, v = (a − x)/(a + x). */
function deviance(a: number, x: number): number {
  const v = (a - x) / (a + x);
  if (Math.abs(v) > 0.1) return a * Math.log(a / x) + x - a;
  let sum = (a - x) * v;
  let power = 2 * a * v;
  for (let k = 3; k < 60; k += 2) {
    power *= v * v;
    const next = sum + power / k;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
