// The SIMD vocabulary: vectors of T = f32 (4 lanes) or f64 (2 lanes).
// The only file that knows relaxed SIMD: the relaxed binary fuses multiply-add and takes the machine's own max.

/** The constant at `address`, in every lane.  Hot loops load their constants: V8 rebuilds v128 literals at every use. */
@inline
export function splat<T extends number>(address: usize): v128 {
  return v128.load_splat<T>(address);
}

/** Whether `madd` is one instruction, which needs no register for the product. */
@inline
export const FUSED: bool = ASC_FEATURE_RELAXED_SIMD != 0;

/** a·b + c, rounded once in the relaxed binary where the machine can, twice otherwise. */
@inline
export function madd<T extends number>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** c − a·b, rounded as `madd`. */
@inline
export function nmadd<T extends number>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_nmadd<T>(a, b, c);
  return v128.sub<T>(c, v128.mul<T>(a, b));
}

/** The larger of each lane; of a NaN and a number, either. */
@inline
export function max<T extends number>(a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_max<T>(a, b);
  return v128.pmax<T>(a, b);
}

/** a raised to at least `low` in each lane; a NaN in `a` stays NaN. */
@inline
export function atLeast<T extends number>(a: v128, low: v128): v128 {
  return v128.pmax<T>(a, low);
}

/** All bits set where a > b. */
@inline
export function greater<T extends number>(a: v128, b: v128): v128 {
  return v128.gt<T>(a, b);
}

/** An integer as wide as T, in every lane. */
@inline
export function splatInteger<T extends number>(value: i32): v128 {
  return sizeof<T>() == 4 ? i32x4.splat(value) : i64x2.splat(value);
}

/** a + b for integers as wide as T. */
@inline
export function addIntegers<T extends number>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? i32x4.add(a, b) : i64x2.add(a, b);
}

/** All bits set where two integers as wide as T are equal. */
@inline
export function equalIntegers<T extends number>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? i32x4.eq(a, b) : i64x2.eq(a, b);
}

/** Two f64 lanes whose sum is the sum of all lanes of `v`, taken in float64. */
@inline
export function widenedSum<T extends number>(v: v128): v128 {
  if (sizeof<T>() == 8) return v;
  const low = f64x2.promote_low_f32x4(v);
  return f64x2.add(low, f64x2.promote_low_f32x4(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)));
}

/** The sum of all lanes, in float64. */
@inline
export function sum<T extends number>(v: v128): f64 {
  const pair = widenedSum<T>(v);
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}
