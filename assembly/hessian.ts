// Second derivatives of the loss: the Hessian times a vector, and blocks of the Hessian itself.
//
//   H·v        U = X̃Vᵀ,  s_ik = w_i·p_ik(u_ik − Σ_l p_il·u_il),  Σ_i s_ik·x̃_i        in one pass, panel by panel
//   pairs      G_kl = Σ_i w_i·p_ik·p_il·x̃_i x̃_iᵀ, k < l;  H_kl = −G_kl,  H_kk = Σ_{l≠k} G_kl
//
// Logits, softmax and sums over rows are those of `evaluate`; sums leave type T after FLUSH_ROWS rows.
// Cost: 3·d·K multiply-adds and K exp a row for H·v;  about d² for each pair, with d·K and K exp once.

import { CELL, stripCount, stripRows } from "./panel";
import { biasOffset, packedWeightBytes, packWeights } from "./pack";
import { logits } from "./logits";
import { STATS } from "./exponentials";
import { softmax } from "./softmax";
import { accumulate, accumulateOnes, flush, FLUSH_ROWS } from "./gradient";
import { stripWeights } from "./sample";
import { madd } from "./lanes";

/** U → S over one strip, P beside it; `weight`: a cell. */
@inline
function combine<T extends number>(p: usize, u: usize, K: i32, weight: usize): void {
  const end = p + <usize>K * CELL;
  let ma = v128.splat<T>(0 as T), mb = ma;
  for (let a = p, b = u; a < end; a += CELL, b += CELL) {
    ma = madd<T>(v128.load(a), v128.load(b), ma);
    mb = madd<T>(v128.load(a, 16), v128.load(b, 16), mb);
  }
  const wa = v128.load(weight), wb = v128.load(weight, 16);
  for (; p < end; p += CELL, u += CELL) {
    v128.store(u, v128.mul<T>(v128.mul<T>(wa, v128.load(p)), v128.sub<T>(v128.load(u), ma)));
    v128.store(u, v128.mul<T>(v128.mul<T>(wb, v128.load(p, 16)), v128.sub<T>(v128.load(u, 16), mb)), 16);
  }
}

/** Bytes of scratch memory that `hessianVector` needs, 16-byte aligned. */
export function hessianVectorScratch<T extends number>(d: i32, K: i32, panelStrips: i32): usize {
  return STATS + CELL + 2 * packedWeightBytes<T>(d, K) + (<usize>(d + 1) * K << 4) + 2 * <usize>(panelStrips * K) * CELL;
}

/**
 * Σ_i s_ik·x̃_i, unscaled, of the stored (centred) rows: K × (d + 1) f64 to `out`.
 * x, centre, weights, rows: as in `evaluate`.  params, vector: K × (d + 1) f64.
 */
export function hessianVector<T extends number>(
  x: usize, centre: usize, weights: usize, rows: i32, d: i32, K: i32, params: usize, vector: usize, out: usize,
  panelStrips: i32, scratch: usize
): void {
  const weight = scratch + STATS, w = weight + CELL, v = w + packedWeightBytes<T>(d, K);
  const acc = v + packedWeightBytes<T>(d, K), p = acc + (<usize>(d + 1) * K << 4);
  const u = p + <usize>(panelStrips * K) * CELL, ones = acc + (<usize>d * K << 4);
  const stripBytes = <usize>d * CELL, zStride = <usize>K * CELL;
  packWeights<T>(params, d, K, centre, w);
  packWeights<T>(vector, d, K, centre, v);
  memory.fill(acc, 0, <usize>(d + 1) * K << 4);
  memory.fill(out, 0, <usize>(d + 1) * K << 3);
  const strips = stripCount<T>(rows);
  let pending = 0;
  for (let s = 0; s < strips; s += panelStrips) {
    const count = min(panelStrips, strips - s);
    const px = x + <usize>s * stripBytes;
    logits<T>(px, stripBytes, w, w + biasOffset<T>(d, K), p, count, d, K);
    softmax<T>(p, count, K, scratch);
    logits<T>(px, stripBytes, v, v + biasOffset<T>(d, K), u, count, d, K);
    for (let i = 0; i < count; i++) {
      stripWeights<T>(weights, s + i, rows, weight);
      combine<T>(p + <usize>i * zStride, u + <usize>i * zStride, K, weight);
    }
    accumulate<T>(px, stripBytes, u, count, d, K, acc);
    accumulateOnes<T>(u, count, K, ones);
    pending += count * stripRows<T>();
    if (pending >= FLUSH_ROWS) {
      flush<T>(acc, d + 1, K, out, d + 1);
      pending = 0;
    }
  }
  flush<T>(acc, d + 1, K, out, d + 1);
}

/** Bytes of scratch memory that `hessianPairs` needs, 16-byte aligned. */
export function hessianPairsScratch<T extends number>(d: i32, K: i32, count: i32, panelStrips: i32): usize {
  const sums = <usize>count * (<usize>((d + 1) * (d + 1)) << 4);
  return STATS + packedWeightBytes<T>(d, K) + sums + <usize>(panelStrips * (K + d + 2)) * CELL;
}

/**
 * G_kl of `count` pairs k < l from the pair (firstK, firstL) on, in the order (0, 1), (0, 2) … (1, 2) …, over every
 * `step`-th strip: for each the columns of Σ v_i·x̃_i x̃_iᵀ of the stored rows, (d + 1) × (d + 1) f64.
 */
export function hessianPairs<T extends number>(
  x: usize, centre: usize, weights: usize, rows: i32, step: i32, d: i32, K: i32, params: usize, firstK: i32, firstL: i32,
  count: i32, panelStrips: i32, out: usize, scratch: usize
): void {
  const columns = d + 1;
  const w = scratch + STATS, acc = w + packedWeightBytes<T>(d, K);
  const pairSums = <usize>(columns * columns) << 4;
  const p = acc + <usize>count * pairSums, r = p + <usize>(panelStrips * K) * CELL;
  const panelWeights = r + <usize>(panelStrips * columns) * CELL;
  const xStride = <usize>(d * step) * CELL;
  packWeights<T>(params, d, K, centre, w);
  memory.fill(acc, 0, <usize>count * pairSums);
  memory.fill(out, 0, <usize>count * pairSums >> 1);
  const strips = (stripCount<T>(rows) + step - 1) / step;
  let pending = 0;
  for (let s = 0; s < strips; s += panelStrips) {
    const inPanel = min(panelStrips, strips - s);
    const px = x + <usize>s * xStride;
    logits<T>(px, xStride, w, w + biasOffset<T>(d, K), p, inPanel, d, K);
    softmax<T>(p, inPanel, K, scratch);
    for (let i = 0; i < inPanel; i++) stripWeights<T>(weights, (s + i) * step, rows, panelWeights + <usize>i * CELL);
    let k = firstK, l = firstL;
    for (let pair = 0, sums = acc; pair < count; pair++, sums += pairSums) {
      for (let i = 0; i < inPanel; i++) {
        const strip = p + <usize>(i * K) * CELL, to = r + <usize>(i * columns) * CELL;
        const pk = strip + <usize>k * CELL, pl = strip + <usize>l * CELL;
        weightedRow<T>(pk, pl, panelWeights + <usize>i * CELL, px + <usize>i * xStride, d, to);
      }
      accumulate<T>(px, xStride, r, inPanel, d, columns, sums);
      accumulateOnes<T>(r, inPanel, columns, sums + (<usize>(d * columns) << 4));
      if (++l == K) l = ++k + 1;
    }
    pending += inPanel * stripRows<T>();
    if (pending >= FLUSH_ROWS || s + inPanel >= strips) {
      for (let pair = 0; pair < count; pair++) {
        flush<T>(acc + <usize>pair * pairSums, columns, columns, out + (<usize>pair * pairSums >> 1), columns);
      }
      pending = 0;
    }
  }
}

/** v∘x̃ of one strip, d + 1 cells to `to`; v = weight·p·q. */
@inline
function weightedRow<T extends number>(p: usize, q: usize, weight: usize, x: usize, d: i32, to: usize): void {
  const va = v128.mul<T>(v128.load(weight), v128.mul<T>(v128.load(p), v128.load(q)));
  const vb = v128.mul<T>(v128.load(weight, 16), v128.mul<T>(v128.load(p, 16), v128.load(q, 16)));
  for (const end = x + <usize>d * CELL; x < end; x += CELL, to += CELL) {
    v128.store(to, v128.mul<T>(va, v128.load(x)));
    v128.store(to, v128.mul<T>(vb, v128.load(x, 16)), 16);
  }
  v128.store(to, va);
  v128.store(to, vb, 16);
}
