import { listed, quote, ReadError } from '../readers/read-error.js';
import type { ColumnValues, RowPlace, Table, TableChunk } from '../readers/table.js';
import { type ColumnEncoding, categoryOf } from './column-encoding.js';
import { type CheckedEncoderOptions, policyOf } from './options.js';

/** What the columns are of: of an untyped table everything came as text. */
export type Origin = Pick<Table, 'file' | 'untyped'>;

/** Which categories there are, and whether any is missing. */
export class CategoryLearner {
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
