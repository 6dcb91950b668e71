/**
 * `node bench/sparse.js`: one evaluation of loss and gradient over sparse rows, and a fit, after `npm run build`; against
 * plain JavaScript loops over the same CSR arrays, with parameters by class (as one writes it) and by feature (an entry's K
 * weights side by side).  Both sides take turns; medians of the pairs and, on a machine with other work, the fastest of each
 * side; answers compared before the clock starts.
 */

import { digits3, milliseconds, summarize, table } from './stats.js';
import { mulberry32 } from './workloads.js';

/** @typedef {{ rows: number, cols: number, indptr: Uint32Array, indices: Uint32Array, values: Float32Array }} Csr */

const path = '../dist/index.js'; // not a literal: it is built, not a source
const { CsrMatrix, createObjective, SoftmaxRegression } = await import(path);

const PAIRS = 25;
/** Of the gradient's largest entry: float32 sums of some thousand terms. */
const TOLERANCE = 1e-4;

/**
 * Rows of text: columns by Zipf's law, a fifth of them the class's own.
 * @param {{ rows: number, cols: number, perRow: number, K: number, binary: boolean }} shape
 */
function text({ rows, cols, perRow, K, binary }) {
  const random = mulberry32(rows + cols);
  const indptr = new Uint32Array(rows + 1);
  const indices = new Uint32Array(rows * perRow);
  const y = new Uint16Array(rows);
  for (let i = 0; i < rows; i++) {
    y[i] = Math.floor(K * random());
    const row = new Set();
    while (row.size < perRow) {
      const word = Math.min(cols - 1, Math.floor((cols + 1) ** random()) - 1);
      row.add(random() < 0.2 ? Math.min(cols - 1, word - (word % K) + y[i]) : word);
    }
    indices.set(
      [...row].sort((a, b) => a - b),
      i * perRow,
    );
    indptr[i + 1] = (i + 1) * perRow;
  }
  const values = Float32Array.from({ length: rows * perRow }, () => (binary ? 1 : 0.05 + 0.2 * random()));
  return { X: { rows, cols, indptr, indices, values }, y, K };
}

/**
 * Mean loss and gradient, K × (d + 1), row by row over the entries.
 * @param {{ X: Csr, y: Uint16Array, K: number }} problem
 */
function textbook({ X, y, K }) {
  const { rows, cols, indptr, indices, values } = X;
  const z = new Float64Array(K);
  const stride = cols + 1;
  return (/** @type {Float64Array} */ w, /** @type {Float64Array} */ gradient) => {
    gradient.fill(0);
    let loss = 0;
    for (let i = 0; i < rows; i++) {
      const first = indptr[i];
      const last = indptr[i + 1];
      for (let k = 0; k < K; k++) {
        let sum = w[k * stride + cols];
        for (let e = first; e < last; e++) sum += values[e] * w[k * stride + indices[e]];
        z[k] = sum;
      }
      loss += residuals(z, y[i]);
      for (let k = 0; k < K; k++) {
        const r = z[k];
        for (let e = first; e < last; e++) gradient[k * stride + indices[e]] += r * values[e];
        gradient[k * stride + cols] += r;
      }
    }
    for (let i = 0; i < gradient.length; i++) gradient[i] /= rows;
    return loss / rows;
  };
}

/**
 * The same with parameters and gradient by feature while it runs.
 * @param {{ X: Csr, y: Uint16Array, K: number }} problem
 */
function byFeature({ X, y, K }) {
  const { rows, cols, indptr, indices, values } = X;
  const z = new Float64Array(K);
  const stride = cols + 1;
  const W = new Float64Array(stride * K);
  const G = new Float64Array(stride * K);
  return (/** @type {Float64Array} */ w, /** @type {Float64Array} */ gradient) => {
    for (let k = 0; k < K; k++) for (let j = 0; j < stride; j++) W[j * K + k] = w[k * stride + j];
    G.fill(0);
    let loss = 0;
    for (let i = 0; i < rows; i++) {
      const first = indptr[i];
      const last = indptr[i + 1];
      for (let k = 0; k < K; k++) z[k] = W[cols * K + k];
      for (let e = first; e < last; e++) {
        const value = values[e];
        for (let k = 0, at = indices[e] * K; k < K; k++, at++) z[k] += value * W[at];
      }
      loss += residuals(z, y[i]);
      for (let e = first; e < last; e++) {
        const value = values[e];
        for (let k = 0, at = indices[e] * K; k < K; k++, at++) G[at] += value * z[k];
      }
      for (let k = 0; k < K; k++) G[cols * K + k] += z[k];
    }
    for (let k = 0; k < K; k++)
      for (let j = 0; j < stride; j++) gradient[k * stride + j] = G[j * K + k] / rows;
    return loss / rows;
  };
}

/** z → p − y in place; returns the loss. @param {Float64Array} z @param {number} label */
function residuals(z, label) {
  let m = z[0];
  for (let k = 1; k < z.length; k++) m = Math.max(m, z[k]);
  const miss = m - z[label];
  let s = 0;
  for (let k = 0; k < z.length; k++) {
    z[k] = Math.exp(z[k] - m);
    s += z[k];
  }
  for (let k = 0; k < z.length; k++) z[k] /= s;
  z[label] -= 1;
  return Math.log(s) + miss;
}

const SHAPES = [
  { rows: 7600, cols: 60_000, perRow: 70, K: 4, binary: false },
  { rows: 7600, cols: 60_000, perRow: 70, K: 4, binary: true },
  { rows: 50_000, cols: 5_000, perRow: 40, K: 2, binary: false },
  { rows: 11_000, cols: 40_000, perRow: 90, K: 20, binary: false },
];

console.log(
  `Node ${process.versions.node}, one thread, float32; milliseconds; ${PAIRS} pairs: median ratio ± spread, ratio of the fastest`,
);
const lines = SHAPES.map(shape => {
  const problem = text(shape);
  const X = new CsrMatrix(problem.X);
  const objective = createObjective(X, problem.y, { nClasses: problem.K });
  const random = mulberry32(3);
  const w = Float64Array.from({ length: objective.size }, () => random() - 0.5);
  const sides = {
    ours: (/** @type {Float64Array} */ g) => objective.valueAndGradient(w, g),
    textbook: bind(textbook(problem)),
    byFeature: bind(byFeature(problem)),
  };
  /** @param {(w: Float64Array, g: Float64Array) => number} evaluate */
  function bind(evaluate) {
    return (/** @type {Float64Array} */ g) => evaluate(w, g);
  }
  const gradients = Object.fromEntries(Object.keys(sides).map(name => [name, new Float64Array(w.length)]));
  const values = Object.entries(sides).map(([name, run]) => run(gradients[name]));
  for (const [i, name] of Object.keys(sides).entries()) {
    const off = gradients[name].reduce(
      (most, g, at) => Math.max(most, Math.abs(g - gradients.textbook[at])),
      0,
    );
    const size = gradients.textbook.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
    if (!(off <= TOLERANCE * size && Math.abs(values[i] - values[1]) <= TOLERANCE))
      throw new Error(
        `${name} gives another answer: gradient off by ${off}, value ${values[i]} and ${values[1]}`,
      );
  }
  /** @type {Record<string, number[]>} */
  const times = { ours: [], textbook: [], byFeature: [] };
  for (let pair = -3; pair < PAIRS; pair++) {
    for (const [name, run] of Object.entries(sides)) {
      const time = milliseconds(() => run(gradients[name]));
      if (pair >= 0) times[name].push(time);
    }
  }
  const ours = summarize(times.ours);
  const against = (/** @type {number[]} */ other) => {
    const { median, spread } = summarize(other.map((time, i) => time / times.ours[i]));
    return `${digits3(median)}× ±${(100 * spread).toFixed(0)} %, ${digits3(summarize(other).min / ours.min)}×`;
  };
  const fits = Array.from({ length: 3 }, () => {
    const model = new SoftmaxRegression();
    return { time: milliseconds(() => model.fitSync(X, problem.y)), model };
  });
  const { rows, cols, perRow, K, binary } = shape;
  return [
    `${rows} × ${cols} × ${K}, ${perRow} a row${binary ? ', all 1' : ''}`,
    `${digits3(ours.median)}, ${digits3(ours.min)}`,
    against(times.textbook),
    against(times.byFeature),
    digits3(summarize(fits.map(({ time }) => time)).min),
    `${fits[0].model.report.solver}, ${fits[0].model.nIter}`,
  ];
});
console.log(
  table(
    [
      'rows × columns × classes',
      'median, fastest',
      'textbook',
      'by feature',
      'fastest fit',
      'solver, iterations',
    ],
    lines,
  ),
);
