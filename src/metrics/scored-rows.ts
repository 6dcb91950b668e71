import type { Matrix } from '../data/matrix.js';
import { invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { checkLength, checkTotal, classIndex, distinctLabels, rowWeights } from './classes.js';
import { type Scores, scoreMatrix } from './scores.js';

/** Rows with a score for every class: what most metrics of probabilities begin with. */
export interface ScoredRows {
  readonly classes: readonly Label[];
  /** Class index per row. */
  readonly indices: Int32Array;
  /** n × K. */
  readonly scores: Matrix;
  /** n. */
  readonly weights: Float64Array;
  /** Σ weights, above 0. */
  readonly total: number;
}

/** What metrics of labels and scores are told beside them. */
export interface ScoredOptions {
  /** Class of each column; default the distinct labels of yTrue, sorted.  Needed where yTrue lacks one. */
  classes?: readonly Label[];
  /** n numbers of at least 0; default 1 each. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * @param given n × K, column k for `classes[k]`
 * @param name of the scores in messages
 * @throws TypeError, RangeError for labels, scores or weights that do not fit each other, a score that is NaN, or a total
 *   weight of 0
 */
export function scoredRows(
  yTrue: ArrayLike<Label>,
  given: Scores,
  { classes = distinctLabels(yTrue), sampleWeight }: ScoredOptions,
  name = 'proba',
): ScoredRows {
  const n = yTrue.length;
  const scores = scoreMatrix(given, name);
  checkLength(name, { length: scores.rows }, n);
  if (scores.cols !== classes.length)
    throw invalidValue(`${name}.cols`, `${classes.length}, one per class`, scores.cols);
  const index = classIndex(classes);
  const weight = rowWeights(n, sampleWeight);
  const bad = scores.data.findIndex(Number.isNaN);
  if (bad >= 0)
    throw invalidValue(`${name}[${Math.floor(bad / scores.cols)}][${bad % scores.cols}]`, 'a number', NaN);
  const weights = Float64Array.from({ length: n }, (_, i) => weight(i));
  const indices = Int32Array.from({ length: n }, (_, i) => {
    const k = index.get(yTrue[i] as Label);
    if (k === undefined) throw invalidValue(`yTrue[${i}]`, 'one of the classes', yTrue[i]);
    return k;
  });
  const total = checkTotal(weights.reduce((sum, value) => sum + value, 0));
  return { classes, indices, scores, weights, total };
}

/** Index of the largest entry, the first of equals. */
export function largest(row: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < row.length; k++) if ((row[k] as number) > (row[best] as number)) best = k;
  return best;
}
