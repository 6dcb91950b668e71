import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsrMatrix, Dataset, Matrix, type MatrixLike, StandardScaler } from '../../src/index.js';
import { errorOf, gaussian, loadTable, maxDifference, mulberry32 } from '../helpers.js';

function column(X: Matrix, j: number): number[] {
  return Array.from({ length: X.rows }, (_, i) => X.get(i, j));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const sparseOf = (X: number[][]) =>
  CsrMatrix.fromRows(
    X.map(row => [...row.entries()].filter(([, x]) => x !== 0)),
    X[0]?.length,
  );

describe('StandardScaler', () => {
  const { X } = loadTable('wine');

  it('gives columns of mean 0 and variance 1', () => {
    const scaled = new StandardScaler().fitTransform(X) as Matrix;
    for (let j = 0; j < scaled.cols; j++) {
      const values = column(scaled, j);
      expect(Math.abs(mean(values))).toBeLessThan(1e-13);
      expect(mean(values.map(x => x * x))).toBeCloseTo(1, 12);
    }
  });

  it('has the numbers of scikit-learn', () => {
    // sklearn.preprocessing.StandardScaler().fit(X): mean_ and scale_ of alcohol and proline
    const scaler = new StandardScaler().fit(X);
    expect(scaler.mean[0]).toBeCloseTo(13.00061797752809, 12);
    expect(scaler.scale[0]).toBeCloseTo(0.8095429145285168, 13);
    expect(scaler.mean[12]).toBeCloseTo(746.8932584269663, 10);
    expect(scaler.scale[12]).toBeCloseTo(314.0216568419878, 10);
  });

  it('takes weights for rows that often', () => {
    const some = X.slice(0, 40);
    const sampleWeight = some.map((_, i) => i % 4);
    const repeated = some.flatMap((row, i) => Array.from({ length: i % 4 }, () => row));
    const weighted = new StandardScaler().fit(some, { sampleWeight });
    const plain = new StandardScaler().fit(repeated);
    // The size of the largest column is 1e3: 13 digits of it.
    expect(maxDifference(weighted.mean, plain.mean)).toBeLessThan(1e-10);
    expect(maxDifference(weighted.scale, plain.scale)).toBeLessThan(1e-10);
  });

  it('keeps the digits of columns far from 0', () => {
    const normal = gaussian(mulberry32(2));
    const noise = Array.from({ length: 2000 }, normal);
    const near = new StandardScaler().fit(noise.map(x => [Math.round(x * 1024) / 1024]));
    const far = new StandardScaler().fit(noise.map(x => [1e9 + Math.round(x * 1024) / 1024]));
    expect(far.scale[0]).toBeCloseTo(near.scale[0] as number, 12);
    expect((far.mean[0] as number) - 1e9).toBeCloseTo(near.mean[0] as number, 6);
  });

  it.each([0, 5, 0.1, 1e9, -1e-200])('leaves a column of %d alone, but for its mean', value => {
    const rows = Array.from({ length: 99 }, () => [value]);
    for (const X of [rows, sparseOf(rows)]) {
      expect(new StandardScaler({ withMean: false }).fit(X).scale[0]).toBe(1);
    }
    expect(new StandardScaler().fitTransform(rows)).toEqual(new Matrix(new Float64Array(99), 99, 1));
  });

  it('finds for sparse rows what it finds for dense ones', () => {
    const cell = fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: -50, max: 50 }));
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(rows, fc.boolean(), (X, weighted) => {
        const options = weighted ? { sampleWeight: X.map((_, i) => 0.5 + (i % 3)) } : {};
        const dense = new StandardScaler({ withMean: false }).fit(X, options);
        const sparse = new StandardScaler({ withMean: false }).fit(sparseOf(X), options);
        expect(maxDifference(sparse.mean, dense.mean)).toBeLessThan(1e-12);
        expect(maxDifference(sparse.scale, dense.scale)).toBeLessThan(1e-11);
        const transformed = sparse.transform(sparseOf(X)) as CsrMatrix;
        const cells = new Float64Array(3 * X.length);
        transformed.copy(0, X.length, cells);
        expect(maxDifference(cells, (dense.transform(X) as Matrix).data)).toBeLessThan(1e-10);
        expect(transformed.nnz).toBe(sparseOf(X).nnz);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('has an inverse, withMean %s, withStd %s', (withMean, withStd) => {
    const scaler = new StandardScaler({ withMean, withStd });
    const back = scaler.inverseTransform(scaler.fitTransform(X)) as Matrix;
    expect(maxDifference(back.data, X.flat())).toBeLessThan(1e-11);
  });

  it('changes nothing of its input, and takes a Dataset', () => {
    const data = Float64Array.from(X.flat());
    const kept = data.slice();
    const scaled = new StandardScaler().fitTransform({ data, rows: X.length, cols: 13 }) as Matrix;
    expect(data).toEqual(kept);
    const fromDataset = new StandardScaler().fitTransform(
      Dataset.from(X, { precision: 'float64' }),
    ) as Matrix;
    expect(maxDifference(fromDataset.data, scaled.data)).toBeLessThan(1e-12);
  });

  it('survives JSON', () => {
    const scaler = new StandardScaler({ withMean: false }).fit(X);
    const restored = StandardScaler.fromJSON(JSON.stringify(scaler));
    expect(restored.transform(X)).toEqual(scaler.transform(X));
    expect(restored.withMean).toBe(false);
  });
});

describe('bad input', () => {
  const X = [
    [1, 2],
    [3, 5],
  ];
  const fitted = () => new StandardScaler().fit(X);
  const cases: [string, () => unknown, string, string | RegExp][] = [
    [
      'an unknown option',
      () => new StandardScaler({ mean: false } as object),
      'TypeError',
      /^unknown option "mean" of StandardScaler/,
    ],
    [
      'a wrong option',
      () => new StandardScaler({ withMean: 1 } as object),
      'TypeError',
      'withMean is 1: expected true or false',
    ],
    [
      'no fit yet',
      () => new StandardScaler().transform(X),
      'Error',
      'this StandardScaler is not fitted yet: call fit first',
    ],
    [
      'an entry that is not finite',
      () => fitted().fit([...X, [0, Number.NaN]]),
      'RangeError',
      'X[2][1] is NaN: expected a finite number',
    ],
    [
      'the same in what is transformed',
      () => fitted().transform([[Infinity, 0]]),
      'RangeError',
      'X[0][0] is Infinity: expected a finite number',
    ],
    [
      'other columns',
      () => fitted().transform([[1]]),
      'RangeError',
      'the number of columns of X is 1: expected 2, as in fit',
    ],
    [
      'sparse rows with means',
      () => new StandardScaler().fit(sparseOf(X)),
      'RangeError',
      'withMean is true: expected false for sparse rows, whose zeros would fill up',
    ],
    [
      'a weight too few',
      () => fitted().fit(X, { sampleWeight: [1] }),
      'RangeError',
      'the length of sampleWeight is 1: expected 2, one per row of X',
    ],
    [
      'no weight',
      () => fitted().fit(X, { sampleWeight: [0, 0] }),
      'RangeError',
      'sampleWeight leaves a total weight of 0: expected a positive total',
    ],
    [
      'no matrix',
      () => fitted().fit(3 as unknown as MatrixLike),
      'TypeError',
      /^X is 3: expected an array of rows/,
    ],
    [
      'no scaler',
      () => StandardScaler.fromJSON({}),
      'TypeError',
      'the scaler JSON is undefined: expected an object with format "softmax-wasm scaler"',
    ],
    [
      'a scale of 0',
      () => StandardScaler.fromJSON({ ...fitted().toJSON(), scale: [1, 0] }),
      'RangeError',
      'the scaler JSON does not have a mean and a scale above 0 per column',
    ],
  ];
  it.each(cases)('%s', (_, call, name, message) => {
    const error = errorOf(call);
    expect(error.name).toBe(name);
    if (typeof message === 'string') expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
  });

  it('leaves the scaler as it was', () => {
    const scaler = fitted();
    const before = scaler.toJSON();
    expect(() => scaler.fit([[Number.NaN]])).toThrow(RangeError);
    expect(scaler.toJSON()).toEqual(before);
  });
});
