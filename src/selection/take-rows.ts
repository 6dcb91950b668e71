import { CsrMatrix } from '../data/csr-matrix.js';
import { Matrix } from '../data/matrix.js';
import { type MatrixLike, rowSource } from '../data/matrix-like.js';
import { foldRows } from './fold-rows.js';

/**
 * The rows of X that `indices` names, in that order, for an estimator to read: of an array of rows the same rows in an array,
 * of sparse rows a CsrMatrix, of rows on demand (a Dataset) `{ rows, cols, copy }`, else a Matrix.
 */
export function takeRows(X: MatrixLike, indices: ArrayLike<number>): MatrixLike {
  if (Array.isArray(X)) return Array.from(indices, i => X[i] as ArrayLike<number>);
  const rows = foldRows(rowSource(X), indices);
  if (rows instanceof CsrMatrix || 'copy' in X) return rows;
  const data = new Float64Array(rows.rows * rows.cols);
  rows.copy(0, rows.rows, data);
  return new Matrix(data, rows.rows, rows.cols);
}

/** Those entries of an array. */
export function take<T>(values: ArrayLike<T>, indices: ArrayLike<number>): T[] {
  return Array.from(indices, i => values[i] as T);
}
