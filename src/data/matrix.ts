/**
 * A dense matrix of float64, row-major: entry (i, j) is `data[i * cols + j]`.
 */
export class Matrix {
  /** rows · cols numbers, row after row. */
  readonly data: Float64Array;
  /** Its number of rows. */
  readonly rows: number;
  /** Its number of columns. */
  readonly cols: number;

  /** Takes `data` as it is, not a copy.  @throws RangeError for a length other than rows · cols */
  constructor(data: Float64Array, rows: number, cols: number) {
    if (data.length !== rows * cols) {
      throw new RangeError(`data has length ${data.length}: expected rows × cols = ${rows} × ${cols}`);
    }
    this.data = data;
    this.rows = rows;
    this.cols = cols;
  }

  /** Entry (i, j).  @throws RangeError outside the matrix */
  get(i: number, j: number): number {
    if (!(i >= 0 && i < this.rows && j >= 0 && j < this.cols)) {
      throw new RangeError(`entry (${i}, ${j}) is outside a ${this.rows} × ${this.cols} matrix`);
    }
    return this.data[i * this.cols + j] as number;
  }

  /** Row i as a view, cols numbers: writing to it writes to the matrix.  @throws RangeError outside the matrix */
  row(i: number): Float64Array {
    if (!(i >= 0 && i < this.rows)) throw new RangeError(`row ${i} is outside a matrix of ${this.rows} rows`);
    return this.data.subarray(i * this.cols, (i + 1) * this.cols);
  }

  /** Rows as arrays, a copy. */
  toArray(): number[][] {
    return Array.from({ length: this.rows }, (_, i) => Array.from(this.row(i)));
  }
}
