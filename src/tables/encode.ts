import { Matrix } from '../data/matrix.js';
import { listed, quote, ReadError } from '../readers/read-error.js';
import type { TableChunk, TableValue } from '../readers/table.js';
import {
  type CategoryEncoding,
  type ColumnEncoding,
  categoryOf,
  type NumberEncoding,
  widthOf,
} from './column-encoding.js';

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
  readonly #options: Required<EncodeOptions>;

  constructor(encodings: readonly ColumnEncoding[], options: EncodeOptions) {
    this.#options = { largest: Number.MAX_VALUE, dropped: 'drop', ...options };
    let at = 0;
    this.#columns = encodings.map(encoding => {
      const placed = { ...encoding, at, index: indexOf(encoding) };
      at += widthOf(encoding);
      return placed;
    });
    this.cols = at;
  }

  /** @throws ReadError for a value that cannot be encoded, with its place */
  encode(chunk: TableChunk): EncodedRows {
    const { rows } = chunk;
    const data = new Float64Array(rows * this.cols);
    const lost = new Set<number>();
    for (const [j, column] of this.#columns.entries()) {
      if (column.kind === 'number')
        this.#numbers(column, chunk.columns[j] as Float64Array, chunk, data, lost);
      else this.#categories(column, chunk.columns[j] as TableValue[], chunk, data, lost);
    }
    if (lost.size === 0) return { X: new Matrix(data, rows, this.cols), kept: null };
    const kept = new Uint32Array(rows - lost.size);
    for (let i = 0, at = 0; i < rows; i++) if (!lost.has(i)) kept[at++] = i;
    const width = this.cols;
    kept.forEach((i, k) => {
      data.copyWithin(k * width, i * width, (i + 1) * width);
    });
    return { X: new Matrix(data.slice(0, kept.length * width), kept.length, width), kept };
  }

  #numbers(
    column: NumberEncoding & Placed,
    values: Float64Array,
    chunk: TableChunk,
    data: Float64Array,
    lost: Set<number>,
  ): void {
    const { at, missing, fill, indicator } = column;
    const { largest } = this.#options;
    const width = this.cols;
    for (let i = 0, to = at; i < chunk.rows; i++, to += width) {
      const value = values[i] as number;
      if (Math.abs(value) <= largest) data[to] = value;
      else if (!Number.isNaN(value)) {
        const expected = `a number of at most ${largest.toPrecision(2)} in size`;
        throw this.#wrong(column, chunk, i, `is ${value}: expected ${expected}`);
      } else if (missing === 'fill') {
        data[to] = fill;
        if (indicator) data[to + 1] = 1;
      } else this.#missing(column, chunk, i, lost, 'a number');
    }
  }

  #categories(
    column: CategoryEncoding & Placed,
    values: readonly TableValue[],
    chunk: TableChunk,
    data: Float64Array,
    lost: Set<number>,
  ): void {
    const { at, index, categories, dropFirst, missing, handleUnknown } = column;
    const width = this.cols;
    const first = dropFirst ? 1 : 0;
    for (let i = 0, to = at; i < chunk.rows; i++, to += width) {
      const value = values[i] as TableValue;
      if (value === null) {
        if (missing === 'column') data[to + categories.length - first] = 1;
        else if (missing !== 'unknown' || handleUnknown === 'error')
          this.#missing(column, chunk, i, lost, 'a category');
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

  #missing(column: Placed, chunk: TableChunk, i: number, lost: Set<number>, expected: string): void {
    if (column.missing === 'drop' && this.#options.dropped === 'drop') lost.add(i);
    else throw this.#wrong(column, chunk, i, `is missing: expected ${expected}`);
  }

  #wrong({ name }: Placed, chunk: TableChunk, i: number, problem: string): ReadError {
    return new ReadError(problem, { file: this.#options.file, ...chunk.where(i), column: name });
  }
}

/** A column's encoding, its first column of X, and its categories. */
type Placed = ColumnEncoding & { readonly at: number; readonly index: ReadonlyMap<string, number> };

function indexOf(encoding: ColumnEncoding): ReadonlyMap<string, number> {
  return new Map(encoding.kind === 'number' ? [] : encoding.categories.map((name, k) => [name, k]));
}
