import type { CsrMatrix } from '../data/csr-matrix.js';
import type { Instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';
import { type SparseBlock, SparseRows } from './sparse-rows.js';

/** Numbers of a run of columns that pass between parameters and kernels at a time: they stay in the first-level cache. */
const RUN_NUMBERS = 4096;
/** Columns of a run at the least. */
const LEAST_RUN = 8;

export interface SparseShape {
  readonly nClasses: number;
  readonly fitIntercept: boolean;
  readonly precision: Precision;
}

/** Sparse rows and what kernels work in beside them.  R, Z: a block of rows, `lanes` numbers each. */
export class SparseMemory {
  readonly stored: SparseRows;
  readonly nClasses: number;
  readonly fitIntercept: boolean;
  /** Vectors that hold a row's classes, and their numbers. */
  readonly vectors: number;
  readonly lanes: number;
  /** Addresses: Z of a block, scratch memory of softmax. */
  readonly z: number;
  readonly scratch: number;
  readonly #w: number;
  readonly #sums: number;

  constructor(X: CsrMatrix, { nClasses, fitIntercept, precision }: SparseShape, instantiate: Instantiate) {
    const perVector = precision === 'float32' ? 4 : 2;
    this.nClasses = nClasses;
    this.fitIntercept = fitIntercept;
    this.vectors = Math.ceil(nClasses / perVector);
    this.lanes = this.vectors * perVector;
    this.stored = new SparseRows(X, precision, 16 * this.vectors, instantiate);
    this.z = this.allocateRows();
    this.scratch = this.allocate(this.stored.instance.kernels.sparseScratch(nClasses));
    const numbers = Math.max(RUN_NUMBERS, this.lanes * LEAST_RUN);
    this.#w = this.allocate((16 / perVector) * numbers);
    this.#sums = this.allocate(8 * numbers);
  }

  /** Numbers of parameters of a class. */
  get stride(): number {
    return this.stored.cols + (this.fitIntercept ? 1 : 0);
  }

  allocate(bytes: number): number {
    const { rows, cols, arena } = this.stored;
    return arena.allocate(bytes, `training on ${rows} rows × ${cols} features with ${this.nClasses} classes`);
  }

  /** Address of one row of numbers per row of a block. */
  allocateRows(): number {
    return this.allocate(16 * this.vectors * this.stored.blockRows);
  }

  /** Writes the logits of a block's rows at w to `z`. */
  logits(block: SparseBlock, w: Float64Array, z: number): void {
    const { stored, vectors, lanes, nClasses, stride } = this;
    const { kernels } = stored.instance;
    const { cols } = stored;
    const bias = stored.view(this.#w, lanes).fill(0);
    if (this.fitIntercept) for (let k = 0; k < nClasses; k++) bias[k] = w[k * stride + cols] as number;
    kernels.sparseFill(z, block.rows, vectors, this.#w);
    const ids = stored.arena.uint32(block.ids, block.columns);
    const run = runOf(lanes);
    const packed = stored.view(this.#w, lanes * run).fill(0);
    for (let first = 0; first < block.columns; first += run) {
      const count = Math.min(run, block.columns - first);
      for (let c = 0, to = 0; c < count; c++, to += lanes) {
        for (let k = 0, from = ids[first + c] as number; k < nClasses; k++, from += stride) {
          packed[to + k] = w[from] as number;
        }
      }
      this.#product(block, first, count, z, vectors);
    }
  }

  /** Writes columns `first` … of those a block has side by side over its rows: adds to zeros at z, `vectors` a row. */
  spread(block: SparseBlock, first: number, count: number, z: number, vectors: number): void {
    const width = (this.lanes / this.vectors) * vectors;
    const identity = this.stored.view(this.#w, count * width).fill(0);
    for (let c = 0; c < count; c++) identity[c * (width + 1)] = 1;
    this.#product(block, first, count, z, vectors);
  }

  /** out ← out + scale·XᵀR of a block's rows, like w; `square`: (X∘X)ᵀR. */
  addSums(block: SparseBlock, r: number, scale: number, out: Float64Array, square = false): void {
    const { nClasses, stride, fitIntercept } = this;
    this.eachSum(block, r, { square }, (j, sums, at) => {
      for (let k = 0, to = j; k < nClasses; k++, to += stride) {
        out[to] = (out[to] as number) + scale * (sums[at + k] as number);
      }
    });
    if (!fitIntercept) return;
    const totals = this.totals(block, r);
    for (let k = 0, to = stride - 1; k < nClasses; k++, to += stride) {
      out[to] = (out[to] as number) + scale * (totals[k] as number);
    }
  }

  /** The sum of R's rows; valid until the next sum. */
  totals({ rows }: SparseBlock, r: number, vectors = this.vectors): Float64Array {
    const { instance, arena } = this.stored;
    instance.kernels.sparseTotals(r, rows, vectors, this.#sums);
    return arena.float64(this.#sums, (this.lanes / this.vectors) * vectors);
  }

  /**
   * XᵀR of a block's rows, column by column: the numbers of `sums` from `at` on belong to column j.
   * @param how vectors of a row of R, the first of the block's columns, and whether entries are squared
   */
  eachSum(
    block: SparseBlock,
    r: number,
    {
      vectors = this.vectors,
      first: from = 0,
      square = false,
    }: { vectors?: number; first?: number; square?: boolean },
    take: (j: number, sums: Float64Array, at: number) => void,
  ): void {
    const { stored } = this;
    const { starts, entryRows, values, columns } = block;
    const lanes = (this.lanes / this.vectors) * vectors;
    const ids = stored.arena.uint32(block.ids, columns);
    const run = runOf(lanes);
    const sums = stored.arena.float64(this.#sums, lanes * run);
    for (let first = from; first < columns; first += run) {
      const count = Math.min(run, columns - first);
      stored.instance.kernels.sparseSums(
        starts + 4 * first,
        count,
        entryRows,
        values,
        square,
        vectors,
        r,
        this.#sums,
      );
      for (let c = 0, at = 0; c < count; c++, at += lanes) take(ids[first + c] as number, sums, at);
    }
  }

  /** Z ← Z + X·W over columns `first` … of those the block has; W: `count` rows at #w. */
  #product(block: SparseBlock, first: number, count: number, z: number, vectors: number): void {
    const { entryRows, values, starts } = block;
    const { kernels } = this.stored.instance;
    kernels.sparseProduct(starts + 4 * first, count, entryRows, values, vectors, this.#w, z);
  }
}

/** Columns at a time. */
function runOf(lanes: number): number {
  return Math.max(LEAST_RUN, Math.floor(RUN_NUMBERS / lanes));
}
