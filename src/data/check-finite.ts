import { finish, type Work } from '../work.js';
import { CsrMatrix } from './csr-matrix.js';
import { notFinite } from './not-finite.js';
import type { RowSource } from './row-source.js';

/** Values read at a time. */
const CHUNK_VALUES = 8192;

/**
 * @param name what `source` is called in the message
 * @throws RangeError for an entry that is not finite in this precision, with its row and column
 */
export function* checkingFinite(source: RowSource, precision: 'float32' | 'float64', name = 'X'): Work<void> {
  const holds = (value: number) => Number.isFinite(precision === 'float32' ? Math.fround(value) : value);
  if (source instanceof CsrMatrix) {
    if (!source.values.every(holds)) throw notFinite(source, precision, name);
    return;
  }
  const { rows, cols } = source;
  const count = Math.max(1, Math.floor(CHUNK_VALUES / cols));
  const chunk = new Float64Array(Math.min(count, rows) * cols);
  for (let first = 0; first < rows; first += count) {
    const last = Math.min(first + count, rows);
    source.copy(first, last, chunk);
    if (!chunk.subarray(0, (last - first) * cols).every(holds)) throw notFinite(source, precision, name);
    yield;
  }
}

/** As `checkingFinite`, in one go. */
export function checkFinite(source: RowSource, precision: 'float32' | 'float64', name?: string): void {
  finish(checkingFinite(source, precision, name));
}
