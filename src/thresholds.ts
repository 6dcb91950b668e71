import { invalidType, invalidValue } from './errors.js';
import { type Label, valuesByLabel } from './labels.js';

/** One number above 0 per class: in the order of the sorted classes, or by label; classes not named have 1. */
export type Thresholds = ArrayLike<number> | Record<string, number> | Map<Label, number>;

/**
 * Thresholds of classes, K; undefined: none.
 * @throws TypeError, RangeError for numbers that are not above 0, another length, or a class that is none of these
 */
export function classThresholds(
  thresholds: Thresholds | undefined,
  classes: readonly Label[],
): Float64Array | undefined {
  if (thresholds === undefined) return undefined;
  if (!isList(thresholds)) return valuesByLabel('thresholds', thresholds, classes, checkedThreshold);
  if (thresholds.length !== classes.length) {
    throw invalidValue('the length of thresholds', `${classes.length}, one per class`, thresholds.length);
  }
  return Float64Array.from(thresholds, (value, k) => checkedThreshold(value, `thresholds[${k}]`));
}

export function isList(thresholds: Thresholds): thresholds is ArrayLike<number> {
  return !(thresholds instanceof Map) && typeof (thresholds as { length?: unknown }).length === 'number';
}

export function checkedThreshold(value: unknown, name: string): number {
  if (typeof value !== 'number') throw invalidType(name, 'a positive number', value);
  if (!(value > 0 && value < Infinity)) throw invalidValue(name, 'a positive number', value);
  return value;
}
