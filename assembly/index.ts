// The export table that ships: float32 and float64 instances of each kernel.

import { factorise, solve } from "./cholesky";
import { coordinateSweep } from "./coordinate-sweep";
import { evaluate, evaluateScratch } from "./evaluate";
import { gramColumns, gramScratch, rowCurvature, rowCurvatureScratch } from "./gram";
import { hessianPairs, hessianPairsScratch, hessianVector, hessianVectorScratch } from "./hessian";
import { packRows } from "./pack";
import { evaluateSample, evaluateSampleScratch } from "./sample";
import { sparseProduct, sparseSums } from "./sparse";
import {
  sparseCombine, sparseFill, sparseProbabilities, sparseResiduals, sparseScratch, sparseTotals
} from "./sparse-rows";
import { packedFactorBytes, packFactor, solvePacked } from "./packed-factor";

export * from "./prediction";

export function f32_packRows(source: usize, rows: i32, d: i32, centre: usize, x: usize): f64 {
  return packRows<f32>(source, rows, d, centre, x);
}
export function f64_packRows(source: usize, rows: i32, d: i32, centre: usize, x: usize): f64 {
  return packRows<f64>(source, rows, d, centre, x);
}

export function f32_evaluateScratch(d: i32, K: i32, panelStrips: i32): usize {
  return evaluateScratch<f32>(d, K, panelStrips);
}
export function f64_evaluateScratch(d: i32, K: i32, panelStrips: i32): usize {
  return evaluateScratch<f64>(d, K, panelStrips);
}

export function f32_evaluate(
  x: usize, centre: usize, labels: usize, weights: usize, rows: i32, d: i32, K: i32, params: usize,
  gradient: usize, scale: f64, panelStrips: i32, scratch: usize
): f64 {
  return evaluate<f32>(x, centre, labels, weights, rows, d, K, params, gradient, scale, panelStrips, scratch);
}
export function f64_evaluate(
  x: usize, centre: usize, labels: usize, weights: usize, rows: i32, d: i32, K: i32, params: usize,
  gradient: usize, scale: f64, panelStrips: i32, scratch: usize
): f64 {
  return evaluate<f64>(x, centre, labels, weights, rows, d, K, params, gradient, scale, panelStrips, scratch);
}

export function f32_evaluateSampleScratch(d: i32, K: i32, panelStrips: i32): usize {
  return evaluateSampleScratch<f32>(d, K, panelStrips);
}
export function f64_evaluateSampleScratch(d: i32, K: i32, panelStrips: i32): usize {
  return evaluateSampleScratch<f64>(d, K, panelStrips);
}

export function f32_evaluateSample(
  x: usize, centre: usize, labels: usize, weights: usize, rows: i32, step: i32, d: i32, K: i32, params: usize,
  gradient: usize, panelStrips: i32, scratch: usize
): f64 {
  return evaluateSample<f32>(x, centre, labels, weights, rows, step, d, K, params, gradient, panelStrips, scratch);
}
export function f64_evaluateSample(
  x: usize, centre: usize, labels: usize, weights: usize, rows: i32, step: i32, d: i32, K: i32, params: usize,
  gradient: usize, panelStrips: i32, scratch: usize
): f64 {
  return evaluateSample<f64>(x, centre, labels, weights, rows, step, d, K, params, gradient, panelStrips, scratch);
}

export function f32_rowCurvatureScratch(d: i32, K: i32, panelStrips: i32): usize {
  return rowCurvatureScratch<f32>(d, K, panelStrips);
}
export function f64_rowCurvatureScratch(d: i32, K: i32, panelStrips: i32): usize {
  return rowCurvatureScratch<f64>(d, K, panelStrips);
}

export function f32_rowCurvature(
  x: usize, centre: usize, weights: usize, rows: i32, step: i32, d: i32, K: i32, params: usize, k: i32, count: i32,
  panelStrips: i32, v: usize, scratch: usize
): void {
  rowCurvature<f32>(x, centre, weights, rows, step, d, K, params, k, count, panelStrips, v, scratch);
}
export function f64_rowCurvature(
  x: usize, centre: usize, weights: usize, rows: i32, step: i32, d: i32, K: i32, params: usize, k: i32, count: i32,
  panelStrips: i32, v: usize, scratch: usize
): void {
  rowCurvature<f64>(x, centre, weights, rows, step, d, K, params, k, count, panelStrips, v, scratch);
}

export function f32_gramColumns(
  x: usize, v: usize, strips: i32, step: i32, d: i32, first: i32, columns: i32, panelStrips: i32, out: usize,
  scratch: usize
): void {
  gramColumns<f32>(x, v, strips, step, d, first, columns, panelStrips, out, scratch);
}
export function f64_gramColumns(
  x: usize, v: usize, strips: i32, step: i32, d: i32, first: i32, columns: i32, panelStrips: i32, out: usize,
  scratch: usize
): void {
  gramColumns<f64>(x, v, strips, step, d, first, columns, panelStrips, out, scratch);
}

export function f32_hessianVectorScratch(d: i32, K: i32, panelStrips: i32): usize {
  return hessianVectorScratch<f32>(d, K, panelStrips);
}
export function f64_hessianVectorScratch(d: i32, K: i32, panelStrips: i32): usize {
  return hessianVectorScratch<f64>(d, K, panelStrips);
}

export function f32_hessianVector(
  x: usize, centre: usize, weights: usize, rows: i32, d: i32, K: i32, params: usize, vector: usize, out: usize,
  panelStrips: i32, scratch: usize
): void {
  hessianVector<f32>(x, centre, weights, rows, d, K, params, vector, out, panelStrips, scratch);
}
export function f64_hessianVector(
  x: usize, centre: usize, weights: usize, rows: i32, d: i32, K: i32, params: usize, vector: usize, out: usize,
  panelStrips: i32, scratch: usize
): void {
  hessianVector<f64>(x, centre, weights, rows, d, K, params, vector, out, panelStrips, scratch);
}

export function f32_hessianPairsScratch(d: i32, K: i32, count: i32, panelStrips: i32): usize {
  return hessianPairsScratch<f32>(d, K, count, panelStrips);
}
export function f64_hessianPairsScratch(d: i32, K: i32, count: i32, panelStrips: i32): usize {
  return hessianPairsScratch<f64>(d, K, count, panelStrips);
}

export function f32_hessianPairs(
  x: usize, centre: usize, weights: usize, rows: i32, step: i32, d: i32, K: i32, params: usize, firstK: i32, firstL: i32,
  count: i32, panelStrips: i32, out: usize, scratch: usize
): void {
  hessianPairs<f32>(x, centre, weights, rows, step, d, K, params, firstK, firstL, count, panelStrips, out, scratch);
}
export function f64_hessianPairs(
  x: usize, centre: usize, weights: usize, rows: i32, step: i32, d: i32, K: i32, params: usize, firstK: i32, firstL: i32,
  count: i32, panelStrips: i32, out: usize, scratch: usize
): void {
  hessianPairs<f64>(x, centre, weights, rows, step, d, K, params, firstK, firstL, count, panelStrips, out, scratch);
}

export function f32_sparseProduct(
  starts: usize, columns: i32, rows: usize, values: usize, V: i32, w: usize, z: usize
): void {
  sparseProduct<f32>(starts, columns, rows, values, V, w, z);
}
export function f64_sparseProduct(
  starts: usize, columns: i32, rows: usize, values: usize, V: i32, w: usize, z: usize
): void {
  sparseProduct<f64>(starts, columns, rows, values, V, w, z);
}

export function f32_sparseSums(
  starts: usize, columns: i32, rows: usize, values: usize, square: bool, V: i32, r: usize, out: usize
): void {
  sparseSums<f32>(starts, columns, rows, values, square, V, r, out);
}
export function f64_sparseSums(
  starts: usize, columns: i32, rows: usize, values: usize, square: bool, V: i32, r: usize, out: usize
): void {
  sparseSums<f64>(starts, columns, rows, values, square, V, r, out);
}

export function f32_sparseResiduals(
  z: usize, rows: i32, K: i32, V: i32, labels: usize, weights: usize, scratch: usize
): f64 {
  return sparseResiduals<f32>(z, rows, K, V, labels, weights, scratch);
}
export function f64_sparseResiduals(
  z: usize, rows: i32, K: i32, V: i32, labels: usize, weights: usize, scratch: usize
): f64 {
  return sparseResiduals<f64>(z, rows, K, V, labels, weights, scratch);
}

export function f32_sparseProbabilities(z: usize, rows: i32, K: i32, V: i32, scratch: usize): void {
  sparseProbabilities<f32>(z, rows, K, V, scratch);
}
export function f64_sparseProbabilities(z: usize, rows: i32, K: i32, V: i32, scratch: usize): void {
  sparseProbabilities<f64>(z, rows, K, V, scratch);
}

export function f32_sparseFill(z: usize, rows: i32, V: i32, from: usize): void {
  sparseFill<f32>(z, rows, V, from);
}
export function f64_sparseFill(z: usize, rows: i32, V: i32, from: usize): void {
  sparseFill<f64>(z, rows, V, from);
}

export function f32_sparseTotals(r: usize, rows: i32, V: i32, out: usize): void {
  sparseTotals<f32>(r, rows, V, out);
}
export function f64_sparseTotals(r: usize, rows: i32, V: i32, out: usize): void {
  sparseTotals<f64>(r, rows, V, out);
}

export function f32_sparseCombine(p: usize, u: usize, rows: i32, V: i32, weights: usize): void {
  sparseCombine<f32>(p, u, rows, V, weights);
}
export function f64_sparseCombine(p: usize, u: usize, rows: i32, V: i32, weights: usize): void {
  sparseCombine<f64>(p, u, rows, V, weights);
}

export { coordinateSweep, factorise, gramScratch, packedFactorBytes, packFactor, solve, solvePacked, sparseScratch };
