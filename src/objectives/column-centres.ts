import type { RowSource } from '../data/row-source.js';
import type { Work } from '../work.js';
import { powerOfTwo } from './power-of-two.js';

/** Rows looked at to choose each column's offset. */
const SAMPLE = 512;
/** Rows, then columns, of a piece of work. */
const PIECE = 16;

/**
 * Per column a number near the median of a sample of rows: what is rare, an outlier or a sentinel, does not move it.  It is a
 * multiple of a power of two near the distance of the quartiles, so that integers and short binary fractions stay
 * exact when it is subtracted.
 */
export function* columnCentres(source: RowSource, weights: Float64Array | null): Work<Float64Array> {
  const { cols } = source;
  const chosen = sampleRows(source.rows, weights);
  const values = new Float64Array(chosen.length * cols);
  const row = new Float64Array(cols);
  for (const [at, i] of chosen.entries()) {
    source.copy(i, i + 1, row);
    for (let j = 0; j < cols; j++) values[j * chosen.length + at] = row[j] as number;
    if (at % PIECE === PIECE - 1) yield;
  }
  const centres = new Float64Array(cols);
  for (let j = 0; j < cols; j++) {
    centres[j] = centreOf(values.subarray(j * chosen.length, (j + 1) * chosen.length));
    if (j % PIECE === PIECE - 1) yield;
  }
  return centres;
}

function centreOf(column: Float64Array): number {
  column.sort();
  const quantile = (share: number) => column[Math.floor(share * (column.length - 1))] as number;
  const median = quantile(0.5);
  const spread = quantile(0.75) - quantile(0.25);
  if (!Number.isFinite(median) || !Number.isFinite(spread)) return 0;
  const quantum = powerOfTwo(spread) / 4;
  if (quantum === 0) return median;
  const centre = Math.round(median / quantum) * quantum;
  return Number.isFinite(centre) ? centre : 0;
}

/** Rows of positive weight, one at a pseudo-random place in each stride, so that no period in the rows hides any. */
function sampleRows(rows: number, weights: Float64Array | null): number[] {
  const stride = rows / Math.min(rows, SAMPLE);
  const chosen: number[] = [];
  for (let s = 0; s < Math.min(rows, SAMPLE); s++) {
    const first = Math.floor(s * stride);
    const count = Math.floor((s + 1) * stride) - first;
    const start = (Math.imul(s + 1, 0x9e3779b1) >>> 8) % count;
    for (let k = 0; k < count; k++) {
      const i = first + ((start + k) % count);
      if (weights && !((weights[i] as number) > 0)) continue;
      chosen.push(i);
      break;
    }
  }
  return chosen;
}
