import type { Objective } from '../../src/objective.js';
import { mulberry32 } from '../helpers.js';

/** ½·Σ aᵢ(wᵢ − cᵢ)² + floor */
export function quadratic(a: readonly number[], centre: readonly number[], floor = 0): Objective {
  return {
    size: a.length,
    valueAndGradient(w, gradient) {
      let value = floor;
      for (const [i, ai] of a.entries()) {
        const difference = (w[i] as number) - (centre[i] as number);
        gradient[i] = ai * difference;
        value += (ai * difference * difference) / 2;
      }
      return value;
    },
  };
}

/** Σ 100·(x₂ᵢ₊₁ − x₂ᵢ²)² + (1 − x₂ᵢ)² over `size`/2 pairs: minimum 0 at (1, 1, …), in a curved valley. */
export function rosenbrock(size = 2): Objective {
  return {
    size,
    valueAndGradient(w, gradient) {
      let value = 0;
      for (let i = 0; i < size; i += 2) {
        const x = w[i] as number;
        const bend = (w[i + 1] as number) - x * x;
        gradient[i] = -400 * x * bend - 2 * (1 - x);
        gradient[i + 1] = 200 * bend;
        value += 100 * bend * bend + (1 - x) ** 2;
      }
      return value;
    },
  };
}

/** `size` numbers from 1 to `condition`, evenly spaced in their logarithms. */
export function spectrum(size: number, condition: number): number[] {
  return Array.from({ length: size }, (_, i) => condition ** (i / (size - 1)));
}

/** A random symmetric positive definite matrix, row-major: B·Bᵀ + ridge·I, entries of B in [−1, 1). */
export function randomSpd(seed: number, size: number, ridge: number): Float64Array {
  const random = mulberry32(seed);
  const B = Array.from({ length: size }, () => Array.from({ length: size }, () => 2 * random() - 1));
  return Float64Array.from(
    B.flatMap((row, i) =>
      B.map((other, j) => row.reduce((sum, b, k) => sum + b * (other[k] as number), i === j ? ridge : 0)),
    ),
  );
}

/** A·x for a row-major square matrix. */
export function multiply(A: Float64Array, x: Float64Array): Float64Array {
  return x.map((_, i) => x.reduce((sum, xj, j) => sum + (A[i * x.length + j] as number) * xj, 0));
}
