// Sparse rows through the public interface: the same model, the same predictions as of the same rows, dense.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsrMatrix, createObjective, type Matrix, SoftmaxRegression } from '../src/index.js';
import { SoftmaxModel } from '../src/predict.js';
import { maxDifference, mulberry32 } from './helpers.js';

/** Parameters of two fits to a gradient of 1e-11 of a problem whose ridge is at least 1/(C·60). */
const SAME_OPTIMUM = 1e-9;

interface Shape {
  readonly seed: number;
  readonly n: number;
  readonly d: number;
  readonly K: number;
  readonly binary: boolean;
}

/** Rows around class means; every fifth column is 0 everywhere, one row in ten is. */
function problem({ seed, n, d, K, binary }: Shape) {
  const random = mulberry32(seed);
  const y = Array.from({ length: n }, (_, i) => (i < K ? i : Math.floor(K * random())));
  const rows = y.map(k => {
    const empty = random() < 0.1;
    return Array.from({ length: d }, (_, j) => {
      if (empty || j % 5 === 4 || random() > (j % K === k ? 0.6 : 0.2)) return 0;
      return binary ? 1 : Math.round(64 * random()) / 32;
    });
  });
  const X = CsrMatrix.fromRows(
    rows.map(row => row.map((value, j): [number, number] => [j, value]).filter(([, value]) => value !== 0)),
    d,
  );
  const sampleWeight = y.map(() => Math.round(4 * random() + 0.6) / 2);
  return { X, rows, y, sampleWeight };
}

const shapes = fc.record({
  seed: fc.nat(2 ** 20),
  n: fc.integer({ min: 20, max: 60 }),
  d: fc.integer({ min: 1, max: 12 }),
  K: fc.constantFrom(2, 3, 4, 5, 9),
  binary: fc.boolean(),
});

const scores = (model: SoftmaxRegression | SoftmaxModel, X: CsrMatrix | number[][]): Matrix[] => [
  model.decisionFunction(X),
  model.predictProba(X),
  model.predictLogProba(X),
];

describe('sparse and dense rows', () => {
  test.each(['lbfgs', 'newton'] as const)('have the same optimum: %s in float64', solver => {
    fc.assert(
      fc.property(shapes, fc.boolean(), fc.boolean(), (shape, fitIntercept, weighted) => {
        const { X, rows, y, sampleWeight } = problem(shape);
        const options = { solver, fitIntercept, precision: 'float64', tol: 1e-11, C: 1 } as const;
        const rest = { quiet: true, ...(weighted && { sampleWeight }) };
        const sparse = new SoftmaxRegression(options).fitSync(X, y, rest);
        const dense = new SoftmaxRegression(options).fitSync(rows, y, rest);
        expect(sparse.report.threads).toBe(1);
        expect(maxDifference(sparse.coef.data, dense.coef.data)).toBeLessThanOrEqual(SAME_OPTIMUM);
        expect(maxDifference(sparse.intercept, dense.intercept)).toBeLessThanOrEqual(SAME_OPTIMUM);
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  test.each([
    ['an L1 term', { l1Ratio: 1, C: 10 }, false],
    ['an elastic net by groups', { l1Ratio: 0.5, grouped: true }, false],
    ['a penalty of standardised columns', { standardize: true }, false],
    ['offsets', {}, true],
    ['smoothed labels', { labelSmoothing: 0.1 }, false],
  ] as const)('have the same optimum with %s', (_, more, withOffset) => {
    for (const K of [2, 3, 5]) {
      const { X, rows, y } = problem({ seed: K, n: 80, d: 9, K, binary: false });
      const options = { precision: 'float64', tol: 1e-10, maxIter: 5000, ...more } as const;
      const offset = y.map((_, i) => Array.from({ length: K }, (_, k) => Math.sin(i + 3 * k)));
      const rest = { quiet: true, ...(withOffset && { offset }) };
      const sparse = new SoftmaxRegression(options).fitSync(X, y, rest);
      const dense = new SoftmaxRegression(options).fitSync(rows, y, rest);
      expect(sparse.report.status).toBe('converged');
      expect(Math.abs(sparse.report.objective - dense.report.objective)).toBeLessThanOrEqual(1e-12);
      expect(maxDifference(sparse.coef.data, dense.coef.data)).toBeLessThanOrEqual(1e-7);
    }
  });

  test('have the same optimum in float32, to the tolerance', () => {
    fc.assert(
      fc.property(shapes, shape => {
        const { X, rows, y } = problem(shape);
        const sparse = new SoftmaxRegression({ tol: 1e-6 }).fitSync(X, y);
        const dense = new SoftmaxRegression({ tol: 1e-11, precision: 'float64' }).fitSync(rows, y, {
          quiet: true,
        });
        expect(sparse.report.status).toBe('converged');
        // ‖w − w*‖ ≤ ‖∂F‖/ridge, the ridge being at least 1/60.
        expect(maxDifference(sparse.coef.data, dense.coef.data)).toBeLessThanOrEqual(
          60 * 2e-6 * Math.sqrt(shape.d * 9),
        );
      }),
      { numRuns: 40, seed: 4 },
    );
  });

  test.each(['float32', 'float64'] as const)('get the same scores and classes of a model: %s', precision => {
    const tolerance = precision === 'float32' ? 1e-5 : 1e-13;
    fc.assert(
      fc.property(shapes, shape => {
        const { X, rows, y } = problem(shape);
        const model = new SoftmaxRegression({ precision }).fitSync(rows, y);
        const dense = scores(model, rows);
        for (const [i, matrix] of scores(model, X).entries()) {
          expect([matrix.rows, matrix.cols]).toEqual([shape.n, shape.K]);
          expect(maxDifference(matrix.data, (dense[i] as Matrix).data)).toBeLessThanOrEqual(tolerance);
        }
        const logits = (dense[0] as Matrix).toArray();
        const clear = logits.map(row => {
          const [first, second] = [...row].sort((a, b) => b - a) as [number, number];
          return first - second > 4 * tolerance;
        });
        const expected = model.predict(rows);
        expect(model.predict(X).filter((_, i) => clear[i])).toEqual(expected.filter((_, i) => clear[i]));
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  test('take turns at one model', () => {
    const { X, rows, y } = problem({ seed: 9, n: 40, d: 9, K: 3, binary: false });
    const model = new SoftmaxRegression().fitSync(X, y);
    const [first] = scores(model, X) as [Matrix];
    const [dense] = scores(model, rows) as [Matrix];
    expect(maxDifference(first.data, dense.data)).toBeLessThanOrEqual(1e-5);
    expect((scores(model, X) as [Matrix])[0]).toEqual(first);
  });

  test('are predicted by a saved model as by the estimator, bit for bit', () => {
    const { X, y } = problem({ seed: 10, n: 50, d: 20, K: 4, binary: false });
    const model = new SoftmaxRegression().fitSync(X, y);
    const saved = SoftmaxModel.fromBytes(model.toBytes());
    expect(scores(saved, X)).toEqual(scores(model, X));
    expect(saved.predict(X)).toEqual(model.predict(X));
  });
});

describe('a CsrMatrix', () => {
  const { X, y } = problem({ seed: 11, n: 60, d: 10, K: 3, binary: false });

  test('is what an object of its arrays is, duplicates and disorder put right', () => {
    const { rows, cols, indptr, indices, values } = X;
    const twice = {
      rows,
      cols,
      indptr: indptr.map(offset => 2 * offset),
      indices: new Uint32Array(2 * X.nnz),
      values: new Float64Array(2 * X.nnz),
    };
    for (let i = 0, at = 0; i < rows; i++) {
      const row = X.row(i);
      for (const share of [0.25, 0.75]) {
        for (let e = row.indices.length - 1; e >= 0; e--) {
          twice.indices[at] = row.indices[e] as number;
          twice.values[at++] = share * (row.values[e] as number);
        }
      }
    }
    expect(new SoftmaxRegression().fitSync(twice, y).coef).toEqual(
      new SoftmaxRegression().fitSync({ rows, cols, indptr, indices, values }, y).coef,
    );
  });

  test('may change once fit has returned its promise', async () => {
    const own = new CsrMatrix({
      ...X,
      rows: X.rows,
      cols: X.cols,
      values: X.values.slice(),
      indices: X.indices.slice(),
    });
    const options = { tol: 1e-12, precision: 'float32', C: 100 } as const;
    const promise = new SoftmaxRegression(options).fit(own, y, { quiet: true });
    own.values.fill(7);
    own.indices.fill(0);
    const changed = await promise;
    const kept = await new SoftmaxRegression(options).fit(X, y, { quiet: true });
    expect(kept.report.precision).toBe('float64');
    expect(changed.coef).toEqual(kept.coef);
  });

  test('with a value that float32 does not hold is refused by row and column', () => {
    const big = CsrMatrix.fromRows([[[0, 1]], [[2, 1e39]]], 3);
    expect(() => new SoftmaxRegression().fitSync(big, [0, 1])).toThrow(
      new RangeError("X[1][2] is 1e+39: expected a number that float32 holds (or precision: 'float64')"),
    );
    expect(
      new SoftmaxRegression({ precision: 'float64', maxIter: 0 }).fitSync(big, [0, 1], { quiet: true }).nIter,
    ).toBe(0);
  });

  test('whose scores float32 does not hold is an error of predict', () => {
    const model = new SoftmaxRegression().fitSync(CsrMatrix.fromRows([[[0, 1]], []], 1), [0, 1]);
    expect(() => model.predict(CsrMatrix.fromRows([[[0, 1e300]]], 1))).toThrow(
      /scores float32 does not hold/,
    );
  });

  test('of other columns than the model is refused', () => {
    const model = new SoftmaxRegression().fitSync(X, y);
    expect(() => model.predict(CsrMatrix.fromRows([[[0, 1]]], 9))).toThrow(
      new RangeError('the number of columns of X is 9: expected 10, as in fit'),
    );
  });

  test('stays on one thread, answering with promises where workers were asked for', async () => {
    const model = await new SoftmaxRegression({ workers: 4 }).fit(X, y);
    expect(model.report.threads).toBe(1);
    const here = createObjective(X, y);
    const later = createObjective(X, y, { workers: 2 });
    const w = Float64Array.from({ length: here.size }, (_, i) => Math.sin(i));
    const [a, b] = [new Float64Array(w.length), new Float64Array(w.length)];
    expect(await later.valueAndGradient(w, b)).toBe(here.valueAndGradient(w, a));
    expect(b).toEqual(a);
    later.dispose();
  });
});
