import { checkNames, describe, invalidType, invalidValue } from './errors.js';
import { KERNEL_CHECKS, type KernelOptions, kernelOptions } from './kernel-options.js';
import { type ClassWeight, checkedClasses, type Label } from './labels.js';
import { optionsRead, resolveSolver } from './solvers/table.js';
import type { Precision } from './wasm/precision.js';

export type { Progress } from './solvers/driver.js';

/** Options of `SoftmaxRegression`. */
export interface Options {
  /** Inverse strength of the penalty, scikit-learn's; `Infinity`: no penalty.  Default 1. */
  C?: number;
  /** Instead of C: the penalty's factor in the mean objective, glmnet's lambda: alpha = 1/(C·Σw). */
  alpha?: number;
  /** 0 ridge … 1 lasso.  Only 0, the default, is available yet. */
  l1Ratio?: number;
  /** Default true. */
  fitIntercept?: boolean;
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
  /**
   * Weight by class: 'balanced' (each class the same total of sample weights; scikit-learn 1.2 counts rows instead), or
   * by label; classes not named weigh 1.  Multiplies `sampleWeight`.
   */
  classWeight?: ClassWeight;
  /** Classes that exist whether or not y has them all. */
  classes?: readonly Label[];
  /** Of storage and kernels; parameters are float64 everywhere.  Default 'float32'. */
  precision?: Precision;
  /** Begin where the last fit ended.  Default false. */
  warmStart?: boolean;
  /** Of shuffling; no solver of this version draws random numbers. */
  seed?: number;
  /**
   * Threads at the most that `fit` runs on.  Default: in Node as many as the machine has, where the problem is large
   * enough to gain from them; elsewhere 1.  The same coefficients to the last bit, whatever the number.
   */
  workers?: number;
  /** The same bits on every machine, at the price of fused multiply-add.  Default false. */
  deterministic?: boolean;
}

/** Options with their defaults filled in. */
export interface CheckedOptions extends KernelOptions {
  readonly C: number | undefined;
  readonly alpha: number | undefined;
  readonly fitIntercept: boolean;
  readonly solver: string;
  readonly maxIter: number;
  readonly tol: number;
  readonly learningRate: number | undefined;
  readonly lossTol: number | undefined;
  readonly classWeight: ClassWeight | undefined;
  readonly classes: readonly Label[] | undefined;
  readonly warmStart: boolean;
  /** Undefined: chosen by the size of the problem. */
  readonly workers: number | undefined;
}

/** One check per option. */
const CHECKS: { [K in keyof Required<Options>]: (value: unknown) => void } = {
  C: positive('C', true),
  alpha: atLeastZero('alpha'),
  l1Ratio(value) {
    number('l1Ratio')(value);
    if (!((value as number) >= 0 && (value as number) <= 1))
      throw invalidValue('l1Ratio', 'a number in [0, 1]', value);
    if (value !== 0) {
      throw new RangeError(`l1Ratio is ${value}: no solver of this version can do an L1 penalty, expected 0`);
    }
  },
  fitIntercept: boolean('fitIntercept'),
  solver(value) {
    if (typeof value !== 'string') throw invalidType('solver', 'the name of a solver', value);
    resolveSolver(value);
  },
  maxIter(value) {
    number('maxIter')(value);
    if (!Number.isInteger(value) || (value as number) < 0) {
      throw invalidValue('maxIter', 'a whole number of at least 0', value);
    }
  },
  tol: atLeastZero('tol'),
  learningRate: positive('learningRate', false),
  batchSize: notYet('batchSize', 'sgd and adam'),
  momentum: notYet('momentum', 'sgd'),
  lossTol: atLeastZero('lossTol'),
  classWeight(value) {
    if (value === 'balanced' || value instanceof Map || isPlainObject(value)) return;
    const error = typeof value === 'string' ? invalidValue : invalidType;
    throw error('classWeight', "'balanced', a record or a Map of weights by label", value);
  },
  classes(value) {
    if (!Array.isArray(value)) throw invalidType('classes', 'an array of labels', value);
    if (value.length < 2) throw invalidValue('the length of classes', 'at least 2', value.length);
    checkedClasses(value);
  },
  ...KERNEL_CHECKS,
  warmStart: boolean('warmStart'),
  seed(value) {
    if (!Number.isSafeInteger(value)) throw invalidValue('seed', 'a whole number', value);
  },
  workers(value) {
    number('workers')(value);
    if (!Number.isInteger(value) || (value as number) < 1) {
      throw invalidValue('workers', 'a whole number of at least 1', value);
    }
  },
};

/**
 * Checks options and fills in defaults.
 * @throws TypeError for a value of the wrong kind or an option that does not exist, RangeError for a wrong value
 */
export function checkOptions(options: Options): CheckedOptions {
  checkNames(options, Object.keys(CHECKS), '');
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) CHECKS[name as keyof Options](value);
  }
  const { C, alpha, solver = 'auto', learningRate, lossTol } = options;
  if (C !== undefined && alpha !== undefined) {
    throw new RangeError(
      `both C (${C}) and alpha (${alpha}) are given: expected one, alpha = 1/(C·Σ weights)`,
    );
  }
  for (const [name, value] of Object.entries({ learningRate, lossTol })) {
    if (value !== undefined && !optionsRead(solver).includes(name)) {
      throw new RangeError(
        `${name} is given, which solver '${solver}' does not read: expected solver 'gradient-descent'`,
      );
    }
  }
  return {
    C: alpha === undefined ? (C ?? 1) : undefined,
    alpha,
    fitIntercept: options.fitIntercept ?? true,
    solver,
    maxIter: options.maxIter ?? 1000,
    tol: options.tol ?? 1e-4,
    learningRate,
    lossTol,
    classWeight: options.classWeight,
    classes: options.classes,
    warmStart: options.warmStart ?? false,
    workers: options.workers,
    ...kernelOptions(options),
  };
}

/** Checked options that their giver's later changes do not reach. */
export function copyOptions(options: Options): Options {
  const { classWeight, classes } = options;
  const copy = { ...options };
  if (Array.isArray(classes)) copy.classes = [...classes];
  if (classWeight instanceof Map) copy.classWeight = new Map(classWeight);
  else if (typeof classWeight === 'object' && classWeight !== null) copy.classWeight = { ...classWeight };
  return copy;
}

/**
 * The ridge term's factor λ in F + ½·λ‖W‖².
 * Two classes are kept as two rows ∓w/2 of one vector w, so ½‖w‖² = ‖W‖²: the factor doubles.
 */
export function ridgeFactor(
  { C, alpha }: Pick<CheckedOptions, 'C' | 'alpha'>,
  nClasses: number,
  totalWeight: number,
): number {
  const factor = (nClasses === 2 ? 2 : 1) * (alpha ?? (C === undefined ? 0 : 1 / (C * totalWeight)));
  if (Number.isFinite(factor)) return factor;
  if (alpha !== undefined) throw invalidValue('alpha', 'a number whose double is finite', alpha);
  throw invalidValue('C', 'a number large enough that 1/(C·Σ weights) is finite', C);
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function number(name: string) {
  return (value: unknown) => {
    if (typeof value !== 'number') throw invalidType(name, 'a number', value);
  };
}

function positive(name: string, infinite: boolean) {
  return (value: unknown) => {
    number(name)(value);
    if (!((value as number) > 0) || (value === Infinity && !infinite)) {
      throw invalidValue(name, infinite ? 'a positive number or Infinity' : 'a positive number', value);
    }
  };
}

function atLeastZero(name: string) {
  return (value: unknown) => {
    number(name)(value);
    if (!((value as number) >= 0 && value !== Infinity))
      throw invalidValue(name, 'a number of at least 0', value);
  };
}

function boolean(name: string) {
  return (value: unknown) => {
    if (typeof value !== 'boolean') throw invalidType(name, 'true or false', value);
  };
}

function notYet(name: string, solvers: string) {
  return (value: unknown) => {
    throw new RangeError(`${name} is ${describe(value)}, an option of ${solvers}: not available yet`);
  };
}
