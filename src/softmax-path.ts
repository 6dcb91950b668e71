import { Matrix } from './data/matrix.js';
import type { MatrixLike } from './data/matrix-like.js';
import { checkInput } from './fit/input.js';
import { checkFitOptions, type FitOptions } from './fit/options.js';
import { type PathFit, path, type Run } from './fit/path.js';
import { conclude } from './fit/result.js';
import type { TargetsLike } from './fit/targets.js';
import type { Label } from './labels.js';
import type { ModelState } from './model-io/state.js';
import { checkPath, type PathOptions } from './options/path.js';
import { SoftmaxRegression } from './softmax-regression.js';
import { type RunResult, runAsync, runSync } from './solvers/driver.js';

/** Models along a path of penalties, the strongest first.  m points, K classes, d features. */
export class SoftmaxPath {
  /** The penalties' factors in the mean objective, m, descending: glmnet's lambda. */
  readonly alphas: Float64Array;
  /** Of each point, K × d. */
  readonly coefs: readonly Matrix[];
  /** Of each point, K; zeros without intercept. */
  readonly intercepts: readonly Float64Array[];
  /** Objective with penalty at each point, m. */
  readonly objectives: Float64Array;
  /** Share of the null model's deviance that each point explains, m: 1 − mean loss / mean loss with coefficients of 0. */
  readonly devianceRatios: Float64Array;
  /** Features with a coefficient that is not 0, m. */
  readonly nonZero: Uint32Array;
  /** Iterations of each point, m. */
  readonly nIter: Uint32Array;
  /** Labels in the order of the rows of coefficients. */
  readonly classes: readonly Label[];
  readonly #states: readonly ModelState[];

  /** @internal */
  constructor(points: readonly PathFit[], states: readonly ModelState[], classes: readonly Label[]) {
    this.#states = states;
    this.classes = classes;
    this.alphas = Float64Array.from(points, point => point.alpha);
    this.coefs = states.map(({ coef, nFeatures }) => new Matrix(coef.slice(), classes.length, nFeatures));
    this.intercepts = states.map(state => state.intercept.slice());
    this.objectives = Float64Array.from(states, state => state.report.objective);
    this.devianceRatios = Float64Array.from(points, ({ loss, nullLoss }) => 1 - loss / nullLoss);
    this.nonZero = Uint32Array.from(states, featuresUsed);
    this.nIter = Uint32Array.from(states, state => state.nIter);
  }

  /** m, the number of points. */
  get length(): number {
    return this.#states.length;
  }

  /**
   * The model at a point, a new one each time, which predicts, is saved, and can be fitted again with this point's options.
   * @throws RangeError for a point that does not exist
   */
  model(i: number): SoftmaxRegression {
    const state = this.#states[i];
    if (!state) throw new RangeError(`i is ${i}: expected the number of a point, 0 to ${this.length - 1}`);
    return SoftmaxRegression.restore({
      ...state,
      coef: state.coef.slice(),
      intercept: state.intercept.slice(),
    });
  }
}

/**
 * Fits along a path of penalties from the strongest to the weakest, each from where the last ended (Friedman, Hastie and
 * Tibshirani 2010), with the sequential strong rule (Tibshirani et al. 2012); the rows are packed once.  Each point is
 * the optimum of its own problem to `tol`, as `SoftmaxRegression` has it for that `alpha`.
 *
 * Without `alphas` the path begins at the smallest alpha that leaves all penalised coefficients 0, and falls by the same
 * factor from point to point.
 *
 * Once the rows are packed, gives the event loop a turn every few milliseconds.  A signal that is aborted ends the path: points
 * before it are kept.
 * @param X n × d
 * @param y n labels, or n × K probabilities of the classes
 * @param fitOptions as of `SoftmaxRegression.fit`
 * @throws TypeError, RangeError for bad input, as `SoftmaxRegression.fit`, or where no penalised column tells the classes
 *   apart; the signal's reason where no point is done
 */
export async function softmaxPath(
  X: MatrixLike,
  y: TargetsLike,
  options: PathOptions = {},
  fitOptions: FitOptions = {},
): Promise<SoftmaxPath> {
  const { runs, finish } = begin(X, y, options, fitOptions);
  try {
    let next = runs.next();
    while (!next.done) {
      const { solver, objective, options } = next.value;
      next = runs.next(await runAsync(solver, objective, options));
    }
    return finish(next.value);
  } finally {
    runs.return([]);
  }
}

/** As `softmaxPath`, in one go. */
export function softmaxPathSync(
  X: MatrixLike,
  y: TargetsLike,
  options: PathOptions = {},
  fitOptions: Omit<FitOptions, 'signal'> = {},
): SoftmaxPath {
  checkFitOptions(fitOptions);
  if ((fitOptions as FitOptions).signal !== undefined)
    throw new TypeError('softmaxPathSync cannot be aborted: use softmaxPath to give a signal');
  const { runs, finish } = begin(X, y, options, fitOptions);
  try {
    let next = runs.next();
    while (!next.done) {
      const { solver, objective, options } = next.value;
      next = runs.next(runSync(solver, objective, options));
    }
    return finish(next.value);
  } finally {
    runs.return([]);
  }
}

function begin(X: MatrixLike, y: TargetsLike, options: PathOptions, fitOptions: FitOptions) {
  const { alphas, model: given, checked } = checkPath(options);
  checkFitOptions(fitOptions);
  const { signal, onIteration, quiet } = fitOptions;
  signal?.throwIfAborted();
  const input = checkInput(X, y, fitOptions, checked, null);
  const { maxIter, tol } = checked;
  const runs: Generator<Run, PathFit[], RunResult> = path(
    input,
    checked,
    alphas,
    {
      maxIter,
      tol,
      signal,
      onIteration,
    },
    options.tol !== undefined,
  );
  const finish = (points: PathFit[]) => {
    if (points.length === 0) signal?.throwIfAborted();
    const states = points.map(point => {
      const { alpha, tol } = point;
      return conclude(point, fitOptions, { ...given, alpha, tol });
    });
    const short = states.filter(({ report }) => report.status !== 'converged').length;
    if (short > 0 && !quiet)
      console.warn(`softmax-wasm: ${short} of ${points.length} points of the path did not reach their tol`);
    return new SoftmaxPath(points, states, input.classes);
  };
  return { runs, finish };
}

function featuresUsed({ coef, nFeatures }: ModelState): number {
  let used = 0;
  for (let j = 0; j < nFeatures; j++) {
    for (let i = j; i < coef.length; i += nFeatures)
      if (coef[i] !== 0) {
        used++;
        break;
      }
  }
  return used;
}
