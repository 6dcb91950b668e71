import { checkNames, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { checkTotal, classIndex, distinctLabels, rowWeights } from './classes.js';
import { type Scores, scoreMatrix } from './scores.js';

/**
 * The mean, by weight, of −log of the probability given to the true class. Probabilities are kept away from 0 and 1 by
 * 2⁻⁵², as scikit-learn does, so one certain mistake costs 36 and not infinity.
 *
 * @param proba n × K, column k for `classes[k]`
 * @param options classes: default the distinct labels of yTrue, sorted; needed where a class does not occur in yTrue
 * @throws TypeError for an option that does not exist; TypeError, RangeError for labels, probabilities or weights that do not fit each other, or a total weight of 0
 */
export function logLoss(
  yTrue: ArrayLike<Label>,
  proba: Scores,
  options: { classes?: readonly Label[]; sampleWeight?: ArrayLike<number> } = {},
): number {
  checkNames(options, ['classes', 'sampleWeight'], ' of logLoss');
  const n = yTrue.length;
  const classes = options.classes ?? distinctLabels(yTrue);
  const matrix = scoreMatrix(proba, 'proba');
  if (matrix.rows !== n) throw invalidValue('proba.rows', `${n}, one per label`, matrix.rows);
  if (matrix.cols !== classes.length)
    throw invalidValue('proba.cols', `${classes.length}, one per class`, matrix.cols);
  const index = classIndex(classes);
  const weight = rowWeights(n, options.sampleWeight);
  let loss = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    const k = index.get(yTrue[i] as Label);
    if (k === undefined) throw invalidValue(`yTrue[${i}]`, 'one of the classes', yTrue[i]);
    const p = matrix.get(i, k);
    if (!(p >= 0 && p <= 1)) throw invalidValue(`proba[${i}][${k}]`, 'a probability, from 0 to 1', p);
    loss -= weight(i) * Math.log(Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON));
    total += weight(i);
  }
  return loss / checkTotal(total);
}
