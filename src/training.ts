/** From X, y and options to a run, and from its result to a model's state. */
import { type MatrixLike, type RowSource, rowSource } from './data/matrix-like.js';
import { checkNames, describe, invalidType, invalidValue } from './errors.js';
import { encodeLabels, type Label, rowWeights } from './labels.js';
import type { ModelState } from './model-io/state.js';
import { type Objective, withPenalty } from './objective.js';
import { DenseObjective } from './objectives/dense.js';
import { type CheckedOptions, type Options, ridgeFactor } from './options.js';
import type { Progress, RunResult } from './solvers/driver.js';
import { sampleEvery } from './solvers/preconditioner.js';
import type { Solver } from './solvers/solver.js';
import { createSolver, pathMatters, resolveSolver } from './solvers/table.js';
import { centreBlocks, shiftIntercepts } from './solvers/vector.js';
import { type Instantiate, instantiate } from './wasm/kernels.js';

export interface FitOptions {
  /** Weight per row, finite and at least 0; default 1. */
  sampleWeight?: ArrayLike<number>;
  /** Ends the fit at the next iteration; the model keeps the best parameters so far, with status 'aborted'. */
  signal?: AbortSignal;
  /** Called after every iteration, and once at the start. */
  onIteration?: (progress: Progress) => void;
  /** Names of X's columns, kept with the model. */
  featureNames?: readonly string[];
  /** Name of what y is, kept with the model. */
  targetName?: string;
  /** No warning on the console when the fit does not converge. */
  quiet?: boolean;
}

/** A fit that is ready to run. */
export interface Task {
  readonly data: DenseObjective;
  readonly objective: Objective;
  readonly solver: Solver;
  /** Its rows are the stored ones: the caller's may change once the fit runs. */
  readonly problem: Problem;
  readonly classes: readonly Label[];
  /** Parameters are (W, b + W·centre). */
  readonly shifted: boolean;
  /** When it was begun, as `performance.now()` had it. */
  readonly started: number;
}

/** Rows, classes and weights, checked. */
export interface Problem {
  readonly X: RowSource;
  /** Class index per row. */
  readonly y: Uint16Array;
  readonly nClasses: number;
  /** Weight per row; null: 1. */
  readonly weights: Float64Array | null;
}

/**
 * The objective of a problem, and the data term alone.  C and alpha undefined: no penalty.
 * @param shifted parameters are (W, b + W·centre), see DensePlan
 * @param centre what to subtract from the columns; default: chosen from the rows
 */
export function assemble(
  problem: Problem,
  options: Pick<CheckedOptions, 'C' | 'alpha' | 'fitIntercept' | 'precision' | 'deterministic'>,
  shifted = false,
  centre?: Float64Array,
): { data: DenseObjective; objective: Objective } {
  const { X, nClasses, weights } = problem;
  const { fitIntercept, precision, deterministic } = options;
  const totalWeight = weights ? weights.reduce((sum, weight) => sum + weight, 0) : X.rows;
  const lambda = ridgeFactor(options, nClasses, totalWeight);
  const shape = { fitIntercept, precision, shifted, centre };
  const newInstance: Instantiate = wanted => instantiate(wanted, deterministic);
  const every = sampleEvery(X.rows, nClasses, X.cols + (fitIntercept ? 1 : 0));
  const data = new DenseObjective({ ...problem, ...shape }, newInstance, every);
  return { data, objective: withPenalty(data, { lambda, stride: data.size / nClasses, penalised: X.cols }) };
}

/**
 * Checks all input, packs it and sets up the solver.  Changes nothing of the caller's.
 * @param from the state to start from, for a warm start
 */
export function prepare(
  X: MatrixLike,
  y: ArrayLike<Label>,
  fitOptions: FitOptions,
  options: CheckedOptions,
  from: ModelState | null,
): Task {
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
  const start = startingPoint(classes, source.cols, options.fitIntercept, from);
  const problem = { X: source, y: indices, nClasses: classes.length, weights };
  const shifted = options.fitIntercept && !pathMatters(options.solver);
  const { data, objective } = assemble(problem, options, shifted);
  if (shifted) shiftIntercepts(start, data.centre, 1);
  const solver = createSolver(options.solver, objective, start, options);
  return { data, objective, solver, problem: { ...problem, X: data.storedRows }, classes, shifted, started };
}

/**
 * Where rounding in float32 kernels has stopped a solver short of its tolerance, the same rows in float64 from there on;
 * null where nothing is to be gained, or the memory for it is not to be had.
 */
export function refine(task: Task, result: RunResult, options: CheckedOptions): Task | null {
  const stopped = result.status === 'lineSearchFailed' && result.iterations < options.maxIter;
  if (!stopped || task.data.precision === 'float64' || pathMatters(options.solver)) return null;
  try {
    const finer = { ...options, precision: 'float64' as const };
    const { data, objective } = assemble(task.problem, finer, task.shifted, task.data.centre);
    const solver = createSolver(options.solver, objective, result.w.slice(), options);
    // From here on nothing holds the float32 rows.
    return { ...task, data, objective, solver, problem: { ...task.problem, X: data.storedRows } };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
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
  task: Task,
  result: RunResult,
  fitOptions: FitOptions,
  options: CheckedOptions,
  given: Options,
): ModelState {
  const { classes, data, problem, started } = task;
  const nFeatures = problem.X.cols;
  const stride = data.size / classes.length;
  // The penalty leaves a shift of all intercepts free, and no penalty any shift: the centred solution is the one.
  if (task.shifted) shiftIntercepts(result.w, data.centre, -1);
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
      threads: 1,
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

const FIT_OPTIONS = ['sampleWeight', 'signal', 'onIteration', 'featureNames', 'targetName', 'quiet'];

/** @throws TypeError for options of `fit` that do not exist or are of the wrong kind */
export function checkFitOptions(options: FitOptions): void {
  checkNames(options, FIT_OPTIONS, ' of fit');
  const { featureNames, targetName, onIteration, signal } = options;
  if (featureNames !== undefined) {
    if (!Array.isArray(featureNames) || !featureNames.every(name => typeof name === 'string')) {
      throw invalidType('featureNames', 'an array of strings', featureNames);
    }
  }
  if (targetName !== undefined && typeof targetName !== 'string')
    throw invalidType('targetName', 'a string', targetName);
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw invalidType('signal', 'an AbortSignal', signal);
  }
  if (onIteration !== undefined && typeof onIteration !== 'function') {
    throw invalidType('onIteration', 'a function', onIteration);
  }
}
