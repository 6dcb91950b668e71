/** Fields of saved calibrations, checked. */
import { describe } from '../errors.js';
import { checkedClasses, type Label } from '../labels.js';

/** @throws RangeError for what is no finite number, or none that will do */
export function savedNumber(value: unknown, name: string, holds: (value: number) => boolean): number {
  if (typeof value === 'number' && Number.isFinite(value) && holds(value)) return value;
  throw new RangeError(`${name} is ${describe(value)}, not what a calibration has`);
}

/** In the order they have.  @throws RangeError, TypeError for what are no classes */
export function savedClasses(value: unknown, what: string): readonly Label[] {
  if (!Array.isArray(value) || checkedClasses(value).length < 2)
    throw new RangeError(`${what}: classes is ${describe(value)}, not what a calibration has`);
  return Object.freeze([...value]);
}
