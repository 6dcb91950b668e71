import { Matrix } from '../data/matrix.js';
import { invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { checkLength, classIndex, distinctLabels, rowWeights } from './classes.js';

export interface ConfusionMatrix {
  readonly classes: readonly Label[];
  /** K × K: entry (i, j) is the weight of the rows of class i that were predicted as class j. */
  readonly counts: Matrix;
}

/**
 * Counts true against predicted labels, n each.
 *
 * @param options classes: default all labels that occur, sorted. Rows with a label outside given classes are left out.
 * @throws TypeError for labels of more than one type; RangeError for lengths that differ or a class named twice
 */
export function confusionMatrix(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: { classes?: readonly Label[]; sampleWeight?: ArrayLike<number> } = {},
): ConfusionMatrix {
  const n = yTrue.length;
  checkLength('yPred', yPred, n);
  const classes = options.classes ?? distinctLabels(yTrue, yPred);
  const index = classIndex(classes);
  const weight = rowWeights(n, options.sampleWeight);
  const K = classes.length;
  const counts = new Matrix(new Float64Array(K * K), K, K);
  let known = n === 0;
  for (let i = 0; i < n; i++) {
    const t = index.get(yTrue[i] as Label);
    const p = index.get(yPred[i] as Label);
    known ||= t !== undefined;
    if (t !== undefined && p !== undefined) (counts.data[t * K + p] as number) += weight(i);
  }
  if (!known) throw invalidValue('classes', 'at least one label of yTrue', classes);
  return { classes, counts };
}
