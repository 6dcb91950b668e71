// The packed format.
//
// Rows come in strips of two vectors: 8 rows of f32, 4 of f64, 32 bytes either way.  A cell is one column of one strip;
// lanes run over rows:
//
//   X      strip s, feature j   at  x + (s·d + j)·CELL         x − centre[j], rows past the last are 0
//   Z      strip s, class c     at  z + (s·K + c)·CELL         logits, then residuals
//   W      tile after tile of 1…4 classes, feature by feature, the tile's classes side by side: tile·d elements each
//   sums   feature j, class c   at  acc + (j·K + c)·16         one vector of partial sums; row d holds Σ residuals
//
// A panel is a run of strips small enough that its X stays in the second-level cache between logits and gradient.
// `centre` is any offset per feature.  Subtracting it before rounding keeps float32 logits of columns like 1000 ± 1
// exact; logits and gradient are those of the raw x (see packWeights and evaluate).

/** Bytes of one column of a strip. */
export const CELL: usize = 32;

/** Rows of a strip. */
@inline
export function stripRows<T extends number>(): i32 {
  return 32 / sizeof<T>();
}

/** Strips that hold `rows` rows. */
@inline
export function stripCount<T extends number>(rows: i32): i32 {
  return (rows + stripRows<T>() - 1) / stripRows<T>();
}

/**
 * Columns of the next tile when `left` remain: fours, then what is left; 5 is 3 + 2, because a tile of one column has
 * too few accumulators in flight.  No tile needs more than 15 vector registers, all that V8 gives away, even when a
 * compiler hoists every load of an iteration: 2 × 4 accumulators, 2 vectors of X, 4 of the other operand.
 */
@inline
export function tileSize(left: i32): i32 {
  return left == 5 ? 3 : min(left, 4);
}
