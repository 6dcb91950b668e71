/**
 * The main job: trains on the bundled handwritten digits, prints the report of `softmax-wasm train`, then races the
 * same fit against plain JavaScript: same data, same objective, same solver, same tolerance.
 */
import { openAsBlob } from 'node:fs';
import { createBaseline, createPlainBaseline } from '../bench/baseline.js';
import { digits3, measure, milliseconds, summarize, table } from '../bench/stats.js';

const DATA = 'data/digits.csv.gz';
const C = 1;
const TOL = 1e-4;
const ROUNDS = 7;

/** @param {string} name of a built module; not a literal, because it is built and not a source */
const built = name => import(`../dist/${name}.js`);
const [
  { train },
  { dataReport, trainReport },
  { createObjective, SoftmaxRegression },
  { minimize },
  { readCsv },
] = await Promise.all(['cli-train', 'cli-report', 'index', 'solvers', 'csv'].map(built));

const result = await train({ data: DATA, testSize: 0.25, seed: 1, options: { C, tol: TOL } });
process.stdout.write(dataReport(result.data) + trainReport(result));

const { X, y } = await readCsv(await openAsBlob(DATA), { name: DATA });
const classes = [...new Set(y)].sort((a, b) => a - b);
const K = classes.length;
const labels = Uint16Array.from(y, label => classes.indexOf(label));
const [n, d] = [X.rows, X.cols];
const lambda = 1 / (C * n);
const tiled = createBaseline(X.data, n, d, K, labels, { lambda });
const plain = { ...createPlainBaseline(X.data, n, d, K, labels, { lambda }), curvature: tiled.curvature };
const ours = createObjective(X, labels, { nClasses: K, C });

// The answers first: the same value at the same point, and the same minimum.
const at = Float64Array.from({ length: ours.size }, (_, i) => 0.01 * Math.sin(i));
const gradient = new Float64Array(ours.size);
const expected = plain.valueAndGradient(at, gradient);
const model = new SoftmaxRegression({ C, tol: TOL });
const fits = {
  'softmax-wasm': () => model.fitSync(X, y).report.objective,
  'plain loops': () => minimize(plain, { tol: TOL }).value,
  'tiled by hand': () => minimize(tiled, { tol: TOL }).value,
};
const objectives = { 'softmax-wasm': ours, 'plain loops': plain, 'tiled by hand': tiled };
const minimum = fits['plain loops']();
for (const [name, objective] of Object.entries(objectives)) {
  const value = objective.valueAndGradient(at, gradient);
  const fitted = fits[/** @type {keyof typeof fits} */ (name)]();
  // float32 kernels round each of the mean's terms to 6e-8; stopping at TOL leaves the minimum to about 1e-3.
  if (Math.abs(value - expected) > 1e-5 * expected || Math.abs(fitted - minimum) > 2e-3 * minimum) {
    throw new Error(`${name} gives ${value} and ${fitted}, plain loops give ${expected} and ${minimum}`);
  }
}

/** @type {Record<string, { evaluation: number, fit: number }>} */
const times = {};
for (const [name, objective] of Object.entries(objectives)) {
  const evaluation = measure(() => objective.valueAndGradient(at, gradient), { batches: 10 }).median;
  const fit = fits[/** @type {keyof typeof fits} */ (name)];
  times[name] = {
    evaluation,
    fit: summarize(Array.from({ length: ROUNDS }, () => milliseconds(fit))).median,
  };
}
const base = times['softmax-wasm'];
const rows = Object.entries(times).map(([name, { evaluation, fit }]) => [
  name,
  name === 'softmax-wasm' ? 'WebAssembly' : 'JavaScript',
  `${digits3(evaluation)} ms`,
  name === 'softmax-wasm' ? '' : `${(evaluation / base.evaluation).toFixed(1)}×`,
  `${digits3(fit)} ms`,
  name === 'softmax-wasm' ? '' : `${(fit / base.fit).toFixed(1)}×`,
]);
console.log(`
the same fit against plain JavaScript, all ${n} rows (Node ${process.versions.node}, medians)
${table(['', '', 'evaluation', 'speed-up', 'fit', 'speed-up'], rows)}`);
