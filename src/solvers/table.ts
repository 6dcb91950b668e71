import { invalidValue } from '../errors.js';
import type { AnyObjective, L1Term } from '../objective.js';
import type { Box } from './box.js';
import { type Carry, coordinateDescent } from './coordinate-descent.js';
import { CostModel } from './cost-model.js';
import { gradientDescent } from './gradient-descent.js';
import { L1 } from './l1.js';
import { lbfgs } from './lbfgs.js';
import { type MiniBatchOptions, miniBatch, type StochasticName } from './mini-batch.js';
import { newton } from './newton.js';
import { owlQn } from './owl-qn.js';
import { projectedLbfgs } from './projected-lbfgs.js';
import type { Solver } from './solver.js';

/** What a solver may be told; each reads its own. */
export interface SolverOptions extends MiniBatchOptions {
  readonly learningRate?: number | undefined;
  readonly lossTol?: number | undefined;
  /** Of the run: without any iteration, the start is to stay where it is. */
  readonly maxIter?: number | undefined;
  /** What coordinate descent keeps from one run to the next. */
  readonly carry?: Carry | undefined;
  /** Bounds on parameters. */
  readonly box?: Box | undefined;
}

interface Entry {
  readonly create: (objective: AnyObjective, start: Float64Array, options: SolverOptions) => Solver;
  /** The options it reads. */
  readonly reads: readonly (keyof SolverOptions)[];
  /** Whether its iterates mean something by themselves: parameters may not be shifted, nor precision change on the way. */
  readonly pathMatters: boolean;
  /** The L1 terms it can do: none, or one that takes entries by themselves, or groups too.  Default none. */
  readonly l1?: 'entries' | 'groups';
  /** Whether it takes rows in batches, in an order of its own. */
  readonly stochastic?: boolean;
}

function stochastic(name: StochasticName, own: readonly (keyof SolverOptions)[]): Entry {
  return {
    create: (objective, start, options) => miniBatch(name, objective, start, options),
    reads: ['learningRate', 'learningRateSchedule', 'batchSize', 'average', ...own],
    pathMatters: false,
    stochastic: true,
  };
}

/** Every solver there is.  The one table that decides. */
const SOLVERS: Record<string, Entry> = {
  lbfgs: {
    create: ({ size, l1, curvature, gradientNorm, sampledValueAndGradient }, start, { maxIter, box }) =>
      box
        ? projectedLbfgs(start, box, curvature, gradientNorm)
        : l1
          ? owlQn(start, new L1(l1, size, gradientNorm), curvature)
          : lbfgs(start, curvature, gradientNorm, sampledValueAndGradient !== undefined && maxIter !== 0),
    reads: [],
    pathMatters: false,
    l1: 'entries',
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
  'coordinate-descent': {
    create: ({ size, l1, curvature, gradientNorm }, start, { carry }) => {
      if (!curvature) {
        const missing = 'an objective that offers curvature.gram';
        throw new RangeError(`solver 'coordinate-descent' needs second derivatives: expected ${missing}`);
      }
      const costs = new CostModel(curvature);
      if (!costs.holdsHessian() && !costs.fits('class')) {
        const { blockSize, classes } = curvature;
        const [what, instead] = inGroups(l1)
          ? ['a grouped L1 penalty', 'grouped: false']
          : ["solver 'coordinate-descent'", "solver 'lbfgs'"];
        const most = costs.largestBlock('class');
        throw new RangeError(
          `${what} needs ${classes} matrices of ${blockSize} × ${blockSize}: expected columns for at most ${most} × ${most}, or ${instead}`,
        );
      }
      const none = { factors: new Float64Array(curvature.blockSize), grouped: false, mirrored: false };
      return coordinateDescent(start, new L1(l1 ?? none, size, gradientNorm), curvature, carry);
    },
    reads: [],
    pathMatters: false,
    l1: 'groups',
  },
  'gradient-descent': {
    create: (_, start, options) => gradientDescent(start, options),
    reads: ['learningRate', 'lossTol'],
    pathMatters: true,
  },
  sgd: stochastic('sgd', ['momentum', 'nesterov']),
  adam: stochastic('adam', []),
};

/**
 * What `auto` means: preconditioned L-BFGS takes less time than Newton's method on all but the smallest data.  Where blocks of
 * the Hessian are too large and entries are few, its 40 multiply-adds a parameter are most of an iteration: a product H·v by
 * an evaluation and a half, in a sixth of the vectors, is cheaper.  With an L1 term, see `autoWithL1`.
 */
function autoSmooth({ curvature }: AnyObjective): string {
  const sparse = curvature?.entries !== undefined && curvature.hessianVector && curvature.diagonal;
  return sparse && !new CostModel(curvature).startsWithBlocks() ? 'newton' : 'lbfgs';
}

/**
 * Coordinate descent where there are groups, where parameters are so few that sweeps over all cost next to nothing, and
 * along a path, which carries the model on.
 */
function autoWithL1({ l1, size, curvature }: AnyObjective, carries: boolean): string {
  const few = curvature?.hessian && (carries ? new CostModel(curvature).holdsHessian() : size <= SWEPT);
  return inGroups(l1) || few ? 'coordinate-descent' : 'lbfgs';
}
const SWEPT = 256;

/** Two classes have one coefficient a feature: nothing to group. */
function inGroups(l1: L1Term | undefined): boolean {
  return l1 ? l1.grouped && !l1.mirrored : false;
}

/**
 * The name of the solver that runs for an option, and an objective where that matters.
 * @throws RangeError for a name that is unknown
 */
export function resolveSolver(name: string, objective?: AnyObjective, carries = false): string {
  if (name === 'auto') {
    if (!objective) return 'lbfgs';
    return objective.l1 ? autoWithL1(objective, carries) : autoSmooth(objective);
  }
  if (Object.hasOwn(SOLVERS, name)) return name;
  const known = ['auto', ...Object.keys(SOLVERS)].map(solver => `'${solver}'`).join(', ');
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

/**
 * @throws RangeError for a solver that cannot do the L1 term of a penalty, naming both
 */
export function checkPenaltyOf(
  name: string,
  { l1Ratio, grouped }: { l1Ratio: number; grouped: boolean },
): void {
  if (l1Ratio > 0) checkTerm(name, grouped, grouped ? 'grouped is true' : `l1Ratio is ${l1Ratio}`);
}

/** @throws RangeError for a solver that cannot keep parameters within bounds, naming both */
export function checkBoundsOf(name: string, option: string): void {
  if (name === 'auto' || name === 'lbfgs') return;
  throw new RangeError(`solver '${name}' cannot keep coefficients within ${option}: use 'lbfgs' or 'auto'`);
}

function checkTerm(name: string, grouped: boolean, given: string): void {
  const can = ({ l1 }: Entry) => l1 === 'groups' || (l1 === 'entries' && !grouped);
  if (name === 'auto' || can(SOLVERS[name] as Entry)) return;
  const others = Object.keys(SOLVERS).filter(other => can(SOLVERS[other] as Entry));
  const list = others.map(other => `'${other}'`).join(', ');
  const what = grouped ? 'a grouped L1 penalty' : 'an L1 penalty';
  throw new RangeError(`solver '${name}' cannot do ${what} (${given}): use ${list} or 'auto'`);
}

/** Whether the solver of this name takes rows in batches, in an order of its own. */
export function isStochastic(name: string): boolean {
  return (SOLVERS[resolveSolver(name)] as Entry).stochastic ?? false;
}

export function createSolver(
  name: string,
  objective: AnyObjective,
  start: Float64Array,
  options: SolverOptions,
): Solver {
  if (objective.l1) checkTerm(name, inGroups(objective.l1), 'the objective has one');
  return (SOLVERS[resolveSolver(name, objective, options.carry !== undefined)] as Entry).create(
    objective,
    start,
    options,
  );
}
