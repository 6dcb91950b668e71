import { invalidValue } from '../errors.js';
import type { AnyObjective } from '../objective.js';
import { gradientDescent } from './gradient-descent.js';
import { lbfgs } from './lbfgs.js';
import { newton } from './newton.js';
import type { Solver } from './solver.js';

/** What a solver may be told; each reads its own. */
export interface SolverOptions {
  readonly learningRate?: number | undefined;
  readonly lossTol?: number | undefined;
  /** Of the run: without any iteration, the start is to stay where it is. */
  readonly maxIter?: number | undefined;
}

interface Entry {
  readonly create: (objective: AnyObjective, start: Float64Array, options: SolverOptions) => Solver;
  /** The options it reads. */
  readonly reads: readonly (keyof SolverOptions)[];
  /** Whether its iterates mean something by themselves: parameters may not be shifted, nor precision change on the way. */
  readonly pathMatters: boolean;
}

/** Every solver there is.  The one table that decides. */
const SOLVERS: Record<string, Entry> = {
  lbfgs: {
    create: ({ curvature, gradientNorm, sampledValueAndGradient }, start, { maxIter }) =>
      lbfgs(start, curvature, gradientNorm, sampledValueAndGradient !== undefined && maxIter !== 0),
    reads: [],
    pathMatters: false,
  },
  newton: {
    create: ({ curvature, gradientNorm }, start) => {
      if (!curvature?.hessianVector && !curvature?.hessian) {
        const missing = 'an objective that offers curvature.hessianVector or curvature.hessian';
        throw new RangeError(`solver 'newton' needs second derivatives: expected ${missing}`);
      }
      return newton(start, curvature, gradientNorm);
    },
    reads: [],
    pathMatters: false,
  },
  'gradient-descent': {
    create: (_, start, options) => gradientDescent(start, options),
    reads: ['learningRate', 'lossTol'],
    pathMatters: true,
  },
};

/** Solvers that the interface names and this version does not have. */
const PLANNED = ['sgd', 'adam', 'coordinate-descent'];

/** What `auto` means: preconditioned L-BFGS takes less time than Newton's method on all but the smallest data. */
const AUTO = 'lbfgs';

/**
 * The name of the solver that runs for an option.
 * @throws RangeError for a name that is unknown or not built yet
 */
export function resolveSolver(name: string): string {
  if (name === 'auto') return AUTO;
  if (Object.hasOwn(SOLVERS, name)) return name;
  const known = ['auto', ...Object.keys(SOLVERS)].map(solver => `'${solver}'`).join(', ');
  if (PLANNED.includes(name))
    throw new RangeError(`solver '${name}' is not available yet: use one of ${known}`);
  throw invalidValue('solver', `one of ${known}`, name);
}

/** The options that the solver of this name reads. */
export function optionsRead(name: string): readonly string[] {
  return (SOLVERS[resolveSolver(name)] as Entry).reads;
}

/** Whether the iterates of the solver of this name mean something, not only where they end. */
export function pathMatters(name: string): boolean {
  return (SOLVERS[resolveSolver(name)] as Entry).pathMatters;
}

export function createSolver(
  name: string,
  objective: AnyObjective,
  start: Float64Array,
  options: SolverOptions,
): Solver {
  return (SOLVERS[resolveSolver(name)] as Entry).create(objective, start, options);
}
