import { notFinite } from '../data/not-finite.js';
import type { RowSource } from '../data/row-source.js';
import { Arena } from '../wasm/arena.js';
import type { Instance, Instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';
import type { Work } from '../work.js';

/** Rows copied and packed at a time: the staging area stays in the first- or second-level cache. */
const STAGING_BYTES = 65536;

export interface PackedShape {
  readonly rows: number;
  /** What is subtracted from each column, d. */
  readonly centre: Float64Array;
  readonly precision: Precision;
}

/**
 * X in the kernels' packed format, in a memory of its own.
 *
 * Each column is stored less an offset near its median, which kernels put back: float32 keeps the digits that tell rows
 * apart, not those they share.
 *
 * It is a RowSource itself: its rows are those it stores, rounded to its precision.
 */
export class PackedRows implements RowSource {
  readonly cols: number;
  readonly precision: Precision;
  /** Makes instances of the module that these rows' kernels run in. */
  readonly instantiate: Instantiate;
  readonly instance: Instance;
  readonly arena: Arena;
  /** Address of the packed rows. */
  readonly x: number;
  /** Address of the offsets, `cols` float64. */
  readonly centre: number;
  #rows: number;

  /** Room for the rows, whose values are undefined until `pack` or `fill`. */
  constructor({ rows, centre, precision }: PackedShape, instantiate: Instantiate) {
    this.#rows = rows;
    this.cols = centre.length;
    this.precision = precision;
    this.instantiate = instantiate;
    this.instance = instantiate(precision);
    this.arena = new Arena(this.instance);
    this.centre = this.arena.allocate(8 * this.cols, this.#purpose);
    this.x = this.arena.allocate(this.strips * this.stripBytes, this.#purpose);
    this.arena.float64(this.centre, this.cols).set(centre);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Room for `count` rows more, whose values are undefined until `pack`.  Nothing may stand behind the rows in their memory. */
  extend(count: number): void {
    this.#rows += count;
    this.arena.release(this.x);
    this.arena.reserve(this.strips * this.stripBytes + 2 * STAGING_BYTES, this.#purpose);
    this.arena.allocate(this.strips * this.stripBytes, this.#purpose);
  }

  /** Rows in a strip, the packed format's unit: two vectors. */
  get stripRows(): number {
    return stripRows(this.precision);
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

  /**
   * Packs `count` rows of the source from row `from` on into the rows here from row `at` on, the first of a strip.
   * @throws RangeError for a value that is not finite in this precision, naming its row and column
   */
  *pack(source: RowSource, from = 0, count = this.rows, at = 0): Work<void> {
    const { arena, cols, stripRows } = this;
    const chunk = Math.max(1, Math.floor(STAGING_BYTES / (8 * cols * stripRows))) * stripRows;
    const mark = arena.mark();
    const address = arena.allocate(8 * Math.min(chunk, count) * cols, this.#purpose);
    const staging = arena.float64(address, Math.min(chunk, count) * cols);
    for (let first = 0; first < count; first += chunk) {
      const last = Math.min(first + chunk, count);
      source.copy(from + first, from + last, staging);
      const to = this.x + ((at + first) / stripRows) * this.stripBytes;
      const bad = this.instance.kernels.packRows(address, last - first, cols, this.centre, to);
      if (bad !== 0) throw notFinite(source, this.precision);
      yield;
    }
    arena.release(mark);
  }

  get #purpose(): string {
    return `X of ${this.rows} rows × ${this.cols} features in ${this.precision}`;
  }

  /** Writes strips that were packed elsewhere, from strip `first` on. */
  fill(first: number, bytes: Uint8Array): void {
    this.arena.bytes(this.x + first * this.stripBytes, bytes.length).set(bytes);
  }

  /** The bytes of strips `first` … `first + count − 1`; a view, valid until memory grows. */
  stripView(first: number, count: number): Uint8Array<ArrayBuffer> {
    return this.arena.bytes(this.x + first * this.stripBytes, count * this.stripBytes);
  }
}

/** Rows in a strip of the packed format. */
export function stripRows(precision: Precision): number {
  return precision === 'float32' ? 8 : 4;
}
