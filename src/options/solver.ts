import { invalidType, invalidValue } from '../errors.js';
import { optionsRead, resolveSolver } from '../solvers/table.js';
import { atLeastZero, type ChecksOf, notYet, positive, wholeNumber } from './checks.js';

/** How the optimum is looked for, and how long. */
export interface SolverChoice {
  /** Default 'auto', which is 'lbfgs'. */
  solver?: 'auto' | 'lbfgs' | 'newton' | 'gradient-descent' | 'sgd' | 'adam' | 'coordinate-descent';
  /** Most iterations; default 1000. */
  maxIter?: number;
  /** Bound on the largest absolute partial derivative of the objective; default 1e-4. */
  tol?: number;
  /** Step of gradient descent; default 0.1. */
  learningRate?: number;
  /** Rows per step of sgd and adam: not available yet. */
  batchSize?: number;
  /** Of sgd: not available yet. */
  momentum?: number;
  /** Gradient descent: stop when the objective changes by less; default 0. */
  lossTol?: number;
}

/** The same with defaults. */
export interface CheckedSolver {
  readonly solver: string;
  readonly maxIter: number;
  readonly tol: number;
  readonly learningRate: number | undefined;
  readonly lossTol: number | undefined;
}

export const SOLVER_CHECKS: ChecksOf<SolverChoice> = {
  solver(value) {
    if (typeof value !== 'string') throw invalidType('solver', 'the name of a solver', value);
    resolveSolver(value);
  },
  maxIter: wholeNumber('maxIter', 0),
  tol: atLeastZero('tol'),
  learningRate: positive('learningRate'),
  batchSize: notYet('batchSize'),
  momentum: notYet('momentum'),
  lossTol: atLeastZero('lossTol'),
};

export function checkedSolver(options: SolverChoice): CheckedSolver {
  const { solver = 'auto', maxIter = 1000, tol = 1e-4, learningRate, lossTol } = options;
  for (const [name, value] of Object.entries({ learningRate, lossTol })) {
    if (value !== undefined && !optionsRead(solver).includes(name)) {
      throw invalidValue(name, `a solver that reads it, not '${solver}'`, value);
    }
  }
  return { solver, maxIter, tol, learningRate, lossTol };
}
