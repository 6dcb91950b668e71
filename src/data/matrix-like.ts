import { describe, invalidType, invalidValue } from '../errors.js';
import { finish, type Work } from '../work.js';
import { type CsrInit, CsrMatrix } from './csr-matrix.js';
import type { Matrix } from './matrix.js';
import type { NumberArray } from './nd-array.js';
import { ROWS, type RowSource } from './row-source.js';

export type { RowSource };

/** Anything with rows and columns of finite numbers.  Never modified, never kept. */
export type MatrixLike =
  | Matrix
  /** Sparse rows: a CsrMatrix, or what one is made of. */
  | CsrInit
  /** Rows on demand: a Dataset, or rows of your own, the same whenever they are asked for. */
  | RowSource
  /** One array per row: `number[][]`, `Float32Array[]`, … */
  | readonly ArrayLike<number>[]
  /** Row-major. */
  | { data: NumberArray | number[]; rows: number; cols: number }
  /** Row-major, as ndarray libraries name it; of two dimensions. */
  | { data: ArrayLike<number>; shape: readonly number[] }
  /** ml-matrix. */
  | { rows: number; columns: number; to2DArray(): number[][] };

const EXPECTED =
  'an array of rows, { data, rows, cols }, { data, shape: [rows, cols] }, an ml-matrix Matrix, or a Matrix, CsrMatrix or Dataset of this library';

/** Entries of plain arrays that are checked at a time. */
const PIECE = 32768;

/** As `readRows`, in one go. */
export function rowSource(X: unknown, name = 'X'): RowSource {
  return finish(readRows(X, name));
}

/**
 * Reads a matrix's shape and how to get at its rows.
 * @param name what the caller calls it, for messages
 * @throws TypeError for something that is no matrix; RangeError for no rows, no columns, ragged rows or a length that
 *   does not fit the shape
 */
export function* readRows(X: unknown, name = 'X'): Work<RowSource> {
  if (typeof X !== 'object' || X === null) throw invalidType(name, EXPECTED, X);
  if ('indptr' in X) return X instanceof CsrMatrix ? X : new CsrMatrix(X as CsrInit);
  if (Array.isArray(X)) return yield* fromRows(X, name);
  const { data, rows, cols, shape, copy } = X as Record<string, unknown>;
  if (typeof copy === 'function' && rows !== undefined && cols !== undefined) {
    checkShape(rows, cols, name);
    return (X as { [ROWS]?: RowSource })[ROWS] ?? (X as RowSource);
  }
  if (isNumberArray(data)) {
    if (shape !== undefined) {
      if (!isArrayLike(shape) || shape.length !== 2)
        throw invalidType(`${name}.shape`, '[rows, cols]', shape);
      checkRowMajor(X as Record<string, unknown>, shape[1], name);
      return yield* fromRowMajor(data, shape[0], shape[1], name);
    }
    if (rows !== undefined && cols !== undefined) return yield* fromRowMajor(data, rows, cols, name);
  }
  if ('to2DArray' in X && typeof X.to2DArray === 'function')
    return yield* fromRows(X.to2DArray() as unknown[], name);
  throw invalidType(name, EXPECTED, X);
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return (
    Array.isArray(value) ||
    (ArrayBuffer.isView(value) && !(value instanceof DataView)) ||
    (typeof value === 'object' &&
      value !== null &&
      typeof (value as { length?: unknown }).length === 'number')
  );
}

function isNumberArray(value: unknown): value is ArrayLike<number> {
  return isArrayLike(value) && !(value instanceof BigInt64Array) && !(value instanceof BigUint64Array);
}

function checkShape(rows: unknown, cols: unknown, name: string): asserts rows is number {
  for (const count of [rows, cols]) {
    if (Number.isSafeInteger(count)) continue;
    const error = typeof count === 'number' ? RangeError : TypeError;
    throw new error(
      `the shape of ${name} is ${describe(rows)} × ${describe(cols)}: expected two whole numbers`,
    );
  }
  if ((rows as number) < 1) throw new RangeError(`${name} has no rows: expected at least one`);
  if ((cols as number) < 1) throw new RangeError(`${name} has no columns: expected at least one`);
}

/** ndarray libraries may hold a transposed or partial view: its strides say so. */
function checkRowMajor(
  { stride, strides = stride, offset = 0 }: Record<string, unknown>,
  cols: unknown,
  name: string,
): void {
  const rowMajor = !isArrayLike(strides) || (strides.length === 2 && strides[0] === cols && strides[1] === 1);
  if (rowMajor && offset === 0) return;
  const layout = `stride ${isArrayLike(strides) ? Array.from(strides).join(', ') : 'none'} and offset ${describe(offset)}`;
  throw new RangeError(
    `${name} has ${layout}: expected a row-major array, stride ${describe(cols)}, 1 and offset 0`,
  );
}

function* fromRowMajor(data: ArrayLike<number>, rows: unknown, cols: unknown, name: string): Work<RowSource> {
  checkShape(rows, cols, name);
  const width = cols as number;
  if (data.length !== rows * width) {
    throw invalidValue(
      `the length of ${name}.data`,
      `rows × cols = ${rows} × ${width} = ${rows * width}`,
      data.length,
    );
  }
  if (ArrayBuffer.isView(data)) {
    const array = data as unknown as Float64Array;
    return {
      rows,
      cols: width,
      copy: (first, last, target) => target.set(array.subarray(first * width, last * width)),
    };
  }
  for (let first = 0; first < data.length; first += PIECE) {
    checkNumbers(data, first, at => `${name}[${Math.floor(at / width)}][${at % width}]`);
    yield;
  }
  return {
    rows,
    cols: width,
    copy(first, last, target) {
      const start = first * width;
      for (let i = start; i < last * width; i++) target[i - start] = data[i] as number;
    },
  };
}

function* fromRows(array: readonly unknown[], name: string): Work<RowSource> {
  const width = array.length > 0 && isArrayLike(array[0]) ? array[0].length : 0;
  const rowsPerPiece = Math.ceil(PIECE / (width + 1));
  for (let i = 0; i < array.length; i++) {
    const row = array[i];
    if (!isNumberArray(row)) throw invalidType(`${name}[${i}]`, 'an array of numbers', row);
    if (row.length !== width) {
      throw invalidValue(`the length of ${name}[${i}]`, `${width} as in ${name}[0]`, row.length);
    }
    if (!ArrayBuffer.isView(row)) {
      for (let first = 0; first < width; first += PIECE) checkNumbers(row, first, j => `${name}[${i}][${j}]`);
    }
    if (i % rowsPerPiece === rowsPerPiece - 1) yield;
  }
  checkShape(array.length, width, name);
  const rows = array as readonly ArrayLike<number>[];
  return {
    rows: rows.length,
    cols: width,
    copy(first, last, target) {
      let at = 0;
      for (let i = first; i < last; i++) {
        const row = rows[i] as ArrayLike<number>;
        for (let j = 0; j < width; j++) target[at++] = row[j] as number;
      }
    },
  };
}

/** Plain arrays can hold anything: strings and holes must not become numbers in silence.  A piece of one. */
function checkNumbers(array: ArrayLike<unknown>, first: number, where: (at: number) => string): void {
  const end = Math.min(array.length, first + PIECE);
  for (let i = first; i < end; i++) {
    if (typeof array[i] !== 'number') throw invalidType(where(i), 'a finite number', array[i]);
  }
}
