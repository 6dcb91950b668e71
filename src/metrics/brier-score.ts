import { checkNames, invalidType } from '../errors.js';
import type { Label } from '../labels.js';
import { type ScoredOptions, scoredRows } from './scored-rows.js';
import type { Scores } from './scores.js';

export interface BrierOptions extends ScoredOptions {
  /** Halves it, for a range of [0, 1] instead of [0, 2]; default for two classes, as in scikit-learn from 1.7 on. */
  scaleByHalf?: boolean;
}

/**
 * The Brier score: the mean, by weight, of Σₖ (pₖ − yₖ)², yₖ being 1 for the true class and 0 for the others (Brier 1950);
 * for two classes half of it, the mean of (p − y)² of one class.
 *
 * @param proba n × K, column k for `classes[k]`
 * @throws TypeError, RangeError for labels, probabilities or weights that do not fit each other, or a total weight of 0
 */
export function brierScore(yTrue: ArrayLike<Label>, proba: Scores, options: BrierOptions = {}): number {
  checkNames(options, ['classes', 'sampleWeight', 'scaleByHalf'], ' of brierScore');
  const { indices, scores, weights, total } = scoredRows(yTrue, proba, options);
  const { scaleByHalf = scores.cols === 2 } = options;
  if (typeof scaleByHalf !== 'boolean') throw invalidType('scaleByHalf', 'true or false', scaleByHalf);
  let sum = 0;
  for (let i = 0; i < indices.length; i++) {
    const row = scores.row(i);
    let distance = 0;
    for (let k = 0; k < row.length; k++) distance += ((row[k] as number) - Number(k === indices[i])) ** 2;
    sum += (weights[i] as number) * distance;
  }
  return sum / total / (scaleByHalf ? 2 : 1);
}
