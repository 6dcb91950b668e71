// Cholesky factors of symmetric positive definite matrices, float64, row-major, lower triangle.
//   A = L·Lᵀ, in place; the diagonal holds 1/L_jj.  Upper triangles are neither read nor written.
// Four rows at a time against two earlier ones: 8 accumulators, 6 loads.  Cost: n³/6 multiply-adds; solving: n².

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

/** Entries j and j + 1 of row a, given its products p and q with rows b and c:  (a_j − p)·b_jj⁻¹, (a_j+1 − q − a_j·c_j)·c_j+1⁻¹. */
@inline
function finish(a: usize, p: v128, q: v128, b: usize, c: usize): void {
  const first = (load<f64>(a) - sum<f64>(p)) * max(load<f64>(b), 0);
  store<f64>(a, first);
  store<f64>(a, (load<f64>(a, 8) - sum<f64>(q) - first * load<f64>(c)) * max(load<f64>(c, 8), 0), 8);
}

/** Entries j and j + 1 of four rows, `stride` bytes apart, against finished rows b, c of these numbers; j is even. */
@inline
function fourRows(a: usize, stride: usize, b: usize, j: i32): void {
  const a1 = a + stride, a2 = a1 + stride, a3 = a2 + stride, c = b + stride;
  let p0 = f64x2.splat(0), p1 = p0, p2 = p0, p3 = p0, q0 = p0, q1 = p0, q2 = p0, q3 = p0;
  const end = <usize>j << 3;
  for (let k: usize = 0; k < end; k += 16) {
    const bk = v128.load(b + k), ck = v128.load(c + k);
    const x0 = v128.load(a + k), x1 = v128.load(a1 + k), x2 = v128.load(a2 + k), x3 = v128.load(a3 + k);
    p0 = madd<f64>(x0, bk, p0);
    q0 = madd<f64>(x0, ck, q0);
    p1 = madd<f64>(x1, bk, p1);
    q1 = madd<f64>(x1, ck, q1);
    p2 = madd<f64>(x2, bk, p2);
    q2 = madd<f64>(x2, ck, q2);
    p3 = madd<f64>(x3, bk, p3);
    q3 = madd<f64>(x3, ck, q3);
  }
  finish(a + end, p0, q0, b + end, c + end);
  finish(a1 + end, p1, q1, b + end, c + end);
  finish(a2 + end, p2, q2, b + end, c + end);
  finish(a3 + end, p3, q3, b + end, c + end);
}

/**
 * Factorises rows `first` … `end` − 1 of the n × n matrix at A, those before them being done; `first` is a multiple of 4, `end` one too,
 * or n.  A pivot not above leastPivot times its diagonal entry is rounding: it is raised to
 * that (1 where that is not positive), and what stands below it is taken for 0, lest rounding grow from column to column.
 */
export function factorise(A: usize, n: i32, first: i32, end: i32, leastPivot: f64): void {
  const stride = <usize>n << 3;
  for (let i0 = first; i0 < end; i0 += 4) {
    const rows = A + <usize>i0 * stride;
    const count = min(4, n - i0);
    if (count == 4) for (let j = 0; j < i0; j += 2) fourRows(rows, stride, A + <usize>j * stride, j);
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
  // Until all are done a negative reciprocal marks a raised pivot.
  if (end == n) for (let i = 0, at = A; i < n; i++, at += stride + 8) store<f64>(at, abs(load<f64>(at)));
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
