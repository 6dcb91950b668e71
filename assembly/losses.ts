// The losses of rows, from what the sweeps before left in stats.
//   loss_i = log s_i + (m_i − z_i,y_i)
// Where rows weigh the same, one log serves a run of strips: Σ log s = log Π s, and 1 ≤ s ≤ K.

import { CELL } from "./panel";
import { splat, sum, widenedSum } from "./lanes";
import { STATS } from "./exponentials";
import { log } from "./log";

/** Strips whose s go into one product, two to a lane: 32^24 and 65536^6 are below 2^127. */
const FEW_CLASSES = 32, LONG_RUN = 12, SHORT_RUN = 3;

const ONE32 = memory.data<f32>([1]), ONE64 = memory.data<f64>([1]);

/** 1 in every lane, from memory. */
@inline
export function ones<T extends number>(): v128 {
  return splat<T>(sizeof<T>() == 4 ? ONE32 : ONE64);
}

/** stats: s and m − z_y of each strip → 1/s and m − z_y.  Returns Σ loss. */
export function uniformLosses<T extends number>(stats: usize, strips: i32, K: i32): f64 {
  const one = ones<T>(), run = <usize>(K <= FEW_CLASSES ? LONG_RUN : SHORT_RUN) * STATS;
  const last = stats + <usize>strips * STATS;
  let total = f64x2.splat(0);
  while (stats < last) {
    let product = one;
    const end = min(stats + run, last);
    do {
      const sa = v128.load(stats), sb = v128.load(stats, 16);
      total = f64x2.add(total, widenedSum<T>(v128.add<T>(v128.load(stats, 32), v128.load(stats, 48))));
      product = v128.mul<T>(product, v128.mul<T>(sa, sb));
      v128.store(stats, v128.div<T>(one, sa));
      v128.store(stats, v128.div<T>(one, sb), 16);
      stats += STATS;
    } while (stats < end);
    total = f64x2.add(total, widenedSum<T>(log<T>(product)));
  }
  return sum<f64>(total);
}

/** stats: s and m − z_y of each strip → w/s and m − z_y.  weights: as in softmaxResiduals.  Returns Σ w·loss. */
export function weightedLosses<T extends number>(stats: usize, strips: i32, weights: usize, weightStride: usize): f64 {
  let total = f64x2.splat(0);
  for (const last = stats + <usize>strips * STATS; stats < last; stats += STATS) {
    for (let half: usize = 0; half < CELL; half += 16) {
      const w = v128.load(weights + half), s = v128.load(stats + half);
      const loss = v128.mul<T>(w, v128.add<T>(log<T>(s), v128.load(stats + half, CELL)));
      total = f64x2.add(total, widenedSum<T>(loss));
      v128.store(stats + half, v128.div<T>(w, s));
    }
    weights += weightStride;
  }
  return sum<f64>(total);
}
