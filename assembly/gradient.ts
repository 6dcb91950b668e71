// Sums over rows of feature × residual.  X: strips × d cells, R: strips × columns cells → acc: features × columns vectors.
//   acc_jc += Σ_i x_ij·r_ic        lanes hold partial sums
// A tile holds 2 features × 3…4 columns, 3 × 3 or 4 × 1…2 in registers over all strips.
// Cost: 1 multiply-add per row, feature and column.

import { CELL, tileSize } from "./panel";
import { FUSED, madd, sum } from "./lanes";

/** Bytes of X that one tile of columns runs over before the next does: they stay in the first-level cache. */
const BLOCK_BYTES: usize = 16384;

/** Rows that partial sums of type T may run over before `flush` moves them into float64. */
export const FLUSH_ROWS = 4096;

/** Template of the tiles of 1 or 2 features; both counts are literals, so each instance keeps its own branches only. */
@inline
function wide<T extends number>(
  features: i32, size: i32, x: usize, xStride: usize, r: usize, rStride: usize, strips: i32, acc: usize, accStride: usize
): void {
  const next = acc + accStride;
  const zero = v128.splat<T>(0 as T);
  let a0 = v128.load(acc), a1 = zero, a2 = zero, a3 = zero, b0 = zero, b1 = zero, b2 = zero, b3 = zero;
  if (size > 1) a1 = v128.load(acc, 16);
  if (size > 2) a2 = v128.load(acc, 32);
  if (size > 3) a3 = v128.load(acc, 48);
  if (features > 1) {
    b0 = v128.load(next);
    if (size > 1) b1 = v128.load(next, 16);
    if (size > 2) b2 = v128.load(next, 32);
    if (size > 3) b3 = v128.load(next, 48);
  }
  do {
    for (let half: usize = 0; half < 32; half += 16) {
      const p = x + half, q = r + half;
      const xa = v128.load(p), xb = features > 1 ? v128.load(p, 32) : zero;
      const r0 = v128.load(q);
      a0 = madd<T>(xa, r0, a0);
      if (features > 1) b0 = madd<T>(xb, r0, b0);
      if (size > 1) {
        const r1 = v128.load(q, 32);
        a1 = madd<T>(xa, r1, a1);
        if (features > 1) b1 = madd<T>(xb, r1, b1);
      }
      if (size > 2) {
        const r2 = v128.load(q, 64);
        a2 = madd<T>(xa, r2, a2);
        if (features > 1) b2 = madd<T>(xb, r2, b2);
      }
      if (size > 3) {
        const r3 = v128.load(q, 96);
        a3 = madd<T>(xa, r3, a3);
        if (features > 1) b3 = madd<T>(xb, r3, b3);
      }
    }
    x += xStride;
    r += rStride;
  } while (--strips > 0);
  v128.store(acc, a0);
  if (size > 1) v128.store(acc, a1, 16);
  if (size > 2) v128.store(acc, a2, 32);
  if (size > 3) v128.store(acc, a3, 48);
  if (features > 1) {
    v128.store(next, b0);
    if (size > 1) v128.store(next, b1, 16);
    if (size > 2) v128.store(next, b2, 32);
    if (size > 3) v128.store(next, b3, 48);
  }
}

/** Template of the tiles of 4 features × 1 or 2 columns. */
@inline
function tall<T extends number>(
  size: i32, x: usize, xStride: usize, r: usize, rStride: usize, strips: i32, acc: usize, accStride: usize
): void {
  const accB = acc + accStride, accC = accB + accStride, accD = accC + accStride;
  let a0 = v128.load(acc), b0 = v128.load(accB), c0 = v128.load(accC), d0 = v128.load(accD);
  let a1 = a0, b1 = a0, c1 = a0, d1 = a0;
  if (size > 1) {
    a1 = v128.load(acc, 16);
    b1 = v128.load(accB, 16);
    c1 = v128.load(accC, 16);
    d1 = v128.load(accD, 16);
  }
  do {
    for (let half: usize = 0; half < 32; half += 16) {
      const p = x + half, q = r + half;
      const xa = v128.load(p), xb = v128.load(p, 32), xc = v128.load(p, 64), xd = v128.load(p, 96);
      const r0 = v128.load(q);
      a0 = madd<T>(xa, r0, a0);
      b0 = madd<T>(xb, r0, b0);
      c0 = madd<T>(xc, r0, c0);
      d0 = madd<T>(xd, r0, d0);
      if (size > 1) {
        const r1 = v128.load(q, 32);
        a1 = madd<T>(xa, r1, a1);
        b1 = madd<T>(xb, r1, b1);
        c1 = madd<T>(xc, r1, c1);
        d1 = madd<T>(xd, r1, d1);
      }
    }
    x += xStride;
    r += rStride;
  } while (--strips > 0);
  v128.store(acc, a0);
  v128.store(accB, b0);
  v128.store(accC, c0);
  v128.store(accD, d0);
  if (size > 1) {
    v128.store(acc, a1, 16);
    v128.store(accB, b1, 16);
    v128.store(accC, c1, 16);
    v128.store(accD, d1, 16);
  }
}

/** Tile of 3 features × 3 columns: 9 accumulators, 3 columns of each side; 15 registers, so where madd is fused only. */
@inline
function square<T extends number>(
  x: usize, xStride: usize, r: usize, rStride: usize, strips: i32, acc: usize, accStride: usize
): void {
  const accB = acc + accStride, accC = accB + accStride;
  let a0 = v128.load(acc), a1 = v128.load(acc, 16), a2 = v128.load(acc, 32);
  let b0 = v128.load(accB), b1 = v128.load(accB, 16), b2 = v128.load(accB, 32);
  let c0 = v128.load(accC), c1 = v128.load(accC, 16), c2 = v128.load(accC, 32);
  do {
    for (let half: usize = 0; half < 32; half += 16) {
      const p = x + half, q = r + half;
      const r0 = v128.load(q), r1 = v128.load(q, 32), r2 = v128.load(q, 64);
      const xa = v128.load(p);
      a0 = madd<T>(xa, r0, a0);
      a1 = madd<T>(xa, r1, a1);
      a2 = madd<T>(xa, r2, a2);
      const xb = v128.load(p, 32);
      b0 = madd<T>(xb, r0, b0);
      b1 = madd<T>(xb, r1, b1);
      b2 = madd<T>(xb, r2, b2);
      const xc = v128.load(p, 64);
      c0 = madd<T>(xc, r0, c0);
      c1 = madd<T>(xc, r1, c1);
      c2 = madd<T>(xc, r2, c2);
    }
    x += xStride;
    r += rStride;
  } while (--strips > 0);
  v128.store(acc, a0);
  v128.store(acc, a1, 16);
  v128.store(acc, a2, 32);
  v128.store(accB, b0);
  v128.store(accB, b1, 16);
  v128.store(accB, b2, 32);
  v128.store(accC, c0);
  v128.store(accC, c1, 16);
  v128.store(accC, c2, 32);
}

/** Template: one tile of columns over a run of features. */
@inline
function column<T extends number>(
  size: i32, x: usize, xs: usize, r: usize, rs: usize, strips: i32, acc: usize, as: usize, features: i32
): void {
  if (size < 3) {
    for (; features > 3; features -= 4) {
      tall<T>(size, x, xs, r, rs, strips, acc, as);
      x += 4 * CELL;
      acc += 4 * as;
    }
  }
  if (FUSED && size == 3) {
    for (; features > 2; features -= 3) {
      square<T>(x, xs, r, rs, strips, acc, as);
      x += 3 * CELL;
      acc += 3 * as;
    }
  }
  for (; features > 1; features -= 2) {
    wide<T>(2, size, x, xs, r, rs, strips, acc, as);
    x += 2 * CELL;
    acc += 2 * as;
  }
  if (features > 0) wide<T>(1, size, x, xs, r, rs, strips, acc, as);
}

function column1<T extends number>(x: usize, xs: usize, r: usize, rs: usize, n: i32, a: usize, as: usize, f: i32): void {
  column<T>(1, x, xs, r, rs, n, a, as, f);
}
function column2<T extends number>(x: usize, xs: usize, r: usize, rs: usize, n: i32, a: usize, as: usize, f: i32): void {
  column<T>(2, x, xs, r, rs, n, a, as, f);
}
function column3<T extends number>(x: usize, xs: usize, r: usize, rs: usize, n: i32, a: usize, as: usize, f: i32): void {
  column<T>(3, x, xs, r, rs, n, a, as, f);
}
function column4<T extends number>(x: usize, xs: usize, r: usize, rs: usize, n: i32, a: usize, as: usize, f: i32): void {
  column<T>(4, x, xs, r, rs, n, a, as, f);
}

/**
 * Adds features 0 … features−1 of every column.  xStride: bytes from strip to strip of X.  acc: features × columns.
 */
export function accumulate<T extends number>(
  x: usize, xStride: usize, r: usize, strips: i32, features: i32, columns: i32, acc: usize
): void {
  const rStride = <usize>columns * CELL, accStride = <usize>columns << 4;
  const block = max(12, <i32>(BLOCK_BYTES / (<usize>strips * CELL)) / 12 * 12);
  for (let j = 0; j < features; j += block) {
    const count = min(block, features - j);
    const px = x + <usize>j * CELL;
    let pr = r, pa = acc + <usize>j * accStride;
    for (let c = 0; c < columns;) {
      const size = tileSize(columns - c);
      switch (size) {
        case 1: column1<T>(px, xStride, pr, rStride, strips, pa, accStride, count); break;
        case 2: column2<T>(px, xStride, pr, rStride, strips, pa, accStride, count); break;
        case 3: column3<T>(px, xStride, pr, rStride, strips, pa, accStride, count); break;
        default: column4<T>(px, xStride, pr, rStride, strips, pa, accStride, count);
      }
      c += size;
      pr += <usize>size * CELL;
      pa += <usize>size << 4;
    }
  }
}

/** Adds Σ_i r_ic to one vector per column, in four chains of additions. */
export function accumulateOnes<T extends number>(r: usize, strips: i32, columns: i32, acc: usize): void {
  const rStride = <usize>columns * CELL;
  for (let c = 0; c < columns; c++) {
    let a = v128.load(acc), b = v128.splat<T>(0 as T), d = b, e = b, p = r;
    for (let s = strips; s > 1; s -= 2) {
      const q = p + rStride;
      a = v128.add<T>(a, v128.load(p));
      b = v128.add<T>(b, v128.load(p, 16));
      d = v128.add<T>(d, v128.load(q));
      e = v128.add<T>(e, v128.load(q, 16));
      p = q + rStride;
    }
    if (strips & 1) {
      a = v128.add<T>(a, v128.load(p));
      b = v128.add<T>(b, v128.load(p, 16));
    }
    v128.store(acc, v128.add<T>(v128.add<T>(a, b), v128.add<T>(d, e)));
    acc += 16;
    r += CELL;
  }
}

/** Moves acc, features × columns vectors, into sums: columns rows of f64, `sumStride` elements apart; acc becomes 0. */
export function flush<T extends number>(acc: usize, features: i32, columns: i32, sums: usize, sumStride: i32): void {
  for (let j = 0; j < features; j++) {
    let to = sums + (<usize>j << 3);
    for (let c = 0; c < columns; c++) {
      store<f64>(to, load<f64>(to) + sum<T>(v128.load(acc)));
      v128.store(acc, v128.splat<T>(0 as T));
      to += <usize>sumStride << 3;
      acc += 16;
    }
  }
}
