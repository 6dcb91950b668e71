import { CsrMatrix } from '../data/csr-matrix.js';
import { type MatrixLike, rowSource } from '../data/matrix-like.js';
import type { RowSource } from '../data/row-source.js';
import { checkNames, invalidType, invalidValue } from '../errors.js';
import { GrowingBytes } from './bytes.js';

/** Of `writeSvmlight`. */
export interface SvmlightWriteOptions {
  /** Whether indices count from 0. Default false: readers that look at a file take it for what it is. */
  zeroBased?: boolean;
}

/** Values of rows read at a time. */
const CHUNK_VALUES = 8192;

/**
 * A file in svmlight's format, a line per row: what `readSvmlight`, LIBSVM and scikit-learn read. Numbers are written with as many
 * digits as it takes to read the same ones.
 *
 * Of dense rows zeros are left out; of sparse ones everything stored is written. Empty columns at the end are not in the file:
 * `nFeatures` says to readers that they are there.
 *
 * @param X n × d
 * @param y n whole numbers
 * @throws TypeError, RangeError for an X that is no matrix of finite numbers, and labels that are no whole numbers
 */
export function writeSvmlight(
  X: MatrixLike,
  y: ArrayLike<number>,
  options: SvmlightWriteOptions = {},
): Uint8Array<ArrayBuffer> {
  checkNames(options, ['zeroBased'], ' of writeSvmlight');
  const { zeroBased = false } = options;
  if (typeof zeroBased !== 'boolean') throw invalidType('zeroBased', 'true or false', zeroBased);
  const rows = rowSource(X);
  checkLabels(y, rows.rows);
  const file = new GrowingBytes();
  const line = lines(rows, zeroBased ? 0 : 1);
  for (let i = 0; i < rows.rows; i++) file.addText(`${y[i]}${line(i)}\n`);
  return file.finish();
}

/** The features of row i as text, rows being asked for in their order. */
function lines(rows: RowSource, base: number): (i: number) => string {
  if (rows instanceof CsrMatrix) {
    const { indptr, indices, values } = rows;
    return i => {
      let text = '';
      for (let e = indptr[i] as number; e < (indptr[i + 1] as number); e++)
        text += ` ${(indices[e] as number) + base}:${values[e]}`;
      return text;
    };
  }
  const { cols } = rows;
  const count = Math.max(1, Math.floor(CHUNK_VALUES / cols));
  const chunk = new Float64Array(Math.min(count, rows.rows) * cols);
  return i => {
    if (i % count === 0) rows.copy(i, Math.min(i + count, rows.rows), chunk);
    const start = (i % count) * cols;
    let text = '';
    for (let j = 0; j < cols; j++) {
      const value = chunk[start + j] as number;
      if (!Number.isFinite(value)) throw invalidValue(`X[${i}][${j}]`, 'a finite number', value);
      if (value !== 0) text += ` ${j + base}:${value}`;
    }
    return text;
  };
}

function checkLabels(y: unknown, rows: number): asserts y is ArrayLike<number> {
  if (typeof y !== 'object' || y === null || typeof (y as { length?: unknown }).length !== 'number')
    throw invalidType('y', 'an array of whole numbers', y);
  const labels = y as ArrayLike<unknown>;
  if (labels.length !== rows)
    throw invalidValue('the length of y', `${rows}, one label per row of X`, labels.length);
  for (let i = 0; i < rows; i++) {
    if (typeof labels[i] !== 'number') throw invalidType(`y[${i}]`, 'a whole number', labels[i]);
    if (!Number.isSafeInteger(labels[i])) throw invalidValue(`y[${i}]`, 'a whole number', labels[i]);
  }
}
