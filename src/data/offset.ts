import { invalidValue } from '../errors.js';
import { finish, type Work } from '../work.js';
import { checkingFinite } from './check-finite.js';
import { CsrMatrix } from './csr-matrix.js';
import { type MatrixLike, readRows } from './matrix-like.js';
import type { RowSource } from './row-source.js';

/**
 * Offsets of logits, n × K finite numbers.
 * @throws TypeError, RangeError for what is none, naming row and column
 */
export function* readOffset(
  offset: MatrixLike,
  rows: number,
  nClasses: number,
  precision: 'float32' | 'float64',
): Work<RowSource> {
  const source = yield* readRows(offset, 'offset');
  if (source.rows !== rows)
    throw invalidValue('the number of rows of offset', `${rows}, one per row of X`, source.rows);
  if (source.cols !== nClasses) {
    throw invalidValue('the number of columns of offset', `${nClasses}, one per class`, source.cols);
  }
  yield* checkingFinite(source, precision, 'offset');
  return source;
}

/** As `readOffset`, in one go. */
export function offsetRows(...offset: Parameters<typeof readOffset>): RowSource {
  return finish(readOffset(...offset));
}

/**
 * X followed by the offsets, each row of them less its mean: what all classes share changes no probability, and what is
 * left keeps more digits in float32.
 */
export function withOffsetColumns(X: RowSource, offset: RowSource): RowSource {
  if (X instanceof CsrMatrix) return sparseWithColumns(X, centredRows(offset));
  const { rows, cols } = X;
  const K = offset.cols;
  const centred = centredRows(offset);
  let extra = new Float64Array();
  return {
    rows,
    cols: cols + K,
    copy(first, last, target) {
      const count = last - first;
      if (extra.length < count * K) extra = new Float64Array(count * K);
      X.copy(first, last, target);
      centred.copy(first, last, extra);
      for (let i = count - 1; i >= 0; i--) {
        target.copyWithin(i * (cols + K), i * cols, (i + 1) * cols);
        target.set(extra.subarray(i * K, (i + 1) * K), i * (cols + K) + cols);
      }
    },
  };
}

function centredRows(offset: RowSource): RowSource {
  const { rows, cols } = offset;
  return {
    rows,
    cols,
    copy(first, last, target) {
      offset.copy(first, last, target);
      for (let at = 0; at < (last - first) * cols; at += cols) {
        let mean = 0;
        for (let k = 0; k < cols; k++) mean += (target[at + k] as number) / cols;
        for (let k = 0; k < cols; k++) target[at + k] = (target[at + k] as number) - mean;
      }
    },
  };
}

function sparseWithColumns(X: CsrMatrix, extra: RowSource): CsrMatrix {
  const K = extra.cols;
  const nnz = X.nnz + X.rows * K;
  const indptr = X.indptr.map((first, i) => first + i * K);
  const indices = new Uint32Array(nnz);
  const values = new Float64Array(nnz);
  const row = new Float64Array(K);
  for (let i = 0; i < X.rows; i++) {
    const { indices: columns, values: entries } = X.row(i);
    const first = indptr[i] as number;
    indices.set(columns, first);
    values.set(entries, first);
    extra.copy(i, i + 1, row);
    values.set(row, first + columns.length);
    for (let k = 0; k < K; k++) indices[first + columns.length + k] = X.cols + k;
  }
  return new CsrMatrix({ rows: X.rows, cols: X.cols + K, indptr, indices, values });
}
