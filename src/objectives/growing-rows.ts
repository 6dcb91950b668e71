import { notFinite } from '../data/not-finite.js';
import type { RowSource } from '../data/row-source.js';
import type { Instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';
import type { Work } from '../work.js';
import { columnCentres } from './column-centres.js';
import { MEMORY_BYTES } from './dense-plan.js';
import { PackedRows } from './packed-rows.js';

/** Rows to choose the columns' offsets from, the first ones: what comes later is not known yet. */
const FIRST_ROWS = 512;

/** Rows packed as they come, in one memory that grows with them. */
export class GrowingRows {
  readonly cols: number;
  readonly precision: Precision;
  readonly #instantiate: Instantiate;
  /** null until there are enough rows to choose offsets from. */
  #packed: PackedRows | null = null;
  /** Rows to be packed with those that come next: the first ones, later those that make no whole strip. */
  #waiting: Float64Array = new Float64Array();

  constructor(cols: number, precision: Precision, instantiate: Instantiate) {
    this.cols = cols;
    this.precision = precision;
    this.#instantiate = instantiate;
  }

  /** @throws RangeError for a value that is not finite in this precision, naming its row and column in `source`; for too many rows */
  *append(source: RowSource): Work<void> {
    const all = new JoinedRows(this.#waiting, source);
    let packable = 0;
    if (this.#packed !== null || all.rows >= FIRST_ROWS) {
      const packed = yield* this.#packedFrom(all);
      packable = all.rows - (all.rows % packed.stripRows);
      yield* this.#pack(packed, all, packable);
    }
    const waiting = new Float64Array((all.rows - packable) * this.cols);
    all.copy(packable, all.rows, waiting);
    // When they are packed nobody knows any more which rows they were.
    this.#check(waiting, source);
    this.#waiting = waiting;
  }

  /** All rows, at least one; none can be appended any more. */
  *finish(): Work<PackedRows> {
    const all = new JoinedRows(this.#waiting, { rows: 0, cols: this.cols, copy: () => {} });
    const packed = yield* this.#packedFrom(all);
    yield* this.#pack(packed, all, all.rows);
    return packed;
  }

  *#packedFrom(rows: RowSource): Work<PackedRows> {
    if (this.#packed === null) {
      const centre = yield* columnCentres(rows, null);
      this.#packed = new PackedRows({ rows: 0, centre, precision: this.precision }, this.#instantiate);
    }
    return this.#packed;
  }

  *#pack(packed: PackedRows, source: RowSource, count: number): Work<void> {
    if (count === 0) return;
    const first = packed.rows;
    if (((first + count) / packed.stripRows) * packed.stripBytes > MEMORY_BYTES) {
      const size = `${first + count} or more rows of ${this.cols} features in ${this.precision}`;
      throw new RangeError(`${size} exceed one WebAssembly memory: expected fewer, or fitStream`);
    }
    packed.extend(count);
    yield* packed.pack(source, 0, count, first);
  }

  #check(values: Float64Array, source: RowSource): void {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (!Number.isFinite(this.precision === 'float32' ? Math.fround(value) : value))
        throw notFinite(source, this.precision);
    }
  }
}

/** Some rows in an array, and others behind them, whom errors are about. */
class JoinedRows implements RowSource {
  readonly rows: number;
  readonly cols: number;
  readonly original: RowSource;
  readonly #first: Float64Array;
  readonly #count: number;

  constructor(first: Float64Array, others: RowSource) {
    this.cols = others.cols;
    this.#first = first;
    this.#count = first.length / others.cols;
    this.rows = this.#count + others.rows;
    this.original = others;
  }

  copy(first: number, last: number, target: Float64Array): void {
    const count = this.#count;
    if (first < count) target.set(this.#first.subarray(first * this.cols, Math.min(last, count) * this.cols));
    const from = Math.max(first, count);
    if (from < last)
      this.original.copy(from - count, last - count, target.subarray((from - first) * this.cols));
  }
}
