import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsrMatrix, Matrix, type Options, SoftmaxRegression } from '../../src/index.js';
import { gaussian, maxDifference, mulberry32, numbersOf, randomProblem } from '../helpers.js';
import { atOptimum, oneHot, probabilityRows, smoothed } from './reference.js';

/** Float64 fits to tol 1e-10 are off by rounding of sums alone. */
const EXACT: Options = { precision: 'float64', tol: 1e-10 };
/** Gradient at the optimum, in the reference's own float64 sums. */
const FLAT = 2e-10;

function problem(seed: number, n: number, d: number, K: number) {
  const random = mulberry32(seed);
  const normal = gaussian(random);
  // Columns far from 0: what is subtracted from stored rows matters.
  const X = Array.from({ length: n }, () => Array.from({ length: d }, (_, j) => 10 * j + normal()));
  return { X, T: probabilityRows(random, n, K), random };
}

describe.each([2, 3, 7])('probabilities as targets, %i classes', K => {
  const { X, T, random } = problem(K, 70, 3, K);
  const sampleWeight = X.map(() => 3 * random());

  it.each<[string, Options]>([
    ['auto', EXACT],
    ['newton', { ...EXACT, solver: 'newton' }],
    ['without intercept', { ...EXACT, fitIntercept: false }],
    ['newton without intercept', { ...EXACT, solver: 'newton', fitIntercept: false }],
    ['weak penalty', { ...EXACT, C: 1e4 }],
    ['no penalty', { ...EXACT, C: Infinity }],
  ])('%s: the minimum of the loss as it is written down', (_, options) => {
    const model = new SoftmaxRegression(options).fitSync(X, T);
    const spec = { X, T, C: options.C ?? 1, fitIntercept: options.fitIntercept ?? true };
    const { value, gradientNorm } = atOptimum(model, spec);
    expect(gradientNorm).toBeLessThan(FLAT);
    expect(model.report.objective).toBeCloseTo(value, 12);
    expect(model.classes).toEqual(Array.from({ length: K }, (_, k) => k));
  });

  it('with sample weights and class weights', () => {
    const classWeight = Array.from({ length: K }, (_, k) => 0.5 + k);
    const options = { ...EXACT, classWeight: new Map(classWeight.entries()) };
    const model = new SoftmaxRegression(options).fitSync(X, T, { sampleWeight });
    const { value, gradientNorm } = atOptimum(model, { X, T, sampleWeight, classWeight });
    expect(gradientNorm).toBeLessThan(FLAT);
    expect(model.report.objective).toBeCloseTo(value, 12);
  });

  it('balanced by the totals of probabilities', () => {
    const totals = Array.from({ length: K }, (_, k) =>
      T.reduce((sum, row, i) => sum + (sampleWeight[i] as number) * (row[k] as number), 0),
    );
    const total = totals.reduce((sum, value) => sum + value, 0);
    const classWeight = totals.map(value => total / (K * value));
    const model = new SoftmaxRegression({ ...EXACT, classWeight: 'balanced' });
    model.fitSync(X, T, { sampleWeight });
    expect(atOptimum(model, { X, T, sampleWeight, classWeight }).gradientNorm).toBeLessThan(FLAT);
  });

  it('smoothed', () => {
    const model = new SoftmaxRegression({ ...EXACT, labelSmoothing: 0.2 }).fitSync(X, T);
    expect(atOptimum(model, { X, T: smoothed(T, 0.2) }).gradientNorm).toBeLessThan(FLAT);
  });

  it('float32 rows: as near as float32 labels are', () => {
    const model = new SoftmaxRegression({ tol: 1e-6 }).fitSync(X, T);
    expect(model.report.status).toBe('converged');
    // Columns of 20 ± 1, stored to 1e-7 of their spread, but scored here as they were.
    expect(atOptimum(model, { X, T }).gradientNorm).toBeLessThan(5e-6);
  });

  it('float32 rows go on in float64 below float32 noise', () => {
    const model = new SoftmaxRegression({ tol: 1e-12 }).fitSync(X, T);
    expect(model.report.status).toBe('converged');
    expect(model.report.precision).toBe('float64');
    expect(atOptimum(model, { X, T }).gradientNorm).toBeLessThan(1e-6);
  });

  it('gradient descent', () => {
    const centred = X.map(row => row.map((x, j) => x - 10 * j));
    const model = new SoftmaxRegression({
      ...EXACT,
      solver: 'gradient-descent',
      learningRate: 1,
      maxIter: 5000,
      tol: 1e-8,
    }).fitSync(centred, T);
    expect(atOptimum(model, { X: centred, T }).gradientNorm).toBeLessThan(1.1e-8);
  });

  it('the same whatever holds them', () => {
    const fitted = (rows: Parameters<SoftmaxRegression['fitSync']>[0], y: typeof rows) =>
      numbersOf(new SoftmaxRegression(EXACT).fitSync(rows, y));
    const expected = fitted(X, T);
    const flat = Float64Array.from(T.flat());
    const n = X.length;
    expect(fitted(X, new Matrix(flat, n, K))).toEqual(expected);
    expect(fitted(X, { data: flat, shape: [n, K] })).toEqual(expected);
    expect(fitted(X, CsrMatrix.fromRows(T.map(row => [...row.entries()])))).toEqual(expected);
    const sparse = CsrMatrix.fromRows(X.map(row => [...row.entries()]));
    expect(maxDifference(fitted(sparse, T), expected)).toBeLessThan(1e-8);
  });

  it('one-hot rows are labels, to the last bit', () => {
    const y = T.map(row => row.indexOf(Math.max(...row)));
    for (const options of [{}, { classWeight: 'balanced' }, { labelSmoothing: 0.1 }] as Options[]) {
      const hard = new SoftmaxRegression({ ...EXACT, ...options }).fitSync(X, y, { sampleWeight });
      const soft = new SoftmaxRegression({ ...EXACT, ...options }).fitSync(X, oneHot(y, K), { sampleWeight });
      if (options.labelSmoothing) expect(maxDifference(numbersOf(soft), numbersOf(hard))).toBeLessThan(1e-9);
      else expect(numbersOf(soft)).toEqual(numbersOf(hard));
    }
  });

  it('a row of weight 0 counts for nothing, whatever its targets', () => {
    const last = X.length - 1;
    const weights = X.map((_, i) => (i === last ? 0 : 1));
    const other = [...T.slice(0, last), oneHot([0], K)[0] as number[]];
    const a = new SoftmaxRegression(EXACT).fitSync(X, T, { sampleWeight: weights });
    const b = new SoftmaxRegression(EXACT).fitSync(X, other, { sampleWeight: weights });
    expect(numbersOf(b)).toEqual(numbersOf(a));
  });
});

it('a row of probabilities is as many rows as it has classes, weighted by them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 2, max: 5 }), (seed, K) => {
      const { X, T } = problem(seed, 12, 2, K);
      const soft = new SoftmaxRegression(EXACT).fitSync(X, T);
      const hard = new SoftmaxRegression(EXACT).fitSync(
        X.flatMap(row => Array.from({ length: K }, () => row)),
        X.flatMap(() => Array.from({ length: K }, (_, k) => k)),
        { sampleWeight: T.flat() },
      );
      expect(Math.abs(soft.report.objective - hard.report.objective)).toBeLessThan(1e-10);
      expect(maxDifference(soft.predictProba(X).data, hard.predictProba(X).data)).toBeLessThan(1e-7);
    }),
    { numRuns: 20, seed: 4 },
  );
});

it('workers: the same bits as one thread', async () => {
  const { X, T } = problem(9, 600, 3, 4);
  const here = new SoftmaxRegression({ labelSmoothing: 0.05 }).fitSync(X, T);
  const there = await new SoftmaxRegression({ labelSmoothing: 0.05, workers: 2 }).fit(X, T);
  expect(there.report.threads).toBe(2);
  expect(numbersOf(there)).toEqual(numbersOf(here));
});

it('workers that go on in float64', async () => {
  const { X, T } = problem(9, 600, 3, 4);
  const model = await new SoftmaxRegression({ workers: 2, tol: 1e-12 }).fit(X, T);
  expect(model.report.precision).toBe('float64');
  expect(model.report.status).toBe('converged');
  expect(atOptimum(model, { X, T }).gradientNorm).toBeLessThan(1e-6);
});

it('a warm start ends where it began', () => {
  const { X, T } = problem(5, 60, 3, 3);
  const model = new SoftmaxRegression({ ...EXACT, warmStart: true }).fitSync(X, T);
  const before = numbersOf(model);
  model.fitSync(X, T);
  expect(model.nIter).toBe(0);
  expect(maxDifference(numbersOf(model), before)).toBeLessThan(1e-9);
});

it('what a model predicts can teach another', () => {
  const { X, y } = randomProblem(3, 200, 4, 3);
  const teacher = new SoftmaxRegression({ ...EXACT, C: Infinity }).fitSync(X, y);
  const pupil = new SoftmaxRegression({ ...EXACT, C: Infinity }).fitSync(X, teacher.predictProba(X));
  expect(maxDifference(numbersOf(pupil), numbersOf(teacher))).toBeLessThan(1e-6);
});

it('columns stand for declared classes', () => {
  const { X, T } = problem(5, 30, 2, 3);
  const model = new SoftmaxRegression({ classes: ['a', 'b', 'c'] }).fitSync(X, T);
  expect(model.classes).toEqual(['a', 'b', 'c']);
  expect(['a', 'b', 'c']).toContain(model.predict(X)[0]);
});

describe('probabilities that will not do', () => {
  const X = [[1], [2]];
  const good = [
    [0.5, 0.5],
    [0.2, 0.8],
  ];
  it.each<[string, unknown, Options, typeof RangeError | typeof TypeError, string]>([
    [
      'a row that sums to less',
      [
        [0.5, 0.5],
        [0.2, 0.7],
      ],
      {},
      RangeError,
      'the sum of y[1] is 0.8999999999999999: expected 1, up to 0.000001',
    ],
    [
      'below 0',
      [
        [0.5, 0.5],
        [-0.2, 1.2],
      ],
      {},
      RangeError,
      'y[1][0] is -0.2: expected a probability from 0 to 1',
    ],
    [
      'NaN',
      [
        [0.5, Number.NaN],
        [0, 1],
      ],
      {},
      RangeError,
      'y[0][1] is NaN: expected a probability from 0 to 1',
    ],
    [
      'too few rows',
      [[0.5, 0.5]],
      {},
      RangeError,
      'the number of rows of y is 1: expected 2, one per row of X',
    ],
    [
      'one column',
      [[1], [1]],
      {},
      RangeError,
      'the number of columns of y is 1: expected from 2 to 65536, one per class',
    ],
    ['ragged', [[0.5, 0.5], [1]], {}, RangeError, 'the length of y[1] is 1: expected 2 as in y[0]'],
    [
      'strings',
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
      {},
      TypeError,
      'y[0][0] is "a": expected a finite number',
    ],
    [
      'other classes',
      good,
      { classes: [1, 2, 3] },
      RangeError,
      'the number of columns of y is 2: expected 3, one per declared class',
    ],
    [
      'classes in disorder',
      good,
      { classes: ['b', 'a'] },
      RangeError,
      'classes[0] is "b": expected classes in sorted order where columns of y stand for them',
    ],
    [
      'a label to ignore',
      good,
      { ignoreLabel: 0 },
      RangeError,
      'ignoreLabel is 0: expected none where y holds probabilities: a row of sampleWeight 0 is ignored',
    ],
  ])('%s', (_, Y, options, kind, message) => {
    const fitted = new SoftmaxRegression(options);
    const call = () => fitted.fitSync(X, Y as number[][]);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
    expect(() => fitted.coef).toThrow('not fitted yet');
  });

  it('leave a fitted model as it was', () => {
    const model = new SoftmaxRegression().fitSync(X, good);
    const before = numbersOf(model);
    expect(() =>
      model.fitSync(X, [
        [0.5, 0.5],
        [0.5, 0.6],
      ]),
    ).toThrow('the sum of y[1]');
    expect(numbersOf(model)).toEqual(before);
  });
});
