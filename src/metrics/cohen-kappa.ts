import { checkNames, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { checkTotal } from './classes.js';
import { confusionMatrix, marginals } from './confusion-matrix.js';
import type { LabelOptions } from './label-counts.js';

export interface KappaOptions extends LabelOptions {
  /** What a disagreement of classes i and j counts: 1, |i − j| or (i − j)², in the order of `classes`.  Default 1. */
  weights?: 'linear' | 'quadratic';
}

/**
 * Cohen's kappa, the agreement of two labellings beyond chance: 1 − Σ d·observed / Σ d·expected, d being what a
 * disagreement counts.  1 for full agreement, 0 for chance; NaN where chance cannot disagree.
 *
 * @param first n labels
 * @param second n labels
 * @throws TypeError, RangeError for labels, options or weights that do not fit each other, or a total weight of 0
 */
export function cohenKappa(
  first: ArrayLike<Label>,
  second: ArrayLike<Label>,
  options: KappaOptions = {},
): number {
  checkNames(options, ['classes', 'sampleWeight', 'weights'], ' of cohenKappa');
  const { weights, ...rest } = options;
  if (weights !== undefined && weights !== 'linear' && weights !== 'quadratic')
    throw invalidValue('weights', "'linear' or 'quadratic'", weights);
  const matrix = confusionMatrix(first, second, rest);
  const { counts } = matrix;
  const { rows, cols } = marginals(matrix);
  const total = checkTotal(rows.reduce((sum, row) => sum + row, 0));
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < counts.rows; i++) {
    for (let j = 0; j < counts.cols; j++) {
      const apart = Math.abs(i - j);
      const d = weights === 'quadratic' ? apart * apart : weights === 'linear' ? apart : Math.min(apart, 1);
      observed += d * counts.get(i, j);
      expected += (d * (rows[i] as number) * (cols[j] as number)) / total;
    }
  }
  return 1 - observed / expected;
}
