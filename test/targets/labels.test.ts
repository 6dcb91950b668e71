import { describe, expect, it } from 'vitest';
import { type Label, type Options, SoftmaxRegression } from '../../src/index.js';
import { maxDifference, numbersOf, randomProblem } from '../helpers.js';
import { atOptimum, oneHot, smoothed } from './reference.js';

const EXACT: Options = { precision: 'float64', tol: 1e-10 };

describe.each([2, 3, 6])('labelSmoothing, %i classes', K => {
  const { X, y } = randomProblem(K, 80, 3, K);

  it.each(['lbfgs', 'newton'] as const)('%s: the minimum of the smoothed loss', solver => {
    const model = new SoftmaxRegression({ ...EXACT, solver, labelSmoothing: 0.3 }).fitSync(X, y);
    const { value, gradientNorm } = atOptimum(model, { X, T: smoothed(oneHot(y, K), 0.3) });
    expect(gradientNorm).toBeLessThan(2e-10);
    expect(model.report.objective).toBeCloseTo(value, 12);
  });

  it('comes before class weights', () => {
    const classWeight = Array.from({ length: K }, (_, k) => 1 / (1 + k));
    const options = { ...EXACT, labelSmoothing: 0.3, classWeight: new Map(classWeight.entries()) };
    const model = new SoftmaxRegression(options).fitSync(X, y);
    const T = smoothed(oneHot(y, K), 0.3);
    expect(atOptimum(model, { X, T, classWeight }).gradientNorm).toBeLessThan(2e-10);
  });

  it('balances by labels as they were before it', () => {
    const counts = Array.from({ length: K }, (_, k) => y.filter(label => label === k).length);
    const classWeight = counts.map(count => y.length / (K * count));
    const fitted = (weights: Options['classWeight']) =>
      numbersOf(
        new SoftmaxRegression({ ...EXACT, labelSmoothing: 0.3, classWeight: weights } as Options).fitSync(
          X,
          y,
        ),
      );
    expect(maxDifference(fitted('balanced'), fitted(new Map(classWeight.entries())))).toBeLessThan(1e-12);
  });

  it('of 0 changes no bit', () => {
    const plain = new SoftmaxRegression().fitSync(X, y);
    expect(numbersOf(new SoftmaxRegression({ labelSmoothing: 0 }).fitSync(X, y))).toEqual(numbersOf(plain));
  });

  it('has a minimum without penalty where labels alone have none', () => {
    const separable = Array.from({ length: 4 * K }, (_, i) => [i]);
    const labels = separable.map((_, i) => Math.floor(i / 4));
    const model = new SoftmaxRegression({ ...EXACT, C: Infinity, labelSmoothing: 0.2, tol: 1e-9 });
    model.fitSync(separable, labels);
    expect(model.report.status).toBe('converged');
    const T = smoothed(oneHot(labels, K), 0.2);
    expect(atOptimum(model, { X: separable, T, C: Infinity }).gradientNorm).toBeLessThan(1e-8);
  });
});

describe('ignoreLabel', () => {
  const { X, y } = randomProblem(8, 60, 3, 3);
  /** Every fifth row ignored, the rest as it was. */
  const marked = y.map((label, i) => (i % 5 === 0 ? -1 : label));
  const rest = X.filter((_, i) => i % 5 !== 0);
  const labels = y.filter((_, i) => i % 5 !== 0);
  const random = X.map((_, i) => 0.5 + (i % 3));

  it.each<[string, Options]>([
    ['by itself', {}],
    ['weak penalty: 1/(C·n) without the ignored', { C: 100 }],
    ['balanced', { classWeight: 'balanced' }],
    ['smoothed and weighted', { labelSmoothing: 0.1, classWeight: { 0: 2, 2: 0.5 } }],
    ['newton', { solver: 'newton' }],
  ])('%s: as without those rows', (_, options) => {
    const model = new SoftmaxRegression({ ...EXACT, ...options, ignoreLabel: -1 }).fitSync(X, marked);
    const expected = new SoftmaxRegression({ ...EXACT, ...options }).fitSync(rest, labels);
    expect(model.classes).toEqual([0, 1, 2]);
    expect(maxDifference(numbersOf(model), numbersOf(expected))).toBeLessThan(1e-8);
    expect(Math.abs(model.report.objective - expected.report.objective)).toBeLessThan(1e-12);
  });

  it.each<[string, number[]]>([
    ['as another label', marked],
    ['by a weight of 0', y],
  ])('%s: holds out the rows that it would without them', (_, targets) => {
    const options: Options = { ...EXACT, validationFraction: 0.3, patience: 3 };
    const sampleWeight = y.map((_, i) => (i % 5 === 0 ? 0 : 1));
    const own = targets === y ? { sampleWeight, quiet: true } : { quiet: true };
    const { report } = new SoftmaxRegression({ ...options, ignoreLabel: -1 }).fitSync(X, targets, own);
    const expected = new SoftmaxRegression(options).fitSync(rest, labels, { quiet: true }).report;
    expect(report.history.length).toBe(expected.history.length);
    for (const [i, { validationLoss }] of report.history.entries())
      expect(validationLoss).toBeCloseTo(expected.history[i]?.validationLoss as number, 8);
  });

  it('whatever their weights', () => {
    const fitted = (weight: number) => {
      const sampleWeight = random.map((value, i) => (i % 5 === 0 ? weight : value));
      const options: Options = { ...EXACT, ignoreLabel: -1, classWeight: 'balanced' };
      return numbersOf(new SoftmaxRegression(options).fitSync(X, marked, { sampleWeight }));
    };
    expect(fitted(0)).toEqual(fitted(1e6));
  });

  it('of another type than the labels', () => {
    const named: Label[] = marked.map(label => (label < 0 ? false : `class ${label}`));
    const model = new SoftmaxRegression({ ignoreLabel: false }).fitSync(X, named);
    expect(model.classes).toEqual(['class 0', 'class 1', 'class 2']);
  });

  it('that no row has changes no bit', () => {
    const plain = new SoftmaxRegression().fitSync(X, y);
    expect(numbersOf(new SoftmaxRegression({ ignoreLabel: -1 }).fitSync(X, y))).toEqual(numbersOf(plain));
  });

  it('with workers', async () => {
    const { X, y } = randomProblem(8, 700, 3, 3);
    const marked = y.map((label, i) => (i % 5 === 0 ? -1 : label));
    const here = new SoftmaxRegression({ ignoreLabel: -1 }).fitSync(X, marked);
    const there = await new SoftmaxRegression({ ignoreLabel: -1, workers: 2 }).fit(X, marked);
    expect(numbersOf(there)).toEqual(numbersOf(here));
  });

  it('is kept with the model', () => {
    const options: Options = { ignoreLabel: -1, labelSmoothing: 0.25 };
    const model = new SoftmaxRegression(options).fitSync(X, marked);
    expect(SoftmaxRegression.fromBytes(model.toBytes()).options).toEqual(options);
    expect(SoftmaxRegression.fromJSON(JSON.stringify(model)).options).toEqual(options);
  });

  it.each<[string, () => unknown, typeof RangeError | typeof TypeError, string]>([
    [
      'all rows ignored',
      () => new SoftmaxRegression({ ignoreLabel: 1 }).fitSync([[1], [2]], [1, 1]),
      RangeError,
      'all of y is 1, the label to ignore: expected other labels',
    ],
    [
      'all rows ignored, classes declared',
      () => new SoftmaxRegression({ ignoreLabel: -1, classes: [0, 1] }).fitSync([[1], [2]], [-1, -1]),
      RangeError,
      'all of y is -1, the label to ignore: expected other labels',
    ],
    [
      'one class left',
      () => new SoftmaxRegression({ ignoreLabel: 1 }).fitSync([[1], [2]], [1, 2]),
      RangeError,
      'y has one class only, 2: expected at least two',
    ],
    [
      'no label',
      () => new SoftmaxRegression({ ignoreLabel: null } as unknown as Options),
      TypeError,
      'ignoreLabel is null: expected a label: a string, a whole number or a boolean',
    ],
    [
      'no whole number',
      () => new SoftmaxRegression({ ignoreLabel: 0.5 }),
      RangeError,
      'ignoreLabel is 0.5: expected a class: a whole number',
    ],
    [
      'a declared class',
      () => new SoftmaxRegression({ ignoreLabel: 1, classes: [0, 1] }),
      RangeError,
      'ignoreLabel is 1: expected a label that is not among the declared classes',
    ],
    [
      'mixed labels',
      () => new SoftmaxRegression({ ignoreLabel: -1 }).fitSync([[1], [2], [3]], [-1, 1, 'a']),
      TypeError,
      'y[2] is "a": expected a number like the labels before it',
    ],
    [
      'weights of ignored rows that are none',
      () =>
        new SoftmaxRegression({ ignoreLabel: -1 }).fitSync([[1], [2], [3]], [-1, 1, 2], {
          sampleWeight: [-1, 1, 1],
        }),
      RangeError,
      'sampleWeight[0] is -1: expected a finite number of at least 0',
    ],
    [
      'labelSmoothing of 1',
      () => new SoftmaxRegression({ labelSmoothing: 1 }),
      RangeError,
      'labelSmoothing is 1: expected a number in [0, 1)',
    ],
    [
      'labelSmoothing of no number',
      () => new SoftmaxRegression({ labelSmoothing: '0.1' } as unknown as Options),
      TypeError,
      'labelSmoothing is "0.1": expected a number',
    ],
  ])('%s', (_, call, kind, message) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});

it('partialFit and fitStream refuse a label to ignore, also 0', async () => {
  const model = new SoftmaxRegression({ ignoreLabel: 0, classes: [1, 2] });
  expect(() => model.partialFit([[1], [2]], [1, 2])).toThrow(
    'ignoreLabel is 0: partialFit cannot do it, use fit',
  );
  const stream = [{ X: [[1], [2]], y: [1, 2] }];
  await expect(model.fitStream(stream)).rejects.toThrow('ignoreLabel is 0: fitStream cannot do it, use fit');
});
