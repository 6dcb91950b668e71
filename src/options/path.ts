import { invalidValue } from '../errors.js';
import { isStochastic } from '../solvers/table.js';
import { numbers, positive, wholeNumber } from './checks.js';
import { type CheckedOptions, checkOptionNames, checkOptions, copyOptions, type Options } from './index.js';

/**
 * Options of `softmaxPath`: those of `SoftmaxRegression` that hold for each point, and where the points lie.  One thread.
 */
export interface PathOptions extends Omit<Options, keyof typeof NOT_HERE> {
  /** 0 ridge … 1 lasso, the default here.  A path of less than 0.001 begins where one of 0.001 would. */
  l1Ratio?: number;
  /** The penalties' factors in the mean objective, in any order; default: chosen from the data. */
  alphas?: ArrayLike<number>;
  /** Default: 1e-4, or a 20th of the point's alpha where that is less. */
  tol?: number;
  /** Number of points where alphas are chosen; default 100. */
  nAlphas?: number;
  /** The smallest chosen alpha, as a share of the largest, below 1; default 1e-4, or 1e-2 for fewer rows than columns. */
  alphaMinRatio?: number;
}

/** What of an estimator has no place on a path, and what has it instead. */
const NOT_HERE = {
  C: 'alphas',
  alpha: 'alphas',
  warmStart: 'none of it, points start from each other',
  workers: 'none of it, a path runs on one thread',
  validationFraction: 'none of it, each point runs to its tol',
  patience: 'none of it, each point runs to its tol',
};

/**
 * Which alphas: given ones, descending, or so many, down to a share of the largest; undefined: chosen by the data's
 * shape.
 */
export type CheckedAlphas =
  | { readonly given: Float64Array }
  | { readonly count: number; readonly minRatio: number | undefined };

/** Checked options of a path. */
export interface CheckedPath {
  readonly alphas: CheckedAlphas;
  /** Of the model at each point, but for alpha: as given, none of it the giver's, and with defaults. */
  readonly model: Options;
  readonly checked: CheckedOptions;
}

/** @throws TypeError, RangeError for options of a path or its models that will not do */
export function checkPath(options: PathOptions): CheckedPath {
  checkOptionNames(options, 'softmaxPath', ['alphas', 'nAlphas', 'alphaMinRatio'], NOT_HERE);
  const { alphas, nAlphas, alphaMinRatio, ...model } = options;
  const { l1Ratio = 1 } = model;
  checkOptions({ ...model, l1Ratio });
  if (isStochastic(model.solver ?? 'auto'))
    throw invalidValue(
      'solver',
      'one that takes all rows at a time, not mini-batches, on a path',
      model.solver,
    );
  const own = copyOptions({ ...model, l1Ratio });
  const given = { model: own, checked: checkOptions(own) };
  if (alphas === undefined) {
    if (nAlphas !== undefined) wholeNumber('nAlphas', 1)(nAlphas);
    if (alphaMinRatio !== undefined) {
      positive('alphaMinRatio')(alphaMinRatio);
      if (!(alphaMinRatio < 1)) throw invalidValue('alphaMinRatio', 'a number below 1', alphaMinRatio);
    }
    return { alphas: { count: nAlphas ?? 100, minRatio: alphaMinRatio }, ...given };
  }
  numbers('alphas', positive)(alphas);
  if (alphas.length === 0) throw invalidValue('the length of alphas', 'at least 1', 0);
  for (const [name, value] of Object.entries({ nAlphas, alphaMinRatio })) {
    if (value !== undefined) throw invalidValue(name, 'nothing where alphas are given', value);
  }
  return { alphas: { given: Float64Array.from(alphas).sort().reverse() }, ...given };
}
