// Loss and gradient in one pass over X, one panel at a time: logits → softmax → gradient.
//
//   loss     = scale · Σ_i w_i·(−log p_i,y_i)
//   gradient = scale · Σ_i w_i·(p_ic − y_ic)·x̃_i       K × (d + 1) f64, x̃ = x followed by 1
//
// Partial sums are of type T over FLUSH_ROWS rows and float64 beyond, so that a float32 gradient does not lose digits
// as the number of rows grows.  Cost: 2·n·d·K multiply-adds and n·K exp.

import { CELL, stripCount, stripRows } from "./panel";
import { biasOffset, packedWeightBytes, packWeights } from "./pack";
import { logits } from "./logits";
import { STATS } from "./exponentials";
import { softmaxResiduals } from "./softmax";
import { accumulate, accumulateOnes, flush, FLUSH_ROWS } from "./gradient";

/** Where the scratch memory's parts begin, in order: W, bias, tail weights, acc, Z, stats. */
@inline
function accOffset<T extends number>(d: i32, K: i32): usize {
  return packedWeightBytes<T>(d, K) + CELL;
}
@inline
function panelOffset<T extends number>(d: i32, K: i32): usize {
  return accOffset<T>(d, K) + (<usize>(d + 1) * K << 4);
}

/** Bytes of scratch memory that `evaluate` needs, 16-byte aligned. */
export function evaluateScratch<T extends number>(d: i32, K: i32, panelStrips: i32): usize {
  return panelOffset<T>(d, K) + <usize>panelStrips * (<usize>K * CELL + STATS);
}

/**
 * x, centre: packed X and its offsets.  labels: u16 per row, padded to whole strips with 0.
 * weights: T per row, padded to whole strips with 0; or 0, all rows weigh 1.
 * params, gradient: K × (d + 1) f64.  scratch: evaluateScratch bytes.  Returns the loss.
 */
export function evaluate<T extends number>(
  x: usize, centre: usize, labels: usize, weights: usize, rows: i32, d: i32, K: i32,
  params: usize, gradient: usize, scale: f64, panelStrips: i32, scratch: usize
): f64 {
  const w = scratch, bias = scratch + biasOffset<T>(d, K);
  const acc = scratch + accOffset<T>(d, K), z = scratch + panelOffset<T>(d, K);
  const stats = z + <usize>panelStrips * K * CELL;
  const tailWeights = scratch + packedWeightBytes<T>(d, K);
  const perStrip = stripRows<T>();
  const strips = stripCount<T>(rows);
  const stripBytes = <usize>d * CELL;
  const biasAcc = acc + (<usize>d * K << 4);

  packWeights<T>(params, d, K, centre, w);
  memory.fill(gradient, 0, <usize>K * (d + 1) << 3);
  memory.fill(acc, 0, <usize>K * (d + 1) << 4);
  const tail = rows % perStrip;
  for (let lane = 0; lane < perStrip; lane++) {
    store<T>(tailWeights + <usize>lane * sizeof<T>(), lane < tail ? 1 as T : 0 as T);
  }

  let loss: f64 = 0;
  let pending = 0;
  for (let s = 0; s < strips; s += panelStrips) {
    const count = min(panelStrips, strips - s);
    const px = x + <usize>s * stripBytes;
    const py = labels + (<usize>(s * perStrip) << 1);
    logits<T>(px, stripBytes, w, bias, z, count, d, K);
    if (weights) {
      loss += softmaxResiduals<T>(z, count, K, py, weights + <usize>s * CELL, CELL, stats);
    } else {
      const whole = s + count == strips && tail > 0 ? count - 1 : count;
      loss += softmaxResiduals<T>(z, whole, K, py, 0, 0, stats);
      if (whole < count) loss += softmaxResiduals<T>(
        z + <usize>(whole * K) * CELL, count - whole, K, py + (<usize>(whole * perStrip) << 1), tailWeights, 0, stats
      );
    }
    accumulate<T>(px, stripBytes, z, count, d, K, acc);
    accumulateOnes<T>(z, count, K, biasAcc);
    pending += count * perStrip;
    if (pending >= FLUSH_ROWS) {
      flush<T>(acc, d + 1, K, gradient, d + 1);
      pending = 0;
    }
  }
  flush<T>(acc, d + 1, K, gradient, d + 1);
  uncentre(gradient, d, K, centre, scale);
  return loss * scale;
}

/** Σ r·x = Σ r·(x − centre) + centre·Σ r, then the scale. */
function uncentre(gradient: usize, d: i32, K: i32, centre: usize, scale: f64): void {
  for (let c = 0; c < K; c++) {
    const last = gradient + (<usize>d << 3);
    const ones = load<f64>(last);
    for (let p = gradient, q = centre; p < last; p += 8, q += 8) store<f64>(p, (load<f64>(p) + ones * load<f64>(q)) * scale);
    store<f64>(last, ones * scale);
    gradient = last + 8;
  }
}
