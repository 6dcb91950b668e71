// The objective of sparse rows: against that of the same rows, dense, in float64.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createObjective } from '../../src/create-objective.js';
import { CsrMatrix } from '../../src/data/csr-matrix.js';
import type { Curvature } from '../../src/objective.js';
import { DenseObjective } from '../../src/objectives/dense.js';
import { SparseObjective } from '../../src/objectives/sparse.js';
import { instantiate } from '../../src/wasm/kernels.js';
import { maxDifference, mulberry32, type Precision } from '../helpers.js';

/** Against float64 sums of at most some hundred terms of size 1 and less. */
const TOLERANCE = { float32: 2e-6, float64: 1e-14 };

interface Shape {
  readonly seed: number;
  readonly n: number;
  readonly d: number;
  readonly K: number;
  readonly density: number;
  readonly binary: boolean;
  readonly weighted: boolean;
  readonly fitIntercept: boolean;
}

/** Values that float32 holds; some rows and columns are empty. */
function problem({ seed, n, d, K, density, binary, weighted, fitIntercept }: Shape) {
  const random = mulberry32(seed);
  const rows = Array.from({ length: n }, () => {
    const row = new Float64Array(d);
    if (random() < 0.1) return row;
    for (let j = 0; j < d; j++) {
      if (j % 7 !== 3 && random() < density)
        row[j] = binary ? 1 : Math.round(2 ** 12 * (random() - 0.5)) / 2 ** 12;
    }
    return row;
  });
  const X = CsrMatrix.fromRows(
    rows.map(row => Array.from(row, (value, j): [number, number] => [j, value]).filter(([, v]) => v !== 0)),
    d,
  );
  const y = Uint16Array.from({ length: n }, () => Math.floor(K * random()));
  const weights = weighted ? Float64Array.from({ length: n }, () => Math.round(8 * random()) / 8) : null;
  if (weights) weights[0] = 1;
  const size = K * (d + (fitIntercept ? 1 : 0));
  const point = () => Float64Array.from({ length: size }, () => random() - 0.5);
  return { X, rows, y, weights, nClasses: K, fitIntercept, w: point(), v: point() };
}

function both(shape: Shape, precision: Precision) {
  const { X, rows, y, weights, nClasses, fitIntercept, w, v } = problem(shape);
  const rest = { y, weights, nClasses, fitIntercept };
  const make = (each: Precision) => instantiate(each, false);
  const dense = createObjective(rows, y, {
    nClasses,
    fitIntercept,
    precision: 'float64',
    ...(weights && { sampleWeight: weights }),
  });
  const source = { rows: X.rows, cols: X.cols, copy: X.copy.bind(X) };
  // Centres of zero: Gram matrices in the same coordinates.
  const raw = new DenseObjective(
    { ...rest, X: source, precision: 'float64', centre: new Float64Array(X.cols) },
    make,
  );
  return { sparse: new SparseObjective({ ...rest, X, precision }, make), dense, raw, w, v };
}

const shapes = fc.record({
  seed: fc.nat(2 ** 20),
  n: fc.integer({ min: 1, max: 60 }),
  d: fc.integer({ min: 1, max: 40 }),
  K: fc.constantFrom(2, 3, 4, 5, 8, 9, 17, 100),
  density: fc.constantFrom(0, 0.05, 0.3, 1),
  binary: fc.boolean(),
  weighted: fc.boolean(),
  fitIntercept: fc.boolean(),
});

describe.each(['float32', 'float64'] as const)('sparse rows in %s', precision => {
  const tolerance = TOLERANCE[precision];

  test('have the value and gradient of dense rows', () => {
    fc.assert(
      fc.property(shapes, shape => {
        const { sparse, dense, w } = both(shape, precision);
        const [a, b] = [new Float64Array(w.length), new Float64Array(w.length)];
        const value = dense.valueAndGradient(w, b);
        expect(Math.abs(sparse.valueAndGradient(w, a) - value)).toBeLessThanOrEqual(
          10 * tolerance * (1 + value),
        );
        expect(maxDifference(a, b)).toBeLessThanOrEqual(tolerance);
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  test('have the second derivatives of dense rows', () => {
    fc.assert(
      fc.property(shapes, shape => {
        const { sparse, raw, w, v } = both({ ...shape, K: Math.min(shape.K, 9) }, precision);
        const curvature = sparse.curvature as Required<Curvature>;
        const expected = raw.curvature as Required<Curvature>;
        const [a, b] = [new Float64Array(w.length), new Float64Array(w.length)];
        curvature.hessianVector(w, v, a);
        expected.hessianVector(w, v, b);
        expect(maxDifference(a, b)).toBeLessThanOrEqual(10 * tolerance);

        const whole = (of: Curvature) => {
          const out = new Float64Array(w.length ** 2).fill(Number.NaN);
          of.hessian?.(w, 1, out);
          return out;
        };
        expect(maxDifference(whole(curvature), whole(expected))).toBeLessThanOrEqual(tolerance);

        const side = curvature.blockSize;
        const diagonal = new Float64Array(w.length);
        curvature.diagonal(w, diagonal);
        const [G, H] = [new Float64Array(side * side), new Float64Array(side * side)];
        for (let k = 0; k < curvature.classes; k++) {
          curvature.gram({ kind: 'class', w, k }, 1, G);
          expected.gram({ kind: 'class', w, k }, 1, H);
          expect(maxDifference(G, H)).toBeLessThanOrEqual(tolerance);
          const block = diagonal.subarray(k * side, (k + 1) * side);
          expect(
            maxDifference(
              block,
              H.filter((_, i) => i % (side + 1) === 0),
            ),
          ).toBeLessThanOrEqual(tolerance);
        }
        for (const weights of [{ kind: 'bound' }, { kind: 'shared', w }] as const) {
          curvature.gram(weights, 1, G);
          expected.gram(weights, 1, H);
          expect(maxDifference(G, H)).toBeLessThanOrEqual(tolerance);
        }
      }),
      { numRuns: 60, seed: 8 },
    );
  });
});
