import { Matrix } from '../data/matrix.js';
import { atMost, LARGEST } from '../readers/largest.js';
import { listed, quote, ReadError } from '../readers/read-error.js';
import type { TableChunk, TableValue } from '../readers/table.js';
import {
  type CategoryEncoding,
  type ColumnEncoding,
  categoryOf,
  type NumberEncoding,
  widthOf,
} from './column-encoding.js';
import { type DroppedRows, droppedRows } from './dropped-rows.js';

export interface EncodedRows {
  /** Rows that are kept × columns of X. */
  readonly X: Matrix;
  /** Which of the chunk's rows these are; null: all. */
  readonly kept: Uint32Array | null;
}

export interface EncodeOptions {
  /** What messages call the file. */
  readonly file: string;
  /** Largest number, in absolute value, that is not refused. */
  readonly largest?: number;
  /** Rows that have missing values and encodings without anything in their place: left out, or an error.  Default 'drop'. */
  readonly dropped?: 'drop' | 'error';
}

/** Turns chunks of a table's columns, those of the encodings in their order, into rows of numbers. */
export class RowEncoder {
  readonly cols: number;
  readonly #columns: readonly Placed[];
  /** Of those whose rows are left out where they miss something. */
  readonly #dropping: readonly number[];
  readonly #options: Required<EncodeOptions>;

  constructor(encodings: readonly ColumnEncoding[], options: EncodeOptions) {
    this.#options = { largest: LARGEST.float64, dropped: 'drop', ...options };
    const { largest, file } = this.#options;
    for (const encoding of encodings) {
      if (encoding.kind !== 'number' || !(Math.abs(encoding.fill) > largest)) continue;
      const problem = `has ${encoding.fill} for missing values: expected ${atMost(largest)}`;
      throw new ReadError(problem, { file, column: encoding.name });
    }
    let at = 0;
    this.#columns = encodings.map(encoding => {
      const placed = { ...encoding, at, index: indexOf(encoding) };
      at += widthOf(encoding);
      return placed;
    });
    this.cols = at;
    this.#dropping =
      this.#options.dropped === 'error'
        ? []
        : encodings.flatMap(({ missing }, j) => (missing === 'drop' ? [j] : []));
  }

  /** @throws ReadError for a value that cannot be encoded, with its place */
  encode(chunk: TableChunk): EncodedRows {
    const dropped = droppedRows(chunk, this.#dropping);
    const kept = dropped && keptRows(dropped, chunk.rows);
    const rows = kept?.length ?? chunk.rows;
    const data = new Float64Array(rows * this.cols);
    for (const [j, column] of this.#columns.entries()) {
      if (column.kind === 'number')
        this.#numbers(column, chunk.columns[j] as Float64Array, chunk, data, kept);
      else this.#categories(column, chunk.columns[j] as TableValue[], chunk, data, kept);
    }
    return { X: new Matrix(data, rows, this.cols), kept };
  }

  #numbers(
    column: NumberEncoding & Placed,
    values: Float64Array,
    chunk: TableChunk,
    data: Float64Array,
    kept: Uint32Array | null,
  ): void {
    const { at, missing, fill, indicator } = column;
    const { largest } = this.#options;
    const width = this.cols;
    const rows = kept?.length ?? chunk.rows;
    for (let k = 0, to = at; k < rows; k++, to += width) {
      const i = kept ? (kept[k] as number) : k;
      const value = values[i] as number;
      if (Math.abs(value) <= largest) data[to] = value;
      else if (!Number.isNaN(value))
        throw this.#wrong(column, chunk, i, `is ${value}: expected ${atMost(largest)}`);
      else if (missing === 'fill') {
        data[to] = fill;
        if (indicator) data[to + 1] = 1;
      } else throw this.#wrong(column, chunk, i, 'is missing: expected a number');
    }
  }

  #categories(
    column: CategoryEncoding & Placed,
    values: readonly TableValue[],
    chunk: TableChunk,
    data: Float64Array,
    kept: Uint32Array | null,
  ): void {
    const { at, index, categories, dropFirst, missing, handleUnknown } = column;
    const width = this.cols;
    const first = dropFirst ? 1 : 0;
    const rows = kept?.length ?? chunk.rows;
    for (let row = 0, to = at; row < rows; row++, to += width) {
      const i = kept ? (kept[row] as number) : row;
      const value = values[i] as TableValue;
      if (value === null) {
        if (missing === 'column') data[to + categories.length - first] = 1;
        else if (missing !== 'unknown' || handleUnknown === 'error')
          throw this.#wrong(column, chunk, i, 'is missing: expected a category');
        continue;
      }
      const k = index.get(categoryOf(value));
      if (k === undefined) {
        if (handleUnknown === 'ignore') continue;
        const expected = `one of ${listed(categories)}`;
        throw this.#wrong(column, chunk, i, `is ${quote(categoryOf(value))}: expected ${expected}`);
      }
      if (k >= first) data[to + k - first] = 1;
    }
  }

  #wrong({ name }: Placed, chunk: TableChunk, i: number, problem: string): ReadError {
    return new ReadError(problem, { file: this.#options.file, ...chunk.where(i), column: name });
  }
}

function keptRows({ mask, count }: DroppedRows, rows: number): Uint32Array {
  const kept = new Uint32Array(rows - count);
  for (let i = 0, at = 0; i < rows; i++) if (mask[i] === 0) kept[at++] = i;
  return kept;
}

/** A column's encoding, its first column of X, and its categories. */
type Placed = ColumnEncoding & { readonly at: number; readonly index: ReadonlyMap<string, number> };

function indexOf(encoding: ColumnEncoding): ReadonlyMap<string, number> {
  return new Map(encoding.kind === 'number' ? [] : encoding.categories.map((name, k) => [name, k]));
}
