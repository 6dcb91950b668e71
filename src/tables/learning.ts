import { listed, ReadError } from '../readers/read-error.js';
import type { ColumnValues, RowPlace, TableChunk } from '../readers/table.js';
import { type ColumnEncoding, categoryOf } from './column-encoding.js';
import { type CheckedEncoderOptions, policyOf } from './options.js';

export interface LearntColumn {
  readonly name: string;
  readonly kind: 'number' | 'category';
}

/** Whether encodings need to be learnt from rows: categories and means are; nothing else is. */
export function needsRows(columns: readonly LearntColumn[], options: CheckedEncoderOptions): boolean {
  return columns.some(
    ({ name, kind }) => kind === 'category' || options.missingIndicator || policyOf(options, name) === 'mean',
  );
}

/** Learns what columns become, a chunk of rows at a time. */
export class EncodingLearner {
  readonly #columns: (NumberLearner | CategoryLearner)[];

  constructor(columns: readonly LearntColumn[], options: CheckedEncoderOptions, file: string) {
    this.#columns = columns.map(({ name, kind }) =>
      kind === 'number' ? new NumberLearner(name, options) : new CategoryLearner(name, options, file),
    );
  }

  /** @param rows of which of the chunk's means are; default: all. Categories and gaps are those of all rows */
  add(chunk: TableChunk, rows?: (i: number) => boolean): void {
    for (const [j, column] of this.#columns.entries())
      column.add(chunk.columns[j] as ColumnValues, chunk, rows);
  }

  finish(): ColumnEncoding[] {
    return this.#columns.map(column => column.finish());
  }
}

class NumberLearner {
  readonly #name: string;
  readonly #options: CheckedEncoderOptions;
  #sum = 0;
  #count = 0;
  #missing = 0;

  constructor(name: string, options: CheckedEncoderOptions) {
    this.#name = name;
    this.#options = options;
  }

  add(values: ColumnValues, { rows }: TableChunk, chosen?: (i: number) => boolean): void {
    const numbers = values as Float64Array;
    for (let i = 0; i < rows; i++) {
      const value = numbers[i] as number;
      if (Number.isNaN(value)) this.#missing++;
      else if (!chosen || chosen(i)) {
        this.#sum += value;
        this.#count++;
      }
    }
  }

  finish(): ColumnEncoding {
    const policy = policyOf(this.#options, this.#name);
    const mean = this.#count === 0 ? 0 : this.#sum / this.#count;
    return {
      kind: 'number',
      name: this.#name,
      missing: policy === 'error' || policy === 'drop' ? policy : 'fill',
      fill: typeof policy === 'number' ? policy : policy === 'mean' ? mean : 0,
      indicator:
        this.#options.missingIndicator && this.#missing > 0 && policy !== 'error' && policy !== 'drop',
    };
  }
}

class CategoryLearner {
  readonly #name: string;
  readonly #options: CheckedEncoderOptions;
  readonly #file: string;
  readonly #categories = new Set<string>();
  #missing = 0;

  constructor(name: string, options: CheckedEncoderOptions, file: string) {
    this.#name = name;
    this.#options = options;
    this.#file = file;
  }

  add(values: ColumnValues, chunk: TableChunk): void {
    const categories = this.#categories;
    for (let i = 0; i < chunk.rows; i++) {
      const value = values[i];
      if (value === null || value === undefined) this.#missing++;
      else {
        categories.add(categoryOf(value));
        if (categories.size > this.#options.maxCategories) throw this.#tooMany(chunk.where(i));
      }
    }
  }

  finish(): ColumnEncoding {
    const { drop, handleUnknown } = this.#options;
    const policy = policyOf(this.#options, this.#name);
    const categories = [...this.#categories].sort(inOrder);
    if (categories.length === 0)
      throw new ReadError('has no value: expected at least one category, or other features', {
        file: this.#file,
        column: this.#name,
      });
    return {
      kind: 'category',
      name: this.#name,
      categories,
      dropFirst: drop === 'first',
      missing: policy === 'error' || policy === 'drop' ? policy : this.#missing > 0 ? 'column' : 'unknown',
      handleUnknown,
    };
  }

  #tooMany(place: RowPlace): ReadError {
    const some = listed([...this.#categories].slice(0, 3));
    const problem = `has more than ${this.#options.maxCategories} categories (${some}, …)`;
    return new ReadError(`${problem}: leave it out of the features, or raise maxCategories`, {
      file: this.#file,
      ...place,
      column: this.#name,
    });
  }
}

/** Numbers by value, then texts by code unit. */
function inOrder(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y) && x !== y) return x - y;
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
