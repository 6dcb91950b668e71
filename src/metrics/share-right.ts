import { invalidType, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { accuracy } from './accuracy.js';
import { checkLength } from './classes.js';

/**
 * The share of rows, by weight, whose predicted label is y's.
 * @param ignore rows of this label take no part
 * @throws TypeError, RangeError for a y that is not one label per prediction
 */
export function shareRight(
  predicted: readonly Label[],
  y: ArrayLike<Label>,
  sampleWeight: ArrayLike<number> | undefined,
  ignore?: Label,
): number {
  if (typeof y !== 'object' || y === null || typeof y.length !== 'number') {
    throw invalidType('y', 'an array of labels', y);
  }
  if (y.length !== predicted.length) {
    throw invalidValue('the length of y', `${predicted.length}, one label per row of X`, y.length);
  }
  if (typeof y[0] === 'object') throw invalidType('y[0]', 'a label: probabilities have no accuracy', y[0]);
  if (ignore === undefined || !Array.prototype.includes.call(y, ignore)) {
    return accuracy(y, predicted, sampleWeight ? { sampleWeight } : {});
  }
  if (sampleWeight) checkLength('sampleWeight', sampleWeight, y.length);
  const kept = Uint32Array.from(predicted.keys()).filter(i => y[i] !== ignore);
  const of = <T>(values: ArrayLike<T>) => Array.from(kept, i => values[i] as T);
  return accuracy(of(y), of(predicted), sampleWeight ? { sampleWeight: of(sampleWeight) } : {});
}
