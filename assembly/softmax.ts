// Row softmax over the classes of each strip, in place.  The only softmax in the project.
//   m_i = max_c z_ic     s_i = Σ_c exp(z_ic − m_i)     p_ic = exp(z_ic − m_i)/s_i
// Short sweeps over blocks of strips that the first-level cache holds: each is little enough code for a processor to
// overlap several strips.
// Cost: 1 exp per row and class; where the loss is wanted, 1 log per row, or per run of strips if rows weigh the same.

import { CELL, stripRows } from "./panel";
import { exponentials, exponentialSum, maxima, rowMax, STATS } from "./exponentials";
import { FEW, fewMaxima, fewResiduals } from "./few-classes";
import { log } from "./log";
import { ones, uniformLosses, weightedLosses } from "./losses";

/** Bytes of Z that one sweep runs over before the next does. */
const BLOCK_BYTES: usize = 16384;

/** Address of the true class's entry of row `lane` of a strip. */
@inline
function trueEntry<T extends number>(z: usize, labels: usize, lane: usize): usize {
  return z + <usize>load<u16>(labels + (lane << 1)) * CELL + lane * sizeof<T>();
}

/** m → m, m − z_y of row `lane` of a strip. */
@inline
function miss<T extends number>(z: usize, labels: usize, lane: usize, stats: usize): void {
  const at = stats + lane * sizeof<T>();
  store<T>(at, <T>(load<T>(at) - load<T>(trueEntry<T>(z, labels, lane))), CELL);
}

/** The weight, or 1, off the true class's entry of row `lane` of a strip. */
@inline
function take<T extends number>(z: usize, labels: usize, lane: usize, weights: usize): void {
  const at = trueEntry<T>(z, labels, lane);
  store<T>(at, <T>(load<T>(at) - (weights ? load<T>(weights + lane * sizeof<T>()) : 1 as T)));
}

/** m → m, m − z_y in stats. */
function missed<T extends number>(z: usize, strips: i32, zStride: usize, labels: usize, stats: usize): void {
  for (const last = stats + <usize>strips * STATS; stats < last; stats += STATS) {
    miss<T>(z, labels, 0, stats);
    miss<T>(z, labels, 1, stats);
    miss<T>(z, labels, 2, stats);
    miss<T>(z, labels, 3, stats);
    if (sizeof<T>() == 4) {
      miss<T>(z, labels, 4, stats);
      miss<T>(z, labels, 5, stats);
      miss<T>(z, labels, 6, stats);
      miss<T>(z, labels, 7, stats);
    }
    z += zStride;
    labels += <usize>stripRows<T>() << 1;
  }
}

/** The weight, or 1, off the true class's entry of each row. */
@inline
function takeTrue<T extends number>(
  z: usize, strips: i32, zStride: usize, labels: usize, weights: usize, weightStride: usize
): void {
  for (const last = z + <usize>strips * zStride; z < last; z += zStride) {
    take<T>(z, labels, 0, weights);
    take<T>(z, labels, 1, weights);
    take<T>(z, labels, 2, weights);
    take<T>(z, labels, 3, weights);
    if (sizeof<T>() == 4) {
      take<T>(z, labels, 4, weights);
      take<T>(z, labels, 5, weights);
      take<T>(z, labels, 6, weights);
      take<T>(z, labels, 7, weights);
    }
    labels += <usize>stripRows<T>() << 1;
    weights += weightStride;
  }
}

/** Exponentials times the factors in stats. */
function scale<T extends number>(z: usize, strips: i32, zStride: usize, stats: usize): void {
  for (const last = stats + <usize>strips * STATS; stats < last; stats += STATS) {
    const ra = v128.load(stats), rb = v128.load(stats, 16), end = z + zStride;
    do {
      v128.store(z, v128.mul<T>(v128.load(z), ra));
      v128.store(z, v128.mul<T>(v128.load(z, 16), rb), 16);
      z += CELL;
    } while (z < end);
  }
}

/**
 * Z → residuals (P − Y)·weight.  labels: one u16 per row.  weights: one T per row, `weightStride` bytes from strip to
 * strip (0 repeats one strip's weights); or 0, all rows weigh 1.  stats: strips × STATS bytes.
 * Returns Σ weight·loss in float64,
 *   loss_i = log s_i + (m_i − z_i,y_i)
 * Padding rows carry weight 0 and any label below K.
 */
export function softmaxResiduals<T extends number>(
  z: usize, strips: i32, K: i32, labels: usize, weights: usize, weightStride: usize, stats: usize
): f64 {
  const zStride = <usize>K * CELL, few = K > 1 && K <= FEW;
  const block = max(4, <i32>(BLOCK_BYTES / zStride));
  let loss: f64 = 0;
  for (; strips > 0; strips -= block) {
    const count = min(block, strips);
    if (few) {
      fewMaxima<T>(z, count, K, labels, stats);
    } else {
      maxima<T>(z, count, K, stats);
      missed<T>(z, count, zStride, labels, stats);
    }
    exponentials<T>(z, count, K, stats);
    loss += weights ? weightedLosses<T>(stats, count, weights, weightStride) : uniformLosses<T>(stats, count, K);
    if (few) {
      fewResiduals<T>(z, count, K, labels, weights, weightStride, stats);
    } else {
      scale<T>(z, count, zStride, stats);
      if (weights) takeTrue<T>(z, count, zStride, labels, weights, weightStride);
      else takeTrue<T>(z, count, zStride, labels, 0, 0);
    }
    z += <usize>count * zStride;
    labels += <usize>(count * stripRows<T>()) << 1;
    if (weights) weights += <usize>count * weightStride;
  }
  return loss;
}

/** Z → P over a run of strips.  stats: STATS bytes. */
export function softmax<T extends number>(z: usize, strips: i32, K: i32, stats: usize): void {
  const one = ones<T>(), zStride = <usize>K * CELL;
  for (; strips > 0; strips--) {
    maxima<T>(z, 1, K, stats);
    exponentials<T>(z, 1, K, stats);
    v128.store(stats, v128.div<T>(one, v128.load(stats)));
    v128.store(stats, v128.div<T>(one, v128.load(stats, 16)), 16);
    scale<T>(z, 1, zStride, stats);
    z += zStride;
  }
}

/** z − m − log Σ exp(z − m) in place, for one vector of rows; z at offset 0 or 16. */
@inline
function logSoftmaxVector<T extends number>(z: usize, end: usize): void {
  const m = rowMax<T>(z, end);
  const logS = log<T>(exponentialSum<T>(z, end, m));
  for (; z < end; z += CELL) v128.store(z, v128.sub<T>(v128.sub<T>(v128.load(z), m), logS));
}

/** Z → log P over a run of strips. */
export function logSoftmax<T extends number>(z: usize, strips: i32, K: i32): void {
  for (; strips > 0; strips--) {
    const end = z + <usize>K * CELL;
    for (let half: usize = 0; half < CELL; half += 16) logSoftmaxVector<T>(z + half, end);
    z = end;
  }
}
