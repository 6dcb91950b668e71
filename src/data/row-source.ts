/** Where rows that stand for others have those. */
export const ROWS: unique symbol = Symbol('rows');

/** Rows of float64 on demand, whatever form the caller's matrix has. */
export interface RowSource {
  /** n. */
  readonly rows: number;
  /** d. */
  readonly cols: number;
  /** Of a selection of rows: what they were selected from. */
  readonly original?: RowSource;
  /** Writes rows `first` … `last − 1`, row-major, to the start of `target`. */
  copy(first: number, last: number, target: Float64Array): void;
}
