import { checkNames, describe } from '../errors.js';
import type { Label } from '../labels.js';
import { type OneVsRestOptions, oneVsRest } from './one-vs-rest.js';
import { scoredRows } from './scored-rows.js';
import type { Scores } from './scores.js';
import { type BinaryRows, thresholdCounts } from './threshold-counts.js';

/**
 * The area under the ROC curve of each class against the rest, averaged: how often a row of the class has a larger score
 * than one that is not, by weight, ties counting half.
 *
 * @param scores n × K, column k for `classes[k]`: probabilities or logits
 * @throws TypeError, RangeError for labels, scores or weights that do not fit each other, a total weight of 0, and a class
 *   without rows, or with all of them, which has no curve
 */
export function rocAuc(yTrue: ArrayLike<Label>, scores: Scores, options: OneVsRestOptions = {}): number {
  checkNames(options, ['classes', 'sampleWeight', 'average'], ' of rocAuc');
  return oneVsRest(scoredRows(yTrue, scores, options, 'scores'), options.average, area);
}

function area(rows: BinaryRows, label: Label | undefined): number {
  const { truePositives: tp, falsePositives: fp } = thresholdCounts(rows);
  const last = tp.length - 1;
  const ofClass = tp[last] as number;
  const ofRest = fp[last] as number;
  if (ofClass === 0 || ofRest === 0) {
    const which = ofClass === 0 ? 'no row' : 'no row but those';
    throw new RangeError(`yTrue has ${which} of class ${describe(label)}, which has no ROC curve`);
  }
  let sum = 0;
  for (let i = 0; i <= last; i++) {
    const width = (fp[i] as number) - (i > 0 ? (fp[i - 1] as number) : 0);
    sum += (width * ((tp[i] as number) + (i > 0 ? (tp[i - 1] as number) : 0))) / 2;
  }
  return sum / (ofClass * ofRest);
}
