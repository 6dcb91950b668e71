/** From X, y and options to what a fit starts from, and from its result to a model's state. */
import type { Problem } from './assemble.js';
import { type MatrixLike, rowSource } from './data/matrix-like.js';
import { describe, invalidValue } from './errors.js';
import type { FitOptions } from './fit-options.js';
import type { Fit } from './fitting.js';
import { encodeLabels, type Label, rowWeights } from './labels.js';
import type { ModelState } from './model-io/state.js';
import type { CheckedOptions, Options } from './options.js';
import { pathMatters, resolveSolver } from './solvers/table.js';
import { centreBlocks, shiftIntercepts } from './solvers/vector.js';

/** What a fit starts from, all of it checked. */
export interface Input {
  readonly problem: Problem;
  readonly classes: readonly Label[];
  readonly nFeatures: number;
  /** Parameters to start from, (W, b). */
  readonly start: Float64Array;
  /** The solver's parameters are (W, b + W·centre). */
  readonly shifted: boolean;
  /** When it was begun, as `performance.now()` had it. */
  readonly started: number;
}

/**
 * Checks all input.  Changes nothing of the caller's.
 * @param from the state to start from, for a warm start
 */
export function checkInput(
  X: MatrixLike,
  y: ArrayLike<Label>,
  fitOptions: FitOptions,
  options: CheckedOptions,
  from: ModelState | null,
): Input {
  const started = performance.now();
  const source = rowSource(X);
  const { featureNames } = fitOptions;
  if (featureNames && featureNames.length !== source.cols) {
    throw invalidValue(
      'the length of featureNames',
      `${source.cols}, one per column of X`,
      featureNames.length,
    );
  }
  const labels = encodeLabels(y, source.rows, options.classes);
  const { classes, indices } = labels;
  const weights = rowWeights(labels, fitOptions.sampleWeight, options.classWeight);
  return {
    problem: { X: source, y: indices, nClasses: classes.length, weights },
    classes,
    nFeatures: source.cols,
    start: startingPoint(classes, source.cols, options.fitIntercept, from),
    shifted: options.fitIntercept && !pathMatters(options.solver),
    started,
  };
}

/** Zeros, or what the state to start from holds. */
function startingPoint(
  classes: readonly Label[],
  nFeatures: number,
  fitIntercept: boolean,
  from: ModelState | null,
): Float64Array {
  const stride = nFeatures + (fitIntercept ? 1 : 0);
  const start = new Float64Array(classes.length * stride);
  if (!from) return start;
  if (from.nFeatures !== nFeatures) {
    throw invalidValue(
      'the number of columns of X',
      `${from.nFeatures}, as in the fit to start from`,
      nFeatures,
    );
  }
  if (from.classes.length !== classes.length || from.classes.some((label, k) => label !== classes[k])) {
    const expected = `${from.classes.map(describe).join(', ')}, as in the fit to start from`;
    throw new RangeError(`the classes of y are ${classes.map(describe).join(', ')}: expected ${expected}`);
  }
  for (let k = 0; k < classes.length; k++) {
    start.set(from.coef.subarray(k * nFeatures, (k + 1) * nFeatures), k * stride);
    if (fitIntercept) start[k * stride + nFeatures] = from.intercept[k] as number;
  }
  return start;
}

/**
 * What a finished run makes of a model.
 * @param given the estimator's options as its user gave them
 */
export function conclude(
  { input, data, result }: Fit,
  fitOptions: FitOptions,
  options: CheckedOptions,
  given: Options,
): ModelState {
  const { classes, nFeatures, shifted, started } = input;
  const stride = data.size / classes.length;
  // The penalty leaves a shift of all intercepts free, and no penalty any shift: the centred solution is the one.
  if (shifted) shiftIntercepts(result.w, data.centre, -1);
  centreBlocks(result.w, stride);
  const coef = new Float64Array(classes.length * nFeatures);
  const intercept = new Float64Array(classes.length);
  for (let k = 0; k < classes.length; k++) {
    coef.set(result.w.subarray(k * stride, k * stride + nFeatures), k * nFeatures);
    if (stride > nFeatures) intercept[k] = result.w[k * stride + nFeatures] as number;
  }
  const { status, value: objective, gradientNorm, evaluations, history } = result;
  const elapsedMs = performance.now() - started;
  const { precision } = data;
  const solver = resolveSolver(options.solver);
  return {
    options: given,
    classes,
    nFeatures,
    coef,
    intercept,
    centre: data.centre,
    nIter: result.iterations,
    report: {
      status,
      solver,
      objective,
      gradientNorm,
      evaluations,
      history,
      elapsedMs,
      threads: data.threads,
      precision,
    },
    featureNames: fitOptions.featureNames ? [...fitOptions.featureNames] : null,
    targetName: fitOptions.targetName ?? null,
  };
}

/** The warning for a fit that did not converge, or null. */
export function notConverged({ report, nIter }: ModelState, tol: number): string | null {
  const { status, solver, gradientNorm } = report;
  if (status !== 'maxIter' && status !== 'lineSearchFailed') return null;
  const what = `${solver} ${status === 'maxIter' ? 'stopped' : 'found no better point'} after ${nIter} iterations`;
  const advice =
    status === 'maxIter'
      ? 'raise maxIter or tol, or lower C'
      : solver === 'gradient-descent'
        ? 'lower learningRate'
        : 'raise tol, or scale columns of very different size';
  return `softmax-wasm: ${what} with gradient norm ${gradientNorm.toExponential(1)} > tol ${tol}: ${advice}`;
}
