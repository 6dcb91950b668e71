import type { Matrix } from '../data/matrix.js';
import type { RowSource } from '../data/row-source.js';
import { invalidType, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import type { LinearClassifier } from '../linear-classifier.js';
import { accuracy } from '../metrics/accuracy.js';
import { classScores } from '../metrics/class-scores.js';
import { confusionCounts } from '../metrics/confusion-counts.js';
import { logLoss } from '../metrics/log-loss.js';

/**
 * How good predictions are: the greater the better.
 * @param y true labels, n
 * @param proba n × K, column k for the k-th class in sorted order; 0 for a class that the training part lacked
 * @param predicted labels, n
 * @param sampleWeight n, or undefined
 */
export type Scorer = (
  y: readonly Label[],
  proba: Matrix,
  predicted: readonly Label[],
  sampleWeight: Float64Array | undefined,
) => number;

/** What folds are scored by, see `CVOptions`. */
export type Scoring = 'logLoss' | 'accuracy' | 'macroF1' | Scorer;

/** What a model is scored on. */
export interface HeldOut {
  readonly X: RowSource;
  readonly offset: RowSource | undefined;
  readonly y: readonly Label[];
  readonly sampleWeight: Float64Array | undefined;
  /** By class: whether it had weight in the training part's targets. */
  readonly trained: readonly boolean[];
}

/** What a scoring reads of predictions; those that are not asked for are not made. */
export interface Predictions {
  readonly y: readonly Label[];
  /** Of the columns of `proba`. */
  readonly classes: readonly Label[];
  readonly sampleWeight: Float64Array | undefined;
  proba(): Matrix;
  predicted(): readonly Label[];
}

type Built = (of: Predictions) => number;

const SCORINGS: Record<Exclude<Scoring, Scorer>, Built> = {
  /** Minus the mean log-loss. */
  logLoss: of => -logLoss(of.y, of.proba(), { classes: of.classes, ...weightsOf(of) }),
  accuracy: of => accuracy(of.y, of.predicted(), weightsOf(of)),
  /** The mean of F1 over the classes that are there or were predicted. */
  macroF1(of) {
    const scores = classScores(confusionCounts(of.y, of.predicted(), weightsOf(of)));
    return scores.reduce((sum, { f1 }) => sum + f1, 0) / scores.length;
  },
};

/** @throws RangeError, TypeError for what is no scoring */
export function checkScoring(scoring: unknown): void {
  if (typeof scoring === 'function') return;
  const expected = `'${Object.keys(SCORINGS).join("', '")}' or a function`;
  if (typeof scoring !== 'string') throw invalidType('scoring', expected, scoring);
  if (!Object.hasOwn(SCORINGS, scoring)) throw invalidValue('scoring', expected, scoring);
}

/** @throws TypeError, RangeError where a function gives no finite number */
export function score(scoring: Scoring, model: LinearClassifier, held: HeldOut): number {
  const { y, sampleWeight } = held;
  return scoreOf(scoring, {
    y,
    classes: model.classes,
    sampleWeight,
    proba: () => probabilities(model, held),
    predicted: () => predict(model, held),
  });
}

/** @throws TypeError, RangeError where a function gives no finite number */
export function scoreOf(scoring: Scoring, of: Predictions): number {
  if (typeof scoring !== 'function') return SCORINGS[scoring](of);
  const value = scoring(of.y, of.proba(), of.predicted(), of.sampleWeight);
  if (typeof value !== 'number') throw invalidType('what scoring returned', 'a number', value);
  if (!Number.isFinite(value)) throw invalidValue('what scoring returned', 'a finite number', value);
  return value;
}

/**
 * Probabilities with those of classes that the training part lacked at 0.  Their intercepts go to −∞, and where a fit
 * left them is a matter of its tolerance: scores that depended on it would tell strengths of a penalty apart by chance.
 */
function probabilities(model: LinearClassifier, { X, offset, trained }: HeldOut): Matrix {
  const proba = model.predictProba(X, { ...(offset && { offset }) });
  if (trained.every(each => each)) return proba;
  for (let i = 0; i < proba.rows; i++) {
    const row = proba.row(i);
    const sum = row.reduce((total, p, k) => total + (trained[k] ? p : 0), 0);
    for (let k = 0; k < row.length; k++) row[k] = trained[k] ? (row[k] as number) / sum : 0;
  }
  return proba;
}

function predict(model: LinearClassifier, { X, offset }: HeldOut): Label[] {
  return model.predict(X, { ...(offset && { offset }) });
}

function weightsOf({ sampleWeight }: Predictions): { sampleWeight?: Float64Array } {
  return sampleWeight ? { sampleWeight } : {};
}
