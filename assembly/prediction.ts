// The export table of prediction: all of the binaries that only predict, and part of those that train (index.ts).

import { modelBytes, packModel, predictClasses, predictScores, predictScratch } from "./predict";

/** First byte that is not the module's own. */
export const heapBase: usize = __heap_base;

export function f32_modelBytes(d: i32, K: i32): usize {
  return modelBytes<f32>(d, K);
}
export function f64_modelBytes(d: i32, K: i32): usize {
  return modelBytes<f64>(d, K);
}

export function f32_packModel(params: usize, d: i32, K: i32, centre: usize, model: usize): void {
  packModel<f32>(params, d, K, centre, model);
}
export function f64_packModel(params: usize, d: i32, K: i32, centre: usize, model: usize): void {
  packModel<f64>(params, d, K, centre, model);
}

export function f32_predictScratch(rows: i32, d: i32, K: i32): usize {
  return predictScratch<f32>(rows, d, K);
}
export function f64_predictScratch(rows: i32, d: i32, K: i32): usize {
  return predictScratch<f64>(rows, d, K);
}

export function f32_predictScores(
  kind: i32, source: usize, rows: i32, d: i32, K: i32, centre: usize, model: usize, out: usize, scratch: usize
): f64 {
  return predictScores<f32>(kind, source, rows, d, K, centre, model, out, scratch);
}
export function f64_predictScores(
  kind: i32, source: usize, rows: i32, d: i32, K: i32, centre: usize, model: usize, out: usize, scratch: usize
): f64 {
  return predictScores<f64>(kind, source, rows, d, K, centre, model, out, scratch);
}

export function f32_predictClasses(
  source: usize, rows: i32, d: i32, K: i32, centre: usize, model: usize, out: usize, scratch: usize
): f64 {
  return predictClasses<f32>(source, rows, d, K, centre, model, out, scratch);
}
export function f64_predictClasses(
  source: usize, rows: i32, d: i32, K: i32, centre: usize, model: usize, out: usize, scratch: usize
): f64 {
  return predictClasses<f64>(source, rows, d, K, centre, model, out, scratch);
}
