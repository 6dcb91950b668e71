import { notFinite, type RowSource } from '../data/matrix-like.js';
import { Arena } from '../wasm/arena.js';
import { type Instance, instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';
import { columnCentres } from './column-centres.js';

/** Rows copied and packed at a time: the staging area stays in the first- or second-level cache. */
const STAGING_BYTES = 65536;

/**
 * X in the kernels' packed format, in a memory of its own.
 *
 * Each column is stored less an offset near its median, which kernels put back: float32 keeps the digits that tell rows
 * apart, not those they share.
 *
 * It is a RowSource itself: its rows are those it stores, rounded to its precision.
 */
export class PackedRows implements RowSource {
  readonly rows: number;
  readonly cols: number;
  readonly precision: Precision;
  readonly instance: Instance;
  readonly arena: Arena;
  /** Address of the packed rows. */
  readonly x: number;
  /** Address of the offsets, `cols` float64. */
  readonly centre: number;

  /** @param weights rows of weight 0 have no say in the offsets */
  constructor(
    source: RowSource,
    precision: Precision,
    deterministic: boolean,
    weights: Float64Array | null = null,
  ) {
    this.rows = source.rows;
    this.cols = source.cols;
    this.precision = precision;
    this.instance = instantiate(precision, deterministic);
    this.arena = new Arena(this.instance);
    const purpose = `X of ${this.rows} rows × ${this.cols} features in ${precision}`;
    this.x = this.arena.allocate(this.strips * this.stripBytes, purpose);
    this.centre = this.arena.allocate(8 * this.cols, purpose);
    this.arena.float64(this.centre, this.cols).set(columnCentres(source, weights));
    this.#pack(source, purpose);
  }

  /** Rows in a strip, the packed format's unit: two vectors. */
  get stripRows(): number {
    return this.precision === 'float32' ? 8 : 4;
  }

  get strips(): number {
    return Math.ceil(this.rows / this.stripRows);
  }

  get stripBytes(): number {
    return 32 * this.cols;
  }

  /** Memory of these rows as numbers of their precision. */
  view(address: number, length: number): Float32Array | Float64Array {
    const { arena } = this;
    return this.precision === 'float32' ? arena.float32(address, length) : arena.float64(address, length);
  }

  copy(first: number, last: number, target: Float64Array): void {
    const { arena, cols, stripRows, strips, x } = this;
    const cells = this.view(x, strips * stripRows * cols);
    const centre = arena.float64(this.centre, cols);
    for (let i = first, at = 0; i < last; i++) {
      let cell = Math.floor(i / stripRows) * stripRows * cols + (i % stripRows);
      for (let j = 0; j < cols; j++, at++, cell += stripRows) {
        target[at] = (cells[cell] as number) + (centre[j] as number);
      }
    }
  }

  #pack(source: RowSource, purpose: string): void {
    const { arena, cols, rows, stripRows } = this;
    const chunk = Math.max(1, Math.floor(STAGING_BYTES / (8 * cols * stripRows))) * stripRows;
    const mark = arena.mark();
    const address = arena.allocate(8 * Math.min(chunk, rows) * cols, purpose);
    const staging = arena.float64(address, Math.min(chunk, rows) * cols);
    for (let first = 0; first < rows; first += chunk) {
      const last = Math.min(first + chunk, rows);
      source.copy(first, last, staging);
      const to = this.x + (first / stripRows) * this.stripBytes;
      const bad = this.instance.kernels.packRows(address, last - first, cols, this.centre, to);
      if (bad !== 0) throw notFinite(source, this.precision);
    }
    arena.release(mark);
  }
}
