/** Least pivot, relative to its diagonal entry: below it the matrix is singular to the precision it was summed in. */
const LEAST_PIVOT = 1e-6;

/**
 * Overwrites the lower triangle of the symmetric `size` × `size` matrix A with L, A = L·Lᵀ, and the diagonal with 1/L_jj.
 * Row-major; the upper triangle is neither read nor written.  A pivot that rounding or a dependent column has left too
 * small is raised, so the result is the factor of a nearby positive definite matrix.  Cost: size³/6 multiply-adds.
 */
export function factorise(A: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j < i; j++) {
      const other = j * size;
      A[row + j] = ((A[row + j] as number) - dotRows(A, row, other, j)) * (A[other + j] as number);
    }
    const diagonal = A[row + i] as number;
    const pivot = Math.max(diagonal - dotRows(A, row, row, i), LEAST_PIVOT * diagonal);
    A[row + i] = pivot > 0 ? 1 / Math.sqrt(pivot) : 1;
  }
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
