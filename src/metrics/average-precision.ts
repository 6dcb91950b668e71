import { checkNames } from '../errors.js';
import type { Label } from '../labels.js';
import { type OneVsRestOptions, oneVsRest } from './one-vs-rest.js';
import { scoredRows } from './scored-rows.js';
import type { Scores } from './scores.js';
import { type BinaryRows, thresholdCounts } from './threshold-counts.js';

/**
 * The average precision of each class against the rest, averaged: Σ (recallᵢ − recallᵢ₋₁)·precisionᵢ over thresholds, the area
 * under the steps of the precision-recall curve.  0 for a class without rows.
 *
 * @param scores n × K, column k for `classes[k]`: probabilities or logits
 * @throws TypeError, RangeError for labels, scores or weights that do not fit each other, or a total weight of 0
 */
export function averagePrecision(
  yTrue: ArrayLike<Label>,
  scores: Scores,
  options: OneVsRestOptions = {},
): number {
  checkNames(options, ['classes', 'sampleWeight', 'average'], ' of averagePrecision');
  return oneVsRest(scoredRows(yTrue, scores, options, 'scores'), options.average, steps);
}

function steps(rows: BinaryRows): number {
  const { truePositives: tp, falsePositives: fp } = thresholdCounts(rows);
  const ofClass = tp[tp.length - 1] as number;
  if (ofClass === 0) return 0;
  let sum = 0;
  let before = 0;
  for (const [i, found] of tp.entries()) {
    sum += ((found - before) * found) / (found + (fp[i] as number));
    before = found;
  }
  return sum / ofClass;
}
