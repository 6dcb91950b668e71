import { sum } from '../sum.js';
import type { Work } from '../work.js';
import { CsrMatrix } from './csr-matrix.js';
import { notFinite } from './not-finite.js';
import type { RowSource } from './row-source.js';

/** Of every column, d numbers each, float64. */
export interface ColumnMoments {
  readonly mean: Float64Array;
  /** Standard deviation √(Σw(x − mean)²/Σw); 1 where that is 0 or a few roundings of the mean. */
  readonly scale: Float64Array;
}

/** Rows read at a time, in values. */
const CHUNK_VALUES = 8192;
/** Sparse rows read at a time. */
const ROWS_PER_PIECE = 1024;
/** A deviation of so many roundings of the mean is what arithmetic leaves of a constant. */
const CONSTANT = 2 * Number.EPSILON;

/**
 * Weighted mean and population standard deviation, in two passes: the first finds the mean as a shift from the first row, the
 * second the deviations from it and what they leave of the mean.  A column of 1e9 ± 1 keeps its digits.  Sparse rows are
 * read as they are stored.
 * @param weights per row, not all 0; null: 1
 * @throws RangeError for an entry that is not finite, with its row and column
 */
export function* columnMoments(source: RowSource, weights: Float64Array | null): Work<ColumnMoments> {
  const sums = source instanceof CsrMatrix ? sparseSums(source, weights) : denseSums(source, weights);
  const total = weights ? sum(weights) : source.rows;
  const { mean: shift } = yield* sums(new Float64Array(source.cols), total);
  const { mean, variance } = yield* sums(shift, total);
  const scale = variance.map((value, j) => {
    const deviation = Math.sqrt(Math.max(value, 0));
    return deviation > CONSTANT * Math.abs(mean[j] as number) ? deviation : 1;
  });
  if (![...mean, ...scale].every(Number.isFinite)) throw notFinite(source, 'float64');
  return { mean, scale };
}

/** Means and scales as files hold them, or null for something else. */
export function readMoments(value: unknown): ColumnMoments | null {
  if (typeof value !== 'object' || value === null) return null;
  const { mean, scale } = value as Record<string, ArrayLike<unknown> | undefined>;
  if (!mean?.length || mean.length !== scale?.length) return null;
  const moments = {
    mean: Float64Array.from(mean, x => (typeof x === 'number' ? x : Number.NaN)),
    scale: Float64Array.from(scale, x => (typeof x === 'number' && x > 0 ? x : Number.NaN)),
  };
  return [...moments.mean, ...moments.scale].every(Number.isFinite) ? moments : null;
}

/** Mean and variance of x, from the sums of x − shift and its square. */
type Sums = (shift: Float64Array, total: number) => Work<{ mean: Float64Array; variance: Float64Array }>;

function concluded(shift: Float64Array, first: Float64Array, second: Float64Array, total: number) {
  const mean = shift.map((value, j) => value + (first[j] as number) / total);
  const variance = second.map((value, j) => value / total - ((first[j] as number) / total) ** 2);
  return { mean, variance };
}

function denseSums(source: RowSource, weights: Float64Array | null): Sums {
  const { rows, cols } = source;
  const chunkRows = Math.max(1, Math.floor(CHUNK_VALUES / cols));
  const chunk = new Float64Array(chunkRows * cols);
  const origin = new Float64Array(cols);
  source.copy(0, 1, origin);
  let pass = 0;
  return function* (shift, total) {
    // The first pass is around the first row: of a constant column every term is 0.
    const from = pass++ === 0 ? origin : shift;
    const first = new Float64Array(cols);
    const second = new Float64Array(cols);
    for (let start = 0; start < rows; start += chunkRows) {
      const count = Math.min(chunkRows, rows - start);
      source.copy(start, start + count, chunk);
      for (let i = 0; i < count; i++) {
        const weight = weights ? (weights[start + i] as number) : 1;
        for (let j = 0; j < cols; j++) {
          const x = (chunk[i * cols + j] as number) - (from[j] as number);
          first[j] = (first[j] as number) + weight * x;
          second[j] = (second[j] as number) + weight * x * x;
        }
      }
      yield;
    }
    return concluded(from, first, second, total);
  };
}

function sparseSums({ rows, cols, indptr, indices, values }: CsrMatrix, weights: Float64Array | null): Sums {
  return function* (shift, total) {
    const first = new Float64Array(cols);
    const second = new Float64Array(cols);
    const stored = new Float64Array(cols);
    for (let i = 0; i < rows; i++) {
      const weight = weights ? (weights[i] as number) : 1;
      const end = indptr[i + 1] as number;
      for (let e = indptr[i] as number; e < end; e++) {
        const j = indices[e] as number;
        const x = (values[e] as number) - (shift[j] as number);
        first[j] = (first[j] as number) + weight * x;
        second[j] = (second[j] as number) + weight * x * x;
        stored[j] = (stored[j] as number) + weight;
      }
      if (i % ROWS_PER_PIECE === ROWS_PER_PIECE - 1) yield;
    }
    // What is not stored is 0, which is −shift from there.
    for (let j = 0; j < cols; j++) {
      const rest = total - (stored[j] as number);
      const x = -(shift[j] as number);
      first[j] = (first[j] as number) + rest * x;
      second[j] = (second[j] as number) + rest * x * x;
    }
    return concluded(shift, first, second, total);
  };
}
