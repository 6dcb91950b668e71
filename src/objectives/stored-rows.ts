import type { RowSource } from '../data/row-source.js';
import type { Instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';
import { finish } from '../work.js';
import { columnCentres } from './column-centres.js';
import { spreadOverMemories } from './dense-plan.js';
import { PackedRows } from './packed-rows.js';
import { type BlockRange, blockCount, blockStart } from './row-blocks.js';

/** Packed rows of a run of blocks. */
export interface StoredPart {
  readonly range: BlockRange;
  readonly packed: PackedRows;
}

/** Packed rows for as long as one objective needs them. */
export interface Loan {
  readonly parts: readonly StoredPart[];
  /** Gives them back: what stands in their memory beside them is nobody's any more. */
  end(): void;
}

/**
 * Rows packed once for many objectives, one after the other: each has labels, weights and what it works in behind the rows, in
 * the same memory, and the next one has that room again.  An objective made while another has the rows gets a copy of them, packed
 * already: two fits side by side do not wait for each other.
 */
export class StoredRows implements RowSource {
  readonly rows: number;
  readonly cols: number;
  readonly precision: Precision;
  /** What is subtracted from each column, d. */
  readonly centre: Float64Array;
  readonly #parts: readonly StoredPart[];
  /** First free byte of each memory. */
  readonly #marks: readonly number[];
  /** Who has the rows; one that was dropped has them no more. */
  #loan: WeakRef<Loan> | null = null;

  private constructor(centre: Float64Array, parts: readonly StoredPart[]) {
    const [{ packed }] = parts as [StoredPart];
    this.rows = parts.reduce((rows, part) => rows + part.packed.rows, 0);
    this.cols = packed.cols;
    this.precision = packed.precision;
    this.centre = centre;
    this.#parts = parts;
    this.#marks = parts.map(part => part.packed.arena.mark());
  }

  /**
   * Packs X.
   * @throws RangeError for a value that is not finite in this precision, naming its row and column
   */
  static from(
    X: RowSource,
    precision: Precision,
    instantiate: Instantiate,
    memoryBytes?: number,
  ): StoredRows {
    const { rows, cols } = X;
    const blocks = blockCount(rows);
    const centre = finish(columnCentres(X, null));
    const shape = { rows, cols, precision, blocks, weighted: true };
    const parts = spreadOverMemories(shape, { first: 0, end: blocks }, memoryBytes).map(range => {
      const [first, end] = rowsOf(range, rows, blocks);
      const packed = new PackedRows({ rows: end - first, centre, precision }, instantiate);
      finish(packed.pack(X, first));
      return { range, packed };
    });
    return new StoredRows(centre, parts);
  }

  /** Rows that are packed already, all of them in one memory. */
  static of(packed: PackedRows): StoredRows {
    const centre = packed.arena.float64(packed.centre, packed.cols).slice();
    return new StoredRows(centre, [{ range: { first: 0, end: blockCount(packed.rows) }, packed }]);
  }

  /** Bytes of memory that hold the rows and what the last objectives needed beside them. */
  get byteLength(): number {
    return this.#parts.reduce((sum, { packed }) => sum + packed.arena.byteLength, 0);
  }

  copy(first: number, last: number, target: Float64Array): void {
    const blocks = blockCount(this.rows);
    for (const { range, packed } of this.#parts) {
      const [from, to] = rowsOf(range, this.rows, blocks);
      const start = Math.max(first, from);
      const end = Math.min(last, to);
      if (start < end) packed.copy(start - from, end - from, target.subarray((start - first) * this.cols));
    }
  }

  /**
   * The rows for an objective whose kernels are of this build; a copy where they are lent already, or in another build's memory.
   * Null for another precision.
   */
  lend(precision: Precision, build: string, instantiate: Instantiate): Loan | null {
    if (precision !== this.precision) return null;
    if (this.#loan?.deref() || this.#parts.some(({ packed }) => packed.instance.build !== build)) {
      return { parts: this.#parts.map(part => copyOf(part, instantiate)), end() {} };
    }
    const loan: Loan = {
      parts: this.#parts,
      end: () => {
        if (this.#loan?.deref() !== loan) return;
        this.#loan = null;
        this.#parts.forEach(({ packed }, i) => {
          packed.arena.release(this.#marks[i] as number);
        });
      },
    };
    this.#parts.forEach(({ packed }, i) => {
      packed.arena.release(this.#marks[i] as number);
    });
    this.#loan = new WeakRef(loan);
    return loan;
  }
}

function rowsOf({ first, end }: BlockRange, rows: number, blocks: number): [number, number] {
  return [blockStart(rows, blocks, first), blockStart(rows, blocks, end)];
}

function copyOf({ range, packed }: StoredPart, instantiate: Instantiate): StoredPart {
  const { rows, precision, cols, strips } = packed;
  const centre = packed.arena.float64(packed.centre, cols).slice();
  const copy = new PackedRows({ rows, centre, precision }, instantiate);
  copy.fill(0, packed.stripView(0, strips));
  return { range, packed: copy };
}
