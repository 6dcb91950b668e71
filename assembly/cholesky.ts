// Cholesky factors of symmetric positive definite matrices, float64, row-major, lower triangle.
//   A = L·Lᵀ, in place; the diagonal holds 1/L_jj.  Upper triangles are neither read nor written.
// Four rows at a time share each earlier row's load.  Cost: n³/6 multiply-adds; solving: n².

import { madd, sum } from "./lanes";

/** Σ_k a_k·b_k, k < count. */
@inline
function dot(a: usize, b: usize, count: i32): f64 {
  let s0 = f64x2.splat(0), s1 = s0;
  for (; count > 3; count -= 4) {
    s0 = madd<f64>(v128.load(a), v128.load(b), s0);
    s1 = madd<f64>(v128.load(a, 16), v128.load(b, 16), s1);
    a += 32;
    b += 32;
  }
  let total = sum<f64>(f64x2.add(s0, s1));
  for (; count > 0; count--) {
    total += load<f64>(a) * load<f64>(b);
    a += 8;
    b += 8;
  }
  return total;
}

/** Entry j of four rows, `stride` bytes apart, against finished row b:  (a_j − Σ_{k<j} a_k·b_k)·b_jj⁻¹. */
@inline
function fourRows(a: usize, stride: usize, b: usize, j: i32): void {
  const a1 = a + stride, a2 = a1 + stride, a3 = a2 + stride;
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
  const end = <usize>j << 3;
  let k: usize = 0;
  for (; k + 32 <= end; k += 32) {
    const b0 = v128.load(b + k);
    s0 = madd<f64>(v128.load(a + k), b0, s0);
    s1 = madd<f64>(v128.load(a1 + k), b0, s1);
    s2 = madd<f64>(v128.load(a2 + k), b0, s2);
    s3 = madd<f64>(v128.load(a3 + k), b0, s3);
    const b1 = v128.load(b + k, 16);
    t0 = madd<f64>(v128.load(a + k, 16), b1, t0);
    t1 = madd<f64>(v128.load(a1 + k, 16), b1, t1);
    t2 = madd<f64>(v128.load(a2 + k, 16), b1, t2);
    t3 = madd<f64>(v128.load(a3 + k, 16), b1, t3);
  }
  let r0 = sum<f64>(f64x2.add(s0, t0)), r1 = sum<f64>(f64x2.add(s1, t1));
  let r2 = sum<f64>(f64x2.add(s2, t2)), r3 = sum<f64>(f64x2.add(s3, t3));
  for (; k < end; k += 8) {
    const bk = load<f64>(b + k);
    r0 += load<f64>(a + k) * bk;
    r1 += load<f64>(a1 + k) * bk;
    r2 += load<f64>(a2 + k) * bk;
    r3 += load<f64>(a3 + k) * bk;
  }
  const inverse = max(load<f64>(b + end), 0);
  store<f64>(a + end, (load<f64>(a + end) - r0) * inverse);
  store<f64>(a1 + end, (load<f64>(a1 + end) - r1) * inverse);
  store<f64>(a2 + end, (load<f64>(a2 + end) - r2) * inverse);
  store<f64>(a3 + end, (load<f64>(a3 + end) - r3) * inverse);
}

/**
 * Factorises the n × n matrix at A.  A pivot not above leastPivot times its diagonal entry is rounding: it is raised to
 * that (1 where that is not positive), and what stands below it is taken for 0, lest rounding grow from column to column.
 */
export function factorise(A: usize, n: i32, leastPivot: f64): void {
  const stride = <usize>n << 3;
  for (let i0 = 0; i0 < n; i0 += 4) {
    const rows = A + <usize>i0 * stride;
    const count = min(4, n - i0);
    if (count == 4) for (let j = 0; j < i0; j++) fourRows(rows, stride, A + <usize>j * stride, j);
    for (let i = i0; i < i0 + count; i++) {
      const row = A + <usize>i * stride;
      for (let j = count == 4 ? i0 : 0; j < i; j++) {
        const other = A + <usize>j * stride, at = <usize>j << 3;
        store<f64>(row + at, (load<f64>(row + at) - dot(row, other, j)) * max(load<f64>(other + at), 0));
      }
      const at = row + (<usize>i << 3);
      const diagonal = load<f64>(at);
      const pivot = diagonal - dot(row, row, i), least = leastPivot * diagonal;
      store<f64>(at, pivot > least ? 1 / Math.sqrt(pivot) : -1 / Math.sqrt(least > 0 ? least : 1));
    }
  }
  // Until here a negative reciprocal marked a raised pivot.
  for (let i = 0, at = A; i < n; i++, at += stride + 8) store<f64>(at, abs(load<f64>(at)));
}

/** Solves L·Lᵀ·x = b in place: x holds b, n f64. */
export function solve(L: usize, n: i32, x: usize): void {
  const stride = <usize>n << 3;
  for (let i = 0; i < n; i++) {
    const row = L + <usize>i * stride, at = <usize>i << 3;
    store<f64>(x + at, (load<f64>(x + at) - dot(row, x, i)) * load<f64>(row + at));
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = L + <usize>i * stride, at = <usize>i << 3;
    const value = load<f64>(x + at) * load<f64>(row + at);
    store<f64>(x + at, value);
    const minus = f64x2.splat(-value);
    let k: usize = 0;
    for (; k + 16 <= at; k += 16) v128.store(x + k, madd<f64>(minus, v128.load(row + k), v128.load(x + k)));
    if (k < at) store<f64>(x + k, load<f64>(x + k) - value * load<f64>(row + k));
  }
}
