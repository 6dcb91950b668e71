// What inference refuses, because its numbers would mean nothing.

import { describe, expect, it } from 'vitest';
import { type Label, type Options, SoftmaxRegression } from '../../src/index.js';
import { inference } from '../../src/inference/index.js';
import { gaussian, loadTable, mulberry32, randomProblem } from '../helpers.js';
import { reference } from './reference.js';

const { X, y } = randomProblem(11, 200, 3, 3);
const fitted = (rows: number[][], labels: readonly Label[], options: Options = {}, more: object = {}) =>
  new SoftmaxRegression({ ...(options.alpha === undefined && { C: Infinity }), ...options }).fitSync(
    rows,
    labels,
    { quiet: true, ...more },
  );
const infer = (rows: number[][], labels: readonly Label[], options: Options = {}, more: object = {}) =>
  inference(fitted(rows, labels, options, more), rows, labels);

describe('a fit that is not at the largest likelihood', () => {
  it.each([
    [{ C: 1 }, 'C is 1'],
    [{ C: 1e9 }, 'C is 1000000000'],
    [{ alpha: 0.1 }, 'alpha is 0.1'],
  ])('with a penalty, %o, is told to be fitted without', (options, named) => {
    expect(() => infer(X, y, options)).toThrow(
      new RangeError(
        `${named}, a penalty, with which errors and tests do not hold: expected a model fitted with C: Infinity`,
      ),
    );
  });

  it.each([
    [{ lowerBounds: -1 }, 'lowerBounds'],
    [{ classWeight: 'balanced' }, 'classWeight'],
    [{ labelSmoothing: 0.1 }, 'labelSmoothing'],
  ] as const)('by its options, %o', (options, name) => {
    expect(() => infer(X, y, options)).toThrow(`the model was fitted with ${name}`);
  });

  it('by default', () => {
    const model = new SoftmaxRegression().fitSync(X, y);
    expect(() => inference(model, X, y)).toThrow(/^C is 1, a penalty/);
  });

  it('is none where alpha is 0', () => {
    const [a, b] = [infer(X, y, { alpha: 0 }), infer(X, y)];
    expect(a.logLikelihood).toBeCloseTo(b.logLikelihood, 9);
  });

  it('of these rows: others, or stopped early', () => {
    const model = fitted(X, y);
    const half = X.slice(0, 100);
    expect(() => inference(model, half, y.slice(0, 100))).toThrow(
      /^the model's coefficients are [\d.]+ standard errors from the optimum of X and y/,
    );
    expect(() => infer(X, y, { maxIter: 1 })).toThrow(
      /^the model's fit ended with status 'maxIter' and its coefficients are [\d.]+ standard errors from/,
    );
    expect(() => inference(model, X, y, { sampleWeight: y.map(k => 1 + 5 * k) })).toThrow(
      /standard errors from the optimum/,
    );
  });
});

describe('separation', () => {
  const random = mulberry32(5);
  const normal = gaussian(random);
  const rows = Array.from({ length: 120 }, () => [normal(), normal(), normal()]);
  const noisy = rows.map(([a = 0]) => (a + normal() > 0 ? 'yes' : 'no'));

  it('is seen where it is complete, and its columns named', () => {
    const names = { featureNames: ['age', 'height', 'noise'] };
    const labels = rows.map(([a = 0, b = 0]) => (a + 2 * b > 0.3 ? 'yes' : 'no'));
    for (const tol of [1e-2, 1e-4, 1e-8])
      expect(() => infer(rows, labels, { tol }, names)).toThrow(
        /^the classes are completely separated by "age", "height"/,
      );
  });

  it('is seen where it is quasi-complete: a column that only one class has', () => {
    const flagged = rows.map((row, i) => [...row, noisy[i] === 'yes' && i % 3 === 0 ? 1 : 0]);
    for (const tol of [1e-2, 1e-4, 1e-8])
      expect(() => infer(flagged, noisy, { tol }, { featureNames: ['a', 'b', 'c', 'flag'] })).toThrow(
        /^the classes are quasi-completely separated by "flag": the likelihood rises for ever/,
      );
  });

  it('is seen where one class of three is apart: iris', () => {
    const iris = loadTable('iris');
    expect(() => infer(iris.X, iris.y)).toThrow(/^the classes are (quasi-)?completely separated by /);
  });

  it('is seen where rows touch: margins of 0', () => {
    const touching = [[0], [1], [2], [2], [3], [4]];
    expect(() => infer(touching, ['a', 'a', 'a', 'b', 'b', 'b'])).toThrow(
      /quasi-completely separated by "x1"/,
    );
    expect(infer([[0], [1], [3], [2], [3], [4]], ['a', 'a', 'a', 'b', 'b', 'b']).coef.get(0, 0)).toBeLessThan(
      5,
    );
  });

  it('is not seen where it is not, however sure the model is', () => {
    const sure = rows.map(([a = 0]) => (a > 0 ? 'yes' : 'no'));
    // One row each on the wrong side.
    const at = (positive: boolean) =>
      rows.reduce(
        (best, [a = 0], i) =>
          a > 0 === positive &&
          Math.abs(a) > Math.abs(rows[best]?.[0] ?? 0) * Number((rows[best]?.[0] as number) > 0 === positive)
            ? i
            : best,
        0,
      );
    sure[at(true)] = 'no';
    sure[at(false)] = 'yes';
    const found = infer(rows, sure);
    expect(found.standardErrors.data.every(error => error > 0 && error < 10)).toBe(true);
  });

  it('is seen at rows of any scale', () => {
    const scaled = rows.map(([a = 0, b = 0, c = 0]) => [a * 1e6 + 3e7, b * 1e-6, c]);
    const labels = rows.map(([a = 0, b = 0]) => (a + b > 0.1 ? 1 : 0));
    expect(() => infer(scaled, labels)).toThrow(/^the classes are completely separated/);
  });

  it('is that of the rows that count', () => {
    const labels = rows.map(([a = 0]) => Number(a > 0));
    labels[0] = 1 - (labels[0] as number);
    const sampleWeight = labels.map((_, i) => Number(i > 0));
    const model = fitted(rows, labels, {}, { sampleWeight });
    expect(() => inference(model, rows, labels, { sampleWeight })).toThrow(/separated/);
  });

  it('is seen where a linear program finds it, and nowhere else', () => {
    const { existence } = reference;
    const found = existence.map(({ X, y }) => {
      try {
        return infer(X, y).standardErrors.data.every(Number.isFinite) ? false : 'not finite';
      } catch (error) {
        return /^the classes are (quasi-)?completely separated by/.test((error as Error).message) || error;
      }
    });
    expect(found).toEqual(existence.map(({ separated }) => separated));
    // Both kinds are there.
    expect(new Set(found).size).toBe(2);
  });

  it('a class without rows is named', () => {
    const model = fitted(X, y, { classes: [0, 1, 2, 3] });
    expect(() => inference(model, X, y)).toThrow(/^the class 3 has no rows/);
  });
});

describe('a rank-deficient X', () => {
  const withColumn = (of: (row: number[], i: number) => number) => X.map((row, i) => [...row, of(row, i)]);

  it.each([
    [
      'a sum',
      ([a = 0, , c = 0]: number[]) => 2 * a - 3 * c,
      '"x4" is a linear combination of "x1", "x3", up to a constant',
    ],
    ['a copy', ([, b = 0]: number[]) => b, '"x4" is a linear combination of "x2", up to a constant'],
    [
      'a shifted copy',
      ([, b = 0]: number[]) => 5 - b,
      '"x4" is a linear combination of "x2", up to a constant',
    ],
    ['a constant', () => 7.3, '"x4" is constant'],
    ['zeros', () => 0, '"x4" is constant'],
  ] as const)('is told by its columns: %s', (_, of, what) => {
    expect(() => infer(withColumn(of), y)).toThrow(
      `X is rank-deficient: column ${what}, so that its coefficients are not determined`,
    );
  });

  it('of indicators of all categories', () => {
    const dummies = X.map((_, i) => [0, 1, 2].map(k => Number(i % 3 === k)));
    expect(() => infer(dummies, y)).toThrow('"x3" is a linear combination of "x1", "x2", up to a constant');
    expect(infer(dummies, y, { fitIntercept: false }).coef.cols).toBe(3);
  });

  it('of large columns far from 0', () => {
    const far = withColumn(([a = 0]) => 1e7 + 1e3 * a);
    expect(() => infer(far, y)).toThrow('"x4" is a linear combination of "x1", up to a constant');
  });

  it('is none where columns are near each other', () => {
    const random = mulberry32(3);
    const near = withColumn(([a = 0]) => a + 1e-3 * random());
    expect(infer(near, y).standardErrors.get(0, 4)).toBeGreaterThan(100);
  });

  it('of a column of 0 without intercept', () => {
    expect(() =>
      infer(
        withColumn(() => 0),
        y,
        { fitIntercept: false },
      ),
    ).toThrow('"x4" is 0 in all rows');
  });

  it('of fewer rows than columns', () => {
    const wide = X.slice(0, 12).map((_, i) => Array.from({ length: 20 }, (_, j) => Math.sin(i * 20 + j)));
    expect(() => infer(wide, y.slice(0, 12))).toThrow(/^X is rank-deficient/);
  });
});

describe('arguments', () => {
  const model = fitted(X, y);

  it.each([
    [() => inference({} as never, X, y), TypeError, 'model is Object: expected a SoftmaxRegression'],
    [() => inference(new SoftmaxRegression(), X, y), Error, 'is not fitted yet'],
    [
      () =>
        inference(
          model,
          X.map(row => row.slice(1)),
          y,
        ),
      RangeError,
      'the number of columns of X is 2',
    ],
    [() => inference(model, X, y.slice(1)), RangeError, 'the length of y is 199'],
    [
      () =>
        inference(
          model,
          X,
          y.map(k => k + 1),
        ),
      RangeError,
      'one of the declared classes',
    ],
    [
      () => inference(model, X, y, { base: 7 }),
      RangeError,
      "base is 7: expected one of the model's classes, 0, 1, 2",
    ],
    [() => inference(model, X, y, { level: 95 }), RangeError, 'level is 95'],
    [() => inference(model, X, y, { level: '0.9' as never }), TypeError, 'level is "0.9"'],
    [() => inference(model, X, y, { covariance: 'HC3' as never }), RangeError, 'covariance is "HC3"'],
    [() => inference(model, X, y, { cov: 'HC0' } as never), TypeError, 'unknown option "cov" of inference'],
    [() => inference(model, X, y, null as never), TypeError, 'the options of inference'],
    [() => inference(model, X, y, { sampleWeight: [1] }), RangeError, 'the length of sampleWeight is 1'],
  ] as const)('are checked: %#', (call, kind, message) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });

  it('of more parameters than pairs of them fit in memory are refused', () => {
    const wide = X.slice(0, 20).map(row => [...row, ...new Array<number>(1400).fill(0)]);
    expect(() => infer(wide, y.slice(0, 20), { maxIter: 1 })).toThrow(
      /3 classes of 1404 parameters: expected 4096/,
    );
  });
});
