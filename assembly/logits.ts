// Logits of a run of strips.  X: strips × d cells, W and bias packed → Z: strips × K cells.
//   z_ic = bias_c + Σ_j x_ij·w_cj
// A tile holds 1 strip × 3…4 classes or 2 strips × 1…2 classes in registers over all features.
// Cost: 1 multiply-add per row, feature and class.

import { CELL, tileSize } from "./panel";
import { madd, splat } from "./lanes";

/** Bytes of X that one tile runs over before the next tile does: they stay in the first-level cache. */
const BLOCK_BYTES: usize = 16384;

/** Template of the tiles of one strip; `size` is a literal, so each instance keeps its own branches only. */
@inline
function single<T extends number>(size: i32, x: usize, w: usize, bias: usize, z: usize, d: i32): void {
  let a0 = splat<T>(bias), b0 = a0, a1 = a0, b1 = a0, a2 = a0, b2 = a0, a3 = a0, b3 = a0;
  if (size > 1) { a1 = splat<T>(bias + sizeof<T>()); b1 = a1; }
  if (size > 2) { a2 = splat<T>(bias + 2 * sizeof<T>()); b2 = a2; }
  if (size > 3) { a3 = splat<T>(bias + 3 * sizeof<T>()); b3 = a3; }
  const end = x + <usize>d * CELL;
  do {
    const xa = v128.load(x), xb = v128.load(x, 16);
    const w0 = splat<T>(w);
    a0 = madd<T>(xa, w0, a0);
    b0 = madd<T>(xb, w0, b0);
    if (size > 1) {
      const w1 = splat<T>(w + sizeof<T>());
      a1 = madd<T>(xa, w1, a1);
      b1 = madd<T>(xb, w1, b1);
    }
    if (size > 2) {
      const w2 = splat<T>(w + 2 * sizeof<T>());
      a2 = madd<T>(xa, w2, a2);
      b2 = madd<T>(xb, w2, b2);
    }
    if (size > 3) {
      const w3 = splat<T>(w + 3 * sizeof<T>());
      a3 = madd<T>(xa, w3, a3);
      b3 = madd<T>(xb, w3, b3);
    }
    x += CELL;
    w += <usize>size * sizeof<T>();
  } while (x < end);
  v128.store(z, a0);
  v128.store(z, b0, 16);
  if (size > 1) { v128.store(z, a1, 32); v128.store(z, b1, 48); }
  if (size > 2) { v128.store(z, a2, 64); v128.store(z, b2, 80); }
  if (size > 3) { v128.store(z, a3, 96); v128.store(z, b3, 112); }
}

/** Template of the tiles of two strips, y and u being x and z of the second. */
@inline
function double<T extends number>(size: i32, x: usize, y: usize, w: usize, bias: usize, z: usize, u: usize, d: i32): void {
  let a0 = splat<T>(bias), b0 = a0, c0 = a0, d0 = a0, a1 = a0, b1 = a0, c1 = a0, d1 = a0;
  if (size > 1) { a1 = splat<T>(bias + sizeof<T>()); b1 = a1; c1 = a1; d1 = a1; }
  const end = x + <usize>d * CELL;
  do {
    const xa = v128.load(x), xb = v128.load(x, 16), ya = v128.load(y), yb = v128.load(y, 16);
    const w0 = splat<T>(w);
    a0 = madd<T>(xa, w0, a0);
    b0 = madd<T>(xb, w0, b0);
    c0 = madd<T>(ya, w0, c0);
    d0 = madd<T>(yb, w0, d0);
    if (size > 1) {
      const w1 = splat<T>(w + sizeof<T>());
      a1 = madd<T>(xa, w1, a1);
      b1 = madd<T>(xb, w1, b1);
      c1 = madd<T>(ya, w1, c1);
      d1 = madd<T>(yb, w1, d1);
    }
    x += CELL;
    y += CELL;
    w += <usize>size * sizeof<T>();
  } while (x < end);
  v128.store(z, a0);
  v128.store(z, b0, 16);
  v128.store(u, c0);
  v128.store(u, d0, 16);
  if (size > 1) {
    v128.store(z, a1, 32);
    v128.store(z, b1, 48);
    v128.store(u, c1, 32);
    v128.store(u, d1, 48);
  }
}

/** Template: one tile of classes over a run of strips. */
@inline
function tile<T extends number>(
  size: i32, x: usize, xStride: usize, w: usize, bias: usize, z: usize, zStride: usize, strips: i32, d: i32
): void {
  if (size < 3) {
    for (; strips > 1; strips -= 2) {
      double<T>(size, x, x + xStride, w, bias, z, z + zStride, d);
      x += 2 * xStride;
      z += 2 * zStride;
    }
  }
  for (; strips > 0; strips--) {
    single<T>(size, x, w, bias, z, d);
    x += xStride;
    z += zStride;
  }
}

function tile1<T extends number>(x: usize, xs: usize, w: usize, b: usize, z: usize, zs: usize, n: i32, d: i32): void {
  tile<T>(1, x, xs, w, b, z, zs, n, d);
}
function tile2<T extends number>(x: usize, xs: usize, w: usize, b: usize, z: usize, zs: usize, n: i32, d: i32): void {
  tile<T>(2, x, xs, w, b, z, zs, n, d);
}
function tile3<T extends number>(x: usize, xs: usize, w: usize, b: usize, z: usize, zs: usize, n: i32, d: i32): void {
  tile<T>(3, x, xs, w, b, z, zs, n, d);
}
function tile4<T extends number>(x: usize, xs: usize, w: usize, b: usize, z: usize, zs: usize, n: i32, d: i32): void {
  tile<T>(4, x, xs, w, b, z, zs, n, d);
}

/** xStride: bytes from one strip to the next, d·CELL unless strips are skipped. */
export function logits<T extends number>(
  x: usize, xStride: usize, w: usize, bias: usize, z: usize, strips: i32, d: i32, K: i32
): void {
  const zStride = <usize>K * CELL;
  const block = max(2, <i32>(BLOCK_BYTES / (<usize>d * CELL)));
  for (let s = 0; s < strips; s += block) {
    const count = min(block, strips - s);
    const px = x + <usize>s * xStride;
    let pz = z + <usize>s * zStride, pw = w, pb = bias;
    for (let c = 0; c < K;) {
      const size = tileSize(K - c);
      switch (size) {
        case 1: tile1<T>(px, xStride, pw, pb, pz, zStride, count, d); break;
        case 2: tile2<T>(px, xStride, pw, pb, pz, zStride, count, d); break;
        case 3: tile3<T>(px, xStride, pw, pb, pz, zStride, count, d); break;
        default: tile4<T>(px, xStride, pw, pb, pz, zStride, count, d);
      }
      c += size;
      pz += <usize>size * CELL;
      pw += <usize>(size * d) * sizeof<T>();
      pb += <usize>size * sizeof<T>();
    }
  }
}
