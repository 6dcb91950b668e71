// Weighted Gram matrices Σ_i v_i x_i x_iᵀ over packed rows: the Hessian's diagonal blocks and their bound.
//
// Every `step`-th strip is used.  v comes first, for all sampled rows; then blocks of columns, each the gradient's own
// inner loop with v∘X in place of the residuals, over the features up to the block's last (the matrix is symmetric).
// Cost: d²/2 multiply-adds per sampled row, and d·K for v.

import { CELL, stripCount, stripRows } from "./panel";
import { biasOffset, packedWeightBytes, packWeights } from "./pack";
import { logits } from "./logits";
import { madd } from "./lanes";
import { STATS } from "./exponentials";
import { ones } from "./losses";
import { softmax } from "./softmax";
import { accumulate, accumulateOnes, flush, FLUSH_ROWS } from "./gradient";

/** Bytes of scratch memory that `rowCurvature` needs. */
export function rowCurvatureScratch<T extends number>(d: i32, K: i32, panelStrips: i32): usize {
  return STATS + packedWeightBytes<T>(d, K) + <usize>(panelStrips * K) * CELL;
}

/**
 * v_i = w_i·p_ik(1 − p_ik) for `count` classes from k on, or for k < 0 the mean of that over all classes, at params:
 * K × (d + 1) f64.
 * x: every step-th strip of all `rows` rows.  weights: as in `evaluate`.  v: for each class one T per sampled row, whole
 * strips; 0 for padding rows.
 */
export function rowCurvature<T extends number>(
  x: usize, centre: usize, weights: usize, rows: i32, step: i32, d: i32, K: i32, params: usize, k: i32, count: i32,
  panelStrips: i32, v: usize, scratch: usize
): void {
  const w = scratch + STATS, z = w + packedWeightBytes<T>(d, K);
  const xStride = <usize>(d * step) * CELL;
  const strips = (stripCount<T>(rows) + step - 1) / step;
  packWeights<T>(params, d, K, centre, w);
  for (let s = 0; s < strips; s += panelStrips) {
    const inPanel = min(panelStrips, strips - s);
    logits<T>(x + <usize>s * xStride, xStride, w, w + biasOffset<T>(d, K), z, inPanel, d, K);
    softmax<T>(z, inPanel, K, scratch);
    for (let i = 0; i < inPanel; i++) {
      const pz = z + <usize>(i * K) * CELL, first = (s + i) * step * stripRows<T>();
      let to = v + <usize>(s + i) * CELL;
      if (k < 0) {
        storeCurvature<T>(pz, K, first, rows, weights, to);
      } else {
        for (let c = k; c < k + count; c++) {
          storeCurvature<T>(pz + <usize>c * CELL, 1, first, rows, weights, to);
          to += <usize>strips * CELL;
        }
      }
    }
  }
}

/** Mean of p(1 − p) over `classes` cells from p on, times the weights of rows `first` …; 0 past the last row. */
@inline
function storeCurvature<T extends number>(p: usize, classes: i32, first: i32, rows: i32, weights: usize, to: usize): void {
  const one = ones<T>(), share = v128.splat<T>(<T>((1 as T) / <T>classes));
  let a = v128.splat<T>(0 as T), b = a;
  for (const end = p + <usize>classes * CELL; p < end; p += CELL) {
    const pa = v128.load(p), pb = v128.load(p, 16);
    a = madd<T>(pa, v128.sub<T>(one, pa), a);
    b = madd<T>(pb, v128.sub<T>(one, pb), b);
  }
  if (weights) {
    const w = weights + <usize>first * sizeof<T>();
    a = v128.mul<T>(a, v128.load(w));
    b = v128.mul<T>(b, v128.load(w, 16));
  }
  v128.store(to, v128.mul<T>(a, share));
  v128.store(to, v128.mul<T>(b, share), 16);
  for (let lane = max(rows - first, 0); lane < stripRows<T>(); lane++) store<T>(to + <usize>lane * sizeof<T>(), 0 as T);
}

/** Bytes of scratch memory that `gramColumns` needs. */
export function gramScratch(d: i32, columns: i32, panelStrips: i32): usize {
  return (<usize>(d + 1) * columns << 4) + <usize>(panelStrips * columns) * CELL;
}

/**
 * Columns `first` … `first + columns − 1` of the Gram matrix of the packed (centred) rows, features up to the last of
 * them.  x: every step-th strip of all `strips`.  v: one T per sampled row.
 * out: columns × (d + 1) f64; entry d of a column is Σ v_i·x_ij.  Entries past the diagonal block are left at 0.
 */
export function gramColumns<T extends number>(
  x: usize, v: usize, strips: i32, step: i32, d: i32, first: i32, columns: i32, panelStrips: i32, out: usize, scratch: usize
): void {
  const acc = scratch, ones = scratch + (<usize>(d * columns) << 4), r = ones + (<usize>columns << 4);
  const features = first + columns, xStride = <usize>(d * step) * CELL;
  memory.fill(acc, 0, <usize>((d + 1) * columns) << 4);
  memory.fill(out, 0, <usize>((d + 1) * columns) << 3);
  const sampled = (strips + step - 1) / step;
  let pending = 0;
  for (let s = 0; s < sampled; s += panelStrips) {
    const count = min(panelStrips, sampled - s);
    let to = r;
    for (let i = 0; i < count; i++) {
      const va = v128.load(v), vb = v128.load(v, 16);
      let from = x + <usize>i * xStride + <usize>first * CELL;
      for (let c = 0; c < columns; c++) {
        v128.store(to, v128.mul<T>(va, v128.load(from)));
        v128.store(to, v128.mul<T>(vb, v128.load(from, 16)), 16);
        from += CELL;
        to += CELL;
      }
      v += CELL;
    }
    accumulate<T>(x, xStride, r, count, features, columns, acc);
    accumulateOnes<T>(r, count, columns, ones);
    x += <usize>count * xStride;
    pending += count * stripRows<T>();
    if (pending >= FLUSH_ROWS || s + count >= sampled) {
      flush<T>(acc, features, columns, out, d + 1);
      flush<T>(ones, 1, columns, out + (<usize>d << 3), d + 1);
      pending = 0;
    }
  }
}
