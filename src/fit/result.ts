import type { ModelState } from '../model-io/state.js';
import type { Options } from '../options/index.js';
import { isStochastic } from '../solvers/table.js';
import { centreBlocks, shiftIntercepts } from '../solvers/vector.js';
import { uncentred } from './bounds.js';
import type { FitOptions } from './options.js';
import type { Fit } from './run.js';

/**
 * What a finished run makes of a model.
 * @param given the estimator's options as its user gave them
 */
export function conclude(
  { input, data, l1, solver, result }: Fit,
  fitOptions: FitOptions,
  given: Options,
): ModelState {
  const { classes, nFeatures, shifted, started } = input;
  const stride = result.w.length / classes.length;
  const centre = data.centre.slice(0, nFeatures);
  // The penalty leaves a shift of all intercepts free, and no penalty any shift: the centred solution is the one.
  // An L1 term does not, and its zeros are to stay; nor do bounds.
  if (shifted) shiftIntercepts(result.w, centre, -1);
  centreBlocks(result.w, stride, uncentred(stride, l1, input.box));
  const coef = new Float64Array(classes.length * nFeatures);
  const intercept = new Float64Array(classes.length);
  for (let k = 0; k < classes.length; k++) {
    coef.set(result.w.subarray(k * stride, k * stride + nFeatures), k * nFeatures);
    if (stride > nFeatures) intercept[k] = result.w[k * stride + nFeatures] as number;
  }
  const { status, value: objective, gradientNorm, evaluations, history } = result;
  const elapsedMs = performance.now() - started;
  const { precision } = data;
  return {
    options: given,
    classes,
    nFeatures,
    coef,
    intercept,
    centre,
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
    vectorizer: input.vectorizer,
    scaler: input.problem?.moments ?? null,
  };
}

/** The warning for a fit that did not converge, or null. */
export function notConverged({ report, nIter }: ModelState, tol: number): string | null {
  const { status, solver, gradientNorm } = report;
  if (status !== 'maxIter' && status !== 'lineSearchFailed') return null;
  const what = `${solver} ${status === 'maxIter' ? 'stopped' : 'found no better point'} after ${nIter} iterations`;
  const advice = isStochastic(solver)
    ? 'lower learningRate, choose a learningRateSchedule, or raise maxIter or tol'
    : status === 'maxIter'
      ? 'raise maxIter or tol, or lower C'
      : solver === 'gradient-descent'
        ? 'lower learningRate'
        : 'raise tol, or scale columns of very different size';
  return `softmax-wasm: ${what} with gradient norm ${gradientNorm.toExponential(1)} > tol ${tol}: ${advice}`;
}
