/**
 * `node bench/prediction.js`: prediction through the public API, after `npm run build`.
 *
 *   --calls=10000000   also that many predictions of one row, and the process's memory before and after
 *
 * Many rows: d = 20, K = 5, 100000 rows, as float64, float32 and arrays of arrays.  One row: d = 64, K = 10.
 */

import { parseArgs } from 'node:util';
import { digits3, measure, table } from './stats.js';
import { gaussian, mulberry32 } from './workloads.js';

/** @typedef {{ data: Float64Array | Float32Array, rows: number, cols: number } | number[][]} Rows */

/**
 * @typedef {object} Model
 * @property {(X: Rows, y: number[], options: { quiet: boolean }) => Model} fitSync
 * @property {(X: Rows) => number[]} predict
 * @property {(X: Rows) => { data: Float64Array }} predictProba
 */

const { values: flags } = parseArgs({ options: { calls: { type: 'string', default: '0' } } });
const path = '../dist/index.js'; // not a literal: it is built, not a source
/** @type {{ SoftmaxRegression: new (options: { maxIter: number }) => Model }} */
const { SoftmaxRegression } = await import(path);

const random = mulberry32(1);
const normal = gaussian(random);

/** @param {number} n @param {number} d */
const matrix = (n, d) => ({ data: Float64Array.from({ length: n * d }, normal), rows: n, cols: d });

/** @param {number} d @param {number} K */
function fitted(d, K) {
  const y = Array.from({ length: 1000 }, () => Math.floor(K * random()));
  return new SoftmaxRegression({ maxIter: 5 }).fitSync(matrix(1000, d), y, { quiet: true });
}

/** @param {ReturnType<typeof matrix>} X @returns {number[][]} */
function arrays({ data, rows, cols }) {
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);
}

/** @param {Model} model @param {ReturnType<typeof matrix>} X */
function times(model, X) {
  const forms = {
    float64: X,
    float32: { ...X, data: Float32Array.from(X.data) },
    arrays: arrays(X),
  };
  return Object.entries(forms).map(([form, rows]) => ({
    form,
    predict: measure(() => model.predict(rows)).median,
    predictProba: measure(() => model.predictProba(rows)).median,
  }));
}

const many = matrix(100_000, 20);
const perSecond = (/** @type {number} */ ms) => digits3(many.rows / ms / 1000);
console.log(`Node ${process.versions.node}\n\n100000 rows, d = 20, K = 5: million rows a second`);
console.log(
  table(
    ['X', 'predict', 'predictProba'],
    times(fitted(20, 5), many).map(({ form, predict, predictProba }) => [
      form,
      perSecond(predict),
      perSecond(predictProba),
    ]),
  ),
);

const model = fitted(64, 10);
const one = matrix(1, 64);
const micro = (/** @type {number} */ ms) => digits3(1000 * ms);
console.log('\n1 row, d = 64, K = 10: microseconds');
console.log(
  table(
    ['X', 'predict', 'predictProba'],
    times(model, one).map(({ form, predict, predictProba }) => [form, micro(predict), micro(predictProba)]),
  ),
);

/** Megabytes: of WebAssembly memories and array buffers, and of the process. */
function memory() {
  const { arrayBuffers, rss } = process.memoryUsage();
  return `${(arrayBuffers / 1e6).toFixed(1)} MB in array buffers, ${(rss / 1e6).toFixed(0)} MB resident`;
}

const calls = Number(flags.calls);
if (!Number.isSafeInteger(calls) || calls < 0)
  throw new RangeError(`--calls=${flags.calls}: expected a count`);
if (calls > 0) {
  console.log(`\n${calls} predictions of one row\nbefore: ${memory()}`);
  const expected = model.predict(one)[0];
  for (let i = 0; i < calls; i++) {
    if (model.predict(one)[0] !== expected) throw new Error(`prediction ${i} differs from the first`);
    if (i > 0 && i % (calls / 4) === 0) console.log(`${i}: ${memory()}`);
  }
  console.log(`after: ${memory()}`);
}
