// Coordinate descent on a quadratic model with an L1 term: min rᵀs + ½·sᵀA·s + Σ factorₐ·|xₐ + sₐ|, s from 0.

import { madd } from "./lanes";

/**
 * Moves each of m entries of x once, in order, to its minimum, and keeps the slopes r = ∂(quadratic part) up.  Returns the
 * largest change of an entry's own slope.  Rows of A, and r, have `width` entries, m rounded up to even.
 */
export function coordinateSweep(A: usize, x: usize, r: usize, factors: usize, m: i32, width: i32): f64 {
  let most: f64 = 0;
  const end = (<usize>width) << 3;
  for (let a: usize = 0, row = A; a < (<usize>m) << 3; a += 8, row += end) {
    const bend = load<f64>(row + a);
    if (!(bend > 0)) continue;
    const from = load<f64>(x + a);
    const z = bend * from - load<f64>(r + a);
    const to = copysign<f64>(max<f64>(abs<f64>(z) - load<f64>(factors + a), 0), z) / bend;
    const delta = to - from;
    if (delta == 0) continue;
    store<f64>(x + a, to);
    const step = f64x2.splat(delta);
    for (let c: usize = 0; c < end; c += 16) v128.store(r + c, madd<f64>(step, v128.load(row + c), v128.load(r + c)));
    most = max<f64>(most, abs<f64>(delta) * bend);
  }
  return most;
}
