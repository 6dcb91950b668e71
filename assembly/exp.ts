// exp(x) for x ≤ 0, as softmax needs it.
//
//   x = n·ln2 + r,  n an integer, |r| ≤ ln2/2       exp(x) = 2ⁿ·(1 + r·P(r))
//
// n is found by adding MAGIC = 1.5·2^m + bias (m mantissa bits): the sum's low bits are n + bias, ready to be shifted
// into the exponent.  Below LOW the result would be denormal: x is raised to LOW, exp(LOW) ≈ 1.2e-38 (2.3e-308).
// NaN stays NaN.
//
// Error, relative to exp(x):  float32 ≤ 1.5e-7 + 1.2e-7·|x|,  float64 ≤ 3e-16 + 2.3e-16·|x|  (the term in |x| is what
// rounding x itself does; fused multiply-add leaves a tenth of it).  Coefficients: scripts/polynomials.js.  Cost: 11 operations.

import { atLeast, madd, nmadd, splat } from "./lanes";

const LOG2E = 0, LN2 = 1, MAGIC = 2, LOW = 3, ONE = 4, P = 5;

const F32 = memory.data<f32>([
  1.44269504, // log2(e)   0x3fb8aa3b
  0.693147182, // ln2      0x3f317218
  12583039.0, // 1.5·2²³ + 127
  -87.3365448, // ln(2⁻¹²⁶) 0xc2aeac50
  1.0,
  0.999999702, // 0x3f7ffffb
  0.499991506, // 0x3efffee3
  0.166676357, // 0x3e2aad35
  0.0418979302, // 0x3d2b9d2a
  0.00829031225, // 0x3c07d417
], 16);

const F64 = memory.data<f64>([
  1.4426950408889634, // 0x3ff71547652b82fe
  0.6931471805599453, // 0x3fe62e42fefa39ef
  6755399441056767.0, // 1.5·2⁵² + 1023
  -708.39641853226408, // ln(2⁻¹⁰²²) 0xc086232bdd7abcd2
  1.0,
  1.0,
  0.50000000000000011, // 0x3fe0000000000001
  0.16666666666666774, // 0x3fc555555555557c
  0.041666666666660683, // 0x3fa55555555551f7
  0.0083333333334198387, // 0x3f8111111111d3dc
  0.0013888888900262576, // 0x3f56c16c1711751a
  0.00019841269418689479, // 0x3f2a01a010b6b59e
  0.000024801547309112201, // 0x3efa019d5a738789
  0.0000027557848476259613, // 0x3ec71e00bde70d64
  2.7607875508020873e-7, // 0x3e9286ff34a043ce
  2.4869966352378007e-8, // 0x3e5ab4344cca0570
], 16);

/** Constant k of T's table, in every lane. */
@inline
function constant<T extends number>(k: i32): v128 {
  return splat<T>((sizeof<T>() == 4 ? F32 : F64) + <usize>k * sizeof<T>());
}

/** One Horner step: p·r + P_k. */
@inline
function horner<T extends number>(p: v128, r: v128, k: i32): v128 {
  return madd<T>(p, r, constant<T>(P + k));
}

/** Constant k of float32's table, for loops that keep it in a register and hand it to `exp32`. */
@inline
export function exp32Constant(k: i32): v128 {
  return constant<f32>(k);
}

/** exp of float32, given its constants in the table's order. */
@inline
export function exp32(
  x: v128, log2e: v128, ln2: v128, magic: v128, low: v128, one: v128, p0: v128, p1: v128, p2: v128, p3: v128, p4: v128
): v128 {
  x = atLeast<f32>(x, low);
  const shifted = madd<f32>(x, log2e, magic);
  const r = nmadd<f32>(v128.sub<f32>(shifted, magic), ln2, x);
  let p = madd<f32>(p4, r, p3);
  p = madd<f32>(p, r, p2);
  p = madd<f32>(p, r, p1);
  p = madd<f32>(p, r, p0);
  p = madd<f32>(p, r, one);
  return v128.mul<f32>(p, i32x4.shl(shifted, 23));
}

@inline
export function exp<T extends number>(x: v128): v128 {
  if (sizeof<T>() == 4) {
    return exp32(
      x, constant<T>(LOG2E), constant<T>(LN2), constant<T>(MAGIC), constant<T>(LOW), constant<T>(ONE),
      constant<T>(P), constant<T>(P + 1), constant<T>(P + 2), constant<T>(P + 3), constant<T>(P + 4)
    );
  }
  x = atLeast<T>(x, constant<T>(LOW));
  const magic = constant<T>(MAGIC);
  const shifted = madd<T>(x, constant<T>(LOG2E), magic);
  const r = nmadd<T>(v128.sub<T>(shifted, magic), constant<T>(LN2), x);
  let p = horner<T>(constant<T>(P + 10), r, 9);
  p = horner<T>(p, r, 8);
  p = horner<T>(p, r, 7);
  p = horner<T>(p, r, 6);
  p = horner<T>(p, r, 5);
  p = horner<T>(p, r, 4);
  p = horner<T>(p, r, 3);
  p = horner<T>(p, r, 2);
  p = horner<T>(p, r, 1);
  p = horner<T>(p, r, 0);
  p = madd<T>(p, r, constant<T>(ONE));
  return v128.mul<T>(p, i64x2.shl(shifted, 52));
}
