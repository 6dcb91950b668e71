// The true class of rows of few classes: a row's label is compared with every class, in registers.
// Class counts are literals.  Arguments are softmaxResiduals's.

import { CELL, stripRows } from "./panel";
import { equalIntegers, madd, max, splat } from "./lanes";
import { STATS } from "./exponentials";
import { ones } from "./losses";

/** Most classes taken here: with more, comparing takes longer than looking up. */
export const FEW = 5;

const INDICES32 = memory.data<u32>([0, 1, 2, 3, 4]), INDICES64 = memory.data<u64>([0, 1, 2, 3, 4]);

/** A class index in every lane. */
@inline
function index<T extends number>(c: i32): v128 {
  return splat<T>((sizeof<T>() == 4 ? INDICES32 : INDICES64) + <usize>c * sizeof<T>());
}

/** Labels of one vector of rows, as integers as wide as T. */
@inline
function labelLanes<T extends number>(labels: usize): v128 {
  const four = v128.load_ext<u16>(labels);
  return sizeof<T>() == 4 ? four : i64x2.extend_low_i32x4_u(four);
}

/** z where y is c, else 0. */
@inline
function where<T extends number>(z: v128, y: v128, c: v128): v128 {
  return v128.and(z, equalIntegers<T>(y, c));
}

/** m and m − z_y of one vector of rows. */
@inline
function rowMaxima<T extends number>(
  K: i32, z: usize, labels: usize, stats: usize, c0: v128, c1: v128, c2: v128, c3: v128, c4: v128
): void {
  const y = labelLanes<T>(labels), z0 = v128.load(z), z1 = v128.load(z, 32);
  let m = max<T>(z1, z0), t = v128.or(where<T>(z0, y, c0), where<T>(z1, y, c1));
  if (K > 2) { const z2 = v128.load(z, 64); m = max<T>(z2, m); t = v128.or(t, where<T>(z2, y, c2)); }
  if (K > 3) { const z3 = v128.load(z, 96); m = max<T>(z3, m); t = v128.or(t, where<T>(z3, y, c3)); }
  if (K > 4) { const z4 = v128.load(z, 128); m = max<T>(z4, m); t = v128.or(t, where<T>(z4, y, c4)); }
  v128.store(stats, m);
  v128.store(stats, v128.sub<T>(m, t), CELL);
}

/** m and m − z_y of each strip into stats. */
@inline
function maxima<T extends number>(K: i32, z: usize, strips: i32, labels: usize, stats: usize): void {
  const c0 = index<T>(0), c1 = index<T>(1), c2 = index<T>(2), c3 = index<T>(3), c4 = index<T>(4);
  const labelBytes = <usize>stripRows<T>();
  for (const last = stats + <usize>strips * STATS; stats < last; stats += STATS) {
    rowMaxima<T>(K, z, labels, stats, c0, c1, c2, c3, c4);
    rowMaxima<T>(K, z + 16, labels + labelBytes, stats + 16, c0, c1, c2, c3, c4);
    labels += 2 * labelBytes;
    z += <usize>K * CELL;
  }
}

/** e → e·r + (y is c ? minus : 0) in place, for one class of one vector of rows. */
@inline
function residual<T extends number>(z: usize, r: v128, minus: v128, y: v128, c: v128): void {
  v128.store(z, madd<T>(v128.load(z), r, where<T>(minus, y, c)));
}

@inline
function rowResiduals<T extends number>(
  K: i32, z: usize, labels: usize, stats: usize, minus: v128, c0: v128, c1: v128, c2: v128, c3: v128, c4: v128
): void {
  const y = labelLanes<T>(labels), r = v128.load(stats);
  residual<T>(z, r, minus, y, c0);
  residual<T>(z + 32, r, minus, y, c1);
  if (K > 2) residual<T>(z + 64, r, minus, y, c2);
  if (K > 3) residual<T>(z + 96, r, minus, y, c3);
  if (K > 4) residual<T>(z + 128, r, minus, y, c4);
}

/** Exponentials → residuals, by the factors w/s in stats. */
@inline
function residuals<T extends number>(
  K: i32, z: usize, strips: i32, labels: usize, weights: usize, weightStride: usize, stats: usize
): void {
  const c0 = index<T>(0), c1 = index<T>(1), c2 = index<T>(2), c3 = index<T>(3), c4 = index<T>(4);
  const labelBytes = <usize>stripRows<T>();
  let a = v128.neg<T>(ones<T>()), b = a;
  for (const last = stats + <usize>strips * STATS; stats < last; stats += STATS) {
    if (weights) {
      a = v128.neg<T>(v128.load(weights));
      b = v128.neg<T>(v128.load(weights, 16));
      weights += weightStride;
    }
    rowResiduals<T>(K, z, labels, stats, a, c0, c1, c2, c3, c4);
    rowResiduals<T>(K, z + 16, labels + labelBytes, stats + 16, b, c0, c1, c2, c3, c4);
    labels += 2 * labelBytes;
    z += <usize>K * CELL;
  }
}

/** For 2 … FEW classes: m and m − z_y of each strip into stats. */
export function fewMaxima<T extends number>(z: usize, strips: i32, K: i32, labels: usize, stats: usize): void {
  if (K == 2) maxima<T>(2, z, strips, labels, stats);
  else if (K == 3) maxima<T>(3, z, strips, labels, stats);
  else if (K == 4) maxima<T>(4, z, strips, labels, stats);
  else maxima<T>(5, z, strips, labels, stats);
}

/** For 2 … FEW classes: exponentials → residuals, by the factors w/s in stats. */
export function fewResiduals<T extends number>(
  z: usize, strips: i32, K: i32, labels: usize, weights: usize, weightStride: usize, stats: usize
): void {
  if (K == 2) residuals<T>(2, z, strips, labels, weights, weightStride, stats);
  else if (K == 3) residuals<T>(3, z, strips, labels, weights, weightStride, stats);
  else if (K == 4) residuals<T>(4, z, strips, labels, weights, weightStride, stats);
  else residuals<T>(5, z, strips, labels, weights, weightStride, stats);
}
