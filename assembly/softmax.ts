// Row softmax over the classes of each strip, in place.  The only softmax in the project.
//   m_i = max_c z_ic     s_i = Σ_c exp(z_ic − m_i)     p_ic = exp(z_ic − m_i)/s_i
// Two sweeps, exponentials then scaling: each is short enough for a processor to overlap several strips.
// Cost: 1 exp per row and class; 1 log per row where the loss is wanted.

import { CELL, stripRows } from "./panel";
import { addIntegers, equalIntegers, madd, max, splatInteger, sum, widenedSum } from "./lanes";
import { exp } from "./exp";
import { log } from "./log";

/** Bytes a strip needs in `stats`: s and (in `softmaxResiduals`) m − z_y of its rows, a cell each. */
export const STATS: usize = 2 * CELL;

/** Labels of a strip's first (half 0) or second vector of rows, as integers as wide as T. */
@inline
function labelLanes<T extends number>(labels: usize, half: i32): v128 {
  if (sizeof<T>() == 4) return v128.load_ext<u16>(labels + (<usize>half << 3));
  return i64x2.extend_low_i32x4_u(v128.load_ext<u16>(labels + (<usize>half << 2)));
}

/** z → exp(z − m) over one strip, m in ma and mb; s into sums. */
@inline
function exponentials<T extends number>(z: usize, end: usize, ma: v128, mb: v128, sums: usize): void {
  let sa = v128.splat<T>(0 as T), sb = sa;
  for (; z < end; z += CELL) {
    const ea = exp<T>(v128.sub<T>(v128.load(z), ma)), eb = exp<T>(v128.sub<T>(v128.load(z, 16), mb));
    v128.store(z, ea);
    v128.store(z, eb, 16);
    sa = v128.add<T>(sa, ea);
    sb = v128.add<T>(sb, eb);
  }
  v128.store(sums, sa);
  v128.store(sums, sb, 16);
}

/** First sweep over one strip of training rows: exponentials in place, s and m − z_y into stats. */
@inline
function trainingExponentials<T extends number>(z: usize, end: usize, labels: usize, stats: usize): void {
  const ya = labelLanes<T>(labels, 0), yb = labelLanes<T>(labels, 1), one = splatInteger<T>(1);
  const za = v128.load(z), zb = v128.load(z, 16);
  let c = i32x4.splat(0);
  let ma = za, mb = zb, ta = v128.and(za, equalIntegers<T>(ya, c)), tb = v128.and(zb, equalIntegers<T>(yb, c));
  for (let p = z + CELL; p < end; p += CELL) {
    c = addIntegers<T>(c, one);
    const pa = v128.load(p), pb = v128.load(p, 16);
    ma = max<T>(pa, ma);
    mb = max<T>(pb, mb);
    ta = v128.or(ta, v128.and(pa, equalIntegers<T>(ya, c)));
    tb = v128.or(tb, v128.and(pb, equalIntegers<T>(yb, c)));
  }
  v128.store(stats, v128.sub<T>(ma, ta), 32);
  v128.store(stats, v128.sub<T>(mb, tb), 48);
  exponentials<T>(z, end, ma, mb, stats);
}

/**
 * Z → residuals (P − Y)·weight.  labels: one u16 per row.  weights: one T per row, `weightStride` bytes from strip to
 * strip (0 repeats one strip's weights).  stats: strips × STATS bytes.  Returns Σ weight·loss in float64,
 *   loss_i = log s_i + (m_i − z_i,y_i)
 * Padding rows carry weight 0 and any label below K.
 */
export function softmaxResiduals<T extends number>(
  z: usize, strips: i32, K: i32, labels: usize, weights: usize, weightStride: usize, stats: usize
): f64 {
  const zStride = <usize>K * CELL, last = z + <usize>strips * zStride;
  for (let p = z, y = labels, q = stats; p < last; p += zStride) {
    trainingExponentials<T>(p, p + zStride, y, q);
    y += <usize>stripRows<T>() << 1;
    q += STATS;
  }
  let loss = f64x2.splat(0);
  const one = splatInteger<T>(1), zero = v128.splat<T>(0 as T);
  while (z < last) {
    const wa = v128.load(weights), wb = v128.load(weights, 16);
    const sa = v128.load(stats), sb = v128.load(stats, 16);
    const la = v128.mul<T>(wa, v128.add<T>(log<T>(sa), v128.load(stats, 32)));
    const lb = v128.mul<T>(wb, v128.add<T>(log<T>(sb), v128.load(stats, 48)));
    loss = f64x2.add(loss, f64x2.add(widenedSum<T>(la), widenedSum<T>(lb)));
    const ra = v128.div<T>(wa, sa), rb = v128.div<T>(wb, sb);
    const ya = labelLanes<T>(labels, 0), yb = labelLanes<T>(labels, 1);
    const na = v128.sub<T>(zero, wa), nb = v128.sub<T>(zero, wb);
    let c = i32x4.splat(0);
    for (const end = z + zStride; z < end; z += CELL) {
      v128.store(z, madd<T>(v128.load(z), ra, v128.and(na, equalIntegers<T>(ya, c))));
      v128.store(z, madd<T>(v128.load(z, 16), rb, v128.and(nb, equalIntegers<T>(yb, c))), 16);
      c = addIntegers<T>(c, one);
    }
    labels += <usize>stripRows<T>() << 1;
    weights += weightStride;
    stats += STATS;
  }
  return sum<f64>(loss);
}

/** Largest logit of each row of one vector; z at the strip's first class, offset 0 or 16. */
@inline
function rowMax<T extends number>(z: usize, end: usize): v128 {
  let m = v128.load(z);
  for (z += CELL; z < end; z += CELL) m = max<T>(v128.load(z), m);
  return m;
}

/** Z → P over a run of strips.  stats: STATS bytes. */
export function softmax<T extends number>(z: usize, strips: i32, K: i32, stats: usize): void {
  const one = v128.splat<T>(1 as T);
  for (; strips > 0; strips--) {
    const end = z + <usize>K * CELL;
    exponentials<T>(z, end, rowMax<T>(z, end), rowMax<T>(z + 16, end), stats);
    const ra = v128.div<T>(one, v128.load(stats)), rb = v128.div<T>(one, v128.load(stats, 16));
    for (; z < end; z += CELL) {
      v128.store(z, v128.mul<T>(v128.load(z), ra));
      v128.store(z, v128.mul<T>(v128.load(z, 16), rb), 16);
    }
  }
}

/** z − m − log Σ exp(z − m) in place, for one vector of rows; z at offset 0 or 16. */
@inline
function logSoftmaxVector<T extends number>(z: usize, end: usize): void {
  const m = rowMax<T>(z, end);
  let s = v128.splat<T>(0 as T);
  for (let p = z; p < end; p += CELL) s = v128.add<T>(s, exp<T>(v128.sub<T>(v128.load(p), m)));
  const logS = log<T>(s);
  for (; z < end; z += CELL) v128.store(z, v128.sub<T>(v128.sub<T>(v128.load(z), m), logS));
}

/** Z → log P over a run of strips. */
export function logSoftmax<T extends number>(z: usize, strips: i32, K: i32): void {
  for (; strips > 0; strips--) {
    const end = z + <usize>K * CELL;
    logSoftmaxVector<T>(z, end);
    logSoftmaxVector<T>(z + 16, end);
    z = end;
  }
}
