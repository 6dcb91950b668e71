import type { MatrixLike } from '../data/matrix-like.js';
import { checkNames } from '../errors.js';
import type { Label } from '../labels.js';
import { boolean } from '../options/checks.js';
import {
  type Estimator,
  type EstimatorLike,
  freshEstimator,
  predictionsOf,
  type Truth,
} from './estimator.js';
import { type CV, checkCV, foldsOf } from './folds.js';
import { labelledData, namedScorings, part, type Scorings } from './labelled-data.js';
import { type Scoring, scoreOf } from './scoring.js';
import type { Split } from './splits.js';

/** What estimators are fitted and scored by. */
export interface EvaluationOptions {
  /** A number of folds, stratified by class; `{ k, repeats, seed, shuffle }`; or splits of row indices.  Default 5. */
  cv?: CV;
  /** The group of each row, n labels of any kind: rows of a group are in one fold. */
  groups?: ArrayLike<Label>;
  /**
   * 'accuracy', 'logLoss' (minus the mean log-loss), 'macroF1', or a function of true labels, probabilities (n × K), predicted
   * labels and weights: the greater the better.  Or several, by name.  Default 'accuracy'.
   */
  scoring?: Scorings;
  /** n numbers of at least 0, in fits and scores; default 1 each. */
  sampleWeight?: ArrayLike<number>;
  /** What `fit` is told besides, as `{ quiet: true }`. */
  fitOptions?: object;
  /** Of the shuffling of folds; default 0. */
  seed?: number;
  /** Ends it between two fits: the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

/** Options of `crossValidate`. */
export interface CrossValidateOptions extends EvaluationOptions {
  /** Scores the training rows too; default false. */
  trainScores?: boolean;
  /** Gives the fitted estimators, one a fold; default false. */
  estimators?: boolean;
}

/** One entry a fold each. */
export interface CrossValidation {
  /** Rows of each fold. */
  readonly splits: readonly Split[];
  /** By name of the score; `score` where there is one. */
  readonly testScores: Readonly<Record<string, Float64Array>>;
  /** Where they were asked for. */
  readonly trainScores?: Readonly<Record<string, Float64Array>>;
  /** Milliseconds of fits. */
  readonly fitMs: Float64Array;
  /** Milliseconds of scores. */
  readonly scoreMs: Float64Array;
  /** Where they were asked for. */
  readonly estimators?: readonly Estimator[];
}

const NAMES = ['cv', 'groups', 'scoring', 'sampleWeight', 'fitOptions', 'seed', 'signal'];

/**
 * Fits an estimator to each fold's training rows of X (n × d) and y (n labels) and scores it on its test rows, one fold after
 * the other.  A class that an estimator did not see has probability 0.  X must stay as it is until the promise has been settled.
 *
 * @param estimator of any kind, see `Estimator`
 * @throws TypeError, RangeError for bad input and splits that cannot be made; what the estimator throws; the signal's reason
 */
export async function crossValidate(
  estimator: EstimatorLike,
  X: MatrixLike,
  y: ArrayLike<Label>,
  options: CrossValidateOptions = {},
): Promise<CrossValidation> {
  checkNames(options, [...NAMES, 'trainScores', 'estimators'], ' of crossValidate');
  const { trainScores = false, estimators = false } = options;
  boolean('trainScores')(trainScores);
  boolean('estimators')(estimators);
  const { splits, scorings, data } = prepare(X, y, options);
  const names = Object.keys(scorings);
  const columns = () => Object.fromEntries(names.map(name => [name, new Float64Array(splits.length)]));
  const [test, train] = [columns(), columns()];
  const [fitMs, scoreMs] = [new Float64Array(splits.length), new Float64Array(splits.length)];
  const models: Estimator[] = [];
  for (const [f, split] of splits.entries()) {
    const started = performance.now();
    const rows = part(data, split.train);
    const model = await fitted(estimator, rows, options);
    const between = performance.now();
    const scores = await scoresOf(model, part(data, split.test), data.classes, scorings);
    for (const name of names) (test[name] as Float64Array)[f] = scores[name] as number;
    fitMs[f] = between - started;
    scoreMs[f] = performance.now() - between;
    if (trainScores) {
      const seen = await scoresOf(model, rows, data.classes, scorings);
      for (const name of names) (train[name] as Float64Array)[f] = seen[name] as number;
    }
    if (estimators) models.push(model);
  }
  return {
    splits,
    testScores: test,
    fitMs,
    scoreMs,
    ...(trainScores && { trainScores: train }),
    ...(estimators && { estimators: models }),
  };
}

/** What cross-validation and learning curves begin with, checked. */
export function prepare(X: MatrixLike, y: ArrayLike<Label>, options: EvaluationOptions) {
  const { cv = 5, groups, scoring = 'accuracy', sampleWeight, seed, signal } = options;
  signal?.throwIfAborted();
  checkCV(cv);
  const scorings = namedScorings(scoring);
  const data = labelledData(X, y, sampleWeight);
  const { splits } = foldsOf(cv, data.y, groups, seed);
  return { splits, scorings, data };
}

/** A new estimator, fitted to these rows.  @throws the signal's reason, before or after */
export async function fitted(
  estimator: EstimatorLike,
  { X, y, sampleWeight }: Truth,
  { fitOptions, signal }: EvaluationOptions,
): Promise<Estimator> {
  signal?.throwIfAborted();
  const model = freshEstimator(estimator);
  await model.fit(X, [...y], { ...fitOptions, ...(sampleWeight && { sampleWeight }) });
  signal?.throwIfAborted();
  return model;
}

/** By name. */
export async function scoresOf(
  model: Estimator,
  truth: Truth,
  classes: readonly Label[],
  scorings: Record<string, Scoring>,
): Promise<Record<string, number>> {
  const predictions = await predictionsOf(model, truth, classes, Object.values(scorings));
  return Object.fromEntries(
    Object.entries(scorings).map(([name, scoring]) => [name, scoreOf(scoring, predictions)]),
  );
}
