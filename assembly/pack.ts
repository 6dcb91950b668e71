// The packed format's only writer.

import { CELL, stripRows, tileSize } from "./panel";
import { sum } from "./lanes";

/** Columns j and j + 1 of one row, less their centre. */
@inline
function shifted(row: usize, centre: v128): v128 {
  return f64x2.sub(v128.load(row), centre);
}

/** The same of two rows, as f32: both rows' column j, then both rows' column j + 1. */
@inline
function twoRows(row: usize, stride: usize, centre: v128): v128 {
  const a = f32x4.demote_f64x2_zero(shifted(row, centre)), b = f32x4.demote_f64x2_zero(shifted(row + stride, centre));
  return v128.shuffle<f32>(a, b, 0, 4, 1, 5);
}

/** Columns j and j + 1 of four rows into one vector of each cell.  Returns bad + 0 · what is written. */
@inline
function fourRows<T extends number>(row: usize, stride: usize, centre: v128, x: usize, bad: v128): v128 {
  const zero = v128.splat<T>(0 as T);
  if (sizeof<T>() == 4) {
    const a = twoRows(row, stride, centre), b = twoRows(row + 2 * stride, stride, centre);
    const first = v128.shuffle<f64>(a, b, 0, 2), second = v128.shuffle<f64>(a, b, 1, 3);
    v128.store(x, first);
    v128.store(x + CELL, second);
    return v128.add<T>(v128.add<T>(bad, v128.mul<T>(first, zero)), v128.mul<T>(second, zero));
  }
  const a = shifted(row, centre), b = shifted(row + stride, centre);
  const c = shifted(row + 2 * stride, centre), d = shifted(row + 3 * stride, centre);
  v128.store(x, v128.shuffle<f64>(a, b, 0, 2));
  v128.store(x, v128.shuffle<f64>(c, d, 0, 2), 16);
  v128.store(x + CELL, v128.shuffle<f64>(a, b, 1, 3));
  v128.store(x + CELL, v128.shuffle<f64>(c, d, 1, 3), 16);
  const low = v128.add<T>(v128.mul<T>(a, zero), v128.mul<T>(b, zero));
  return v128.add<T>(v128.add<T>(bad, low), v128.add<T>(v128.mul<T>(c, zero), v128.mul<T>(d, zero)));
}

/**
 * Packs row-major rows into strips.  source: rows × d f64.  x: strip after strip; the last is filled up with zeros.
 * Returns 0, or NaN when an entry is not finite as a T (the caller looks for it).
 */
export function packRows<T extends number>(source: usize, rows: i32, d: i32, centre: usize, x: usize): f64 {
  const perStrip = stripRows<T>();
  const rowBytes = <usize>d << 3;
  let bad = v128.splat<T>(0 as T), badOdd: T = 0 as T;
  for (let first = 0; first < rows; first += perStrip) {
    const present = min(perStrip, rows - first);
    let j = 0;
    if (present == perStrip) {
      for (; j < d - 1; j += 2) {
        const from = source + (<usize>j << 3), shift = v128.load(centre + (<usize>j << 3));
        bad = fourRows<T>(from, rowBytes, shift, x, bad);
        if (sizeof<T>() == 4) bad = fourRows<T>(from + 4 * rowBytes, rowBytes, shift, x + 16, bad);
        x += 2 * CELL;
      }
    }
    for (; j < d; j++) {
      const shift = load<f64>(centre + (<usize>j << 3));
      let from = source + (<usize>j << 3);
      for (let lane = 0; lane < present; lane++) {
        const value = <T>(load<f64>(from) - shift);
        badOdd = <T>(badOdd + value * (0 as T));
        store<T>(x + <usize>lane * sizeof<T>(), value);
        from += rowBytes;
      }
      for (let lane = present; lane < perStrip; lane++) store<T>(x + <usize>lane * sizeof<T>(), 0 as T);
      x += CELL;
    }
    source += rowBytes * <usize>perStrip;
  }
  return sum<T>(bad) + <f64>badOdd;
}

/** Where the bias stands in packed weights: behind W, at a whole vector. */
@inline
export function biasOffset<T extends number>(d: i32, K: i32): usize {
  return (<usize>d * K * sizeof<T>() + 15) & ~15;
}

/** Bytes of packed weights, whole vectors. */
@inline
export function packedWeightBytes<T extends number>(d: i32, K: i32): usize {
  return biasOffset<T>(d, K) + ((<usize>K * sizeof<T>() + 15) & ~15);
}

/**
 * Packs parameters.  params: K × (d + 1) f64, each row W[c] then b[c].  w: tiles of T (see panel.ts).
 * bias: at w + biasOffset, K values of T,  b[c] + Σ_j W[c][j]·centre[j], so that logits of centred rows are those of raw rows.
 */
export function packWeights<T extends number>(params: usize, d: i32, K: i32, centre: usize, w: usize): void {
  const bias = w + biasOffset<T>(d, K);
  const rowBytes = <usize>(d + 1) << 3;
  for (let c0 = 0; c0 < K;) {
    const size = tileSize(K - c0);
    for (let i = 0; i < size; i++) {
      const row = params + <usize>(c0 + i) * rowBytes;
      let offset = load<f64>(row + (<usize>d << 3));
      let to = w + <usize>i * sizeof<T>();
      for (let j = 0; j < d; j++) {
        const value = load<f64>(row + (<usize>j << 3));
        offset += value * load<f64>(centre + (<usize>j << 3));
        store<T>(to, <T>value);
        to += <usize>size * sizeof<T>();
      }
      store<T>(bias + <usize>(c0 + i) * sizeof<T>(), <T>offset);
    }
    w += <usize>(size * d) * sizeof<T>();
    c0 += size;
  }
}
