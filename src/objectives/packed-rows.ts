import { notFinite, type RowSource } from '../data/matrix-like.js';
import { Arena } from '../wasm/arena.js';
import { type Instance, instantiate, type Precision } from '../wasm/kernels.js';

/** Rows copied and packed at a time: the staging area stays in the first- or second-level cache. */
const STAGING_BYTES = 65536;

/** Rows looked at, evenly spaced, to choose each column's offset. */
const CENTRE_SAMPLE = 512;

/**
 * X in the kernels' packed format, in a memory of its own.
 *
 * Each column is stored less an offset near its mean, which kernels put back: float32 keeps the digits that tell rows
 * apart, not those they share.  The offset is a multiple of a power of two near the column's spread, so that integers
 * and short binary fractions stay exact.
 */
export class PackedRows {
  readonly rows: number;
  readonly cols: number;
  readonly precision: Precision;
  readonly instance: Instance;
  readonly arena: Arena;
  /** Address of the packed rows. */
  readonly x: number;
  /** Address of the offsets, `cols` float64. */
  readonly centre: number;

  constructor(source: RowSource, precision: Precision, deterministic: boolean) {
    this.rows = source.rows;
    this.cols = source.cols;
    this.precision = precision;
    this.instance = instantiate(precision, deterministic);
    this.arena = new Arena(this.instance);
    const purpose = `X of ${this.rows} rows × ${this.cols} features in ${precision}`;
    this.x = this.arena.allocate(this.strips * this.stripBytes, purpose);
    this.centre = this.arena.allocate(8 * this.cols, purpose);
    this.arena.float64(this.centre, this.cols).set(centres(source));
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

/** Per column, a round number near the mean of a sample of rows. */
function centres(source: RowSource): Float64Array {
  const { rows, cols } = source;
  const step = Math.ceil(rows / CENTRE_SAMPLE);
  const sum = new Float64Array(cols);
  const low = new Float64Array(cols).fill(Infinity);
  const high = new Float64Array(cols).fill(-Infinity);
  const row = new Float64Array(cols);
  let count = 0;
  for (let i = 0; i < rows; i += step, count++) {
    source.copy(i, i + 1, row);
    for (let j = 0; j < cols; j++) {
      const value = row[j] as number;
      sum[j] = (sum[j] as number) + value;
      low[j] = Math.min(low[j] as number, value);
      high[j] = Math.max(high[j] as number, value);
    }
  }
  return sum.map((total, j) => {
    const mean = total / count;
    const spread = (high[j] as number) - (low[j] as number);
    if (!Number.isFinite(mean) || !Number.isFinite(spread)) return 0;
    if (spread === 0) return mean;
    const quantum = 2 ** Math.floor(Math.log2(spread / 4));
    return Math.round(mean / quantum) * quantum;
  });
}
