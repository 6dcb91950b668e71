import { ReadError } from '../readers/read-error.js';

/**
 * Of a file that has no row to fit to.
 * @param all its rows, all of them left out
 */
export function noRows(all: number, file: string): ReadError {
  return new ReadError(all === 0 ? 'no rows' : `no row is left: all ${all} have missing values`, { file });
}
