// Sparse rows times weights and back, column by column over a block of rows (see src/objectives/sparse-rows.ts).
//
//   run of columns  entries starts[c] … starts[c + 1] − 1 of `rows` (u16, within the block) and `values` (T; 0: all are 1)
//   Z, R            class k of row i at z + (i·V·LANES + k)·sizeof(T), V = vectors that hold K classes; lanes past K are 0
//   W               class k of column c of the run likewise, by columns
//
// The operand of a column stays in registers while its entries go by, so that an entry costs one row of Z: K classes side
// by side.  Cost: K multiply-adds an entry, in whole vectors.

import { madd, splat } from "./lanes";
import { FLUSH_ROWS } from "./gradient";

/** Vectors of the next tile when `left` remain. */
@inline
function tileVectors(left: i32): i32 {
  return left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

/** z ← z + v·w; a factor of 1 is left out. */
@inline
function add<T extends number>(binary: bool, z: usize, v: v128, w: v128): void {
  v128.store(z, binary ? v128.add<T>(v128.load(z), w) : madd<T>(v, w, v128.load(z)));
}

/** One tile of vectors of one column: Z's rows plus the column's entries times w. */
@inline
function addColumn<T extends number>(
  tile: i32, binary: bool, rows: usize, values: usize, count: i32, stride: usize, w: usize, z: usize
): void {
  const w0 = v128.load(w);
  let w1 = w0, w2 = w0, w3 = w0;
  if (tile > 1) w1 = v128.load(w, 16);
  if (tile > 2) { w2 = v128.load(w, 32); w3 = v128.load(w, 48); }
  for (const last = rows + (<usize>count << 1); rows < last; rows += 2) {
    const to = z + <usize>load<u16>(rows) * stride;
    const v = binary ? w0 : splat<T>(values);
    add<T>(binary, to, v, w0);
    if (tile > 1) add<T>(binary, to + 16, v, w1);
    if (tile > 2) { add<T>(binary, to + 32, v, w2); add<T>(binary, to + 48, v, w3); }
    if (!binary) values += sizeof<T>();
  }
}

/** Z ← Z + X·W over a run of columns.  V: vectors of a row of Z. */
export function sparseProduct<T extends number>(
  starts: usize, columns: i32, rows: usize, values: usize, V: i32, w: usize, z: usize
): void {
  const stride = <usize>V << 4;
  for (const last = starts + (<usize>columns << 2); starts < last; starts += 4) {
    const first = load<u32>(starts), count = <i32>(load<u32>(starts, 4) - first);
    const r = rows + (<usize>first << 1), x = values ? values + <usize>first * sizeof<T>() : 0;
    for (let t = 0; t < V;) {
      const tile = tileVectors(V - t), at = <usize>t << 4;
      if (values) {
        if (tile == 1) addColumn<T>(1, false, r, x, count, stride, w + at, z + at);
        else if (tile == 2) addColumn<T>(2, false, r, x, count, stride, w + at, z + at);
        else addColumn<T>(4, false, r, x, count, stride, w + at, z + at);
      } else {
        if (tile == 1) addColumn<T>(1, true, r, x, count, stride, w + at, z + at);
        else if (tile == 2) addColumn<T>(2, true, r, x, count, stride, w + at, z + at);
        else addColumn<T>(4, true, r, x, count, stride, w + at, z + at);
      }
      t += tile;
    }
    w += stride;
  }
}

/** The factor of an entry of the kind: 1, x or x². */
const ONES = 0, VALUES = 1, SQUARES = 2;

/** acc + factor·r */
@inline
function gather<T extends number>(kind: i32, acc: v128, v: v128, r: usize): v128 {
  return kind == ONES ? v128.add<T>(acc, v128.load(r)) : madd<T>(v, v128.load(r), acc);
}

@inline
function factor<T extends number>(kind: i32, values: usize, nothing: v128): v128 {
  if (kind == ONES) return nothing;
  const v = splat<T>(values);
  return kind == SQUARES ? v128.mul<T>(v, v) : v;
}

/** out ← out + a, lane by lane in float64. */
@inline
export function widen<T extends number>(a: v128, out: usize): void {
  if (sizeof<T>() == 8) {
    v128.store(out, f64x2.add(v128.load(out), a));
  } else {
    const high = i8x16.shuffle(a, a, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
    v128.store(out, f64x2.add(v128.load(out), f64x2.promote_low_f32x4(a)));
    v128.store(out, f64x2.add(v128.load(out, 16), f64x2.promote_low_f32x4(high)), 16);
  }
}

/** One tile of vectors of one column: Σ factor·R's rows.  Two chains of sums: one would wait for each multiply-add. */
@inline
function sumColumn<T extends number>(
  tile: i32, kind: i32, rows: usize, values: usize, count: i32, stride: usize, r: usize, out: usize
): void {
  const zero = v128.splat<T>(0 as T), vectorBytes = <usize>16 / sizeof<T>() * 8;
  while (count > 0) {
    const some = min(count, FLUSH_ROWS);
    let a0 = zero, a1 = zero, a2 = zero, a3 = zero, b0 = zero, b1 = zero, b2 = zero, b3 = zero;
    const last = rows + (<usize>some << 1);
    if (some & 1) {
      const from = r + <usize>load<u16>(rows) * stride, v = factor<T>(kind, values, zero);
      a0 = gather<T>(kind, a0, v, from);
      if (tile > 1) a1 = gather<T>(kind, a1, v, from + 16);
      if (tile > 2) { a2 = gather<T>(kind, a2, v, from + 32); a3 = gather<T>(kind, a3, v, from + 48); }
      rows += 2;
      if (kind != ONES) values += sizeof<T>();
    }
    for (; rows < last; rows += 4) {
      const p = r + <usize>load<u16>(rows) * stride, q = r + <usize>load<u16>(rows, 2) * stride;
      const u = factor<T>(kind, values, zero), v = factor<T>(kind, values + sizeof<T>(), zero);
      a0 = gather<T>(kind, a0, u, p);
      b0 = gather<T>(kind, b0, v, q);
      if (tile > 1) { a1 = gather<T>(kind, a1, u, p + 16); b1 = gather<T>(kind, b1, v, q + 16); }
      if (tile > 2) {
        a2 = gather<T>(kind, a2, u, p + 32);
        b2 = gather<T>(kind, b2, v, q + 32);
        a3 = gather<T>(kind, a3, u, p + 48);
        b3 = gather<T>(kind, b3, v, q + 48);
      }
      if (kind != ONES) values += 2 * sizeof<T>();
    }
    widen<T>(v128.add<T>(a0, b0), out);
    if (tile > 1) widen<T>(v128.add<T>(a1, b1), out + vectorBytes);
    if (tile > 2) {
      widen<T>(v128.add<T>(a2, b2), out + 2 * vectorBytes);
      widen<T>(v128.add<T>(a3, b3), out + 3 * vectorBytes);
    }
    count -= some;
  }
}

@inline
function sumTiles<T extends number>(
  kind: i32, rows: usize, values: usize, count: i32, V: i32, r: usize, out: usize
): void {
  const stride = <usize>V << 4;
  for (let t = 0; t < V;) {
    const tile = tileVectors(V - t), at = <usize>t << 4, to = out + at / sizeof<T>() * 8;
    if (tile == 1) sumColumn<T>(1, kind, rows, values, count, stride, r + at, to);
    else if (tile == 2) sumColumn<T>(2, kind, rows, values, count, stride, r + at, to);
    else sumColumn<T>(4, kind, rows, values, count, stride, r + at, to);
    t += tile;
  }
}

/**
 * Xᵀ·R over a run of columns, or with `square` (X∘X)ᵀ·R: f64 to `out`, V vectors' worth of classes a column.
 * Sums leave type T after FLUSH_ROWS entries.
 */
export function sparseSums<T extends number>(
  starts: usize, columns: i32, rows: usize, values: usize, square: bool, V: i32, r: usize, out: usize
): void {
  const outBytes = (<usize>V << 4) / sizeof<T>() * 8;
  memory.fill(out, 0, <usize>columns * outBytes);
  for (const last = starts + (<usize>columns << 2); starts < last; starts += 4) {
    const first = load<u32>(starts), count = <i32>(load<u32>(starts, 4) - first);
    const at = rows + (<usize>first << 1), x = values ? values + <usize>first * sizeof<T>() : 0;
    if (!values) sumTiles<T>(ONES, at, x, count, V, r, out);
    else if (square) sumTiles<T>(SQUARES, at, x, count, V, r, out);
    else sumTiles<T>(VALUES, at, x, count, V, r, out);
    out += outBytes;
  }
}
