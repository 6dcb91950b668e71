/** Estimators of any kind: made anew, fitted, asked. */
import { Matrix } from '../data/matrix.js';
import type { MatrixLike } from '../data/matrix-like.js';
import { invalidType, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { type Scores, scoreMatrix } from '../metrics/scores.js';
import type { Predictions, Scoring } from './scoring.js';

/** What has been fitted: `SoftmaxRegression`, `OneVsRest`, or anything with these methods, promises or not. */
export interface Predicting {
  /** Labels of the rows of X, n. */
  predict(X: MatrixLike): ArrayLike<Label> | Promise<ArrayLike<Label>>;
  /** n × K, for scores that are made of probabilities. */
  predictProba?(X: MatrixLike): Scores | Promise<Scores>;
  /** Of the columns of `predictProba`. */
  readonly classes?: readonly Label[];
}

/** What can be fitted.  Sample weights come as the option `sampleWeight`, where there are any. */
export interface Estimator extends Predicting {
  /** Fits to X (n × d) and y (n labels); a promise is waited for. */
  fit(X: MatrixLike, y: Label[], options?: { sampleWeight?: Float64Array }): unknown;
}

/**
 * A function that makes an estimator, or one that others are made like: of the same class, with its `options`.  What is given
 * is not fitted itself.
 */
export type EstimatorLike = (() => Estimator) | (Estimator & Optioned);

/** What can be made anew. */
export interface Optioned {
  /** What its constructor takes. */
  readonly options: object;
}

/** @throws TypeError for what makes no estimator */
export function freshEstimator(given: EstimatorLike): Estimator {
  const made = typeof given === 'function' ? given() : anotherOf(given);
  if (typeof made?.fit !== 'function' || typeof made.predict !== 'function')
    throw invalidType('the estimator', 'an object with fit and predict', made);
  return made;
}

function anotherOf(given: Estimator & Optioned): Estimator {
  const isObject = typeof given === 'object' && given !== null;
  if (!isObject || typeof given.options !== 'object')
    throw invalidType('estimator', 'a function that makes an estimator, or one with options', given);
  return new (given.constructor as new (options: object) => Estimator)(given.options);
}

/** Rows that predictions are compared with. */
export interface Truth {
  readonly X: MatrixLike;
  readonly y: readonly Label[];
  readonly sampleWeight: Float64Array | undefined;
}

/**
 * Asks a fitted model about rows, what the scorings need.  Classes that it does not know have probability 0; of a model
 * without `predictProba`, functions that score have probabilities n × 0.
 * @param classes all there are, sorted
 * @throws TypeError for a log-loss of a model without `predictProba`
 */
export async function predictionsOf(
  model: Predicting,
  { X, y, sampleWeight }: Truth,
  classes: readonly Label[],
  scorings: readonly Scoring[],
): Promise<Predictions> {
  const needs = (...names: string[]) =>
    scorings.some(scoring => typeof scoring === 'function' || names.includes(scoring));
  const predicted = needs('accuracy', 'macroF1') ? Array.from(await model.predict(X)) : [];
  if (needs('accuracy', 'macroF1') && predicted.length !== y.length)
    throw invalidValue('the length of what predict gave', `${y.length}, one label per row`, predicted.length);
  if (scorings.includes('logLoss') && typeof model.predictProba !== 'function')
    throw invalidType(
      'predictProba of the estimator',
      "a function, as scoring is 'logLoss'",
      model.predictProba,
    );
  const proba = needs('logLoss') ? await probabilities(model, X, y.length, classes) : none(y.length);
  return { y, classes, sampleWeight, predicted: () => predicted, proba: () => proba };
}

function none(rows: number): Matrix {
  return new Matrix(new Float64Array(), rows, 0);
}

async function probabilities(
  model: Predicting,
  X: MatrixLike,
  rows: number,
  classes: readonly Label[],
): Promise<Matrix> {
  if (typeof model.predictProba !== 'function') return none(rows);
  const proba = scoreMatrix(await model.predictProba(X), 'what predictProba gave');
  const known = model.classes ?? classes;
  if (proba.rows !== rows || proba.cols !== known.length)
    throw new RangeError(
      `predictProba gave ${proba.rows} × ${proba.cols} probabilities: expected ${rows} × ${known.length}`,
    );
  if (known.length === classes.length && known.every((label, k) => label === classes[k])) return proba;
  const all = new Matrix(new Float64Array(rows * classes.length), rows, classes.length);
  for (const [k, label] of known.entries()) {
    const column = classes.indexOf(label);
    for (let i = 0; column >= 0 && i < rows; i++) all.row(i)[column] = proba.get(i, k);
  }
  return all;
}
