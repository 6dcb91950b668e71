// What an evaluation of sparse rows does row by row: bias, softmax, sums.  Z is laid out as in sparse.ts.

import { CELL, stripCount, stripRows } from "./panel";
import { STATS } from "./exponentials";
import { FLUSH_ROWS } from "./gradient";
import { madd, sum } from "./lanes";
import { widen } from "./sparse";
import { softmax, softmaxResiduals } from "./softmax";
import { stripWeights } from "./sample";

/** Bytes of strips that are brought into the packed format at a time. */
const PANEL_BYTES: i32 = 16384;

/** Strips at a time. */
@inline
function panelStrips(K: i32): i32 {
  return max(4, PANEL_BYTES / (K * <i32>CELL));
}

/** Bytes of scratch memory that `sparseResiduals` and `sparseProbabilities` need. */
export function sparseScratch(K: i32): usize {
  return <usize>panelStrips(K) * (<usize>(K + 1) * CELL + STATS);
}

/** Rows `first` … of Z → strips at `to`; rows past the last become 0. */
@inline
function toStrips<T extends number>(z: usize, rowBytes: usize, present: i32, strips: i32, K: i32, to: usize): void {
  const perStrip = stripRows<T>();
  for (let s = 0; s < strips; s++) {
    for (let lane = 0; lane < perStrip; lane++) {
      const there = s * perStrip + lane < present;
      let cell = to + <usize>lane * sizeof<T>();
      for (let c = 0; c < K; c++, cell += CELL) store<T>(cell, there ? load<T>(z + <usize>c * sizeof<T>()) : 0 as T);
      z += rowBytes;
    }
    to += <usize>K * CELL;
  }
}

/** And back. */
@inline
function fromStrips<T extends number>(from: usize, rowBytes: usize, present: i32, K: i32, z: usize): void {
  const perStrip = stripRows<T>();
  for (let i = 0; i < present; i++) {
    let cell = from + <usize>(i / perStrip * K) * CELL + <usize>(i % perStrip) * sizeof<T>();
    for (let c = 0; c < K; c++, cell += CELL) store<T>(z + <usize>c * sizeof<T>(), load<T>(cell));
    z += rowBytes;
  }
}

/**
 * Z → residuals (P − Y)·weight in place, by the project's softmax.  V: vectors of a row of Z.
 * labels: u16 per row, padded to whole strips with 0 and 8 bytes.  weights: T per row, or 0: all rows weigh 1.
 * Returns Σ weight·loss.
 */
export function sparseResiduals<T extends number>(
  z: usize, rows: i32, K: i32, V: i32, labels: usize, weights: usize, scratch: usize
): f64 {
  const panel = panelStrips(K), rowBytes = <usize>V << 4, perStrip = stripRows<T>(), strips = stripCount<T>(rows);
  const stats = scratch + <usize>(panel * K) * CELL, panelWeights = stats + <usize>panel * STATS;
  let loss: f64 = 0;
  for (let s = 0; s < strips; s += panel) {
    const count = min(panel, strips - s), first = s * perStrip, present = min(count * perStrip, rows - first);
    const at = z + <usize>first * rowBytes, own = labels + (<usize>first << 1);
    toStrips<T>(at, rowBytes, present, count, K, scratch);
    if (weights || present < count * perStrip) {
      for (let i = 0; i < count; i++) stripWeights<T>(weights, s + i, rows, panelWeights + <usize>i * CELL);
      loss += softmaxResiduals<T>(scratch, count, K, own, panelWeights, CELL, stats);
    } else {
      loss += softmaxResiduals<T>(scratch, count, K, own, 0, 0, stats);
    }
    fromStrips<T>(scratch, rowBytes, present, K, at);
  }
  return loss;
}

/** Z → P in place. */
export function sparseProbabilities<T extends number>(z: usize, rows: i32, K: i32, V: i32, scratch: usize): void {
  const panel = panelStrips(K), rowBytes = <usize>V << 4, perStrip = stripRows<T>(), strips = stripCount<T>(rows);
  for (let s = 0; s < strips; s += panel) {
    const count = min(panel, strips - s), first = s * perStrip, present = min(count * perStrip, rows - first);
    toStrips<T>(z + <usize>first * rowBytes, rowBytes, present, count, K, scratch);
    softmax<T>(scratch, count, K, scratch + <usize>(panel * K) * CELL);
    fromStrips<T>(scratch, rowBytes, present, K, z + <usize>first * rowBytes);
  }
}

/** Every row of Z ← the row at `from`. */
export function sparseFill<T extends number>(z: usize, rows: i32, V: i32, from: usize): void {
  const rowBytes = <usize>V << 4;
  for (const last = z + <usize>rows * rowBytes; z < last;) {
    for (let at: usize = 0; at < rowBytes; at += 16, z += 16) v128.store(z, v128.load(from + at));
  }
}

/** The sum of all rows of R: f64 to `out`.  Leaves type T after FLUSH_ROWS rows. */
export function sparseTotals<T extends number>(r: usize, rows: i32, V: i32, out: usize): void {
  const rowBytes = <usize>V << 4, outBytes = <usize>16 / sizeof<T>() * 8;
  memory.fill(out, 0, <usize>V * outBytes);
  for (let at: usize = 0; at < rowBytes; at += 16, out += outBytes) {
    for (let first = 0; first < rows; first += FLUSH_ROWS) {
      let acc = v128.splat<T>(0 as T), from = r + at + <usize>first * rowBytes;
      for (let i = min(FLUSH_ROWS, rows - first); i > 0; i--, from += rowBytes) acc = v128.add<T>(acc, v128.load(from));
      widen<T>(acc, out);
    }
  }
}

/** U → S in place:  s_ik = w_i·p_ik(u_ik − Σ_l p_il·u_il)  (see hessian.ts).  weights: T per row, or 0. */
export function sparseCombine<T extends number>(p: usize, u: usize, rows: i32, V: i32, weights: usize): void {
  const rowBytes = <usize>V << 4;
  for (const last = u + <usize>rows * rowBytes; u < last; p += rowBytes, u += rowBytes) {
    let acc = v128.splat<T>(0 as T);
    for (let at: usize = 0; at < rowBytes; at += 16) acc = madd<T>(v128.load(p + at), v128.load(u + at), acc);
    const mean = v128.splat<T>(<T>sum<T>(acc));
    const weight = weights ? v128.load_splat<T>(weights) : v128.splat<T>(1 as T);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      v128.store(u + at, v128.mul<T>(v128.mul<T>(weight, v128.load(p + at)), v128.sub<T>(v128.load(u + at), mean)));
    }
    if (weights) weights += sizeof<T>();
  }
}
