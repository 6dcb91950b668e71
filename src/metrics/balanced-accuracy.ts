import { checkNames } from '../errors.js';
import type { Label } from '../labels.js';
import { checkTotal } from './classes.js';
import { type LabelOptions, labelCounts } from './label-counts.js';

/**
 * The mean over classes of the share of their rows that was found: of those that yTrue has.
 *
 * @param yTrue n labels
 * @param yPred n labels
 * @param options adjusted: less what a constant guess has, over 1 less that, so that chance is 0; default false
 * @throws TypeError, RangeError for labels, options or weights that do not fit each other, or a total weight of 0
 */
export function balancedAccuracy(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: LabelOptions & { adjusted?: boolean } = {},
): number {
  checkNames(options, ['classes', 'sampleWeight', 'adjusted'], ' of balancedAccuracy');
  const { right, support } = labelCounts(yTrue, yPred, options);
  const shares = Array.from(right, (part, k) => part / (support[k] as number)).filter(
    (_, k) => (support[k] as number) > 0,
  );
  checkTotal(shares.length);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  if (!options.adjusted) return mean;
  const chance = 1 / shares.length;
  return (mean - chance) / (1 - chance);
}
