import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/fit/assemble.js';
import { checkInput } from '../../src/fit/input.js';
import { CsrMatrix } from '../../src/index.js';
import type { Curvature } from '../../src/objective.js';
import { checkOptions } from '../../src/options/index.js';
import { gaussian, maxDifference, mulberry32 } from '../helpers.js';
import { probabilityRows } from './reference.js';

const N = 50;
const D = 3;

/** Curvature in the parameters that are fitted, of 50 rows with offsets and soft targets. */
function objectiveOf(K: number, sparse: boolean, fitIntercept: boolean) {
  const random = mulberry32(K);
  const normal = gaussian(random);
  const X = Array.from({ length: N }, () => Array.from({ length: D }, normal));
  const offset = X.map(() => Array.from({ length: K }, (_, k) => normal() + k));
  const options = checkOptions({ precision: 'float64', fitIntercept });
  const rows = sparse ? CsrMatrix.fromRows(X.map(row => [...row.entries()])) : X;
  const { problem } = checkInput(rows, probabilityRows(random, N, K), { offset }, options, null);
  // Shifted parameters: Gram matrices, the Hessian and its products are in the same coordinates.
  const { loss } = assemble(problem, { ...options, C: undefined }, fitIntercept);
  const w = Float64Array.from({ length: K * (D + (fitIntercept ? 1 : 0)) }, normal);
  return { loss, w, curvature: loss.curvature as Required<Curvature>, normal };
}

describe.each([
  ['dense', 2, false, true],
  ['dense', 4, false, false],
  ['dense', 3, false, true],
  ['sparse', 3, true, true],
  ['sparse', 2, true, false],
] as const)('without the offsets’ columns: %s rows, %i classes', (_, K, sparse, fitIntercept) => {
  const { loss, w, curvature, normal } = objectiveOf(K, sparse, fitIntercept);
  const size = w.length;
  const product = (v: Float64Array) => {
    const out = new Float64Array(size);
    curvature.hessianVector(w, v, out);
    return out;
  };

  it('has as many parameters as X has columns for', () => {
    expect(loss.size).toBe(size);
    expect(curvature.blockSize).toBe(size / K);
  });

  it('the gradient is that of the value', () => {
    const gradient = new Float64Array(size);
    const scratch = new Float64Array(size);
    loss.valueAndGradient(w, gradient);
    const h = 1e-5;
    const differences = Array.from(w, (_, i) => {
      const [up, down] = [h, -h].map(step =>
        loss.valueAndGradient(
          w.map((value, j) => (j === i ? value + step : value)),
          scratch,
        ),
      );
      return ((up as number) - (down as number)) / (2 * h);
    });
    // Central differences: h² and rounding over h.
    expect(maxDifference(gradient, differences)).toBeLessThan(1e-9);
  });

  it('products are those of the gradient’s change', () => {
    const v = Float64Array.from(w, normal);
    const [up, down] = [1e-5, -1e-5].map(step => {
      const gradient = new Float64Array(size);
      loss.valueAndGradient(
        w.map((value, i) => value + step * (v[i] as number)),
        gradient,
      );
      return gradient;
    }) as [Float64Array, Float64Array];
    const change = up.map((value, i) => (value - (down[i] as number)) / 2e-5);
    expect(maxDifference(product(v), change)).toBeLessThan(1e-8);
  });

  it('Gram matrices by class are the Hessian’s blocks, the diagonal its diagonal', () => {
    const block = curvature.blockSize;
    const columns = Array.from({ length: size }, (_, i) => product(w.map((_, j) => (j === i ? 1 : 0))));
    for (let k = 0; k < K; k++) {
      const gram = new Float64Array(block * block);
      curvature.gram({ kind: 'class', w, k }, 1, gram);
      const expected = columns
        .slice(k * block, (k + 1) * block)
        .flatMap(column => [...column.subarray(k * block, (k + 1) * block)]);
      expect(maxDifference(gram, expected)).toBeLessThan(1e-12);
    }
    if (curvature.hessian) {
      const whole = new Float64Array(size * size);
      curvature.hessian(w, 1, whole);
      expect(
        maxDifference(
          whole,
          columns.flatMap(column => [...column]),
        ),
      ).toBeLessThan(1e-12);
    }
    expect(curvature.diagonal !== undefined).toBe(sparse);
    if (curvature.diagonal) {
      const diagonal = new Float64Array(size);
      curvature.diagonal(w, diagonal);
      expect(
        maxDifference(
          diagonal,
          columns.map((column, i) => column[i] as number),
        ),
      ).toBeLessThan(1e-12);
    }
  });
});
