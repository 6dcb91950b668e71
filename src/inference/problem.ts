import { rowSource } from '../data/matrix-like.js';
import type { RowSource } from '../data/row-source.js';
import { checkNames, invalidType, invalidValue } from '../errors.js';
import { type Label, type MatrixLike, SoftmaxRegression } from '../index.js';
import { encodeLabels, rowWeights } from '../labels.js';

/** What inference is told beside a model and its rows. */
export interface InferenceOptions {
  /** The class that the others are compared with; default the first of the model's. */
  base?: Label;
  /**
   * How often each row counts, n numbers of at least 0, as in the fit; default 1 each.  A row of weight 3 is three equal
   * rows, in standard errors and the number of observations too: weights are frequencies.
   */
  sampleWeight?: ArrayLike<number>;
  /** Of confidence intervals, between 0 and 1; default 0.95. */
  level?: number;
  /**
   * 'observed', the default: the inverse of the observed information.  'robust': the sandwich of it and the scores' outer
   * products, without a correction for small samples: HC0.
   */
  covariance?: 'observed' | 'robust';
}

/** A model, the rows it was fitted to, and what is asked, all of it checked. */
export interface Problem {
  readonly model: SoftmaxRegression;
  /** n × d. */
  readonly X: RowSource;
  /** Class index per row. */
  readonly y: Uint16Array;
  /** n. */
  readonly weights: Float64Array;
  /** Σ weights by class, K. */
  readonly totals: readonly number[];
  /** Σ weights. */
  readonly total: number;
  readonly fitIntercept: boolean;
  /** Index of the base class. */
  readonly base: number;
  readonly level: number;
  readonly robust: boolean;
}

/** Above it, the information alone takes more than 128 MB. */
const MAX_PARAMETERS = 4096;

/** @throws TypeError, RangeError for a model, rows or options that inference is not for */
export function readProblem(
  model: SoftmaxRegression,
  X: MatrixLike,
  y: ArrayLike<Label>,
  options: InferenceOptions,
): Problem {
  if (!(model instanceof SoftmaxRegression)) throw invalidType('model', 'a SoftmaxRegression', model);
  checkNames(options, ['base', 'sampleWeight', 'level', 'covariance'], ' of inference');
  const { level = 0.95, covariance = 'observed', base } = options;
  if (typeof level !== 'number') throw invalidType('level', 'a number between 0 and 1', level);
  if (!(level > 0 && level < 1)) throw invalidValue('level', 'a number between 0 and 1', level);
  if (covariance !== 'observed' && covariance !== 'robust')
    throw invalidValue('covariance', "'observed' or 'robust'", covariance);
  const { classes, nFeatures } = model;
  checkLikelihood(model.options);
  const baseAt = base === undefined ? 0 : classes.indexOf(base);
  if (baseAt < 0) throw invalidValue('base', `one of the model's classes, ${classes.join(', ')}`, base);
  const given = rowSource(X);
  if (given.cols !== nFeatures)
    throw invalidValue('the number of columns of X', `${nFeatures}, as in fit`, given.cols);
  const { fitIntercept = true, ignoreLabel } = model.options;
  const size = classes.length * (nFeatures + Number(fitIntercept));
  if (size > MAX_PARAMETERS)
    throw new RangeError(
      `the model has ${classes.length} classes of ${size / classes.length} parameters: expected ${MAX_PARAMETERS} in all at the most, of which all pairs are taken`,
    );
  const encoded = encodeLabels(y, given.rows, classes, ignoreLabel);
  const weights = rowWeights(encoded, options.sampleWeight) ?? new Float64Array(given.rows).fill(1);
  const totals = classes.map(() => 0);
  encoded.indices.forEach((k, i) => {
    (totals[k] as number) += weights[i] as number;
  });
  const absent = totals.indexOf(0);
  if (absent >= 0)
    throw new RangeError(
      `the class ${classes[absent]} has no rows, so that its likelihood has no maximum: expected rows of all the model's classes`,
    );
  return {
    model,
    // Sparse rows too are taken as dense ones, a few at a time.
    X: { rows: given.rows, cols: given.cols, copy: given.copy.bind(given) },
    y: encoded.indices,
    weights,
    totals,
    total: totals.reduce((sum, value) => sum + value, 0),
    fitIntercept,
    base: baseAt,
    level,
    robust: covariance === 'robust',
  };
}

/** @throws RangeError for options whose optimum is not that of the likelihood */
function checkLikelihood({ C, alpha, ...options }: SoftmaxRegression['options']): void {
  if (alpha !== 0 && C !== Infinity) {
    const strength = alpha === undefined ? `C is ${C ?? 1}` : `alpha is ${alpha}`;
    throw new RangeError(
      `${strength}, a penalty, with which errors and tests do not hold: expected a model fitted with C: Infinity`,
    );
  }
  const others = ['lowerBounds', 'upperBounds', 'classWeight', 'labelSmoothing'] as const;
  const name = others.find(name => options[name] !== undefined && options[name] !== 0);
  if (name)
    throw new RangeError(
      `the model was fitted with ${name}, so that it is not where the likelihood is largest: expected a model without`,
    );
}
