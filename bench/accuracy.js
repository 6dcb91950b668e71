/**
 * `node bench/accuracy.js`: errors of evaluations, fits and predictions, after `npm run build`.
 *
 * The reference is textbook loops in float64 with compensated sums (Neumaier 1974), so that float64 kernels can be judged, too.
 * Per data set and precision:
 *
 * - loss: relative error of the mean loss at a seeded point;
 * - gradient: largest error of ∂F/∂W_kj over the column's size, the root mean square of x_j; of the data term;
 * - probabilities: largest error of `predictProba` at the fitted coefficients, and of a row's sum;
 * - fit: default options; (F − F*)/F* by the reference, F* where a float64 fit with tol 1e-10 ends; the largest partial
 *   derivative there by the reference.
 *
 * Then fits in float32 by `tol`: evaluations, (F − F*)/F*, its bound K·d·tol²·C·n/(2·F*), and the largest distances of a
 * coefficient and of a probability from the optimum's.
 */

import { columnScales, somePoint } from './answers.js';
import { table } from './stats.js';
import { readLabelled, softmaxModel } from './workloads.js';

const path = '../dist/index.js'; // not a literal: it is built, not a source
const { createObjective, SoftmaxRegression } = await import(path);

/** @typedef {Omit<import('./workloads.js').Data, 'name'>} Data */

/** Sums of numbers that keep what rounding takes from them. @param {number} size */
function compensated(size) {
  const sums = new Float64Array(size);
  const lost = new Float64Array(size);
  return {
    /** @param {number} at @param {number} value */
    add(at, value) {
      const sum = sums[at] + value;
      lost[at] += Math.abs(sums[at]) >= Math.abs(value) ? sums[at] - sum + value : value - sum + sums[at];
      sums[at] = sum;
    },
    total: () => sums.map((sum, at) => sum + lost[at]),
  };
}

/**
 * Mean loss, its gradient in K × (d + 1) parameters and the probabilities, n × K.
 * @param {Data} data
 * @param {Float64Array} w
 */
function reference({ X, n, d, K, y }, w) {
  const stride = d + 1;
  const loss = compensated(1);
  const gradient = compensated(K * stride);
  const proba = new Float64Array(n * K);
  for (let i = 0; i < n; i++) {
    const logits = compensated(K);
    for (let k = 0; k < K; k++) {
      for (let j = 0; j < d; j++) logits.add(k, w[k * stride + j] * X[i * d + j]);
      logits.add(k, w[k * stride + d]);
    }
    const z = logits.total();
    const most = z.reduce((a, b) => Math.max(a, b));
    const exps = z.map(value => Math.exp(value - most));
    const sum = exps.reduce((a, b) => a + b);
    loss.add(0, Math.log(sum) - (z[y[i]] - most));
    for (let k = 0; k < K; k++) {
      const p = exps[k] / sum;
      proba[i * K + k] = p;
      const residual = p - (k === y[i] ? 1 : 0);
      for (let j = 0; j < d; j++) gradient.add(k * stride + j, residual * X[i * d + j]);
      gradient.add(k * stride + d, residual);
    }
  }
  return { loss: loss.total()[0] / n, gradient: gradient.total().map(value => value / n), proba };
}

/** F and its largest partial derivative with C = 1, from the reference. @param {Data} data @param {Float64Array} w */
function objectiveAt(data, w) {
  const { loss, gradient } = reference(data, w);
  const factor = (data.K === 2 ? 2 : 1) / data.n;
  const stride = data.d + 1;
  let penalty = 0;
  let largest = 0;
  for (let at = 0; at < w.length; at++) {
    const weight = at % stride < data.d ? w[at] : 0;
    penalty += (factor * weight ** 2) / 2;
    largest = Math.max(largest, Math.abs(gradient[at] + factor * weight));
  }
  return { value: loss + penalty, gradientNorm: largest };
}

/** @param {any} model @param {number} d */
function parametersOf({ coef, intercept }, d) {
  return Float64Array.from({ length: coef.rows * (d + 1) }, (_, at) => {
    const k = Math.floor(at / (d + 1));
    return at % (d + 1) < d ? coef.get(k, at % (d + 1)) : intercept[k];
  });
}

/** @param {Data} data @param {'float32' | 'float64'} precision @param {Float64Array} optimum */
async function measure(data, precision, optimum) {
  const { X, n, d, K, y } = data;
  const rows = { data: X, rows: n, cols: d };
  const scales = columnScales(Float64Array.from(X), n, d);
  const w = somePoint(scales, K);
  const objective = createObjective(rows, y, { nClasses: K, precision });
  const gradient = new Float64Array(w.length);
  const loss = objective.valueAndGradient(w, gradient);
  const exact = reference(data, w);
  const errors = gradient.map((value, at) => Math.abs(value - exact.gradient[at]) / scales[at % (d + 1)]);

  const labels = Array.from(y);
  const model = await new SoftmaxRegression({ precision }).fit(rows, labels, { quiet: true });
  const fitted = parametersOf(model, d);
  const { proba } = reference(data, fitted);
  const predicted = model.predictProba(rows).data;
  let [difference, sums] = [0, 0];
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let k = 0; k < K; k++) {
      sum += predicted[i * K + k];
      difference = Math.max(difference, Math.abs(predicted[i * K + k] - proba[i * K + k]));
    }
    sums = Math.max(sums, Math.abs(sum - 1));
  }
  const [found, best] = [objectiveAt(data, fitted), objectiveAt(data, optimum)];
  return [
    precision,
    power(Math.abs(loss - exact.loss) / exact.loss),
    power(errors.reduce((a, b) => Math.max(a, b))),
    power(difference),
    power(sums),
    power((found.value - best.value) / best.value),
    power(found.gradientNorm),
    `${model.report.status}, ${model.report.precision}`,
  ];
}

/** Every column moved by `offset`. @param {Data} data @param {number} offset @returns {Data} */
function moved({ X, ...rest }, offset) {
  return { X: Float64Array.from(X, x => x + offset), ...rest };
}

/** @type {[string, () => Data][]} */
const DATA = [
  ['iris 150 × 4 × 3', () => readLabelled('iris.csv')],
  ['digits 1797 × 64 × 10', () => readLabelled('digits.csv.gz')],
  ['200000 × 20 × 5', () => softmaxModel({ n: 200000, d: 20, K: 5, seed: 2, strength: 2 })],
  ['5000 × 300 × 10', () => softmaxModel({ n: 5000, d: 300, K: 10, seed: 5, strength: 2 })],
  [
    '20000 × 50 × 6, scales 1e-2…1e2',
    () => softmaxModel({ n: 20000, d: 50, K: 6, seed: 6, strength: 2, scale: u => 10 ** (4 * u() - 2) }),
  ],
  ['20000 × 5 × 100', () => softmaxModel({ n: 20000, d: 5, K: 100, seed: 7, strength: 3 })],
  [
    '20000 × 10 × 3, columns 1e6 ± 1',
    () => moved(softmaxModel({ n: 20000, d: 10, K: 3, seed: 8, strength: 2 }), 1e6),
  ],
  [
    '20000 × 10 × 3, columns of size 1e6',
    () => softmaxModel({ n: 20000, d: 10, K: 3, seed: 8, strength: 2, scale: () => 1e6 }),
  ],
];

const power = (/** @type {number} */ value) => (value === 0 ? '0' : value.toExponential(0));
const largest = (/** @type {Float64Array} */ a, /** @type {Float64Array} */ b) =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at])), 0);

/** @param {string} name @param {Data} data @param {Float64Array} optimum */
async function byTolerance(name, data, optimum) {
  const { X, n, d, K, y } = data;
  const best = objectiveAt(data, optimum).value;
  const { proba } = reference(data, optimum);
  const answers = [];
  for (const tol of [1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9]) {
    const model = await new SoftmaxRegression({ tol }).fit({ data: X, rows: n, cols: d }, Array.from(y), {
      quiet: true,
    });
    const w = parametersOf(model, d);
    answers.push([
      name,
      power(tol),
      `${model.report.evaluations}`,
      power((objectiveAt(data, w).value - best) / best),
      power((K * d * tol ** 2 * n) / 2 / best),
      power(largest(w, optimum)),
      power(largest(reference(data, w).proba, proba)),
      `${model.report.status}, ${model.report.precision}`,
    ]);
  }
  return answers;
}

const header = ['data', 'precision', 'loss', 'gradient', 'probabilities', 'sums', 'F', 'max ∂F', 'fit'];
/** @type {string[][]} */
const lines = [];
/** @type {string[][]} */
const tolerances = [];
for (const [name, load] of DATA) {
  const data = load();
  const rows = { data: data.X, rows: data.n, cols: data.d };
  const labels = Array.from(data.y);
  const exact = await new SoftmaxRegression({ precision: 'float64', tol: 1e-10 }).fit(rows, labels, {
    quiet: true,
  });
  const optimum = parametersOf(exact, data.d);
  for (const precision of /** @type {const} */ (['float32', 'float64']))
    lines.push([precision === 'float32' ? name : '', ...(await measure(data, precision, optimum))]);
  if (/iris|digits/.test(name)) tolerances.push(...(await byTolerance(name, data, optimum)));
}
console.log(table(header, lines));
const titles = ['data', 'tol', 'evaluations', 'F', 'bound of F', 'coefficients', 'probabilities', 'fit'];
console.log(`\n${table(titles, tolerances)}`);
