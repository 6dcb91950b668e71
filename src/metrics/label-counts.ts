import { invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { checkLength, checkTotal, classIndex, distinctLabels, rowWeights } from './classes.js';

/** What metrics of labels are told beside them. */
export interface LabelOptions {
  /** Classes that count; default all labels that occur, sorted. */
  classes?: readonly Label[];
  /** n numbers of at least 0; default 1 each. */
  sampleWeight?: ArrayLike<number>;
}

/** Σ of the weights of rows, by class. */
export interface LabelCounts {
  readonly classes: readonly Label[];
  /** Of this class and predicted as it. */
  readonly right: Float64Array;
  /** Predicted as this class, whatever they are. */
  readonly predicted: Float64Array;
  /** Of this class, whatever they were predicted as. */
  readonly support: Float64Array;
}

/** @throws TypeError, RangeError for labels, classes or weights that do not fit each other, or a total weight of 0 */
export function labelCounts(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: LabelOptions = {},
): LabelCounts {
  const n = yTrue.length;
  checkLength('yPred', yPred, n);
  const classes = options.classes ?? distinctLabels(yTrue, yPred);
  const index = classIndex(classes);
  const weight = rowWeights(n, options.sampleWeight);
  const [right, predicted, support] = [0, 0, 0].map(() => new Float64Array(classes.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let total = 0;
  let known = false;
  for (let i = 0; i < n; i++) {
    const t = index.get(yTrue[i] as Label);
    const p = index.get(yPred[i] as Label);
    const w = weight(i);
    total += w;
    known ||= t !== undefined || p !== undefined;
    if (t !== undefined) (support[t] as number) += w;
    if (p !== undefined) (predicted[p] as number) += w;
    if (t !== undefined && t === p) (right[t] as number) += w;
  }
  checkTotal(total);
  if (!known) throw invalidValue('classes', 'at least one label that occurs', classes);
  return { classes, right, predicted, support };
}
