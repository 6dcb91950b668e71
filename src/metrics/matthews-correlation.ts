import { checkNames } from '../errors.js';
import type { Label } from '../labels.js';
import { checkTotal } from './classes.js';
import { confusionMatrix, marginals } from './confusion-matrix.js';
import type { LabelOptions } from './label-counts.js';

/**
 * Matthews' correlation coefficient of true and predicted classes, for any number of classes (Gorodkin's R_K): 1 where all
 * are right, 0 for chance and where all are of one class or predicted as one.
 *
 *     (c·s − Σ pₖtₖ) / √((s² − Σ pₖ²)(s² − Σ tₖ²)),  c right of s, pₖ predicted as and tₖ of class k
 *
 * @param yTrue n labels
 * @param yPred n labels
 * @throws TypeError, RangeError for labels, options or weights that do not fit each other, or a total weight of 0
 */
export function matthewsCorrelation(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: LabelOptions = {},
): number {
  checkNames(options, ['classes', 'sampleWeight'], ' of matthewsCorrelation');
  const matrix = confusionMatrix(yTrue, yPred, options);
  const { rows, cols } = marginals(matrix);
  const total = checkTotal(rows.reduce((sum, row) => sum + row, 0));
  let right = 0;
  let both = 0;
  let ofTrue = 0;
  let ofPredicted = 0;
  for (const [k, row] of rows.entries()) {
    const t = row / total;
    const p = (cols[k] as number) / total;
    right += matrix.counts.get(k, k) / total;
    both += t * p;
    ofTrue += t * t;
    ofPredicted += p * p;
  }
  // Shares of 0 and 1 alone leave no spread.
  const spread = (1 - ofPredicted) * (1 - ofTrue);
  const constant = [rows, cols].some(counts => counts.some(count => count === total));
  return constant ? 0 : (right - both) / Math.sqrt(spread);
}
