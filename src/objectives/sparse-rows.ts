import { CsrMatrix } from '../data/csr-matrix.js';
import { invalidValue } from '../errors.js';
import { Arena } from '../wasm/arena.js';
import type { Instance, Instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';

/** Logits of a block of rows: what the second-level cache holds. */
const BLOCK_BYTES = 2 ** 20;
/** Rows of a block: within it a row is a 16-bit number; in less a column's entries would not pay for its offsets. */
const BLOCK_ROWS = { least: 1024, most: 65536 };

/** A block of rows by columns: addresses of its arrays. */
export interface SparseBlock {
  /** First of its rows. */
  readonly first: number;
  readonly rows: number;
  /** Columns that have entries. */
  readonly columns: number;
  /** u32: which they are, ascending. */
  readonly ids: number;
  /** u32, columns + 1: offsets of their entries. */
  readonly starts: number;
  /** u16 per entry: its row within the block. */
  readonly entryRows: number;
  /** The kernels' type, one per entry; 0: all are 1. */
  readonly values: number;
}

/**
 * X in a memory of its own: blocks of rows, each by columns, of which those without entries take no room.  By columns,
 * because then the parameters pass by in order and only the logits of a block are met at random; an entry takes 2 bytes and
 * its value.
 */
export class SparseRows {
  readonly rows: number;
  readonly cols: number;
  readonly precision: Precision;
  readonly instance: Instance;
  readonly arena: Arena;
  readonly blocks: readonly SparseBlock[];
  /** Entries stored. */
  readonly nnz: number;

  /**
   * @param rowBytes what logits take for a row
   * @throws RangeError for a value that is not finite in this precision, naming its row and column
   */
  constructor(X: CsrMatrix, precision: Precision, rowBytes: number, instantiate: Instantiate) {
    this.rows = X.rows;
    this.cols = X.cols;
    this.nnz = X.nnz;
    this.precision = precision;
    this.instance = instantiate(precision);
    this.arena = new Arena(this.instance);
    const { least, most } = BLOCK_ROWS;
    const wanted = Math.min(most, Math.max(least, BLOCK_BYTES / rowBytes));
    const perBlock = Math.ceil(X.rows / Math.ceil(X.rows / wanted) / 8) * 8;
    const binary = X.values.every(value => value === 1);
    const counts = new Uint32Array(X.cols);
    const blocks: SparseBlock[] = [];
    for (let first = 0; first < X.rows; first += perBlock) {
      blocks.push(this.#pack(X, first, Math.min(perBlock, X.rows - first), binary, counts));
    }
    this.blocks = blocks;
  }

  /** Most rows of a block. */
  get blockRows(): number {
    return (this.blocks[0] as SparseBlock).rows;
  }

  /** Memory as numbers of the rows' precision. */
  view(address: number, length: number): Float32Array | Float64Array {
    const { arena } = this;
    return this.precision === 'float32' ? arena.float32(address, length) : arena.float64(address, length);
  }

  /** The rows as they are stored, rounded to the precision. */
  toCsr(): CsrMatrix {
    const { rows, cols, nnz } = this;
    const indptr = new Uint32Array(rows + 1);
    const indices = new Uint32Array(nnz);
    const values = this.precision === 'float32' ? new Float32Array(nnz) : new Float64Array(nnz);
    this.#visit(row => {
      indptr[row + 1] = (indptr[row + 1] as number) + 1;
    });
    for (let i = 0; i < rows; i++) indptr[i + 1] = (indptr[i + 1] as number) + (indptr[i] as number);
    const next = indptr.slice();
    this.#visit((row, column, value) => {
      const at = next[row] as number;
      indices[at] = column;
      values[at] = value;
      next[row] = at + 1;
    });
    return new CsrMatrix({ rows, cols, indptr, indices, values });
  }

  #visit(visit: (row: number, column: number, value: number) => void): void {
    for (const { first, columns, ids, starts, entryRows, values } of this.blocks) {
      const column = this.arena.uint32(ids, columns);
      const offsets = this.arena.uint32(starts, columns + 1);
      const count = offsets[columns] as number;
      const rows = this.arena.uint16(entryRows, count);
      const numbers = values ? this.view(values, count) : null;
      for (let c = 0; c < columns; c++) {
        const end = offsets[c + 1] as number;
        for (let e = offsets[c] as number; e < end; e++) {
          visit(first + (rows[e] as number), column[c] as number, numbers ? (numbers[e] as number) : 1);
        }
      }
    }
  }

  /** @param counts one per column, zeros; zeros again at the end */
  #pack(X: CsrMatrix, first: number, rows: number, binary: boolean, counts: Uint32Array): SparseBlock {
    const { indptr, indices, values } = X;
    const begin = indptr[first] as number;
    const end = indptr[first + rows] as number;
    for (let e = begin; e < end; e++) {
      const j = indices[e] as number;
      counts[j] = (counts[j] as number) + 1;
    }
    const columns = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
    const purpose = `X of ${X.rows} rows × ${X.cols} features with ${X.nnz} entries in ${this.precision}`;
    const allocate = (bytes: number) => this.arena.allocate(bytes, purpose);
    const block: SparseBlock = {
      first,
      rows,
      columns,
      ids: allocate(4 * columns),
      starts: allocate(4 * (columns + 1)),
      entryRows: allocate(2 * (end - begin)),
      values: binary ? 0 : allocate((this.precision === 'float32' ? 4 : 8) * (end - begin)),
    };
    const ids = this.arena.uint32(block.ids, columns);
    const starts = this.arena.uint32(block.starts, columns + 1);
    let offset = 0;
    for (let j = 0, c = 0; j < counts.length; j++) {
      const count = counts[j] as number;
      if (count === 0) continue;
      ids[c] = j;
      starts[c++] = offset;
      // Where the column's next entry goes.
      counts[j] = offset;
      offset += count;
    }
    starts[columns] = offset;
    const rowOf = this.arena.uint16(block.entryRows, offset);
    const numbers = binary ? null : this.view(block.values, offset);
    for (let i = 0; i < rows; i++) {
      const last = indptr[first + i + 1] as number;
      for (let e = indptr[first + i] as number; e < last; e++) {
        const j = indices[e] as number;
        const at = counts[j] as number;
        counts[j] = at + 1;
        rowOf[at] = i;
        if (!numbers) continue;
        const value = values[e] as number;
        numbers[at] = value;
        if (!Number.isFinite(numbers[at])) throw this.#notFinite(first + i, j, value);
      }
    }
    for (let c = 0; c < columns; c++) counts[ids[c] as number] = 0;
    return block;
  }

  #notFinite(i: number, j: number, value: number): RangeError {
    const expected = Number.isFinite(value)
      ? "a number that float32 holds (or precision: 'float64')"
      : 'a finite number';
    return invalidValue(`X[${i}][${j}]`, expected, value);
  }
}
