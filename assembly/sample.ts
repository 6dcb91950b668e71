// Loss and gradient over every `step`-th strip of rows: what `evaluate` does, of a sample.

import { CELL, stripCount, stripRows } from "./panel";
import { biasOffset, packedWeightBytes, packWeights } from "./pack";
import { logits } from "./logits";
import { STATS } from "./exponentials";
import { softmaxResiduals } from "./softmax";
import { accumulate, accumulateOnes, flush, FLUSH_ROWS } from "./gradient";

/** Writes one T per row of strip `strip` to `to`, a cell: the row's weight, 1 without `weights`, 0 past the last row. */
@inline
export function stripWeights<T extends number>(weights: usize, strip: i32, rows: i32, to: usize): void {
  const first = strip * stripRows<T>();
  for (let lane = 0; lane < stripRows<T>(); lane++) {
    const row = first + lane;
    const weight = row >= rows ? 0 as T : weights ? load<T>(weights + <usize>row * sizeof<T>()) : 1 as T;
    store<T>(to + <usize>lane * sizeof<T>(), weight);
  }
}

/** Bytes of labels of a strip. */
@inline
function labelBytes<T extends number>(): usize {
  return <usize>stripRows<T>() << 1;
}

/** Bytes of scratch memory that `evaluateSample` needs, 16-byte aligned. */
export function evaluateSampleScratch<T extends number>(d: i32, K: i32, panelStrips: i32): usize {
  // Vector loads of the last strip's labels reach past them.
  const labels = (<usize>panelStrips * labelBytes<T>() + 31) & ~15;
  return packedWeightBytes<T>(d, K) + (<usize>(d + 1) * K << 4) + <usize>panelStrips * (<usize>(K + 1) * CELL + STATS) + labels;
}

/**
 * x, centre, labels, weights, rows, params: as in `evaluate`.
 * gradient: K × (d + 1) f64, Σ w_i·(p_ic − y_ic)·x̃_i over the sample, of the stored (centred) rows.  Returns Σ w_i·loss_i.
 */
export function evaluateSample<T extends number>(
  x: usize, centre: usize, labels: usize, weights: usize, rows: i32, step: i32, d: i32, K: i32,
  params: usize, gradient: usize, panelStrips: i32, scratch: usize
): f64 {
  const w = scratch, acc = w + packedWeightBytes<T>(d, K), z = acc + (<usize>(d + 1) * K << 4);
  const stats = z + <usize>(panelStrips * K) * CELL, panelWeights = stats + <usize>panelStrips * STATS;
  const panelLabels = panelWeights + <usize>panelStrips * CELL;
  const xStride = <usize>(d * step) * CELL;
  const strips = (stripCount<T>(rows) + step - 1) / step;
  packWeights<T>(params, d, K, centre, w);
  memory.fill(gradient, 0, <usize>K * (d + 1) << 3);
  memory.fill(acc, 0, <usize>K * (d + 1) << 4);
  let loss: f64 = 0;
  let pending = 0;
  for (let s = 0; s < strips; s += panelStrips) {
    const count = min(panelStrips, strips - s);
    const px = x + <usize>s * xStride;
    for (let i = 0; i < count; i++) {
      const strip = (s + i) * step;
      stripWeights<T>(weights, strip, rows, panelWeights + <usize>i * CELL);
      memory.copy(panelLabels + <usize>i * labelBytes<T>(), labels + <usize>strip * labelBytes<T>(), labelBytes<T>());
    }
    logits<T>(px, xStride, w, w + biasOffset<T>(d, K), z, count, d, K);
    loss += softmaxResiduals<T>(z, count, K, panelLabels, panelWeights, CELL, stats);
    accumulate<T>(px, xStride, z, count, d, K, acc);
    accumulateOnes<T>(z, count, K, acc + (<usize>d * K << 4));
    pending += count * stripRows<T>();
    if (pending >= FLUSH_ROWS) {
      flush<T>(acc, d + 1, K, gradient, d + 1);
      pending = 0;
    }
  }
  flush<T>(acc, d + 1, K, gradient, d + 1);
  return loss;
}
