import { invalidValue } from '../errors.js';
import type { AnyObjective, Batches } from '../objective.js';
import { Adam } from './adam.js';
import { type LearningRateSchedule, rateOf } from './learning-rate.js';
import { Sgd } from './sgd.js';
import type { Solver } from './solver.js';
import { Average, type UpdateRule } from './update-rule.js';
import { centreBlocks, maxAbs } from './vector.js';

/** Of sgd and adam. */
export interface MiniBatchOptions {
  /** η; default 0.01. */
  readonly learningRate?: number | undefined;
  /** Default 'constant'. */
  readonly learningRateSchedule?: LearningRateSchedule | undefined;
  /** Default 256. */
  readonly batchSize?: number | undefined;
  /** sgd: μ; default 0.9. */
  readonly momentum?: number | undefined;
  /** sgd; default false. */
  readonly nesterov?: boolean | undefined;
  /** The mean of the iterates is the solution: of all, or of those from this epoch on, counted from 1.  Default false. */
  readonly average?: boolean | number | undefined;
  /** Of the order of rows; default 0. */
  readonly seed?: number | undefined;
  /** Epochs of the run, for schedules that end with it. */
  readonly maxIter?: number | undefined;
}

export type StochasticName = 'sgd' | 'adam';

const LEARNING_RATE = 0.01;
export const BATCH_SIZE = 256;

/** @param steps of the whole run, where that is known */
export function ruleOf(
  name: StochasticName,
  size: number,
  options: MiniBatchOptions,
  convexity: number,
  steps: number | undefined,
): UpdateRule {
  const { learningRate = LEARNING_RATE, learningRateSchedule = 'constant' } = options;
  const rate = rateOf(learningRateSchedule, learningRate, convexity, steps);
  return name === 'sgd' ? new Sgd(size, rate, options) : new Adam(size, rate);
}

/** The epoch, from 1, whose iterates are the first to be averaged; Infinity: none are. */
export function averagedFrom({ average = false }: MiniBatchOptions): number {
  if (typeof average === 'number') return average;
  return average ? 1 : Infinity;
}

/**
 * A stochastic solver: an iteration is an epoch, which takes every row once, in batches dealt anew, and ends with an
 * evaluation over all rows, so that what it tells of value and gradient is true of the iterate.
 * Ends as failed where a loss is no longer finite: the rate is too large.
 */
export function* miniBatch(
  name: StochasticName,
  objective: AnyObjective,
  start: Float64Array,
  options: MiniBatchOptions,
): Solver {
  const { batchSize = BATCH_SIZE, seed = 0, maxIter = 1 } = options;
  const { batches, blockSize, norm } = parts(name, objective);
  const count = batches.count(batchSize);
  const rule = ruleOf(name, start.length, options, batches.convexity ?? 0, Math.max(1, maxIter * count));
  const firstAveraged = averagedFrom(options);
  const average = new Average(start.length);
  const w = start.slice();
  const gradient = new Float64Array(w.length);

  let value = yield { type: 'evaluate', w, gradient };
  if (!Number.isFinite(value)) return 'lineSearchFailed';
  yield { type: 'iterate', w, value, gradientNorm: norm(gradient) };
  for (let epoch = 1; ; epoch++) {
    for (let index = 0; index < count; index++) {
      const batch = { size: batchSize, seed, epoch, index };
      value = yield { type: 'evaluate', w, gradient, batch };
      if (!Number.isFinite(value)) return 'lineSearchFailed';
      rule.step(w, gradient);
      if (epoch >= firstAveraged) average.add(w);
    }
    // Adam scales classes apart and lets their common shift drift, which changes nothing but the penalty.
    if (blockSize) centreBlocks(w, blockSize);
    const point = average.count > 0 ? average.w : w;
    if (blockSize && point !== w) centreBlocks(point, blockSize);
    value = yield { type: 'evaluate', w: point, gradient };
    if (!Number.isFinite(value)) return 'lineSearchFailed';
    yield { type: 'iterate', w: point, value, gradientNorm: norm(gradient) };
  }
}

function parts(name: StochasticName, objective: AnyObjective) {
  const batches = 'batches' in objective ? (objective.batches as Batches | undefined) : undefined;
  if (!batches) {
    throw invalidValue(
      'solver',
      'a solver that takes all rows at once: this objective offers no batches',
      name,
    );
  }
  const { curvature, gradientNorm = maxAbs } = objective;
  return { batches, blockSize: curvature?.blockSize, norm: gradientNorm };
}
