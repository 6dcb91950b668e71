import { listed, quote, ReadError } from '../readers/read-error.js';
import type { ColumnValues, RowPlace, Table, TableChunk } from '../readers/table.js';
import { type ColumnEncoding, categoryOf, problemOf } from './column-encoding.js';
import { droppedRows } from './dropped-rows.js';
import { noRows } from './no-rows.js';
import { type CheckedEncoderOptions, policyOf } from './options.js';

export interface LearntColumn {
  readonly name: string;
  readonly kind: 'number' | 'category';
}

/** Whether encodings need to be learnt from rows: categories, means and where an indicator has something to tell are. */
export function needsRows(columns: readonly LearntColumn[], options: CheckedEncoderOptions): boolean {
  return columns.some(({ name, kind }) => {
    const policy = policyOf(options, name);
    if (kind === 'category' || policy === 'mean') return true;
    return options.missingIndicator && typeof policy === 'number';
  });
}

/** What the columns are of: of an untyped table everything came as text. */
type Origin = Pick<Table, 'file' | 'untyped'>;

/** Learns what columns become, a chunk of rows at a time. */
export class EncodingLearner {
  readonly #columns: readonly (NumberLearner | CategoryLearner)[];
  /** Of those whose rows are left out where they miss something. */
  readonly #dropping: readonly number[];
  readonly #file: string;
  #rows = 0;
  #dropped = 0;

  constructor(columns: readonly LearntColumn[], options: CheckedEncoderOptions, table: Origin) {
    const { file } = table;
    this.#columns = columns.map(({ name, kind }) =>
      kind === 'number' ? new NumberLearner(name, options, file) : new CategoryLearner(name, options, table),
    );
    this.#dropping = columns.flatMap(({ name }, j) => (policyOf(options, name) === 'drop' ? [j] : []));
    this.#file = file;
  }

  /**
   * Rows that are left out teach nothing.
   * @param rows of which of the chunk's means are; default: all. Categories and gaps are those of all rows
   */
  add(chunk: TableChunk, rows?: (i: number) => boolean): void {
    const dropped = droppedRows(chunk, this.#dropping);
    for (const [j, column] of this.#columns.entries())
      column.add(chunk.columns[j] as ColumnValues, chunk, dropped?.mask, rows);
    this.#rows += chunk.rows;
    this.#dropped += dropped?.count ?? 0;
  }

  finish(): ColumnEncoding[] {
    if (this.#rows > 0 && this.#dropped === this.#rows) throw noRows(this.#rows, this.#file);
    const encodings = this.#columns.map(column => column.finish());
    const wrong = problemOf(encodings);
    if (wrong === null) return encodings;
    throw new ReadError(wrong.problem, { file: this.#file, column: wrong.column });
  }
}

class NumberLearner {
  readonly #name: string;
  readonly #options: CheckedEncoderOptions;
  readonly #file: string;
  #sum = 0;
  #count = 0;
  #missing = 0;

  constructor(name: string, options: CheckedEncoderOptions, file: string) {
    this.#name = name;
    this.#options = options;
    this.#file = file;
  }

  add(
    values: ColumnValues,
    { rows }: TableChunk,
    dropped: Uint8Array | undefined,
    chosen?: (i: number) => boolean,
  ): void {
    const numbers = values as Float64Array;
    for (let i = 0; i < rows; i++) {
      if (dropped?.[i]) continue;
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
    const mean = this.#sum / this.#count;
    if (policy === 'mean' && !Number.isFinite(mean)) {
      const problem =
        this.#count === 0
          ? 'has no value to take the mean of: expected other features, or a number for missing'
          : 'has a sum that overflows: expected smaller numbers, or another policy than mean';
      throw new ReadError(problem, { file: this.#file, column: this.#name });
    }
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
  readonly #table: Origin;
  readonly #categories = new Set<string>();
  #values = 0;
  #missing = 0;

  constructor(name: string, options: CheckedEncoderOptions, table: Origin) {
    this.#name = name;
    this.#options = options;
    this.#table = table;
  }

  add(values: ColumnValues, chunk: TableChunk, dropped: Uint8Array | undefined): void {
    const categories = this.#categories;
    for (let i = 0; i < chunk.rows; i++) {
      if (dropped?.[i]) continue;
      const value = values[i];
      if (value === null || value === undefined) this.#missing++;
      else {
        this.#values++;
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
      throw this.#wrong('has no value: expected at least one category, or other features');
    this.#checkKind();
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
    if (this.#table.untyped && this.#options.categorical === 'auto') this.#checkCommas();
    const some = listed([...this.#categories].slice(0, 3));
    const problem = `has more than ${this.#options.maxCategories} categories (${some}, …)`;
    return this.#wrong(`${problem}: leave it out of the features, or raise maxCategories`, place);
  }

  /** @throws ReadError for what are no categories by their looks, unless the column is named in `categorical` */
  #checkKind(): void {
    if (this.#options.categorical !== 'auto') return;
    if (this.#table.untyped) this.#checkCommas();
    const count = this.#categories.size;
    if (this.#values < ENOUGH || count <= this.#values / 2) return;
    const problem = `has ${count} categories in ${this.#values} rows, as names, dates and quantities with a unit do`;
    throw this.#wrong(`${problem}: leave it out of the features, or name it in categorical`);
  }

  /** Texts that are numbers to their writer. */
  #checkCommas(): void {
    for (const category of this.#categories) if (!COMMA_NUMBER.test(category)) return;
    const [first] = this.#categories;
    throw this.#wrong(
      `holds numbers with a comma, as ${quote(first as string)}: expected a decimal point and no other sign, or its name in categorical`,
    );
  }

  #wrong(problem: string, place?: RowPlace): ReadError {
    return new ReadError(problem, { file: this.#table.file, ...place, column: this.#name });
  }
}

/** Rows from which on every other one may not have a category of its own. */
const ENOUGH = 50;

/** Decimal commas, and commas between thousands. */
const COMMA_NUMBER = /^[-+]?\d+(,\d+)+(\.\d+)?$|^[-+]?\d*,\d+$/;

/** Numbers by value, then texts by code unit. */
function inOrder(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y) && x !== y) return x - y;
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
