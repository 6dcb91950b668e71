/**
 * Prints the polynomial coefficients of `assembly/exp.ts` and `assembly/log.ts` with their error.
 *
 * float32: minimax by Lawson's iteratively reweighted least squares in a Chebyshev basis. float64, whose errors are below
 * what the reweighting can see: the Chebyshev series. The functions are expanded as series without cancellation, so
 * float64 arithmetic is enough:
 *   exp(r) = 1 + r·P(r)                            |r| ≤ ln2/2, float32
 *   exp(r) = 1 + r + r²·P(r)                       |r| ≤ ln2/2, float64
 *   log(m) = 2s + 2s³·Q(s²),  s = (m−1)/(m+1)      m in [√½, √2], so s² ≤ 0.02944
 */

/** exp(r) without its first `order` terms, over r^order: Σ r^k / (k+order)! @param {number} r @param {number} order */
function expTail(r, order) {
  let sum = 0;
  let term = 1 / order;
  for (let k = order + 1; k < 30; k++) {
    sum += term;
    term *= r / k;
  }
  return sum;
}

/** Q(u) = Σ u^k / (2k+3) @param {number} u */
function logTail(u) {
  let sum = 0;
  let power = 1;
  for (let k = 0; k < 30; k++) {
    sum += power / (2 * k + 3);
    power *= u;
  }
  return sum;
}

/** Solves A·x = b by elimination with pivoting. @param {number[][]} A @param {number[]} b */
function solve(A, b) {
  const n = b.length;
  const M = A.map((row, i) => [...row, b[i]]);
  for (let p = 0; p < n; p++) {
    const best = M.slice(p).reduce((at, row, i) => (Math.abs(row[p]) > Math.abs(M[at][p]) ? i + p : at), p);
    [M[p], M[best]] = [M[best], M[p]];
    for (let i = p + 1; i < n; i++) {
      const factor = M[i][p] / M[p][p];
      for (let j = p; j <= n; j++) M[i][j] -= factor * M[p][j];
    }
  }
  const x = new Array(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    x[i] = (M[i][n] - x.reduce((sum, value, j) => (j > i ? sum + M[i][j] * value : sum), 0)) / M[i][i];
  }
  return x;
}

/** Chebyshev nodes x of [a, b], and T_0 … T_degree at each. @param {number} a @param {number} b @param {number} degree */
function chebyshevBasis(a, b, degree) {
  const samples = 400;
  const t = Array.from({ length: samples }, (_, i) => Math.cos((Math.PI * (i + 0.5)) / samples));
  const basis = t.map(value => {
    const T = [1, value];
    for (let k = 2; k <= degree; k++) T.push(2 * value * T[k - 1] - T[k - 2]);
    return T.slice(0, degree + 1);
  });
  return { x: t.map(value => (a + b) / 2 + ((b - a) / 2) * value), basis };
}

/**
 * Monomial coefficients of the Chebyshev series of f, cut after `degree`.
 * @param {(x: number) => number} f
 * @param {number} a
 * @param {number} b
 * @param {number} degree
 */
function series(f, a, b, degree) {
  const { x, basis } = chebyshevBasis(a, b, degree);
  const chebyshev = Array.from({ length: degree + 1 }, (_, k) => {
    const sum = x.reduce((total, value, i) => total + f(value) * basis[i][k], 0);
    return (sum * (k === 0 ? 1 : 2)) / x.length;
  });
  return toMonomials(chebyshev, a, b);
}

/**
 * Monomial coefficients, lowest degree first, of the polynomial that minimises max |scale·(p − f)| on [a, b].
 * @param {(x: number) => number} f
 * @param {(x: number) => number} scale
 * @param {number} a
 * @param {number} b
 * @param {number} degree
 */
function minimax(f, scale, a, b, degree) {
  const { x, basis } = chebyshevBasis(a, b, degree);
  const samples = x.length;
  let weights = new Array(samples).fill(1 / samples);
  let chebyshev = new Array(degree + 1).fill(0);
  for (let round = 0; round < 60; round++) {
    const A = chebyshev.map(() => new Array(degree + 1).fill(0));
    const rhs = new Array(degree + 1).fill(0);
    for (let i = 0; i < samples; i++) {
      const w = weights[i] * scale(x[i]) ** 2;
      for (let j = 0; j <= degree; j++) {
        rhs[j] += w * basis[i][j] * f(x[i]);
        for (let k = 0; k <= degree; k++) A[j][k] += w * basis[i][j] * basis[i][k];
      }
    }
    chebyshev = solve(A, rhs);
    const errors = x.map((value, i) =>
      Math.abs(scale(value) * (basis[i].reduce((sum, T, k) => sum + T * chebyshev[k], 0) - f(value))),
    );
    const total = errors.reduce((sum, error, i) => sum + error * weights[i], 0);
    weights = weights.map((w, i) => (w * errors[i]) / total);
  }
  return toMonomials(chebyshev, a, b);
}

/** @param {number[]} chebyshev @param {number} a @param {number} b */
function toMonomials(chebyshev, a, b) {
  const slope = 2 / (b - a);
  const shift = -(a + b) / (b - a);
  const times = (/** @type {number[]} */ p) => {
    const product = [...p.map(c => c * shift), 0];
    for (let k = 0; k < p.length; k++) product[k + 1] += p[k] * slope;
    return product;
  };
  let [previous, current] = [[1], times([1])];
  const sum = new Array(chebyshev.length).fill(0);
  for (const [k, c] of chebyshev.entries()) {
    const T = k === 0 ? previous : current;
    for (const [i, value] of T.entries()) sum[i] += c * value;
    if (k === 0) continue;
    const next = times(current).map((value, i) => 2 * value - (previous[i] ?? 0));
    [previous, current] = [current, next];
  }
  return sum;
}

/** @param {number} value @param {string} type */
function hex(value, type) {
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'f32') view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return type === 'f32'
    ? `0x${view.getUint32(0).toString(16).padStart(8, '0')}`
    : `0x${view.getBigUint64(0).toString(16).padStart(16, '0')}`;
}

/**
 * @param {string} title
 * @param {string} type
 * @param {(x: number) => number} f
 * @param {(x: number) => number} scale
 * @param {[number, number]} range
 * @param {number} degree
 */
function show(title, type, f, scale, [a, b], degree) {
  const coefficients =
    type === 'f32' ? minimax(f, scale, a, b, degree).map(Math.fround) : series(f, a, b, degree);
  let worst = 0;
  for (let i = 0; i <= 1000; i++) {
    const x = a + ((b - a) * i) / 1000;
    const value = coefficients.reduceRight((sum, c) => sum * x + c, 0);
    worst = Math.max(worst, Math.abs((value - f(x)) * scale(x)));
  }
  console.log(`${title}, ${type}: relative error of the polynomial ≤ ${worst.toExponential(1)}`);
  for (const [k, c] of coefficients.entries()) {
    console.log(`  c${k} = ${c.toPrecision(type === 'f32' ? 9 : 17)}  // ${hex(c, type)}`);
  }
}

const HALF_LN2 = Math.LN2 / 2;
const S2_MAX = ((Math.SQRT2 - 1) / (Math.SQRT2 + 1)) ** 2;
show(
  'exp: P',
  'f32',
  r => expTail(r, 1),
  r => r / Math.exp(r),
  [-HALF_LN2, HALF_LN2],
  4,
);
show(
  'exp: P',
  'f64',
  r => expTail(r, 2),
  r => r ** 2 / Math.exp(r),
  [-HALF_LN2, HALF_LN2],
  9,
);
show('log: Q', 'f32', logTail, u => u, [0, S2_MAX], 2);
show('log: Q', 'f64', logTail, u => u, [0, S2_MAX], 7);
