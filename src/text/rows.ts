import { CsrMatrix } from '../data/csr-matrix.js';
import type { Occurrences } from './occurrences.js';
import type { CheckedTextOptions } from './options.js';

/** Counted columns of documents: CSR, columns of a row ascending. */
export interface CountedRows {
  readonly indptr: Uint32Array;
  readonly indices: Uint32Array;
  /** How often, with the sign. */
  readonly counts: Int32Array;
}

/**
 * Counts what occurs; the keys are sorted in place.
 * @param columnOf column of each number that stands in the keys, negative for none; default: the numbers are columns
 */
export function countRows({ starts, keys }: Occurrences, columnOf?: Int32Array): CountedRows {
  const rows = starts.length - 1;
  const indptr = new Uint32Array(rows + 1);
  const indices = new Uint32Array(keys.length);
  const counts = new Int32Array(keys.length);
  let at = 0;
  for (let i = 0; i < rows; i++) {
    const row = columnsOf(keys.subarray(starts[i], starts[i + 1]), columnOf).sort();
    let last = -1;
    for (const key of row) {
      const column = key >>> 1;
      if (column !== last) {
        indices[at++] = column;
        last = column;
      }
      counts[at - 1] = (counts[at - 1] as number) + (key & 1 ? -1 : 1);
    }
    indptr[i + 1] = at;
  }
  return { indptr, indices: indices.slice(0, at), counts: counts.slice(0, at) };
}

/** The keys with columns for numbers, in place. */
function columnsOf(keys: Uint32Array, columnOf: Int32Array | undefined): Uint32Array {
  if (!columnOf) return keys;
  let kept = 0;
  for (const key of keys) {
    const column = columnOf[key >>> 1] as number;
    if (column >= 0) keys[kept++] = 2 * column;
  }
  return keys.subarray(0, kept);
}

/** (ln((1 + n) / (1 + df)) + 1)^power of each column, for n documents: power 1 is scikit-learn's smooth idf. */
export function inverseFrequencies(documents: number, frequencies: Uint32Array, power: number): Float64Array {
  return Float64Array.from(frequencies, df => (Math.log((1 + documents) / (1 + df)) + 1) ** power);
}

/** In how many rows each column stands. */
export function documentFrequencies({ indices }: CountedRows, cols: number): Uint32Array {
  const frequencies = new Uint32Array(cols);
  for (const j of indices) frequencies[j] = (frequencies[j] as number) + 1;
  return frequencies;
}

/** Counts → what the options make of them: computed in float64, rounded once. */
export function weighRows(
  { indptr, indices, counts }: CountedRows,
  cols: number,
  { binary, sublinearTf, norm }: Pick<CheckedTextOptions, 'binary' | 'sublinearTf' | 'norm'>,
  idf: Float64Array | null,
): CsrMatrix {
  const rows = indptr.length - 1;
  const values = Float64Array.from(counts, binary ? () => 1 : sublinearTf ? sublinear : Number);
  if (idf)
    for (let e = 0; e < values.length; e++)
      values[e] = (values[e] as number) * (idf[indices[e] as number] as number);
  if (norm) for (let i = 0; i < rows; i++) normalise(values.subarray(indptr[i], indptr[i + 1]), norm);
  return new CsrMatrix({ rows, cols, indptr, indices, values: Float32Array.from(values) });
}

/** Signed terms that collide may sum to 0. */
function sublinear(count: number): number {
  return count === 0 ? 0 : Math.sign(count) * (1 + Math.log(Math.abs(count)));
}

function normalise(row: Float64Array, norm: 'l1' | 'l2'): void {
  let sum = 0;
  for (const value of row) sum += norm === 'l1' ? Math.abs(value) : value * value;
  if (sum === 0) return;
  const length = norm === 'l1' ? sum : Math.sqrt(sum);
  for (let e = 0; e < row.length; e++) row[e] = (row[e] as number) / length;
}
