/**
 * `npm run bench`: one evaluation, one fit and one prediction, ours against plain JavaScript.
 *
 *   --only=784       workloads whose name contains 784
 *   --quick          leave out the large ones
 *   --json=file      store the results
 *
 * Answers are verified before anything is timed.  All on one thread.
 *
 *   evaluation  loss and gradient at one point, C = 1: `createObjective(X, y, { nClasses, C }).valueAndGradient`
 *   fit         to max|∂F| ≤ 1e-4 by our own preconditioned L-BFGS on either objective; the packing of X counts as
 *               ours, and the objective reached is evaluated in float64 by the textbook's loops
 *   prediction  the class of every row; the packing of X counts as ours
 *
 * GFLOP/s = 4·n·d·K / time of one evaluation (n·d·K multiply-adds for the logits, as many for the gradient).
 * Ceiling: the same arithmetic in registers only, measured in the same run.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import Benchmark from 'benchmark';
import { columnScales, parameters, somePoint, verify, verifyPredictions } from './answers.js';
import { createBaseline, createPlainBaseline } from './baseline.js';
import { measureCeiling } from './ceiling/ceiling.js';
import { digits3, milliseconds, percent, summarize, table } from './stats.js';
import { workloads } from './workloads.js';

/** @typedef {import('../src/objective.ts').Objective} Objective */
/** @typedef {import('./stats.js').Summary} Summary */
/** @typedef {{ data: Float64Array | Float32Array, rows: number, cols: number }} Matrix */
/** @typedef {{ w: Float64Array, value: number, gradientNorm: number, iterations: number, evaluations: number, status: string }} Minimum */

/**
 * @typedef {object} Model
 * @property {(X: Matrix, y: ArrayLike<number>) => Model} fitSync
 * @property {(X: Matrix) => number[]} predict
 * @property {{ data: Float64Array }} coef K × d
 * @property {Float64Array} intercept K
 * @property {{ status: string, gradientNorm: number, evaluations: number }} report
 */

/**
 * What we use of the built package.
 * @typedef {object} Package
 * @property {(X: Matrix, y: ArrayLike<number>, options: { nClasses: number, C: number }) => Objective} createObjective
 * @property {new (options: { C: number, tol: number, maxIter: number, solver: string }) => Model} SoftmaxRegression
 * @property {(objective: Objective, options: { solver: string, maxIter: number, tol: number }) => Minimum} minimize
 */

const C = 1;
const TOL = 1e-4;
const FIT = { solver: 'lbfgs', tol: TOL, maxIter: 2000 };

// Kernels and storage are float32.  A logit is a sum of d products, each rounded to 6e-8, so a residual and with it
// the loss and the gradient agree to a few 1e-6 of what is added up; ten times that is a mistake, not rounding.
const TOL_VALUE = 1e-5;
const TOL_GRADIENT = 1e-5;
// Both fits stop where the gradient is small, not where F is least; two such points differ in F by far less than this.
const TOL_FIT = 1e-4;

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

/** @returns {Promise<Package>} */
async function loadPackage() {
  const [main, solvers] = ['../dist/index.js', '../dist/solvers.js']; // not literals: they are built, not sources
  try {
    return { ...(await import(main)), minimize: (await import(solvers)).minimize };
  } catch (error) {
    throw new Error('bench: build the package first: npm run build', { cause: error });
  }
}

/**
 * Ours and the baseline against the textbook's loops.
 * @param {Objective} objective
 * @param {Objective} expected
 * @param {Float64Array} w
 * @param {Float64Array} scales an entry of the gradient is a mean of residual·x: its rounding is relative to x
 * @param {string} name
 */
function verifyObjective(objective, expected, w, scales, name) {
  const gradient = new Float64Array(w.length).fill(Number.NaN);
  const reference = new Float64Array(w.length);
  verify(objective.size === w.length, () => `${name}: size ${objective.size}, expected ${w.length}`);
  const value = objective.valueAndGradient(w, gradient);
  const F = expected.valueAndGradient(w, reference);
  verify(Math.abs(value - F) <= TOL_VALUE * Math.abs(F), () => `${name}: objective ${value}, expected ${F}`);
  for (let at = 0; at < w.length; at++) {
    const error = Math.abs(gradient[at] - reference[at]);
    verify(
      error <= TOL_GRADIENT * Math.max(scales[at % scales.length], Math.abs(reference[at])),
      () => `${name}: gradient[${at}] is ${gradient[at]}, expected ${reference[at]}`,
    );
  }
}

/**
 * Times functions by Benchmark.js suites: three rounds, each through all candidates, so that a slow spell of the
 * machine meets all of them.  What takes longer than `slowMs` is timed once: a suite would run it a dozen times.
 * @template {string} Name
 * @param {Record<Name, () => unknown>} candidates
 * @returns {Record<Name, Summary>} in milliseconds
 */
function time(candidates, slowMs = 1000) {
  const names = /** @type {Name[]} */ (Object.keys(candidates));
  const samples = /** @type {Record<Name, number[]>} */ ({});
  for (const name of names) samples[name] = [milliseconds(candidates[name])];
  const quick = names.filter(name => samples[name][0] <= slowMs);
  for (const name of quick) samples[name] = [];
  for (let round = 0; round < 3; round++) {
    const suite = new Benchmark.Suite();
    for (const name of quick)
      suite.add(name, candidates[name], { maxTime: 0.4, minSamples: 3, minTime: 0.02 });
    suite.on('cycle', (/** @type {Benchmark.Event} */ event) => {
      const { name, stats, error } = /** @type {Benchmark & { error?: Error }} */ (
        /** @type {unknown} */ (event.target)
      );
      if (error) throw error;
      for (const seconds of stats?.sample ?? []) samples[/** @type {Name} */ (name)].push(1000 * seconds);
    });
    if (quick.length > 0) suite.run({ async: false });
  }
  const result = /** @type {Record<Name, Summary>} */ ({});
  for (const name of names) result[name] = summarize(samples[name]);
  return result;
}

/**
 * @param {import('./workloads.js').Workload} workload
 * @param {Package} ours
 * @param {number} ceiling GFLOP/s
 */
function runWorkload(workload, { createObjective, SoftmaxRegression, minimize }, ceiling) {
  const { name, X, n, d, K, y } = workload.load();
  const matrix = { data: X, rows: n, cols: d };
  const lambda = 1 / (C * n);
  const baseline = createBaseline(X, n, d, K, y, { lambda });
  const plain = createPlainBaseline(baseline.X, n, d, K, y, { lambda });
  const objective = createObjective(matrix, y, { nClasses: K, C });

  const scales = columnScales(baseline.X, n, d);
  const w = somePoint(scales, K);
  verifyObjective(baseline, plain, w, scales, `${name}, baseline`);
  verifyObjective(objective, plain, w, scales, `${name}, softmax-wasm`);

  const gradient = new Float64Array(w.length);
  const evaluation = time({
    ours: () => objective.valueAndGradient(w, gradient),
    baseline: () => baseline.valueAndGradient(w, gradient),
    plain: () => plain.valueAndGradient(w, gradient),
  });
  if (Symbol.dispose) /** @type {Partial<Disposable>} */ (objective)[Symbol.dispose]?.();

  const model = new SoftmaxRegression({ C, ...FIT });
  let minimum = /** @type {Minimum | undefined} */ (undefined);
  const fit = time({
    ours: () => model.fitSync(matrix, y),
    baseline: () => {
      minimum = minimize(baseline, FIT);
    },
  });
  if (!minimum) throw new Error('unreachable: the baseline was fitted above');
  const fitted = parameters(model, K, d);
  const reached = {
    ours: plain.valueAndGradient(fitted, gradient),
    baseline: plain.valueAndGradient(minimum.w, gradient),
  };
  verify(
    Math.abs(reached.ours - reached.baseline) <= TOL_FIT * reached.baseline,
    () => `${name}: fitted to F = ${reached.ours}, the baseline to ${reached.baseline}`,
  );

  const classes = new Uint16Array(n);
  baseline.predict(baseline.X, n, fitted, classes);
  const ties = verifyPredictions(model.predict(matrix), classes, fitted, baseline.X, n, d);
  const prediction = time({
    ours: () => model.predict(matrix),
    baseline: () => baseline.predict(baseline.X, n, fitted, classes),
  });

  const gflops = (/** @type {number} */ ms) => (4 * n * d * K) / (ms * 1e6);
  return {
    name,
    what: workload.what,
    n,
    d,
    K,
    evaluation: {
      ...evaluation,
      gflops: gflops(evaluation.ours.median),
      baselineGflops: gflops(evaluation.baseline.median),
      ofCeiling: gflops(evaluation.ours.median) / ceiling,
    },
    fit: {
      ...fit,
      reached,
      status: { ours: model.report.status, baseline: minimum.status },
      evaluations: { ours: model.report.evaluations, baseline: minimum.evaluations },
    },
    prediction: { ...prediction, ties },
  };
}

/** @typedef {ReturnType<typeof runWorkload>} Result */

/** @param {readonly Result[]} results */
function report(results) {
  const pair = (
    /** @type {{ ours: Summary, baseline: Summary, }} */ { ours, baseline },
    /** @type {number} */ n,
  ) => [
    digits3(ours.median),
    `± ${percent(ours.spread)}`,
    digits3(baseline.median),
    `${digits3(baseline.median / ours.median)}×`,
    digits3((1e6 * ours.median) / n),
  ];
  const columns = ['n×d×K', 'data', 'ms', 'spread', 'baseline ms', 'ratio', 'ns/row'];
  const sections = [
    'One evaluation of loss and gradient',
    table(
      [...columns, 'textbook ms', 'ratio', 'GFLOP/s', 'of ceiling'],
      results.map(({ name, what, n, evaluation }) => [
        ...[name, what, ...pair(evaluation, n)],
        digits3(evaluation.plain.median),
        `${digits3(evaluation.plain.median / evaluation.ours.median)}×`,
        digits3(evaluation.gflops),
        percent(evaluation.ofCeiling),
      ]),
    ),
    `One fit, C = ${C}, to max|∂F| ≤ ${TOL}`,
    table(
      [...columns, 'evaluations', 'baseline', 'F', 'F baseline'],
      results.map(({ name, what, n, fit }) => [
        ...[name, what, ...pair(fit, n)],
        `${fit.evaluations.ours}${fit.status.ours === 'converged' ? '' : ` (${fit.status.ours})`}`,
        `${fit.evaluations.baseline}${fit.status.baseline === 'converged' ? '' : ` (${fit.status.baseline})`}`,
        fit.reached.ours.toPrecision(7),
        fit.reached.baseline.toPrecision(7),
      ]),
    ),
    'One prediction of every row',
    table(
      columns,
      results.map(({ name, what, n, prediction }) => [name, what, ...pair(prediction, n)]),
    ),
  ];
  return sections.join('\n\n');
}

const ours = await loadPackage();
const ceiling = await measureCeiling();
const best = ceiling.fma ?? ceiling.mulAdd;
const cpu = cpus()[0]?.model ?? 'unknown CPU';
console.log(`Node ${process.versions.node} (V8 ${process.versions.v8}), ${cpu}, one thread, float32`);
const fma = ceiling.fma === null ? 'not available' : `${digits3(ceiling.fma)} GFLOP/s`;
console.log(`register-only ceiling: mul+add ${digits3(ceiling.mulAdd)} GFLOP/s, relaxed FMA ${fma}\n`);

const chosen = workloads.filter(({ name, large }) => name.includes(flags.only) && !(flags.quick && large));
if (chosen.length === 0) {
  throw new RangeError(`--only=${flags.only}: none of ${workloads.map(({ name }) => name).join(', ')}`);
}
/** @type {Result[]} */
const results = [];
for (const workload of chosen) {
  process.stderr.write(`${workload.name} …\n`);
  results.push(runWorkload(workload, ours, best));
}
console.log(report(results));
if (flags.json) {
  await mkdir(dirname(flags.json), { recursive: true });
  const engine = { node: process.versions.node, v8: process.versions.v8, cpu };
  await writeFile(flags.json, `${JSON.stringify({ engine, ceiling, C, tol: TOL, results }, null, 2)}\n`);
}
