import type { Label } from '../labels.js';
import { LabelColumn } from '../readers/csv/label-column.js';
import { listed, quote, ReadError, type Where } from '../readers/read-error.js';
import type { ColumnValues, RowPlace, TableChunk } from '../readers/table.js';

/** Collects the labels of a table, a chunk at a time. */
export interface LabelCollector {
  /** @param kept which of the chunk's rows; null: all */
  add(values: ColumnValues, chunk: TableChunk, kept: Uint32Array | null): void;
  /** Those of all rows. */
  finish(): Label[];
  /** Those of the rows since it was asked last. */
  take(): Label[];
}

type Column = Pick<Where, 'file'> & { readonly column: string };

/** @param classes the labels allowed */
export function collectLabels(
  column: Column,
  untyped: boolean,
  classes: readonly Label[] | undefined,
): LabelCollector {
  return untyped ? new UntypedLabels(column, classes) : new TypedLabels(column, classes);
}

/** Of texts: numbers where all are numbers. */
class UntypedLabels implements LabelCollector {
  readonly #labels: LabelColumn;

  constructor(column: Column, classes: readonly Label[] | undefined) {
    this.#labels = new LabelColumn(column, classes);
  }

  add(values: ColumnValues, chunk: TableChunk, kept: Uint32Array | null): void {
    const rows = kept?.length ?? chunk.rows;
    for (let k = 0; k < rows; k++) {
      const i = kept ? (kept[k] as number) : k;
      this.#labels.add(String(values[i] ?? ''), () => chunk.where(i));
    }
  }

  finish(): Label[] {
    return this.#labels.finish();
  }

  take(): Label[] {
    return this.#labels.take();
  }
}

/** Of values that have types: all of one. */
class TypedLabels implements LabelCollector {
  readonly #column: Column;
  readonly #classes: ReadonlySet<unknown> | null;
  #labels: Label[] = [];
  #type: string | null = null;

  constructor(column: Column, classes: readonly Label[] | undefined) {
    this.#column = column;
    this.#classes = classes ? new Set(classes) : null;
  }

  add(values: ColumnValues, chunk: TableChunk, kept: Uint32Array | null): void {
    const rows = kept?.length ?? chunk.rows;
    for (let k = 0; k < rows; k++) {
      const i = kept ? (kept[k] as number) : k;
      const value = values[i];
      if (value === null || value === undefined)
        throw this.#wrong('is missing: expected a label', chunk.where(i));
      if (this.#classes && !this.#classes.has(value)) {
        const expected = `one of ${listed([...this.#classes].map(String))}`;
        throw this.#wrong(`is ${shown(value)}: expected ${expected}`, chunk.where(i));
      }
      this.#type ??= typeof value;
      if (typeof value !== this.#type || (typeof value === 'number' && !Number.isSafeInteger(value)))
        throw this.#wrong(`is ${shown(value)}: expected ${EXPECTED[this.#type]}`, chunk.where(i));
      this.#labels.push(value);
    }
  }

  finish(): Label[] {
    return this.#labels;
  }

  take(): Label[] {
    const labels = this.#labels;
    this.#labels = [];
    return labels;
  }

  #wrong(problem: string, place: RowPlace): ReadError {
    return new ReadError(problem, { ...this.#column, ...place });
  }
}

const EXPECTED: Record<string, string> = {
  number: 'a class: a whole number, as the labels before it, or text in all rows',
  string: 'a text, as the labels before it',
  boolean: 'a boolean, as the labels before it',
};

function shown(value: Label): string {
  return typeof value === 'string' ? quote(value) : String(value);
}
