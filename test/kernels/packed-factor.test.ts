// assembly/packed-factor.ts: float32 factors of scaled rows, solved in float64.

import { describe, expect, test } from 'vitest';
import { gaussian, mulberry32, VARIANTS } from '../helpers.js';
import { excess, Sandbox, UNIT } from './harness.js';

/** Sides around blocks of four rows. */
const SIDES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 100];

const at = (array: ArrayLike<number>, i: number) => array[i] as number;

/** A lower triangle with rows of all sizes, its diagonal inverted as `factorise` leaves it; NaN above. */
function randomFactor(n: number, scales: (i: number) => number): { L: Float64Array; stored: Float64Array } {
  const normal = gaussian(mulberry32(n));
  const L = Float64Array.from({ length: n * n }, (_, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    if (j > i) return 0;
    return scales(i) * (j === i ? 1 + Math.abs(normal()) : normal() / Math.sqrt(n));
  });
  const stored = L.map((value, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    return j > i ? NaN : j === i ? 1 / value : value;
  });
  return { L, stored };
}

describe.each(VARIANTS.filter(([, { precision }]) => precision === 'float64'))(
  'packed factor, %s',
  (_, variant) => {
    const box = new Sandbox(variant);
    const { kernels } = box;

    /** The solution of L·Lᵀ·x = b, and the multiplications by L and Lᵀ that should lead back. */
    function solve(stored: Float64Array, n: number, b: Float64Array) {
      box.reset();
      const factor = box.allocate(kernels.packedFactorBytes(n), 'factor');
      kernels.packFactor(box.putFloat64(stored, 'L'), n, 0, n, factor);
      const x = box.allocate(8 * 4 * Math.ceil(n / 4), 'x');
      box.float64(x, n).set(b);
      kernels.solvePacked(factor, n, x);
      return box.float64(x, n).slice();
    }

    /** L·Lᵀ·x and |L|·|Lᵀ|·|x|. */
    function multiply(L: Float64Array, n: number, x: Float64Array) {
      const product = new Float64Array(n);
      const size = new Float64Array(n);
      for (let k = 0; k < n; k++) {
        let sum = 0;
        let sumSize = 0;
        for (let i = k; i < n; i++) {
          sum += at(L, i * n + k) * at(x, i);
          sumSize += Math.abs(at(L, i * n + k) * at(x, i));
        }
        for (let i = k; i < n; i++) {
          product[i] = at(product, i) + at(L, i * n + k) * sum;
          size[i] = at(size, i) + Math.abs(at(L, i * n + k)) * sumSize;
        }
      }
      return { product, size };
    }

    const scalings: [string, (i: number) => number][] = [
      ['1', () => 1],
      ['1e-200 to 1e200', i => 10 ** ((i % 5) * 100 - 200)],
    ];

    describe.each(scalings)('rows of size %s', (_, scales) => {
      test.each(SIDES)('solutions of side %i satisfy the equations', n => {
        const { L, stored } = randomFactor(n, scales);
        const normal = gaussian(mulberry32(1000 + n));
        const b = Float64Array.from({ length: n }, (_, i) => scales(i) * normal());
        const x = solve(stored, n, b);
        const { product, size } = multiply(L, n, x);
        // Each entry of L is rounded to float32 once, and L stands twice; all else is float64.
        expect(
          excess(product, b, i => (2.5 * UNIT.float32 + 4 * n * UNIT.float64) * at(size, i)),
        ).toBeLessThan(1);
        expect(box.damage()).toEqual([]);
      });
    });

    test('what stands behind x in its last four entries makes no difference', () => {
      const { stored } = randomFactor(5, () => 1);
      const b = Float64Array.of(1, 2, 3, 4, 5);
      // The sandbox fills fresh memory with NaN.
      expect(solve(stored, 5, b).every(Number.isFinite)).toBe(true);
    });

    test('the solution of a diagonal matrix is exact', () => {
      const stored = Float64Array.of(0.5, NaN, NaN, 0, 0.25, NaN, 0, 0, 2);
      expect(solve(stored, 3, Float64Array.of(4, 16, 3))).toEqual(Float64Array.of(1, 1, 12));
    });
  },
);
