import { checkNames, invalidValue } from '../errors.js';
import { KERNEL_CHECKS, type KernelOptions, kernelOptions } from '../kernel-options.js';
import { checkBoundsOf, checkPenaltyOf } from '../solvers/table.js';
import type { Precision } from '../wasm/precision.js';
import { boolean, type ChecksOf, wholeNumber } from './checks.js';
import {
  type CheckedPenalty,
  checkedPenalty,
  copyBounds,
  PENALTY_CHECKS,
  type PenaltyOptions,
} from './penalty.js';
import { type CheckedSolver, checkedSolver, SOLVER_CHECKS, type SolverChoice } from './solver.js';
import {
  type CheckedTargets,
  checkedTargets,
  copyTargets,
  TARGET_CHECKS,
  type TargetOptions,
} from './targets.js';

/** Options of `SoftmaxRegression`. */
export interface Options extends PenaltyOptions, SolverChoice, TargetOptions {
  /** Whether there are intercepts, which are never penalised and not bounded.  Default true. */
  fitIntercept?: boolean;
  /** Of storage and kernels; parameters are float64 everywhere.  Default 'float32'. */
  precision?: Precision;
  /** `fit` begins where the last one ended, of the same columns and classes.  Default false. */
  warmStart?: boolean;
  /** Of the order of rows in sgd and adam, and of what is held out: a whole number.  Default 0. */
  seed?: number;
  /**
   * Threads at the most that `fit` runs on.  Default: in Node as many as the machine has, where the problem is large
   * enough to gain from them; elsewhere 1.  Sparse rows, sgd and adam run on one.  The same coefficients to the last bit,
   * whatever the number.
   */
  workers?: number;
  /** The same bits on every machine, at the price of fused multiply-add.  Default false. */
  deterministic?: boolean;
}

/** Options with their defaults filled in. */
export interface CheckedOptions extends CheckedPenalty, CheckedSolver, CheckedTargets, KernelOptions {
  readonly fitIntercept: boolean;
  readonly warmStart: boolean;
  readonly seed: number;
  /** Undefined: chosen by the size of the problem. */
  readonly workers: number | undefined;
}

/** One check per option. */
const CHECKS: ChecksOf<Options> = {
  ...PENALTY_CHECKS,
  ...SOLVER_CHECKS,
  ...TARGET_CHECKS,
  ...KERNEL_CHECKS,
  fitIntercept: boolean('fitIntercept'),
  warmStart: boolean('warmStart'),
  seed(value) {
    if (!Number.isSafeInteger(value)) throw invalidValue('seed', 'a whole number', value);
  },
  workers: wholeNumber('workers', 1),
};

const NAMES = Object.keys(CHECKS);

/**
 * Checks options and fills in defaults.
 * @throws TypeError for a value of the wrong kind or an option that does not exist, RangeError for a wrong value
 */
export function checkOptions(options: Options): CheckedOptions {
  checkNames(options, NAMES, '');
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) CHECKS[name as keyof Options](value);
  }
  const penalty = checkedPenalty(options);
  const solver = checkedSolver(options);
  checkPenaltyOf(solver.solver, penalty);
  const bounds = (['lowerBounds', 'upperBounds'] as const).find(name => penalty[name] !== undefined);
  if (bounds) checkBoundsOf(solver.solver, bounds);
  return {
    ...penalty,
    ...solver,
    ...(bounds && { solver: 'lbfgs' }),
    ...checkedTargets(options),
    ...kernelOptions(options),
    fitIntercept: options.fitIntercept ?? true,
    warmStart: options.warmStart ?? false,
    seed: options.seed ?? 0,
    workers: options.workers,
  };
}

/**
 * The options as their own copy, which later changes by their giver do not reach, and checked.
 * @throws as `checkOptions`
 */
export function ownOptions(given: Options): { options: Options; checked: CheckedOptions } {
  const checked = checkOptions(given);
  const options = copyOptions(given);
  // Of numbers and texts alone what was checked is the copy's, too.
  const isFlat = Object.values(options).every(value => typeof value !== 'object' || value === null);
  return { options, checked: isFlat ? checked : checkOptions(options) };
}

/**
 * Names of the options of something that fits models of this kind.
 * @param own that these do not have
 * @param instead what of theirs is not to be given, and what is
 * @throws TypeError for a name that is neither its own nor theirs, or not to be given
 */
export function checkOptionNames(
  options: object,
  owner: string,
  own: readonly string[],
  instead: Readonly<Record<string, string>>,
): void {
  const isReplaced = (name: string) => Object.hasOwn(instead, name);
  const known = [...own, ...NAMES.filter(name => !isReplaced(name))];
  if (typeof options !== 'object' || options === null) checkNames(options, known, ` of ${owner}`);
  for (const [name, value] of Object.entries(options)) {
    if (!isReplaced(name)) checkNames({ [name]: value }, known, ` of ${owner}`);
    else if (value !== undefined)
      throw new TypeError(`${name} is no option of ${owner}: expected ${instead[name]}`);
  }
}

/** Checked options that their giver's later changes do not reach. */
export function copyOptions(options: Options): Options {
  const { penaltyFactors } = options;
  return {
    ...options,
    ...copyTargets(options),
    ...copyBounds(options),
    ...(penaltyFactors && { penaltyFactors: Array.from(penaltyFactors) }),
  };
}
