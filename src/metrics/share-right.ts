import { invalidType, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { accuracy } from './accuracy.js';

/**
 * The share of rows, by weight, whose predicted label is y's.
 * @throws TypeError, RangeError for a y that is not one label per prediction
 */
export function shareRight(
  predicted: readonly Label[],
  y: ArrayLike<Label>,
  sampleWeight: ArrayLike<number> | undefined,
): number {
  if (typeof y !== 'object' || y === null || typeof y.length !== 'number') {
    throw invalidType('y', 'an array of labels', y);
  }
  if (y.length !== predicted.length) {
    throw invalidValue('the length of y', `${predicted.length}, one label per row of X`, y.length);
  }
  return accuracy(y, predicted, sampleWeight ? { sampleWeight } : {});
}
