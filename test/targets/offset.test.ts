import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsrMatrix, type FitOptions, type Options, SoftmaxRegression } from '../../src/index.js';
import { gaussian, maxDifference, mulberry32, numbersOf, parametersOf, randomProblem } from '../helpers.js';
import { atOptimum, directObjective, oneHot, probabilityRows } from './reference.js';

const EXACT: Options = { precision: 'float64', tol: 1e-10 };
/** Written by fixtures/make_targets.py. */
interface Fixture {
  X: number[][];
  cases: {
    name: string;
    C: number;
    labelSmoothing: number;
    targets: number[] | number[][];
    classWeight: number[] | null;
    offset: number[][] | null;
    objective: number;
    parameters: number[];
  }[];
  binomial: { y: number[]; offset: number[]; parameters: number[]; meanLoss: number };
}

/** Gradient at the optimum, in the reference's own float64 sums. */
const FLAT = 2e-10;

function problem(seed: number, n: number, d: number, K: number) {
  const { X, y } = randomProblem(seed, n, d, K);
  const normal = gaussian(mulberry32(seed + 100));
  // Columns and offsets far from 0: what is subtracted from stored rows matters.
  const rows = X.map(row => row.map((x, j) => x + 5 * j));
  const offset = X.map(() => Array.from({ length: K }, (_, k) => normal() + 2 * k));
  return { X: rows, y, T: oneHot(y, K), offset };
}

describe.each([2, 3, 5])('offset, %i classes', K => {
  const { X, y, T, offset } = problem(K, 90, 3, K);

  it.each<[string, Options]>([
    ['lbfgs', { solver: 'lbfgs' }],
    ['newton', { solver: 'newton' }],
    ['without intercept', { fitIntercept: false }],
    ['newton without intercept', { solver: 'newton', fitIntercept: false }],
    ['weak penalty', { C: 1e3 }],
  ])('%s: the minimum with offsets in the logits', (_, options) => {
    const model = new SoftmaxRegression({ ...EXACT, ...options }).fitSync(X, y, { offset });
    const spec = { X, T, offset, C: options.C ?? 1, fitIntercept: options.fitIntercept ?? true };
    const { value, gradientNorm } = atOptimum(model, spec);
    expect(model.report.status).toBe('converged');
    expect(gradientNorm).toBeLessThan(FLAT);
    expect(model.report.objective).toBeCloseTo(value, 12);
    expect(model.nFeatures).toBe(3);
    expect(model.coef.cols).toBe(3);
  });

  it('gradient descent', () => {
    const centred = X.map(row => row.map((x, j) => x - 5 * j));
    const options: Options = { solver: 'gradient-descent', learningRate: 1, maxIter: 9000, tol: 1e-8 };
    const model = new SoftmaxRegression({ ...EXACT, ...options }).fitSync(centred, y, { offset });
    expect(atOptimum(model, { X: centred, T, offset }).gradientNorm).toBeLessThan(1.1e-8);
  });

  it('penalty factors are those of the columns of X', () => {
    const penaltyFactors = [1, 1, 1];
    const fitted = (options: Options) =>
      numbersOf(new SoftmaxRegression({ ...EXACT, ...options }).fitSync(X, y, { offset }));
    expect(fitted({ penaltyFactors })).toEqual(fitted({}));
  });

  it('with an L1 term: smallest subgradient within tol, zeros stay', () => {
    const options: Options = { ...EXACT, C: 0.05, l1Ratio: 1 };
    const model = new SoftmaxRegression(options).fitSync(X, y, { offset });
    expect(model.report.status).toBe('converged');
    expect([...model.coef.data].some(w => w === 0)).toBe(true);
    // A constant offset is taken up by the intercepts alone.
    const plain = new SoftmaxRegression(options).fitSync(X, y);
    const constant = X.map(() => Array.from({ length: K }, (_, k) => k));
    const moved = new SoftmaxRegression(options).fitSync(X, y, { offset: constant });
    expect(maxDifference(moved.coef.data, plain.coef.data)).toBeLessThan(1e-7);
  });

  it('float32 rows', () => {
    const model = new SoftmaxRegression({ tol: 1e-6 }).fitSync(X, y, { offset });
    expect(model.report.status).toBe('converged');
    // Rows and offsets of 10 ± 1 are stored to 1e-7 of their spread, but scored here as they were.
    expect(atOptimum(model, { X, T, offset }).gradientNorm).toBeLessThan(5e-6);
  });

  it('float32 rows go on in float64 below float32 noise', () => {
    const model = new SoftmaxRegression({ tol: 1e-12 }).fitSync(X, y, { offset });
    expect(model.report.status).toBe('converged');
    expect(model.report.precision).toBe('float64');
    expect(atOptimum(model, { X, T, offset }).gradientNorm).toBeLessThan(1e-6);
  });

  it('that is the same for all classes changes nothing', () => {
    const plain = new SoftmaxRegression(EXACT).fitSync(X, y);
    const constant = X.map((_, i) => Array.from({ length: K }, () => i - 1e6));
    const model = new SoftmaxRegression(EXACT).fitSync(X, y, { offset: constant });
    expect(maxDifference(numbersOf(model), numbersOf(plain))).toBeLessThan(1e-9);
    expect(Math.abs(model.report.objective - plain.report.objective)).toBeLessThan(1e-12);
  });

  it('that is one class’s constant is taken from its intercept', () => {
    const plain = new SoftmaxRegression(EXACT).fitSync(X, y);
    const constant = X.map(() => Array.from({ length: K }, (_, k) => (k === 1 ? 3 : 0)));
    const model = new SoftmaxRegression(EXACT).fitSync(X, y, { offset: constant });
    expect(maxDifference(model.coef.data, plain.coef.data)).toBeLessThan(1e-8);
    const expected = plain.intercept.map((b, k) => b - (k === 1 ? 3 : 0) + 3 / K);
    expect(maxDifference(model.intercept, expected)).toBeLessThan(1e-8);
  });

  it('sparse rows: as dense ones', () => {
    const thin = X.map(row => row.map((x, j) => (j === 1 && x < 5 ? 0 : x)));
    const sparse = CsrMatrix.fromRows(thin.map(row => [...row.entries()].filter(([, x]) => x !== 0)));
    const dense = new SoftmaxRegression(EXACT).fitSync(thin, y, { offset });
    const model = new SoftmaxRegression(EXACT).fitSync(sparse, y, { offset });
    expect(maxDifference(numbersOf(model), numbersOf(dense))).toBeLessThan(1e-8);
  });

  it('with soft targets, sample weights and class weights', () => {
    const random = mulberry32(K);
    const soft = probabilityRows(random, X.length, K);
    const sampleWeight = X.map(() => 2 * random());
    const classWeight = Array.from({ length: K }, (_, k) => 1 + k);
    const model = new SoftmaxRegression({ ...EXACT, classWeight: new Map(classWeight.entries()) });
    model.fitSync(X, soft, { offset, sampleWeight });
    const { value, gradientNorm } = atOptimum(model, { X, T: soft, offset, sampleWeight, classWeight });
    expect(gradientNorm).toBeLessThan(FLAT);
    expect(model.report.objective).toBeCloseTo(value, 12);
  });

  it('a warm start ends where it began', () => {
    const model = new SoftmaxRegression({ ...EXACT, warmStart: true }).fitSync(X, y, { offset });
    const before = numbersOf(model);
    model.fitSync(X, y, { offset });
    expect(model.nIter).toBe(0);
    expect(maxDifference(numbersOf(model), before)).toBeLessThan(1e-9);
  });
});

it('what offsets take out of the logits, coefficients have: an offset x·V moves W by −V where nothing is penalised', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 2, max: 4 }), (seed, K) => {
      const { X, y } = randomProblem(seed, 60, 2, K);
      const normal = gaussian(mulberry32(seed));
      const V = Array.from({ length: K }, () => [normal(), normal()]);
      const offset = X.map(x =>
        V.map(v => (x[0] as number) * (v[0] as number) + (x[1] as number) * (v[1] as number)),
      );
      const options: Options = { ...EXACT, C: 1e3 };
      const free = { ...options, penaltyFactors: [0, 0], labelSmoothing: 0.1 };
      const plain = new SoftmaxRegression(free).fitSync(X, y);
      const moved = new SoftmaxRegression(free).fitSync(X, y, { offset });
      const mean = [0, 1].map(j => V.reduce((sum, v) => sum + (v[j] as number) / K, 0));
      const expected = plain.coef
        .toArray()
        .map((w, k) => w.map((value, j) => value - ((V[k] as number[])[j] as number) + (mean[j] as number)));
      expect(maxDifference(moved.coef.data, expected.flat())).toBeLessThan(1e-6);
    }),
    { numRuns: 20, seed: 5 },
  );
});

describe('against other libraries', () => {
  const fixture: Fixture = JSON.parse(
    readFileSync(new URL('../fixtures/targets.json', import.meta.url), 'utf8'),
  );

  it.each(fixture.cases.filter(each => each.offset).map(each => [each.name, each] as const))(
    '%s: PyTorch has the same optimum',
    (_, each) => {
      const { C, labelSmoothing, classWeight, targets, offset, parameters, objective } = each;
      const model = new SoftmaxRegression({
        ...EXACT,
        tol: 1e-11,
        C,
        labelSmoothing,
        ...(classWeight && { classWeight: new Map(classWeight.entries()) }),
      }).fitSync(fixture.X, targets, { offset: offset as number[][] });
      expect(maxDifference(parametersOf(model), parameters)).toBeLessThan(1e-8);
      expect(Math.abs(model.report.objective - objective)).toBeLessThan(1e-11);
    },
  );

  it('two classes: statsmodels’ binomial GLM with an offset', () => {
    const { y, offset, parameters, meanLoss } = fixture.binomial;
    const model = new SoftmaxRegression({ ...EXACT, tol: 1e-11, C: Infinity });
    model.fitSync(fixture.X, y, { offset: offset.map(o => [0, o]) });
    const one = parameters.map(w => w / 2);
    expect(maxDifference(parametersOf(model), [...one.map(w => -w), ...one])).toBeLessThan(1e-7);
    expect(Math.abs(model.report.objective - meanLoss)).toBeLessThan(1e-11);
  });
});

it('workers: the same bits as one thread', async () => {
  const { X, y, offset } = problem(4, 700, 3, 4);
  const here = new SoftmaxRegression().fitSync(X, y, { offset });
  const there = await new SoftmaxRegression({ workers: 2 }).fit(X, y, { offset });
  expect(there.report.threads).toBe(2);
  expect(numbersOf(there)).toEqual(numbersOf(here));
});

it('many rows: the first approach on a sample has offsets too', () => {
  const { X, y, T, offset } = problem(6, 12000, 3, 3);
  const model = new SoftmaxRegression({ ...EXACT, tol: 1e-9 }).fitSync(X, y, { offset });
  expect(atOptimum(model, { X, T, offset }).gradientNorm).toBeLessThan(1.1e-9);
  // The history begins where the sample has led, not at W = 0.
  const start = directObjective({ X, T, offset }, new Float64Array(12)).value;
  expect(model.report.history[0]?.objective).toBeLessThan(start - 0.01);
});

describe('offsets that will not do', () => {
  const X = [[1], [2]];
  const y = [0, 1];
  it.each<[string, unknown, Options, typeof RangeError | typeof TypeError, string]>([
    [
      'too few rows',
      [[1, 2]],
      {},
      RangeError,
      'the number of rows of offset is 1: expected 2, one per row of X',
    ],
    [
      'a number a row',
      [[1], [2]],
      {},
      RangeError,
      'the number of columns of offset is 1: expected 2, one per class',
    ],
    ['no matrix', [1, 2], {}, TypeError, 'offset[0] is 1: expected an array of numbers'],
    [
      'NaN',
      [
        [1, 2],
        [Number.NaN, 1],
      ],
      {},
      RangeError,
      'offset[1][0] is NaN: expected a finite number',
    ],
    [
      'beyond float32',
      [
        [1, 2],
        [3, 1e39],
      ],
      {},
      RangeError,
      "offset[1][1] is 1e+39: expected a number that float32 holds (or precision: 'float64')",
    ],
    ['null', null, {}, TypeError, 'offset is null: expected an array of rows'],
  ])('%s', (_, offset, options, kind, message) => {
    const model = new SoftmaxRegression(options).fitSync(X, y);
    const before = numbersOf(model);
    const call = () => model.fitSync(X, y, { offset } as FitOptions);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
    expect(numbersOf(model)).toEqual(before);
  });
});
