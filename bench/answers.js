/** What two sides of a benchmark must agree on before either is timed, and where they are compared. */
import { gaussian, mulberry32 } from './workloads.js';

/** @param {boolean} ok @param {() => string} message */
export function verify(ok, message) {
  if (!ok) throw new Error(`the answers differ: ${message()}`);
}

/** Root mean square of each column, then 1 for the intercept. @param {Float64Array} X @param {number} n @param {number} d */
export function columnScales(X, n, d) {
  const scales = new Float64Array(d + 1);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) scales[j] += X[i * d + j] ** 2;
  for (let j = 0; j < d; j++) scales[j] = Math.sqrt(scales[j] / n) || 1;
  scales[d] = 1;
  return scales;
}

/**
 * Where to evaluate: weights that give logits of about 1 whatever the scales of the columns.
 * @param {Float64Array} scales d + 1
 * @param {number} K
 */
export function somePoint(scales, K) {
  const normal = gaussian(mulberry32(7));
  const stride = scales.length;
  return Float64Array.from(
    { length: K * stride },
    (_, at) => normal() / (scales[at % stride] * Math.sqrt(stride)),
  );
}

/**
 * Predictions may differ only where two logits are equal to float32's precision.
 * @param {ArrayLike<number>} predicted
 * @param {ArrayLike<number>} expected
 * @param {Float64Array} w
 * @param {Float64Array} X
 * @param {number} n
 * @param {number} d
 * @param {number} [tolerance] of a logit, relative to the sizes of its terms; default 1e-6
 * @returns {number} how many differ
 */
export function verifyPredictions(predicted, expected, w, X, n, d, tolerance = 1e-6) {
  verify(predicted.length === n, () => `${predicted.length} predictions for ${n} rows`);
  const logit = (/** @type {number} */ i, /** @type {number} */ k) => {
    let z = w[k * (d + 1) + d];
    let size = Math.abs(z);
    for (let j = 0; j < d; j++) {
      const term = w[k * (d + 1) + j] * X[i * d + j];
      z += term;
      size += Math.abs(term);
    }
    return { z, size };
  };
  let ties = 0;
  for (let i = 0; i < n; i++) {
    if (predicted[i] === expected[i]) continue;
    const a = logit(i, predicted[i]);
    const b = logit(i, expected[i]);
    verify(
      Math.abs(a.z - b.z) <= tolerance * (a.size + b.size),
      () => `row ${i} is predicted as ${predicted[i]} (logit ${a.z}), expected ${expected[i]} (${b.z})`,
    );
    ties++;
  }
  return ties;
}

/**
 * coef and intercept in the objective's layout.
 * @param {{ coef: { data: Float64Array }, intercept: Float64Array }} model @param {number} K @param {number} d
 */
export function parameters(model, K, d) {
  const w = new Float64Array(K * (d + 1));
  for (let k = 0; k < K; k++) {
    w.set(model.coef.data.subarray(k * d, (k + 1) * d), k * (d + 1));
    w[k * (d + 1) + d] = model.intercept[k];
  }
  return w;
}
