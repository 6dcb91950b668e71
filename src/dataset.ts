import { CsrMatrix } from './data/csr-matrix.js';
import { type MatrixLike, rowSource } from './data/matrix-like.js';
import { ROWS, type RowSource } from './data/row-source.js';
import { checkNames, inChunk, invalidType, invalidValue } from './errors.js';
import { type KernelOptions, kernelOptions } from './kernel-options.js';
import { GrowingRows } from './objectives/growing-rows.js';
import { StoredRows } from './objectives/stored-rows.js';
import { instantiate } from './wasm/kernels.js';
import type { Precision } from './wasm/precision.js';
import { inTurns } from './work.js';

/** Of `Dataset.from`, those of the fits to come: `precision`, default 'float32', and `deterministic`, default false. */
export type DatasetOptions = Partial<KernelOptions>;

/**
 * X packed once for many fits, in WebAssembly memory that goes when it is dropped.  It stands wherever an X is asked for.
 *
 * A fit of the same `precision` and `deterministic`, on one thread, works on these rows as they are and gives the same
 * bits as on the X they were made of; of fits that run at the same time, all but the first take a copy of the packed
 * rows.  Another precision, workers and predictions read the rows as they are stored: rounded to `precision`.  Sparse
 * rows stay a CsrMatrix, not copied.
 */
export class Dataset implements RowSource {
  /** n. */
  readonly rows: number;
  /** d. */
  readonly cols: number;
  /** In which the rows are stored; of sparse rows, what was asked for. */
  readonly precision: Precision;
  /** @internal */
  readonly [ROWS]: StoredRows | CsrMatrix;

  private constructor(source: StoredRows | CsrMatrix, precision: Precision) {
    this.rows = source.rows;
    this.cols = source.cols;
    this.precision = precision;
    this[ROWS] = source;
  }

  /**
   * Packs X, n × d.
   * @throws TypeError, RangeError for an X or an option that `SoftmaxRegression` would refuse
   */
  static from(X: MatrixLike, options: DatasetOptions = {}): Dataset {
    checkNames(options, ['precision', 'deterministic'], ' of Dataset.from');
    const { precision, deterministic } = kernelOptions(options);
    const rows = rowSource(X);
    if (rows instanceof CsrMatrix) return new Dataset(rows, precision);
    const stored = StoredRows.from(rows, precision, kind => instantiate(kind, deterministic));
    return new Dataset(stored, precision);
  }

  /**
   * Packs rows as they come, so that beside the packed rows there is one chunk: what readers of files give.  The columns' offsets
   * are chosen from the first 512 rows, so that fits have other roundings than on `Dataset.from` of the same rows.
   *
   * @param chunks dense matrices of the same number of columns, each used before the next is asked for
   * @throws TypeError, RangeError for a chunk that `SoftmaxRegression` would refuse, naming it; for no rows, and for more than
   *   one WebAssembly memory holds, 3.5 GiB of packed rows
   */
  static async fromChunks(
    chunks: Iterable<MatrixLike> | AsyncIterable<MatrixLike>,
    options: DatasetOptions = {},
  ): Promise<Dataset> {
    checkNames(options, ['precision', 'deterministic'], ' of Dataset.fromChunks');
    const { precision, deterministic } = kernelOptions(options);
    if (
      typeof chunks !== 'object' ||
      chunks === null ||
      !(Symbol.iterator in chunks || Symbol.asyncIterator in chunks)
    )
      throw invalidType('chunks', 'an iterable or async iterable of matrices', chunks);
    let growing: GrowingRows | null = null;
    let index = 0;
    for await (const chunk of chunks) {
      try {
        const rows = denseRows(chunk, growing?.cols);
        growing ??= new GrowingRows(rows.cols, precision, kind => instantiate(kind, deterministic));
        await inTurns(growing.append(rows));
      } catch (error) {
        throw inChunk(index, error);
      }
      index++;
    }
    if (growing === null) throw new RangeError('chunks has no chunks: expected at least one');
    return new Dataset(StoredRows.of(await inTurns(growing.finish())), precision);
  }

  /** Bytes of memory that hold the rows and what the last fit needed beside them; of sparse rows, their arrays. */
  get byteLength(): number {
    const source = this[ROWS];
    if (source instanceof StoredRows) return source.byteLength;
    return source.indptr.byteLength + source.indices.byteLength + source.values.byteLength;
  }

  /** Writes rows `first` … `last − 1`, row-major, to the start of `target`. */
  copy(first: number, last: number, target: Float64Array): void {
    this[ROWS].copy(first, last, target);
  }
}

function denseRows(X: MatrixLike, cols?: number): RowSource {
  const rows = rowSource(X);
  if (rows instanceof CsrMatrix) throw invalidType('X', 'dense rows: sparse ones are a CsrMatrix already', X);
  if (cols !== undefined && rows.cols !== cols)
    throw invalidValue('the number of columns of X', `${cols}, as in the rows before`, rows.cols);
  return rows;
}
