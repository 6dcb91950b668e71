import type { Factors } from '../objective.js';

/** Factors in plain JavaScript, for matrices of this size. */
export function plainFactors(size: number): Factors {
  const factors: Float64Array[] = [];
  return {
    add(matrix, leastPivot) {
      const factor = matrix.slice();
      factorise(factor, size, leastPivot);
      factors.push(factor);
    },
    solve(x, y) {
      for (let k = 0; k * size < x.length; k++) {
        const factor = (factors[k] ?? factors[0]) as Float64Array;
        solve(factor, size, x, k * size);
        if (y) solve(factor, size, y, k * size);
      }
    },
  };
}

/**
 * Overwrites the lower triangle of the symmetric `size` × `size` matrix A with L, A = L·Lᵀ, and the diagonal with 1/L_jj.
 * Row-major; the upper triangle is neither read nor written.  A pivot not above leastPivot times its diagonal entry is
 * rounding: it is raised to that (1 where that is not positive), what stands below it is taken for 0, lest rounding grow
 * from column to column.  Cost: size³/6 multiply-adds.
 */
export function factorise(A: Float64Array, size: number, leastPivot: number): void {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j < i; j++) {
      const other = j * size;
      const inverse = Math.max(A[other + j] as number, 0);
      A[row + j] = ((A[row + j] as number) - dotRows(A, row, other, j)) * inverse;
    }
    const diagonal = A[row + i] as number;
    const pivot = diagonal - dotRows(A, row, row, i);
    const least = leastPivot * diagonal;
    A[row + i] = pivot > least ? 1 / Math.sqrt(pivot) : -1 / Math.sqrt(least > 0 ? least : 1);
  }
  // Until here a negative reciprocal marked a raised pivot.
  for (let i = 0; i < size; i++) A[i * (size + 1)] = Math.abs(A[i * (size + 1)] as number);
}

/** Solves L·Lᵀ·x = b in place, `factor` as `factorise` left it.  x: `size` entries from `offset`.  Cost: size². */
export function solve(factor: Float64Array, size: number, x: Float64Array, offset: number): void {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    let sum = 0;
    for (let j = 0; j < i; j++) sum += (factor[row + j] as number) * (x[offset + j] as number);
    x[offset + i] = ((x[offset + i] as number) - sum) * (factor[row + i] as number);
  }
  for (let i = size - 1; i >= 0; i--) {
    const row = i * size;
    const value = (x[offset + i] as number) * (factor[row + i] as number);
    x[offset + i] = value;
    for (let j = 0; j < i; j++)
      x[offset + j] = (x[offset + j] as number) - value * (factor[row + j] as number);
  }
}

/** Σ A[a + k]·A[b + k], k < length; four sums side by side keep the multiplier busy. */
function dotRows(A: Float64Array, a: number, b: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += (A[a + k] as number) * (A[b + k] as number);
    s1 += (A[a + k + 1] as number) * (A[b + k + 1] as number);
    s2 += (A[a + k + 2] as number) * (A[b + k + 2] as number);
    s3 += (A[a + k + 3] as number) * (A[b + k + 3] as number);
  }
  for (; k < length; k++) s0 += (A[a + k] as number) * (A[b + k] as number);
  return s0 + s1 + (s2 + s3);
}
