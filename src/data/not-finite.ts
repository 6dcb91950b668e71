import { invalidValue } from '../errors.js';
import type { RowSource } from './row-source.js';

/**
 * The error for the first entry of a matrix that is not finite in the given precision.
 * Called when a kernel has met one.
 */
export function notFinite(source: RowSource, precision: 'float32' | 'float64', name = 'X'): RangeError {
  if (source.original) return notFinite(source.original, precision, name);
  const row = new Float64Array(source.cols);
  // A CsrMatrix has been checked, and is read in float64.  Known by a field: its class would go along into the workers.
  for (let i = 0; i < source.rows && !('indptr' in source); i++) {
    source.copy(i, i + 1, row);
    for (let j = 0; j < source.cols; j++) {
      const value = row[j] as number;
      if (!Number.isFinite(value)) return invalidValue(`${name}[${i}][${j}]`, 'a finite number', value);
      if (precision === 'float32' && !Number.isFinite(Math.fround(value))) {
        return invalidValue(
          `${name}[${i}][${j}]`,
          "a number that float32 holds (or precision: 'float64')",
          value,
        );
      }
    }
  }
  const advice =
    precision === 'float32' ? "use precision 'float64' or scale its columns" : 'scale its columns';
  return new RangeError(`${name} has rows whose span or scores ${precision} does not hold: ${advice}`);
}
