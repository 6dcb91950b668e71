// @ts-nocheck: AssemblyScript
// The register-only ceiling: what one core does when a loop consists of multiply-adds and nothing else.
//
//   aᵢ ← aᵢ·scale + shift,  i = 0 … 11,  4 times in a turn: 48 vector multiply-adds
//
// Twelve independent chains hide the latency of a multiply and an add at two a cycle; with their two operands
// they take 14 of the 15 vector registers V8 has.  Operands come from memory before the loop, because V8 13.6 to
// 14.6 re-materialises a constant at every use.  Nothing in the loop touches memory.  aᵢ tends to
// shift/(1 − scale): neither infinite nor denormal, however many turns.
//
// Flops: 2 (multiply, add) · lanes · 48 · turns.

const SCALE_F32 = memory.data<f32>([0.75, 0.75, 0.75, 0.75], 16);
const SHIFT_F32 = memory.data<f32>([0.25, 0.5, 0.75, 1.0], 16);
const SCALE_F64 = memory.data<f64>([0.75, 0.75], 16);
const SHIFT_F64 = memory.data<f64>([0.25, 0.5], 16);

function madd<T>(a: v128, scale: v128, shift: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, scale, shift);
  return v128.add<T>(v128.mul<T>(a, scale), shift);
}

function run<T>(scale: v128, shift: v128, turns: i32): f64 {
  let a0 = shift;
  let a1 = v128.add<T>(a0, shift);
  let a2 = v128.add<T>(a1, shift);
  let a3 = v128.add<T>(a2, shift);
  let a4 = v128.add<T>(a3, shift);
  let a5 = v128.add<T>(a4, shift);
  let a6 = v128.add<T>(a5, shift);
  let a7 = v128.add<T>(a6, shift);
  let a8 = v128.add<T>(a7, shift);
  let a9 = v128.add<T>(a8, shift);
  let a10 = v128.add<T>(a9, shift);
  let a11 = v128.add<T>(a10, shift);
  while (turns > 0) {
    a0 = madd<T>(a0, scale, shift);
    a1 = madd<T>(a1, scale, shift);
    a2 = madd<T>(a2, scale, shift);
    a3 = madd<T>(a3, scale, shift);
    a4 = madd<T>(a4, scale, shift);
    a5 = madd<T>(a5, scale, shift);
    a6 = madd<T>(a6, scale, shift);
    a7 = madd<T>(a7, scale, shift);
    a8 = madd<T>(a8, scale, shift);
    a9 = madd<T>(a9, scale, shift);
    a10 = madd<T>(a10, scale, shift);
    a11 = madd<T>(a11, scale, shift);

    a0 = madd<T>(a0, scale, shift);
    a1 = madd<T>(a1, scale, shift);
    a2 = madd<T>(a2, scale, shift);
    a3 = madd<T>(a3, scale, shift);
    a4 = madd<T>(a4, scale, shift);
    a5 = madd<T>(a5, scale, shift);
    a6 = madd<T>(a6, scale, shift);
    a7 = madd<T>(a7, scale, shift);
    a8 = madd<T>(a8, scale, shift);
    a9 = madd<T>(a9, scale, shift);
    a10 = madd<T>(a10, scale, shift);
    a11 = madd<T>(a11, scale, shift);

    a0 = madd<T>(a0, scale, shift);
    a1 = madd<T>(a1, scale, shift);
    a2 = madd<T>(a2, scale, shift);
    a3 = madd<T>(a3, scale, shift);
    a4 = madd<T>(a4, scale, shift);
    a5 = madd<T>(a5, scale, shift);
    a6 = madd<T>(a6, scale, shift);
    a7 = madd<T>(a7, scale, shift);
    a8 = madd<T>(a8, scale, shift);
    a9 = madd<T>(a9, scale, shift);
    a10 = madd<T>(a10, scale, shift);
    a11 = madd<T>(a11, scale, shift);

    a0 = madd<T>(a0, scale, shift);
    a1 = madd<T>(a1, scale, shift);
    a2 = madd<T>(a2, scale, shift);
    a3 = madd<T>(a3, scale, shift);
    a4 = madd<T>(a4, scale, shift);
    a5 = madd<T>(a5, scale, shift);
    a6 = madd<T>(a6, scale, shift);
    a7 = madd<T>(a7, scale, shift);
    a8 = madd<T>(a8, scale, shift);
    a9 = madd<T>(a9, scale, shift);
    a10 = madd<T>(a10, scale, shift);
    a11 = madd<T>(a11, scale, shift);
    turns--;
  }
  a0 = v128.add<T>(v128.add<T>(a0, a1), v128.add<T>(a2, a3));
  a4 = v128.add<T>(v128.add<T>(a4, a5), v128.add<T>(a6, a7));
  a8 = v128.add<T>(v128.add<T>(a8, a9), v128.add<T>(a10, a11));
  a0 = v128.add<T>(a0, v128.add<T>(a4, a8));
  return (v128.extract_lane<T>(a0, 0) as f64) + (v128.extract_lane<T>(a0, 1) as f64);
}

/** Turns of 48 multiply-adds on 4 lanes; the sum of the accumulators, so that none can be left out. */
export function f32x4(turns: i32): f64 {
  return run<f32>(v128.load(SCALE_F32), v128.load(SHIFT_F32), turns);
}

/** The same on 2 lanes. */
export function f64x2(turns: i32): f64 {
  return run<f64>(v128.load(SCALE_F64), v128.load(SHIFT_F64), turns);
}
