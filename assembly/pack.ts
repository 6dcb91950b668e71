// The packed format's only writer.

import { CELL, stripRows, tileSize } from "./panel";

/**
 * Packs row-major rows into strips.  source: rows × d f64.  x: strip after strip; the last is filled up with zeros.
 * Returns 0, or NaN when an entry is not finite as a T (the caller looks for it).
 */
export function packRows<T extends number>(source: usize, rows: i32, d: i32, centre: usize, x: usize): f64 {
  const perStrip = stripRows<T>();
  const rowBytes = <usize>d << 3;
  let bad: T = 0 as T;
  for (let first = 0; first < rows; first += perStrip) {
    const present = min(perStrip, rows - first);
    for (let j = 0; j < d; j++) {
      const shift = load<f64>(centre + (<usize>j << 3));
      let from = source + (<usize>j << 3);
      for (let lane = 0; lane < present; lane++) {
        const value = <T>(load<f64>(from) - shift);
        bad = <T>(bad + value * (0 as T));
        store<T>(x + <usize>lane * sizeof<T>(), value);
        from += rowBytes;
      }
      for (let lane = present; lane < perStrip; lane++) store<T>(x + <usize>lane * sizeof<T>(), 0 as T);
      x += CELL;
    }
    source += rowBytes * <usize>perStrip;
  }
  return <f64>bad;
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
