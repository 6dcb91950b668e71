import { ReadError } from '../readers/read-error.js';
import type { ColumnValues, TableChunk } from '../readers/table.js';
import { CategoryLearner, type Origin } from './category-learner.js';
import { type ColumnEncoding, problemOf } from './column-encoding.js';
import { droppedRows } from './dropped-rows.js';
import { noRows } from './no-rows.js';
import { NumberLearner } from './number-learner.js';
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
