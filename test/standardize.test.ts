import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  CsrMatrix,
  Dataset,
  type MatrixLike,
  type Options,
  SoftmaxRegression,
  StandardScaler,
} from '../src/index.js';
import { loadTable, maxAbs, maxDifference, numbersOf, randomProblem } from './helpers.js';

interface Case {
  dataset: string;
  two: boolean;
  weighted: boolean;
  options: Options;
  intercept: number[];
  coef: number[][];
}
const cases: Case[] = JSON.parse(
  readFileSync(new URL('./fixtures/standardize.json', import.meta.url), 'utf8'),
);

/**
 * Of the largest coefficient: glmnet's coordinate descent stops some 1e-6 away on wine, whose columns are correlated; a
 * penalty on another scale moves them by a tenth and more.
 */
const AGREEMENT = 1e-4;
const EXACT = { precision: 'float64', tol: 1e-9, standardize: true } as const;

describe.each(
  cases.map(c => [`${c.dataset}${c.two ? ', two classes' : ''}, ${JSON.stringify(c.options)}`, c] as const),
)('standardize agrees with glmnet, %s', (_, { dataset, two, weighted, options, intercept, coef }) => {
  const { X, y } = loadTable(dataset);
  const labels = two ? y.map(label => (label === 'setosa' ? 'a' : 'b')) : y;
  const weights = weighted ? { sampleWeight: y.map((_, i) => 0.5 + (i % 3)) } : {};
  const model = new SoftmaxRegression({ ...EXACT, ...options }).fitSync(X, labels, weights);

  it('in coefficients and intercepts', () => {
    const halves = (w: number[]) => [w.map(value => -value / 2), w.map(value => value / 2)];
    const expected = two ? halves(coef.flat()).flat() : coef.flat();
    const b = two ? halves(intercept).flat() : intercept;
    expect(maxDifference(model.coef.data, expected)).toBeLessThan(AGREEMENT * maxAbs(expected));
    expect(maxDifference(model.intercept, b)).toBeLessThan(AGREEMENT * maxAbs(b));
  });
});

describe.each([2, 3])('standardize, %i classes', nClasses => {
  const plain = randomProblem(7, 80, 4, nClasses);
  const spread = [100, 1, 0.01, 3];
  const X = plain.X.map(row => row.map((x, j) => (spread[j] as number) * x + (j === 1 ? 1000 : 0)));
  const { y } = plain;
  const fitted = (rows: MatrixLike, options: Options = {}) =>
    new SoftmaxRegression({ precision: 'float64', tol: 1e-10, ...options }).fitSync(rows, y);

  it.each([
    ['ridge', {}],
    ['elastic net', { l1Ratio: 0.5 }],
    ['with penaltyFactors', { penaltyFactors: [1, 2, 0.5, 3] }],
  ])('is the fit on scaled columns: %s', (_, options: Options) => {
    const scaler = new StandardScaler();
    const scaled = fitted(scaler.fitTransform(X), options);
    const model = fitted(X, { ...options, standardize: true });
    const asScaled = model.coef.data.map((w, i) => w * (scaler.scale[i % 4] as number));
    expect(maxDifference(asScaled, scaled.coef.data)).toBeLessThan(1e-6);
    expect(
      maxDifference(model.predictProba(X).data, scaled.predictProba(scaler.transform(X)).data),
    ).toBeLessThan(1e-7);
  });

  it('does not depend on the scale of a column', () => {
    const probabilities = (factor: number) => {
      const rows = X.map(([first, ...rest]) => [factor * (first as number), ...rest]);
      return fitted(rows, { standardize: true }).predictProba(rows).data;
    };
    expect(maxDifference(probabilities(1), probabilities(1000))).toBeLessThan(1e-7);
  });

  it('is the same for sparse rows and for a Dataset', () => {
    const rows = X.map(row => row.map((x, j) => (j === 1 ? 0 : x)));
    const expected = fitted(rows, { standardize: true });
    const sparse = CsrMatrix.fromRows(
      rows.map(row => [...row.entries()].filter(([, x]) => x !== 0)),
      4,
    );
    for (const other of [sparse, Dataset.from(rows, { precision: 'float64' })]) {
      const found = fitted(other, { standardize: true });
      expect(maxDifference(numbersOf(found), numbersOf(expected))).toBeLessThan(1e-6);
      expect(maxDifference(found.scaler?.scale ?? [], expected.scaler?.scale ?? [])).toBeLessThan(1e-12);
    }
    expect(expected.scaler?.scale[1]).toBe(1);
  });

  it('weighs by classWeight, too', () => {
    const counts = y.map(k => (k === 1 ? 3 : 1));
    const repeated = X.flatMap((row, i) => Array.from({ length: counts[i] as number }, () => row));
    const model = fitted(X, { standardize: true, classWeight: { 1: 3 } });
    const { scale } = new StandardScaler().fit(repeated);
    expect(maxDifference(model.scaler?.scale ?? [], scale)).toBeLessThan(1e-10 * maxAbs(scale));
  });

  it('keeps the scaler with the model, in both formats', () => {
    const model = fitted(X, { standardize: true });
    const { scaler } = model;
    expect((scaler as StandardScaler).transform(X)).toEqual(new StandardScaler().fitTransform(X));
    for (const restored of [
      SoftmaxRegression.fromJSON(JSON.stringify(model)),
      SoftmaxRegression.fromBytes(model.toBytes()),
    ]) {
      expect(restored.scaler?.toJSON()).toEqual(scaler?.toJSON());
      expect(restored.options.standardize).toBe(true);
    }
    expect(fitted(X).scaler).toBeNull();
  });

  it('is the same on two threads', async () => {
    const alone = await new SoftmaxRegression(EXACT).fit(X, y);
    const threads = await new SoftmaxRegression({ ...EXACT, workers: 2 }).fit(X, y);
    expect(numbersOf(threads)).toEqual(numbersOf(alone));
  });
});

describe('standardize that will not do', () => {
  it('is no boolean', () => {
    expect(() => new SoftmaxRegression({ standardize: 1 } as object)).toThrow(
      new TypeError('standardize is 1: expected true or false'),
    );
  });

  it('meets an entry that is not finite', () => {
    const X = [
      [0, 1],
      [1, Number.NaN],
    ];
    expect(() => new SoftmaxRegression({ standardize: true }).fitSync(X, [0, 1])).toThrow(
      new RangeError('X[1][1] is NaN: expected a finite number'),
    );
  });
});
