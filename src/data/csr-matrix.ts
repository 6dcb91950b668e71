import { invalidType, invalidValue } from '../errors.js';
import type { RowSource } from './row-source.js';

/** Values of entries, in the precision that they were given in. */
export type SparseValues = Float32Array | Float64Array;

/** The arrays of a sparse matrix in compressed rows. */
export interface CsrInit {
  /** At least 1. */
  rows: number;
  /** At least 1. */
  cols: number;
  /** rows + 1 offsets: entries of row i are those from indptr[i] up to indptr[i + 1]. */
  indptr: Uint32Array;
  /** Column of each entry. */
  indices: Uint32Array;
  /** Value of each entry. */
  values: SparseValues;
}

/** Entries of one row, columns ascending. */
export interface SparseRow {
  /** Their columns. */
  readonly indices: Uint32Array;
  /** Their values. */
  readonly values: SparseValues;
}

/**
 * A sparse matrix in compressed rows (CSR): what is not stored is 0.
 *
 * Columns of a row ascend and none is there twice: rows that come otherwise are sorted and what stands at the same place is
 * summed, in a copy.  Arrays that are in order already are taken as they are, not copied.
 */
export class CsrMatrix implements RowSource {
  /** n. */
  readonly rows: number;
  /** d. */
  readonly cols: number;
  /** rows + 1 offsets into `indices` and `values`. */
  readonly indptr: Uint32Array;
  /** Column of each entry, ascending within a row. */
  readonly indices: Uint32Array;
  /** Value of each entry, finite. */
  readonly values: SparseValues;

  /**
   * @throws TypeError for arrays of another kind; RangeError for a shape of no rows or columns, offsets that do not ascend
   *   from 0 to the number of entries, a column out of range, or a value or sum of values that is not finite
   */
  constructor(init: CsrInit) {
    checkInit(init);
    const { rows, cols } = init;
    const { indptr, indices, values } = isCanonical(init) ? init : canonical(init);
    this.rows = rows;
    this.cols = cols;
    this.indptr = indptr;
    this.indices = indices;
    this.values = values;
  }

  /**
   * From rows of [column, value] pairs, each row an array or a Map; values are kept in float64.
   * @param cols number of columns; default: the largest column, plus 1
   * @throws TypeError, RangeError as the constructor does
   */
  static fromRows(rows: Iterable<Map<number, number> | [number, number][]>, cols?: number): CsrMatrix {
    if (typeof rows !== 'object' || rows === null || typeof rows[Symbol.iterator] !== 'function')
      throw invalidType('rows', 'an array or another iterable of rows', rows);
    if (cols !== undefined) checkCount('cols', cols, MAX_COLS);
    const indptr = [0];
    const indices: number[] = [];
    const values: number[] = [];
    let width = 0;
    for (const row of rows) {
      const i = indptr.length - 1;
      if (typeof row !== 'object' || row === null || typeof row[Symbol.iterator] !== 'function')
        throw invalidType(`rows[${i}]`, 'a Map or an array of [column, value]', row);
      for (const entry of row) {
        if (!Array.isArray(entry)) throw invalidType(`an entry of rows[${i}]`, '[column, value]', entry);
        const [j, value] = entry;
        if (typeof j !== 'number') throw invalidType(`a column of rows[${i}]`, 'a whole number', j);
        if (typeof value !== 'number') throw invalidType(`rows[${i}][${j}]`, 'a finite number', value);
        if (!(Number.isInteger(j) && j >= 0 && j < (cols ?? MAX_COLS))) {
          throw invalidValue(
            `a column of rows[${i}]`,
            `a whole number from 0 to ${(cols ?? MAX_COLS) - 1}`,
            j,
          );
        }
        indices.push(j);
        values.push(value);
        if (j >= width) width = j + 1;
      }
      indptr.push(indices.length);
    }
    return new CsrMatrix({
      rows: indptr.length - 1,
      cols: cols ?? width,
      indptr: Uint32Array.from(indptr),
      indices: Uint32Array.from(indices),
      values: Float64Array.from(values),
    });
  }

  /** Entries stored. */
  get nnz(): number {
    return this.indices.length;
  }

  /** Entry (i, j), 0 where none is stored.  @throws RangeError outside the matrix */
  get(i: number, j: number): number {
    if (!(j >= 0 && j < this.cols)) {
      throw new RangeError(`entry (${i}, ${j}) is outside a ${this.rows} × ${this.cols} matrix`);
    }
    const { indices, values } = this.row(i);
    return values[indices.indexOf(j)] ?? 0;
  }

  /** Entries of row i, as views.  @throws RangeError outside the matrix */
  row(i: number): SparseRow {
    if (!(i >= 0 && i < this.rows)) throw new RangeError(`row ${i} is outside a matrix of ${this.rows} rows`);
    const first = this.indptr[i] as number;
    const last = this.indptr[i + 1] as number;
    return { indices: this.indices.subarray(first, last), values: this.values.subarray(first, last) };
  }

  /** Writes rows `first` … `last − 1` with their zeros, row-major, to the start of `target`. */
  copy(first: number, last: number, target: Float64Array): void {
    target.fill(0, 0, (last - first) * this.cols);
    for (let i = first; i < last; i++) {
      const base = (i - first) * this.cols;
      const end = this.indptr[i + 1] as number;
      for (let e = this.indptr[i] as number; e < end; e++) {
        target[base + (this.indices[e] as number)] = this.values[e] as number;
      }
    }
  }

  /**
   * The rows that `which` names, in that order, a copy; one may be named more than once.
   * @throws RangeError for no such row
   */
  selectRows(which: ArrayLike<number>): CsrMatrix {
    const indptr = new Uint32Array(which.length + 1);
    for (let i = 0; i < which.length; i++) {
      indptr[i + 1] = (indptr[i] as number) + this.row(which[i] as number).indices.length;
    }
    const nnz = indptr[which.length] as number;
    const indices = new Uint32Array(nnz);
    const values = sameKind(this.values, nnz);
    for (let i = 0; i < which.length; i++) {
      const row = this.row(which[i] as number);
      indices.set(row.indices, indptr[i]);
      values.set(row.values, indptr[i]);
    }
    return new CsrMatrix({ rows: which.length, cols: this.cols, indptr, indices, values });
  }
}

/** Columns are 32-bit. */
const MAX_COLS = 2 ** 32;

function sameKind(values: SparseValues, length: number): SparseValues {
  return values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
}

function checkCount(name: string, count: unknown, most: number): void {
  if (typeof count !== 'number') throw invalidType(name, 'a whole number', count);
  if (!(Number.isInteger(count) && count >= 1 && count <= most))
    throw invalidValue(name, `a whole number from 1 to ${most}`, count);
}

function checkInit(init: CsrInit): void {
  if (typeof init !== 'object' || init === null)
    throw invalidType('the matrix', '{ rows, cols, indptr, indices, values }', init);
  const { rows, cols, indptr, indices, values } = init;
  checkCount('rows', rows, MAX_COLS - 1);
  checkCount('cols', cols, MAX_COLS);
  if (!(indptr instanceof Uint32Array)) throw invalidType('indptr', 'a Uint32Array', indptr);
  if (!(indices instanceof Uint32Array)) throw invalidType('indices', 'a Uint32Array', indices);
  if (!(values instanceof Float32Array || values instanceof Float64Array)) {
    throw invalidType('values', 'a Float32Array or a Float64Array', values);
  }
  if (indptr.length !== rows + 1) {
    throw invalidValue('the length of indptr', `${rows + 1}, one more than rows`, indptr.length);
  }
  if (values.length !== indices.length) {
    throw invalidValue('the length of values', `${indices.length}, as many as indices`, values.length);
  }
  if (indptr[0] !== 0) throw invalidValue('indptr[0]', '0', indptr[0]);
  for (let i = 0; i < rows; i++) {
    if ((indptr[i + 1] as number) < (indptr[i] as number)) {
      throw invalidValue(`indptr[${i + 1}]`, `at least indptr[${i}], ${indptr[i]}`, indptr[i + 1]);
    }
  }
  if (indptr[rows] !== indices.length) {
    throw invalidValue(`indptr[${rows}]`, `${indices.length}, the number of entries`, indptr[rows]);
  }
  for (let e = 0; e < indices.length; e++) {
    if ((indices[e] as number) >= cols)
      throw invalidValue(`indices[${e}]`, `a column below ${cols}`, indices[e]);
    if (!Number.isFinite(values[e])) throw invalidValue(`values[${e}]`, 'a finite number', values[e]);
  }
}

function isCanonical({ rows, indptr, indices }: CsrInit): boolean {
  for (let i = 0; i < rows; i++) {
    const end = indptr[i + 1] as number;
    for (let e = (indptr[i] as number) + 1; e < end; e++) {
      if ((indices[e] as number) <= (indices[e - 1] as number)) return false;
    }
  }
  return true;
}

/** Columns of every row in order, values at the same place added in the order in which they came. */
function canonical({ rows, cols, indptr, indices, values }: CsrInit): CsrInit {
  const starts = new Uint32Array(rows + 1);
  const columns = new Uint32Array(indices.length);
  const sums = sameKind(values, values.length);
  let at = 0;
  for (let i = 0; i < rows; i++) {
    const first = indptr[i] as number;
    const order = Array.from({ length: (indptr[i + 1] as number) - first }, (_, e) => first + e);
    order.sort((a, b) => (indices[a] as number) - (indices[b] as number) || a - b);
    const start = at;
    for (const e of order) {
      const column = indices[e] as number;
      if (at > start && columns[at - 1] === column) {
        sums[at - 1] = (sums[at - 1] as number) + (values[e] as number);
        if (!Number.isFinite(sums[at - 1]))
          throw invalidValue(`the sum of the values at [${i}][${column}]`, 'a finite number', sums[at - 1]);
      } else {
        columns[at] = column;
        sums[at++] = values[e] as number;
      }
    }
    starts[i + 1] = at;
  }
  return { rows, cols, indptr: starts, indices: columns.slice(0, at), values: sums.slice(0, at) };
}
