import { checkNames, invalidType, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { type ScoredOptions, scoredRows } from './scored-rows.js';
import type { Scores } from './scores.js';

/**
 * The share of rows, by weight, whose true class is among the k of largest score.  Of equal scores the later class comes
 * first, of two classes the earlier one, as scikit-learn has it.
 *
 * @param scores n × K, column k for `classes[k]`: probabilities or logits
 * @param options k: at least 1; default 2
 * @throws TypeError, RangeError for labels, scores or weights that do not fit each other, or a total weight of 0
 */
export function topKAccuracy(
  yTrue: ArrayLike<Label>,
  scores: Scores,
  options: ScoredOptions & { k?: number } = {},
): number {
  checkNames(options, ['classes', 'sampleWeight', 'k'], ' of topKAccuracy');
  const { k = 2 } = options;
  if (typeof k !== 'number') throw invalidType('k', 'a number', k);
  if (!(Number.isInteger(k) && k >= 1)) throw invalidValue('k', 'a whole number of at least 1', k);
  const { indices, weights, total, scores: all } = scoredRows(yTrue, scores, options, 'scores');
  const laterFirst = all.cols > 2;
  let right = 0;
  for (let i = 0; i < indices.length; i++) {
    const row = all.row(i);
    const own = indices[i] as number;
    const score = row[own] as number;
    let before = 0;
    for (let j = 0; j < row.length; j++) {
      const other = row[j] as number;
      if (other > score || (other === score && (laterFirst ? j > own : j < own))) before++;
    }
    if (before < k) right += weights[i] as number;
  }
  return right / total;
}
