// assembly/cholesky.ts: factors in place, lower triangle, the inverse of each pivot's root on the diagonal.

import { describe, expect, test } from 'vitest';
import { gaussian, mulberry32, VARIANTS } from '../helpers.js';
import { excess, Sandbox, UNIT } from './harness.js';

/** Sides around rows taken four at a time and dot products of four. */
const SIDES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 31, 32, 33, 100];

const at = (array: ArrayLike<number>, i: number) => array[i] as number;

/** B·Bᵀ + I of a random B. */
function positiveDefinite(n: number): Float64Array {
  const normal = gaussian(mulberry32(n));
  const B = Float64Array.from({ length: n * n }, normal);
  return Float64Array.from({ length: n * n }, (_, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    let sum = i === j ? 1 : 0;
    for (let l = 0; l < n; l++) sum += at(B, i * n + l) * at(B, j * n + l);
    return sum;
  });
}

/** L·Lᵀ of a lower triangle, and Σ |L_ik|·|L_jk|. */
function square(L: Float64Array, n: number) {
  const product = new Float64Array(n * n);
  const sizes = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k <= Math.min(i, j); k++) {
        const term = at(L, i * n + k) * at(L, j * n + k);
        product[i * n + j] = at(product, i * n + j) + term;
        sizes[i * n + j] = at(sizes, i * n + j) + Math.abs(term);
      }
    }
  }
  return { product, sizes };
}

describe.each(VARIANTS.filter(([, { precision }]) => precision === 'float64'))(
  'cholesky, %s',
  (_, variant) => {
    const box = new Sandbox(variant);
    const unit = UNIT.float64;

    /** The factor as it is stored, its address, and L with its own diagonal and zeros above. */
    function factorise(A: Float64Array, n: number, leastPivot = 0) {
      box.reset();
      const address = box.putFloat64(A, 'A');
      box.kernels.factorise(address, n, 0, n, leastPivot);
      const stored = box.float64(address, n * n).slice();
      const L = stored.map((value, k) => {
        const [i, j] = [Math.floor(k / n), k % n];
        return j > i ? 0 : j === i ? 1 / value : value;
      });
      return { address, stored, L };
    }

    test.each(SIDES)('factors of side %i multiply to the matrix', n => {
      const A = positiveDefinite(n);
      const { L } = factorise(A, n);
      const { product, sizes } = square(L, n);
      // One rounding per addition and product, and a few for the pivot's root, its inverse and the test's own.
      expect(excess(product, A, k => 2 * (n + 8) * unit * at(sizes, k))).toBeLessThanOrEqual(1);
    });

    test.each(SIDES)('solutions of side %i satisfy the equations', n => {
      const A = positiveDefinite(n);
      const { address, L } = factorise(A, n);
      const b = Float64Array.from({ length: n }, gaussian(mulberry32(1000 + n)));
      const x = box.putFloat64(b, 'x');
      box.kernels.solve(address, n, x);
      const solution = box.float64(x, n);
      const { sizes } = square(L, n);
      const left = b.map((_, i) => solution.reduce((sum, value, j) => sum + at(A, i * n + j) * value, 0));
      // Higham, Accuracy and Stability, theorem 10.4: |b − A·x| ≤ γ_{3n+1}·|L||Lᵀ||x|, and the test's own n additions.
      const size = (i: number) =>
        solution.reduce((sum, value, j) => sum + at(sizes, i * n + j) * Math.abs(value), 0);
      expect(excess(left, b, i => (4 * n + 20) * unit * size(i))).toBeLessThanOrEqual(1);
    });

    test.each(SIDES)('the upper triangle of side %i is neither read nor written', n => {
      const A = positiveDefinite(n);
      const marked = A.map((value, k) => (k % n > Math.floor(k / n) ? NaN : value));
      const whole = factorise(A, n).stored.map((value, k) => (k % n > Math.floor(k / n) ? NaN : value));
      expect(factorise(marked, n).stored).toEqual(whole);
    });

    test.each(SIDES)('nothing is written but the matrix and the solution of side %i', n => {
      const { address } = factorise(positiveDefinite(n), n);
      box.kernels.solve(address, n, box.putFloat64(new Float64Array(n).fill(1), 'x'));
      expect(box.damage()).toEqual([]);
    });

    test.each(SIDES)('a matrix of side %i and rank 1 gets the pivots it lacks', n => {
      const { stored } = factorise(new Float64Array(n * n).fill(4), n, 2 ** -20);
      const pivots = Array.from({ length: n }, (_, i) => at(stored, i * n + i));
      // 1/√4, then 1/√(4·2⁻²⁰)
      expect(pivots).toEqual(pivots.map((_, i) => (i === 0 ? 0.5 : 512)));
    });

    test('a pivot that is large enough is left alone', () => {
      const A = positiveDefinite(9);
      expect(factorise(A, 9, 1e-12).stored).toEqual(factorise(A, 9).stored);
    });

    test('a row of zeros gets a pivot of 1', () => {
      const A = Float64Array.of(4, 0, 0, 0);
      expect(factorise(A, 2, 1e-6).stored).toEqual(Float64Array.of(0.5, 0, 0, 1));
    });
  },
);
