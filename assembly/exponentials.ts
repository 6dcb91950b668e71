// The exponentials of softmax, in place, over a run of strips.
//   m_i = max_c z_ic     z_ic → exp(z_ic − m_i)     s_i = Σ_c exp(z_ic − m_i)
// Two sweeps: with the maxima found beforehand, a processor overlaps the exponentials of many strips.  One vector of rows
// at a time leaves float32's exp its constants in registers; where multiply-add is not fused, products need these, and
// two vectors side by side share each load of a constant instead.
// Cost: 1 exp per row and class.

import { CELL } from "./panel";
import { FUSED, max } from "./lanes";
import { exp, exp32, exp32Constant } from "./exp";

/** Bytes a strip needs in `stats`: s, then m (in `softmaxResiduals` m − z_y), of its rows, a cell each. */
export const STATS: usize = 2 * CELL;

/** Largest logit of each row of one vector; z at the strip's first class, offset 0 or 16. */
@inline
export function rowMax<T extends number>(z: usize, end: usize): v128 {
  let m = v128.load(z);
  for (z += CELL; z < end; z += CELL) m = max<T>(v128.load(z), m);
  return m;
}

/** Σ exp(z − m) of each row of one vector. */
@inline
export function exponentialSum<T extends number>(z: usize, end: usize, m: v128): v128 {
  let s = v128.splat<T>(0 as T);
  for (; z < end; z += CELL) s = v128.add<T>(s, exp<T>(v128.sub<T>(v128.load(z), m)));
  return s;
}

/** m of each strip into the first cell of its stats.  Four chains: one alone waits for each max before the next. */
export function maxima<T extends number>(z: usize, strips: i32, K: i32, stats: usize): void {
  const zBytes = <usize>K * CELL;
  for (const last = stats + <usize>strips * STATS; stats < last; stats += STATS) {
    const end = z + zBytes;
    let ma = v128.load(z), mb = v128.load(z, 16);
    if (K & 1) {
      z += CELL;
    } else {
      ma = max<T>(v128.load(z, 32), ma);
      mb = max<T>(v128.load(z, 48), mb);
      z += 2 * CELL;
    }
    let na = ma, nb = mb;
    for (; z < end; z += 2 * CELL) {
      ma = max<T>(v128.load(z), ma);
      mb = max<T>(v128.load(z, 16), mb);
      na = max<T>(v128.load(z, 32), na);
      nb = max<T>(v128.load(z, 48), nb);
    }
    v128.store(stats, max<T>(ma, na));
    v128.store(stats, max<T>(mb, nb), 16);
  }
}

/** Z → exp(z − m), s in place of m in the first cell of each strip's stats. */
export function exponentials<T extends number>(z: usize, strips: i32, K: i32, stats: usize): void {
  const zBytes = <usize>K * CELL, last = stats + <usize>strips * STATS;
  if (sizeof<T>() == 4 && FUSED) {
    const k0 = exp32Constant(0), k1 = exp32Constant(1), k2 = exp32Constant(2), k3 = exp32Constant(3), k4 = exp32Constant(4);
    const k5 = exp32Constant(5), k6 = exp32Constant(6), k7 = exp32Constant(7), k8 = exp32Constant(8), k9 = exp32Constant(9);
    for (; stats < last; stats += STATS, z += zBytes) {
      for (let half: usize = 0; half < CELL; half += 16) {
        let p = z + half, s = v128.splat<T>(0 as T);
        const end = p + zBytes, m = v128.load(stats + half);
        do {
          const e = exp32(v128.sub<T>(v128.load(p), m), k0, k1, k2, k3, k4, k5, k6, k7, k8, k9);
          v128.store(p, e);
          s = v128.add<T>(s, e);
          p += CELL;
        } while (p < end);
        v128.store(stats + half, s);
      }
    }
  } else {
    for (; stats < last; stats += STATS) {
      const end = z + zBytes, ma = v128.load(stats), mb = v128.load(stats, 16);
      let sa = v128.splat<T>(0 as T), sb = sa;
      do {
        const ea = exp<T>(v128.sub<T>(v128.load(z), ma)), eb = exp<T>(v128.sub<T>(v128.load(z, 16), mb));
        v128.store(z, ea);
        v128.store(z, eb, 16);
        sa = v128.add<T>(sa, ea);
        sb = v128.add<T>(sb, eb);
        z += CELL;
      } while (z < end);
      v128.store(stats, sa);
      v128.store(stats, sb, 16);
    }
  }
}
