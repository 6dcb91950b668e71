// log(x) for finite x ≥ 1, as the log of a sum of exponentials with its maximum taken out needs it.
//
//   x = 2ᵉ·m,  m in [√½, √2),  s = (m − 1)/(m + 1)      log(x) = e·ln2 + 2s + 2s³·Q(s²)
//
// Error ≤ 2 units in the last place of max(1, log x).  NaN and Infinity give NaN.
// Coefficients: scripts/polynomials.js.

import { madd, splat } from "./lanes";

const ROOT_HALF = 0, TWO_TO_M = 1, LN2 = 2, ONE = 3, ZERO = 4, Q = 5;

const F32 = memory.data<f32>([
  0.707106769, // √½
  8388608.0, // 2²³
  0.693147182,
  1.0,
  0.0,
  0.333333880, // 0x3eaaaabd
  0.199887708, // 0x3e4caf5d
  0.149358660, // 0x3e18f17a
], 16);

const F64 = memory.data<f64>([
  0.70710678118654746,
  4503599627370496.0, // 2⁵²
  0.6931471805599453,
  1.0,
  0.0,
  0.33333333333333309, // 0x3fd5555555555551
  0.20000000000048287, // 0x3fc999999999dd8f
  0.14285714270339572, // 0x3fc2492491f49e96
  0.11111112963673368, // 0x3fbc71c76c02ea4b
  0.090908034886214392, // 0x3fb745bfbcc7a8b3
  0.076952575299317261, // 0x3fb3b329fa40e854
  0.066262741610276857, // 0x3fb0f6985428d0e5
  0.063030955777807984, // 0x3fb022cbf5b388e4
], 16);

/** Constant k of T's table, in every lane. */
@inline
function constant<T extends number>(k: i32): v128 {
  return splat<T>((sizeof<T>() == 4 ? F32 : F64) + <usize>k * sizeof<T>());
}

/** One Horner step: q·u + Q_k. */
@inline
function horner<T extends number>(q: v128, u: v128, k: i32): v128 {
  return madd<T>(q, u, constant<T>(Q + k));
}

@inline
export function log<T extends number>(x: v128): v128 {
  const base = constant<T>(ROOT_HALF);
  // The exponent as an integer (never negative for x ≥ 1), then as T: or-ed into the mantissa of 2^m, less 2^m.
  const twoToM = constant<T>(TWO_TO_M);
  let e: v128, m: v128;
  if (sizeof<T>() == 4) {
    const bits = i32x4.shr_u(i32x4.sub(x, base), 23);
    m = i32x4.sub(x, i32x4.shl(bits, 23));
    e = v128.or(bits, twoToM);
  } else {
    const bits = i64x2.shr_u(i64x2.sub(x, base), 52);
    m = i64x2.sub(x, i64x2.shl(bits, 52));
    e = v128.or(bits, twoToM);
  }
  e = v128.sub<T>(e, twoToM);
  const one = constant<T>(ONE);
  const s = v128.div<T>(v128.sub<T>(m, one), v128.add<T>(m, one));
  const u = v128.mul<T>(s, s);
  let q: v128;
  if (sizeof<T>() == 4) {
    q = constant<T>(Q + 2);
  } else {
    q = horner<T>(constant<T>(Q + 7), u, 6);
    q = horner<T>(q, u, 5);
    q = horner<T>(q, u, 4);
    q = horner<T>(q, u, 3);
    q = horner<T>(q, u, 2);
  }
  q = horner<T>(q, u, 1);
  q = horner<T>(q, u, 0);
  // 2s + 2s³Q = 2s·(1 + s²Q); x·0 carries NaN and Infinity through.
  const tail = v128.mul<T>(v128.add<T>(s, s), madd<T>(u, q, one));
  return madd<T>(e, constant<T>(LN2), madd<T>(x, constant<T>(ZERO), tail));
}
