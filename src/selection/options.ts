import { invalidValue } from '../errors.js';
import { boolean } from '../options/checks.js';
import { checkOptionNames, checkOptions, copyOptions, type Options } from '../options/index.js';
import { type CV, checkCV } from './folds.js';
import {
  checkGrid,
  checkSelection,
  GRID_CHECKS,
  type GridOptions,
  type GridPoint,
  gridOf,
  optionsAt,
  type Selection,
} from './grid.js';
import { checkScoring, type Scoring } from './scoring.js';

/**
 * Options of `SoftmaxRegressionCV`: those of `SoftmaxRegression`, but for what is tried.  `workers` are folds fitted at a
 * time, each in a thread of its own; default 1, in Node one per core where an evaluation takes 300 million multiply-adds;
 * 1 for sparse rows.
 */
export interface CVOptions extends Omit<Options, 'C' | 'alpha' | 'l1Ratio' | 'warmStart'>, GridOptions {
  /**
   * A number of folds, stratified by class; `{ k, repeats, seed, shuffle }`; or splits of row indices.  Default 5,
   * shuffled by `seed`.
   */
  cv?: CV;
  /**
   * What is to be large: 'logLoss' (minus the mean log-loss), 'accuracy', 'macroF1', or a function of true labels,
   * probabilities (n × K), predicted labels and weights.  Default 'logLoss'.
   */
  scoring?: Scoring;
  /**
   * 'best': the penalty of the best mean score; 'oneStandardError': the strongest whose mean is within one standard error
   * of it. Default 'best'.
   */
  selection?: Selection;
  /** Fits the penalty that was chosen to all rows; without, nothing can be predicted.  Default true. */
  refit?: boolean;
}

const CHECKS = {
  ...GRID_CHECKS,
  cv: checkCV,
  scoring: checkScoring,
  selection: checkSelection,
  refit: boolean('refit'),
};

/** Options of `SoftmaxRegression` that are not the user's to set. */
const FIXED = {
  C: 'Cs',
  alpha: 'alphas',
  l1Ratio: 'l1Ratios',
  warmStart: 'none of it: fits of a fold start from each other',
};

/** Options, checked and taken apart; nothing of it is its giver's. */
export interface CheckedCV {
  readonly grid: readonly GridPoint[];
  /** Of each fit, but for the penalty. */
  readonly model: Options;
  /** What is not a fit's. */
  readonly own: Pick<CVOptions, 'cv' | 'scoring' | 'selection' | 'refit' | keyof GridOptions>;
}

/** @throws TypeError, RangeError for an option that does not exist or has a wrong value */
export function checkCVOptions(options: CVOptions): CheckedCV {
  checkOptionNames(options, 'SoftmaxRegressionCV', Object.keys(CHECKS), FIXED);
  const own: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const mine = Object.hasOwn(CHECKS, name);
    if (mine) CHECKS[name as keyof typeof CHECKS](value);
    (mine ? own : rest)[name] = Array.isArray(value) ? [...value] : value;
  }
  checkGrid(own);
  const grid = gridOf(own);
  const { grouped } = rest;
  if (grouped === true && grid.some(({ l1Ratio }) => l1Ratio === 0))
    throw invalidValue('one of l1Ratios', 'a number above 0 where grouped is true', 0);
  for (const point of grid) checkOptions(optionsAt(rest, point));
  return { grid, model: copyOptions(rest), own };
}
