import { Matrix } from '../data/matrix.js';
import { invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { checkLength, classIndex, distinctLabels, rowWeights } from './classes.js';

/** How true classes were predicted. */
export interface ConfusionMatrix {
  /** K labels, of rows and columns. */
  readonly classes: readonly Label[];
  /** K × K: entry (i, j) is the weight of the rows of class i that were predicted as class j, or a share of weights. */
  readonly counts: Matrix;
}

/** As `confusionMatrix`, without shares. */
export function confusionCounts(
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
