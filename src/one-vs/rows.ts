/** Copies of rows: all of them, while a fit waits between its parts, or those of two classes. */
import { CsrMatrix } from '../data/csr-matrix.js';
import { Matrix } from '../data/matrix.js';
import { type MatrixLike, rowSource } from '../data/matrix-like.js';
import { ROWS, type RowSource } from '../data/row-source.js';

/** Rows that their giver's later changes do not reach; a Dataset is such. */
export function copyOf(X: MatrixLike): MatrixLike {
  const source = rowSource(X);
  if (ROWS in X) return X;
  return select(
    source,
    Uint32Array.from({ length: source.rows }, (_, i) => i),
  );
}

/** The rows that `which` names. */
export function select(source: RowSource, which: Uint32Array): Matrix | CsrMatrix {
  if (source instanceof CsrMatrix) return source.selectRows(which);
  const { cols } = source;
  const data = new Float64Array(which.length * cols);
  for (let i = 0; i < which.length; i++) {
    const row = which[i] as number;
    source.copy(row, row + 1, data.subarray(i * cols));
  }
  return new Matrix(data, which.length, cols);
}
