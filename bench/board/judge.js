/**
 * The one judge of all parameters: F in float64, and the optimum F* of a workload.
 *
 * F* is found by softmax-wasm in float64. Whether it is the optimum is not left to it: the textbook's loops evaluate F and its
 * gradient there, and F − F* ≤ ‖∂F‖²/(2λ) for an objective with curvature of at least λ = 1/n, which the ridge gives.
 * (Intercepts have no ridge; what bends F along them is the data, far more than 1/n.) Points on the way are evaluated by the
 * library's float64 kernels, after they have agreed with the textbook's loops at three points.
 */
import { columnScales, parameters, somePoint, verify } from '../answers.js';
import { createPlainBaseline } from '../baseline.js';

/** @typedef {import('../workloads.js').Data} Data */
/** @typedef {import('../../src/objective.ts').Objective} Objective */

/** Of F*, relative: a hundredth of the smallest target. */
const TOL_OPTIMUM = 1e-8;
/** Float64 sums of n terms in another order: n·2⁻⁵³ at worst, for the loops that add a million one after another. */
const TOL_VALUE = 1.2e-10;

/**
 * @typedef {object} Judge
 * @property {number} optimum F*
 * @property {number} bound on how far F* is above the true minimum
 * @property {Float64Array} w somewhere that is not the optimum, for checks
 * @property {number} value F at w
 * @property {Float64Array} gradient at w
 * @property {Float64Array} scales of the columns
 * @property {(w: Float64Array) => number} gap (F(w) − F*)/F*
 */

/**
 * @param {Data} data
 * @param {any} library the built package
 * @returns {Judge}
 */
export function createJudge({ name, X, n, d, K, y }, { createObjective, SoftmaxRegression }) {
  const matrix = { data: X, rows: n, cols: d };
  const model = new SoftmaxRegression({ C: 1, precision: 'float64', tol: 1e-9, maxIter: 10_000 });
  model.fitSync(matrix, y, { quiet: true });
  const best = parameters(model, K, d);
  /** @type {Objective} */
  const fast = createObjective(matrix, y, { nClasses: K, C: 1, precision: 'float64', deterministic: true });
  const textbook = createPlainBaseline(X, n, d, K, y, { lambda: 1 / n });
  const scales = columnScales(Float64Array.from(X), n, d);
  const w = somePoint(scales, K);
  const gradient = new Float64Array(w.length);
  const scratch = new Float64Array(w.length);

  for (const point of [new Float64Array(w.length), best, w]) {
    const F = textbook.valueAndGradient(point, gradient);
    const other = fast.valueAndGradient(point, scratch);
    verify(
      Math.abs(other - F) <= TOL_VALUE * F,
      () => `${name}: the judge has F = ${other}, the textbook's loops ${F}`,
    );
  }
  const optimum = textbook.valueAndGradient(best, scratch);
  const bound = (n / 2) * scratch.reduce((sum, v) => sum + v * v, 0);
  verify(bound <= TOL_OPTIMUM * optimum, () => `${name}: F* = ${optimum} is known to ± ${bound} only`);
  return {
    optimum,
    bound,
    w,
    value: textbook.valueAndGradient(w, gradient),
    gradient,
    scales,
    gap: at => (fast.valueAndGradient(at, scratch) - optimum) / optimum,
  };
}

/**
 * Why an answer at the judge's point is wrong, or null.
 * @param {Pick<Judge, 'value' | 'gradient' | 'scales'>} judge
 * @param {{ value: number, gradient: Float64Array }} answer
 * @param {number} tolerance relative; for an entry of the gradient, a mean of residual·x, relative to the size of x
 */
export function objection({ value, gradient, scales }, answer, tolerance) {
  const error = Math.abs(answer.value - value) / Math.abs(value);
  if (!(error <= tolerance)) return `value ${answer.value}, expected ${value}`;
  if (answer.gradient.length !== gradient.length) {
    return `a gradient of ${answer.gradient.length}, expected ${gradient.length}`;
  }
  const at = gradient.findIndex((expected, i) => {
    const size = Math.max(scales[i % scales.length], Math.abs(expected));
    return !(Math.abs(answer.gradient[i] - expected) <= tolerance * size);
  });
  return at < 0 ? null : `gradient[${at}] is ${answer.gradient[at]}, expected ${gradient[at]}`;
}
