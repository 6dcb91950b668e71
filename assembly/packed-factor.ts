// Cholesky factors kept for solving: float32, triangle only, rows scaled to norm 1.  Arithmetic is float64.
//   A = L·Lᵀ,  L = D·L̂,  D_i = ‖row i of L‖        x = D⁻¹·L̂⁻ᵀ·L̂⁻¹·D⁻¹·b
//
// Solving is bound by memory: this is a quarter of the bytes of the square that `factorise` works in.  Scaled rows fit
// float32 whatever the scale of A, and what is stored is the factor of a positive definite matrix again, within 1e-7 of A.
//
// Rows in blocks of four, the last filled up with zeros:
//   scales      1/D_i and D_i/L_ii of every row, f64
//   triangle    block after block: for columns k, k + 1 left of the block, L̂ of row 0, row 1, row 2, row 3, two each;
//               then L̂_10, L̂_20, L̂_21, L̂_30, L̂_31, L̂_32 of the block's own columns, and two of padding

import { madd, nmadd, sum } from "./lanes";

/** Blocks of four rows. */
@inline
function blocks(n: i32): usize {
  return <usize>((n + 3) >> 2);
}

/** Bytes of a packed factor: 16 per row, 4·(16·b + 8) for block b. */
export function packedFactorBytes(n: i32): usize {
  const count = blocks(n);
  return (count << 6) + ((count * count) << 5);
}

@inline
function put(to: usize, entry: f64, scale: f64): void {
  store<f32>(to, <f32>(entry * scale));
}

/** Rows `first` … `end` − 1, as `factorise` takes them.  L: n × n f64 as that leaves it.  to: packedFactorBytes bytes. */
export function packFactor(L: usize, n: i32, first: i32, end: i32, to: usize): void {
  const stride = <usize>n << 3;
  const before = <usize>(first >> 2);
  let scales = to + (before << 6), p = to + (blocks(n) << 6) + ((before * before) << 5);
  if (first == 0) memory.fill(to, 0, packedFactorBytes(n));
  for (; first < end; first += 4) {
    const count = min(4, end - first), rows = L + <usize>first * stride;
    for (let r = 0; r < count; r++) {
      const row = rows + <usize>r * stride, i = first + r;
      const pivot = 1 / load<f64>(row + (<usize>i << 3));
      let largest = pivot;
      for (let k = 0; k < i; k++) largest = max(largest, abs(load<f64>(row + (<usize>k << 3))));
      // Squares of the scaled row: those of the row itself may overflow.
      const unit = 1 / largest;
      let squares = pivot * unit * (pivot * unit);
      for (let k = 0; k < i; k++) {
        const entry = load<f64>(row + (<usize>k << 3)) * unit;
        squares += entry * entry;
      }
      const norm = Math.sqrt(squares), scale = unit / norm;
      store<f64>(scales, scale);
      store<f64>(scales, largest * norm / pivot, 8);
      scales += 16;
      const at = p + (<usize>r << 3);
      for (let k = 0; k < first; k++) {
        put(at + (<usize>(k >> 1) << 5) + (<usize>(k & 1) << 2), load<f64>(row + (<usize>k << 3)), scale);
      }
      const own = p + (<usize>first << 4) + (<usize>(r * (r - 1) / 2) << 2);
      for (let k = 0; k < r; k++) put(own + (<usize>k << 2), load<f64>(row + (<usize>(first + k) << 3)), scale);
    }
    p += (<usize>first << 4) + 32;
  }
}

/** Two neighbouring entries of a row. */
@inline
function pair(p: usize, offset: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(p + offset));
}

@inline
function entry(p: usize, k: usize): f64 {
  return <f64>load<f32>(p + (k << 2));
}

/** Solves A·x = b in place.  factor: from packFactor.  x: b, n f64 in room for a multiple of 4, which may hold anything. */
export function solvePacked(factor: usize, n: i32, x: usize): void {
  const count = blocks(n), end = x + (count << 5);
  let scales = factor, p = factor + (count << 6);
  for (let at = x + (<usize>n << 3); at < end; at += 8) store<f64>(at, 0);
  for (let at = x; at < end; at += 32) {
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
    for (let k = x; k < at; k += 32) {
      const xa = v128.load(k), xb = v128.load(k, 16);
      s0 = madd<f64>(pair(p, 0), xa, s0);
      s1 = madd<f64>(pair(p, 8), xa, s1);
      s2 = madd<f64>(pair(p, 16), xa, s2);
      s3 = madd<f64>(pair(p, 24), xa, s3);
      t0 = madd<f64>(pair(p, 32), xb, t0);
      t1 = madd<f64>(pair(p, 40), xb, t1);
      t2 = madd<f64>(pair(p, 48), xb, t2);
      t3 = madd<f64>(pair(p, 56), xb, t3);
      p += 64;
    }
    const y0 = (load<f64>(at) * load<f64>(scales) - sum<f64>(f64x2.add(s0, t0))) * load<f64>(scales, 8);
    let rest = load<f64>(at, 8) * load<f64>(scales, 16) - sum<f64>(f64x2.add(s1, t1));
    const y1 = (rest - entry(p, 0) * y0) * load<f64>(scales, 24);
    rest = load<f64>(at, 16) * load<f64>(scales, 32) - sum<f64>(f64x2.add(s2, t2));
    const y2 = (rest - entry(p, 1) * y0 - entry(p, 2) * y1) * load<f64>(scales, 40);
    rest = load<f64>(at, 24) * load<f64>(scales, 48) - sum<f64>(f64x2.add(s3, t3));
    const y3 = (rest - entry(p, 3) * y0 - entry(p, 4) * y1 - entry(p, 5) * y2) * load<f64>(scales, 56);
    store<f64>(at, y0);
    store<f64>(at, y1, 8);
    store<f64>(at, y2, 16);
    store<f64>(at, y3, 24);
    p += 32;
    scales += 64;
  }
  for (let at = end; at > x;) {
    at -= 32;
    p -= 32;
    scales -= 64;
    const v3 = load<f64>(at, 24) * load<f64>(scales, 56);
    const v2 = (load<f64>(at, 16) - entry(p, 5) * v3) * load<f64>(scales, 40);
    const v1 = (load<f64>(at, 8) - entry(p, 4) * v3 - entry(p, 2) * v2) * load<f64>(scales, 24);
    const v0 = (load<f64>(at) - entry(p, 3) * v3 - entry(p, 1) * v2 - entry(p, 0) * v1) * load<f64>(scales, 8);
    const m0 = f64x2.splat(v0), m1 = f64x2.splat(v1), m2 = f64x2.splat(v2), m3 = f64x2.splat(v3);
    p -= (at - x) << 1;
    let q = p;
    for (let k = x; k < at; k += 16) {
      let value = nmadd<f64>(pair(q, 0), m0, v128.load(k));
      value = nmadd<f64>(pair(q, 8), m1, value);
      value = nmadd<f64>(pair(q, 16), m2, value);
      v128.store(k, nmadd<f64>(pair(q, 24), m3, value));
      q += 32;
    }
    store<f64>(at, v0 * load<f64>(scales));
    store<f64>(at, v1 * load<f64>(scales, 16), 8);
    store<f64>(at, v2 * load<f64>(scales, 32), 16);
    store<f64>(at, v3 * load<f64>(scales, 48), 24);
  }
}
