import { checkNames, invalidType } from '../errors.js';
import type { Label } from '../labels.js';
import { checkLength, checkTotal, rowWeights } from './classes.js';

/**
 * The share of rows, by weight, whose predicted label is the true one.
 *
 * @param yTrue n labels
 * @param yPred n labels
 * @throws TypeError for an option that does not exist, and labels of two types; RangeError for lengths that differ, or a total weight of 0
 */
export function accuracy(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: { sampleWeight?: ArrayLike<number> } = {},
): number {
  checkNames(options, ['sampleWeight'], ' of accuracy');
  const n = yTrue.length;
  checkLength('yPred', yPred, n);
  if (n > 0 && typeof yTrue[0] !== typeof yPred[0])
    throw invalidType('yPred[0]', `a ${typeof yTrue[0]}, as yTrue has`, yPred[0]);
  const weight = rowWeights(n, options.sampleWeight);
  let right = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    total += weight(i);
    if (yTrue[i] === yPred[i]) right += weight(i);
  }
  return right / checkTotal(total);
}
