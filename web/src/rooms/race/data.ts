import { normals, uniforms } from '../../random.js';
import type { Workload } from './workloads.js';

export interface Data extends Workload {
  /** Row-major, rows × columns. */
  readonly X: Float64Array;
  /** Class indices, one per row. */
  readonly y: Uint16Array;
}

/** Standard deviation of logits: classes overlap, as they do in real data. */
const STRENGTH = 1.5;

/** Standard normal rows, and labels drawn from a softmax model of them. */
export function generate(workload: Workload, seed = 1): Data {
  const { rows, columns, classes } = workload;
  const uniform = uniforms(seed);
  const normal = normals(uniform);
  const W = Float64Array.from(
    { length: classes * columns },
    () => (STRENGTH * normal()) / Math.sqrt(columns),
  );
  const X = new Float64Array(rows * columns);
  const y = new Uint16Array(rows);
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    // What float32 holds as it is: all racers have the very same numbers.
    for (let j = 0; j < columns; j++) X[at + j] = Math.fround(normal());
    let best = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) {
      // The largest of logits plus Gumbel noise is a draw from their softmax.
      let z = -Math.log(-Math.log(uniform() || Number.MIN_VALUE));
      for (let j = 0; j < columns; j++) z += (W[k * columns + j] as number) * (X[at + j] as number);
      if (z <= best) continue;
      best = z;
      y[i] = k;
    }
  }
  return { ...workload, X, y };
}

/** Where objectives are compared and timed: weights that give logits of about 1. */
export function somePoint({ columns, classes }: Workload, seed = 7): Float64Array {
  const normal = normals(uniforms(seed));
  return Float64Array.from({ length: classes * (columns + 1) }, () => normal() / Math.sqrt(columns + 1));
}
