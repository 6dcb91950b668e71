/**
 * The solvers by themselves, for objectives of your own.
 *
 * @module softmax-wasm/solvers
 */

import { checkNames, invalidType, invalidValue } from '../errors.js';
import type { Objective } from '../objective.js';
import { type Progress, type RunResult, runSync } from './driver.js';
import type { LearningRateSchedule } from './learning-rate.js';
import { createSolver, optionsRead, resolveSolver } from './table.js';
import { centreBlocks } from './vector.js';

export type {
  Batch,
  Batches,
  Curvature,
  Factors,
  GramWeights,
  L1Term,
  Objective,
  Sweeps,
} from '../objective.js';
export type { Progress, RunResult, Status } from './driver.js';
export type { LearningRateSchedule } from './learning-rate.js';

/** Options of `minimize`. */
export interface MinimizeOptions {
  /**
   * 'auto', 'lbfgs', 'newton' or 'coordinate-descent' (which need Curvature), 'gradient-descent', 'sgd' or 'adam' (which need
   * Batches); default 'auto'.
   */
  solver?: string;
  /** Most iterations, of sgd and adam epochs; default 1000. */
  maxIter?: number;
  /** Bound on the largest absolute partial derivative; default 1e-4. */
  tol?: number;
  /** Where to begin, `objective.size` parameters; default 0.  With curvature, its blocks are centred first. */
  start?: Float64Array;
  /** gradient-descent: step along the negative gradient, default 0.1; sgd, adam: default 0.01. */
  learningRate?: number;
  /** sgd, adam: how the rate changes; default 'constant'. */
  learningRateSchedule?: LearningRateSchedule;
  /** sgd, adam: what batches are asked to be; default 256. */
  batchSize?: number;
  /** sgd; default 0.9. */
  momentum?: number;
  /** sgd: Nesterov's momentum; default false. */
  nesterov?: boolean;
  /** sgd, adam: the mean of all iterates, or of those from this epoch on; default false. */
  average?: boolean | number;
  /** sgd, adam: handed to the batches; default 0. */
  seed?: number;
  /** gradient-descent: stop when the value changes by less; default 0. */
  lossTol?: number;
  /** Called after every iteration, and once before: at the start, or where an approach on samples has led. */
  onIteration?: (progress: Progress) => void;
}

/**
 * Minimises a convex function given by value and gradient, and its L1 term where it has one.
 * Not converging is a result with a status, not an exception.
 * @throws TypeError for what is no objective or an option that does not exist; RangeError for a solver that does not exist or
 *   asks for more than the objective offers, an option that it does not read, or a start of the wrong length
 */
export function minimize(objective: Objective, options: MinimizeOptions = {}): RunResult {
  if (typeof objective?.valueAndGradient !== 'function') {
    throw invalidType('objective', 'an object with size and valueAndGradient(w, gradient)', objective);
  }
  check(options, objective.size);
  const { solver = 'auto', maxIter = 1000, tol = 1e-4, start, onIteration, ...rest } = options;
  const from = start ? start.slice() : new Float64Array(objective.size);
  if (objective.curvature) centreBlocks(from, objective.curvature.blockSize, objective.l1?.factors);
  return runSync(createSolver(solver, objective, from, { ...rest, maxIter }), objective, {
    maxIter,
    tol,
    onIteration,
  });
}

/** Options of some solvers alone. */
const OWN = [
  'learningRate',
  'lossTol',
  'learningRateSchedule',
  'batchSize',
  'momentum',
  'nesterov',
  'average',
] as const;
const OPTIONS = ['solver', 'maxIter', 'tol', 'start', 'seed', ...OWN, 'onIteration'];

function check(options: MinimizeOptions, size: number): void {
  checkNames(options, OPTIONS, ' of minimize');
  const { solver = 'auto', maxIter, tol, start, learningRate, lossTol, batchSize, momentum, seed } = options;
  const numbers = { maxIter, tol, learningRate, lossTol, batchSize, momentum, seed };
  for (const [name, value] of Object.entries(numbers)) {
    if (value === undefined) continue;
    if (typeof value !== 'number') throw invalidType(name, 'a number', value);
    if (!(value >= 0)) throw invalidValue(name, 'a number of at least 0', value);
  }
  for (const name of OWN) {
    const value = options[name];
    if (value !== undefined && !optionsRead(solver).includes(name)) {
      throw invalidValue(name, `a solver that reads it, not '${resolveSolver(solver)}'`, value);
    }
  }
  if (start === undefined) return;
  if (!(start instanceof Float64Array)) throw invalidType('start', `a Float64Array of ${size}`, start);
  if (start.length !== size)
    throw invalidValue('the length of start', `the objective's size, ${size}`, start.length);
}
