import type { RowSource } from './row-source.js';

/** Rows of another source, in an order of their own. */
export class SelectedRows implements RowSource {
  readonly rows: number;
  readonly cols: number;
  /** Where the rows stand as their owner knows them, for messages. */
  readonly original: RowSource;
  readonly #indices: Uint32Array;
  readonly #row: Float64Array;

  /** @param indices rows of `source`, each any number of times */
  constructor(source: RowSource, indices: Uint32Array) {
    this.rows = indices.length;
    this.cols = source.cols;
    this.original = source;
    this.#indices = indices;
    this.#row = new Float64Array(source.cols);
  }

  copy(first: number, last: number, target: Float64Array): void {
    const { cols, original } = this;
    const values = this.#row;
    for (let i = first, at = 0; i < last; i++) {
      const row = this.#indices[i] as number;
      original.copy(row, row + 1, values);
      for (let j = 0; j < cols; j++) target[at++] = values[j] as number;
    }
  }
}
