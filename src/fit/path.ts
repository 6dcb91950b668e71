/** Fits along a path of penalties, each from where the last ended, over rows that are packed once. */
import type { L1Term, Objective } from '../objective.js';
import type { CheckedOptions } from '../options/index.js';
import type { CheckedAlphas } from '../options/path.js';
import type { Carry } from '../solvers/coordinate-descent.js';
import type { RunOptions, RunResult } from '../solvers/driver.js';
import type { Solver } from '../solvers/solver.js';
import { createSolver, resolveSolver } from '../solvers/table.js';
import { withPenalty } from '../terms/penalty.js';
import { finish } from '../work.js';
import { assemble, penaltyOf } from './assemble.js';
import type { Input } from './input.js';
import type { Problem } from './problem.js';
import { remembered } from './remembered.js';
import type { Fit } from './run.js';
import { needsRefining } from './run.js';

/** A run to be made: the path says which, its driver how. */
export interface Run {
  readonly solver: Solver;
  readonly objective: Objective;
  readonly options: RunOptions;
}

/** One point of a path. */
export interface PathFit extends Fit {
  readonly alpha: number;
  readonly tol: number;
  /** Mean loss without penalty, and of the model whose penalised coefficients are all 0. */
  readonly loss: number;
  readonly nullLoss: number;
}

/** glmnet's: a ridge path begins where one with a thousandth of lasso would. */
const LEAST_L1_RATIO = 1e-3;
/** Of alpha, which bounds the slopes of coefficients at 0: a tolerance as large as that would tell nothing. */
const TOL_SHARE = 0.05;
/** No penalised coefficient leaves 0 under an L1 term of this factor, times the largest slope. */
const ALL_ZERO = 1e6;
/** Of the null model, where intercepts alone are not all of it: its slopes say where the path begins. */
const NULL_TOL = 1e-6;
/** Rounding of the largest slope. */
const ROUNDING = 1e-12;

/**
 * Yields runs and is handed their results; returns the points.
 * @param tolGiven whether the run's tol is its user's, else it falls with alpha
 * @throws RangeError where there is no alpha to begin with
 */
export function* path(
  input: Input,
  given: CheckedOptions,
  alphas: CheckedAlphas,
  run: RunOptions,
  tolGiven: boolean,
): Generator<Run, PathFit[], RunResult> {
  const { problem, shifted } = input;
  const options = { ...given, alpha: 0, C: undefined };
  const { fitIntercept, grouped, penaltyFactors, precision, deterministic } = options;
  const penaltyOptions = { C: undefined, fitIntercept, grouped, penaltyFactors, precision, deterministic };
  let parts = assemble(problem, options, shifted);
  let smooth = remembered(parts.loss);
  const scratch = new Float64Array(smooth.size);
  const at = (alpha: number, l1Ratio: number) => {
    const penalty = penaltyOf(problem, { ...penaltyOptions, alpha, l1Ratio });
    return { penalty, objective: withPenalty(smooth, penalty) };
  };
  const runFrom = (
    w: Float64Array,
    objective: Objective,
    carry: Carry | undefined,
    how: RunOptions,
  ): Run => ({
    solver: createSolver(carry ? options.solver : 'auto', objective, w, {
      ...options,
      carry,
      box: carry && input.box,
    }),
    objective,
    options: how,
  });

  try {
    // The null model, and the slopes there.
    let w = nullStart(input, smooth, fitIntercept);
    smooth.valueAndGradient(w, scratch);
    const unit = at(1, 1).penalty.l1 ?? {
      factors: new Float64Array(smooth.size),
      grouped: false,
      mirrored: false,
    };
    const free = unit.factors.subarray(0, input.nFeatures).some(factor => factor === 0);
    if (free || problem.correction || problem.offset || new Set(problem.y).size < input.classes.length) {
      const { objective } = at(ALL_ZERO * Math.max(1, smallestAlpha(scratch, unit)), 1);
      const tol = Math.min(run.tol, NULL_TOL);
      w = (yield runFrom(w, objective, undefined, { ...run, tol, onIteration: undefined })).w.slice();
    }
    const nullLoss = smooth.valueAndGradient(w, scratch);
    const largest = smallestAlpha(scratch, unit) / Math.max(options.l1Ratio, LEAST_L1_RATIO);
    const points = spread(alphas, largest * (1 + ROUNDING), problem);

    const fits: PathFit[] = [];
    let carry: Carry = { model: null, screen: 1 };
    let before: { alpha: number; ridge: Float64Array } | null = null;
    for (const alpha of points) {
      let { penalty, objective } = at(alpha, options.l1Ratio);
      const { ridge } = penalty;
      if (before && options.l1Ratio < 1)
        carry.model?.addRidge(ridge.map((factor, j) => factor - (before?.ridge[j] as number)));
      // The sequential strong rule: slopes seldom change by more than the factor does.
      carry.screen = Math.min(1, Math.max(0, 2 - (before?.alpha ?? largest) / alpha));
      before = { alpha, ridge };
      const tol = tolGiven ? run.tol : Math.min(run.tol, TOL_SHARE * alpha);
      const here = { ...run, tol };
      let result = yield runFrom(w, objective, carry, here);
      const finer = needsRefining(result, parts.data, options) && finish(parts.refined());
      if (finer) {
        parts = finer;
        smooth = remembered(parts.loss);
        carry = { model: null, screen: carry.screen };
        ({ objective } = at(alpha, options.l1Ratio));
        result = yield runFrom(result.w.slice(), objective, carry, { ...here, continues: result });
      }
      if (result.status === 'aborted') break;
      w = result.w.slice();
      const loss = smooth.valueAndGradient(w, scratch);
      const solver = resolveSolver(options.solver, objective, true);
      fits.push({ input, data: parts.data, l1: objective.l1, solver, result, alpha, tol, loss, nullLoss });
    }
    return fits;
  } finally {
    parts.data.end();
  }
}

/** The smallest alpha whose L1 term takes up these slopes: max over features of their dual norm by factor. */
function smallestAlpha(gradient: Float64Array, { factors, grouped, mirrored }: L1Term): number {
  const stride = factors.length;
  let largest = 0;
  for (let j = 0; j < stride; j++) {
    const factor = factors[j] as number;
    if (factor === 0) continue;
    let square = 0;
    let most = 0;
    for (let i = j; i < gradient.length; i += stride) {
      const entry = Math.abs(gradient[i] as number);
      square += entry * entry;
      most = Math.max(most, entry);
    }
    largest = Math.max(largest, (grouped && !mirrored ? Math.sqrt(square) : most) / factor);
  }
  return largest;
}

/** W = 0 and the intercepts that fit class frequencies: logarithms, centred. */
function nullStart({ problem, classes }: Input, { size }: Objective, fitIntercept: boolean): Float64Array {
  const { y, weights } = problem;
  const w = new Float64Array(size);
  const K = classes.length;
  const stride = size / K;
  if (!fitIntercept) return w;
  const totals = new Float64Array(K);
  for (let i = 0; i < y.length; i++) {
    const k = y[i] as number;
    totals[k] = (totals[k] as number) + (weights ? (weights[i] as number) : 1);
  }
  if (totals.some(total => !(total > 0))) return w;
  const logs = totals.map(Math.log);
  const mean = logs.reduce((sum, log) => sum + log, 0) / K;
  for (let k = 0; k < K; k++) w[(k + 1) * stride - 1] = (logs[k] as number) - mean;
  return w;
}

function spread(alphas: CheckedAlphas, largest: number, { X }: Problem): Float64Array {
  if ('given' in alphas) return alphas.given;
  if (!(largest > 0))
    throw new RangeError('no column that is penalised tells the classes apart: expected alphas to be given');
  const { count, minRatio = X.rows < X.cols ? 1e-2 : 1e-4 } = alphas;
  const share = (i: number) => minRatio ** (i / Math.max(1, count - 1));
  return Float64Array.from({ length: count }, (_, i) => largest * share(i));
}
