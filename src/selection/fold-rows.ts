import { CsrMatrix } from '../data/csr-matrix.js';
import { notFinite } from '../data/not-finite.js';
import type { RowSource } from '../data/row-source.js';
import type { Precision } from '../wasm/precision.js';

/** Values read at a time. */
const CHUNK = 8192;

/** The rows of X that `indices` names, in that order: a copy where they are sparse, else read when they are asked for. */
export function foldRows(X: RowSource, indices: ArrayLike<number>): RowSource {
  if (X instanceof CsrMatrix) return X.selectRows(indices);
  const { cols } = X;
  return {
    rows: indices.length,
    cols,
    copy(first, last, target) {
      for (let i = first; i < last; ) {
        const row = indices[i] as number;
        let run = 1;
        while (i + run < last && indices[i + run] === row + run) run++;
        X.copy(row, row + run, target.subarray((i - first) * cols));
        i += run;
      }
    },
  };
}

/**
 * Looks through all rows before any fold does, whose numbers of rows are their own.
 * @throws RangeError for a value that is not finite in this precision, naming its row and column
 */
export function checkFinite(X: RowSource, precision: Precision): void {
  const check = (values: ArrayLike<number>, count: number) => {
    for (let i = 0; i < count; i++) {
      const value = values[i] as number;
      if (!Number.isFinite(precision === 'float32' ? Math.fround(value) : value))
        throw notFinite(X, precision);
    }
  };
  if (X instanceof CsrMatrix) {
    check(X.values, X.nnz);
    return;
  }
  const rows = Math.max(1, Math.floor(CHUNK / X.cols));
  const values = new Float64Array(rows * X.cols);
  for (let first = 0; first < X.rows; first += rows) {
    const last = Math.min(first + rows, X.rows);
    X.copy(first, last, values);
    check(values, (last - first) * X.cols);
  }
}
