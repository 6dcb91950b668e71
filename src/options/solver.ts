import { invalidType, invalidValue } from '../errors.js';
import { checkSchedule, type LearningRateSchedule } from '../solvers/learning-rate.js';
import { optionsRead, resolveSolver } from '../solvers/table.js';
import { atLeastZero, boolean, type ChecksOf, positive, share, wholeNumber } from './checks.js';

/** How the optimum is looked for, and how long. */
export interface SolverChoice {
  /**
   * Default 'auto': 'lbfgs'; with an L1 penalty 'coordinate-descent' on few parameters, in groups and on most paths;
   * 'newton' for sparse rows of many columns; 'adam' where rows are seen once, in `partialFit` and `fitStream`.  L1
   * penalties: 'lbfgs', 'coordinate-descent'; grouped ones: the latter; bounds: 'lbfgs'; streams that are read again:
   * 'lbfgs', 'gradient-descent'.
   */
  solver?: 'auto' | 'lbfgs' | 'newton' | 'gradient-descent' | 'sgd' | 'adam' | 'coordinate-descent';
  /** Most iterations; of sgd and adam, epochs.  Default 1000. */
  maxIter?: number;
  /**
   * Bound on the largest absolute partial derivative of the mean objective; with an L1 penalty, on the largest entry of its
   * smallest subgradient; with bounds, of its projected gradient.  Default 1e-4.
   */
  tol?: number;
  /** Step of gradient descent, default 0.1, and of sgd and adam, default 0.01; above 0. */
  learningRate?: number;
  /**
   * How the step of sgd and adam changes with the batches t = 0, 1, … seen: 'constant', the default, 'invscaling'
   * (divided by √(1 + t)), 'optimal' (by 1 + η·λ·t, λ the ridge penalty's factor), 'cosine' (to 0 at the end of maxIter
   * epochs, in `fit` only) or a function of t, which a saved model does not hold: predictions of one that was loaded are
   * the same, its next fit throws.
   */
  learningRateSchedule?: LearningRateSchedule;
  /** Rows per step of sgd and adam, rounded up to a multiple of 8, of 4 in float64.  Default 256. */
  batchSize?: number;
  /** Of sgd, in [0, 1); default 0.9. */
  momentum?: number;
  /** Of sgd: Nesterov's momentum.  Default false. */
  nesterov?: boolean;
  /**
   * Of sgd and adam: the solution is the mean of all iterates, or of those from this epoch on, counted from 1.
   * Default false.
   */
  average?: boolean | number;
  /** Gradient descent: stop when the objective changes by less; default 0. */
  lossTol?: number;
  /**
   * Share of the rows that are held out, in [0, 1), the same of every class, to stop at the parameters that predict them
   * best: of `fit` and `fitSync`, with any solver.  Default 0: none.
   */
  validationFraction?: number;
  /** With validationFraction: iterations that may pass without a better log-loss of the rows held out.  Default 5. */
  patience?: number;
}

/** The same with defaults. */
export interface CheckedSolver {
  readonly solver: string;
  readonly maxIter: number;
  readonly tol: number;
  readonly learningRate: number | undefined;
  readonly learningRateSchedule: LearningRateSchedule | undefined;
  readonly batchSize: number | undefined;
  readonly momentum: number | undefined;
  readonly nesterov: boolean | undefined;
  readonly average: boolean | number | undefined;
  readonly lossTol: number | undefined;
  readonly validationFraction: number;
  readonly patience: number;
}

export const SOLVER_CHECKS: ChecksOf<SolverChoice> = {
  solver(value) {
    if (typeof value !== 'string') throw invalidType('solver', 'the name of a solver', value);
    resolveSolver(value);
  },
  maxIter: wholeNumber('maxIter', 0),
  tol: atLeastZero('tol'),
  learningRate: positive('learningRate'),
  learningRateSchedule: checkSchedule,
  batchSize: wholeNumber('batchSize', 1),
  momentum: share('momentum', false),
  nesterov: boolean('nesterov'),
  average(value) {
    if (typeof value !== 'boolean') wholeNumber('average', 1)(value);
  },
  lossTol: atLeastZero('lossTol'),
  validationFraction: share('validationFraction', false),
  patience: wholeNumber('patience', 1),
};

export function checkedSolver(options: SolverChoice): CheckedSolver {
  const { solver = 'auto', maxIter = 1000, tol = 1e-4, validationFraction = 0, patience = 5 } = options;
  const { learningRate, learningRateSchedule, batchSize, momentum, nesterov, average, lossTol } = options;
  const own = { learningRate, learningRateSchedule, batchSize, momentum, nesterov, average, lossTol };
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && !optionsRead(solver).includes(name)) {
      throw invalidValue(name, `a solver that reads it, not '${solver}'`, value);
    }
  }
  if (options.patience !== undefined && validationFraction === 0) {
    throw invalidValue('patience', 'a validationFraction above 0 beside it', patience);
  }
  return { solver, maxIter, tol, ...own, validationFraction, patience };
}
