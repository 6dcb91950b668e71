// Properties of the one-vs-rest calibrations and of vector scaling, and what CalibratedClassifier refuses.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CalibratedClassifier,
  IsotonicCalibration,
  SigmoidCalibration,
  TemperatureScaling,
  VectorScaling,
} from '../../src/calibration/index.js';
import { OneVsRest, SoftmaxRegression } from '../../src/index.js';
import { expectedCalibrationError, logLoss } from '../../src/metrics/index.js';
import { maxDifference, mulberry32, randomProblem } from '../helpers.js';

const rows = fc.array(
  fc.record({
    z: fc.integer({ min: -20, max: 20 }),
    y: fc.boolean(),
    weight: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 40 },
);
const both = rows.map(some => [...some, { z: 1, y: true, weight: 1 }, { z: -2, y: false, weight: 2 }]);
const logitsOf = (z: readonly number[]) => z.map(each => [-each / 2, each / 2]);

describe('IsotonicCalibration', () => {
  it('does not decrease, and is the closest such function', () => {
    const random = mulberry32(4);
    fc.assert(
      fc.property(both, some => {
        const at = some.map(({ z }) => z).sort((a, b) => a - b);
        const calibration = new IsotonicCalibration().fit(
          logitsOf(some.map(({ z }) => z)),
          some.map(({ y }) => y),
          { sampleWeight: some.map(({ weight }) => weight) },
        );
        const heights = at.map(z => calibration.predictProba(logitsOf([z])).get(0, 1));
        expect(heights.every((p, i) => i === 0 || p >= (heights[i - 1] as number))).toBe(true);
        const error = (p: (z: number) => number) =>
          some.reduce((sum, { z, y, weight }) => sum + weight * (p(z) - Number(y)) ** 2, 0);
        const found = error(z => heights[at.indexOf(z)] as number);
        // Another non-decreasing function, towards which the error cannot fall.
        const steps = Array.from({ length: 41 }, () => random()).sort((a, b) => a - b);
        const mixed = error(z => 0.9 * (heights[at.indexOf(z)] as number) + 0.1 * (steps[z + 20] as number));
        expect(mixed).toBeGreaterThanOrEqual(found - 1e-12);
      }),
      { seed: 2 },
    );
  });

  it('is level beyond its points, and linear between them', () => {
    const calibration = new IsotonicCalibration().fit(logitsOf([-1, 0, 0, 3]), [false, false, true, true]);
    const p = (z: number) => calibration.predictProba(logitsOf([z])).get(0, 1);
    expect([-9, -1, 0, 1.5, 3, 9].map(p)).toEqual([0, 0, 0.5, 0.75, 1, 1]);
  });

  it('gives all classes the same where it knows none', () => {
    const logits = [
      [5, 0, 0],
      [0, 5, 0],
      [0, 0, 5],
    ];
    const proba = new IsotonicCalibration().fit(logits, ['a', 'b', 'c']).predictProba([[-1, -1, -1]]);
    expect(proba.toArray()).toEqual([[1 / 3, 1 / 3, 1 / 3]]);
  });
});

describe('SigmoidCalibration', () => {
  it('is where its loss has no slope, whatever the scores', () => {
    fc.assert(
      fc.property(both, fc.constantFrom(1e-3, 1, 1e4), (some, size) => {
        const z = some.map(row => row.z * size);
        const y = some.map(row => row.y);
        const weights = some.map(({ weight }) => weight);
        const proba = new SigmoidCalibration()
          .fit(logitsOf(z), y, { sampleWeight: weights })
          .predictProba(logitsOf(z));
        const sum = (of: (i: number) => number) =>
          z.reduce((total, _, i) => total + (weights[i] as number) * of(i), 0);
        const [n1, n0] = [sum(i => Number(y[i])), sum(i => Number(!y[i]))];
        const residual = (i: number) => proba.get(i, 1) - (y[i] ? (n1 + 1) / (n1 + 2) : 1 / (n0 + 2));
        expect(Math.abs(sum(residual))).toBeLessThan(1e-9);
        expect(Math.abs(sum(i => residual(i) * (z[i] as number))) / size).toBeLessThan(1e-8);
      }),
      { seed: 6 },
    );
  });

  it('stands where all scores are the same', () => {
    const proba = new SigmoidCalibration()
      .fit(logitsOf([1, 1, 1]), ['a', 'b', 'b'])
      .predictProba(logitsOf([1]));
    // The mean of the smoothed targets: (1/3 + 2·3/4)/3.
    expect(proba.get(0, 1)).toBeCloseTo(11 / 18, 9);
  });
});

it('VectorScaling is no worse than a temperature on its own rows, which is no worse than none', () => {
  const { X, y } = randomProblem(8, 500, 4, 5);
  const model = new SoftmaxRegression({ C: 0.01 }).fitSync(X.slice(0, 200), y.slice(0, 200));
  const [logits, labels] = [model.decisionFunction(X.slice(200)), y.slice(200)];
  const { classes } = model;
  const losses = [VectorScaling, TemperatureScaling].map(Kind =>
    logLoss(labels, new Kind().fit(logits, labels, { classes }).predictProba(logits), { classes }),
  );
  const without = logLoss(labels, model.predictProba(X.slice(200)), { classes });
  expect(losses[0]).toBeLessThan(losses[1] as number);
  expect(losses[1]).toBeLessThan(without);
});

describe('CalibratedClassifier', () => {
  // Few rows for many columns: a model that is far too sure.
  const { X, y } = randomProblem(21, 1500, 60, 3);
  const [train, test] = [X.slice(0, 300), X.slice(300)];
  const [yTrain, yTest] = [y.slice(0, 300), y.slice(300)].map(labels =>
    labels.map((k, i) => (i % 2 ? k : (k + (i >> 1)) % 3)),
  );
  const model = () => new SoftmaxRegression({ C: 1e3, maxIter: 60 });
  const quiet = { fitOptions: { quiet: true } };

  it.each(['temperature', 'vector', 'sigmoid', 'isotonic'] as const)(
    'with %s says better how often it is right',
    async method => {
      const calibrated = await new CalibratedClassifier(model, { method, cv: 4 }).fit(
        train,
        yTrain as number[],
        quiet,
      );
      const plain = await model().fit(train, yTrain as number[], { quiet: true });
      const { classes } = calibrated;
      const error = (proba: Parameters<typeof expectedCalibrationError>[1]) =>
        expectedCalibrationError(yTest as number[], proba, { classes });
      expect(error(calibrated.predictProba(test))).toBeLessThan(0.5 * error(plain.predictProba(test)));
      const proba = calibrated.predictProba(test);
      const largest = test.map((_, i) => classes[proba.row(i).indexOf(Math.max(...proba.row(i)))]);
      expect(calibrated.predict(test)).toEqual(largest);
    },
  );

  it('calibrates a model that is fitted, of any kind', async () => {
    const { X, y } = randomProblem(3, 300, 3, 3);
    const fitted = await new OneVsRest().fit(X.slice(0, 150), y.slice(0, 150));
    const calibrated = await new CalibratedClassifier(fitted, { cv: 'prefit', method: 'sigmoid' }).fit(
      X.slice(150),
      y.slice(150),
    );
    const alone = new SigmoidCalibration().fit(fitted.decisionFunction(X.slice(150)), y.slice(150));
    const expected = alone.predictProba(fitted.decisionFunction(X)).data;
    expect(maxDifference(calibrated.predictProba(X).data, expected)).toBe(0);
    expect(calibrated.models[0]).toBe(fitted);
  });

  it('weighs rows in fits and calibration like so many of them', async () => {
    const { X, y } = randomProblem(5, 90, 3, 3);
    const weights = y.map((_, i) => 1 + (i % 2));
    const repeated = y.flatMap((_, i) => new Array<number>(1 + (i % 2)).fill(i));
    const half = (part: number) => repeated.flatMap((i, at) => (i % 4 < 2 === (part === 0) ? [at] : []));
    const own = (part: number) => y.flatMap((_, i) => (i % 4 < 2 === (part === 0) ? [i] : []));
    const exact = () => new SoftmaxRegression({ precision: 'float64', tol: 1e-10 });
    const splits = (of: (part: number) => number[]) => [
      { train: of(0), test: of(1) },
      { train: of(1), test: of(0) },
    ];
    const weighted = await new CalibratedClassifier(exact, { cv: splits(own) }).fit(X, y, {
      sampleWeight: weights,
    });
    const rows = await new CalibratedClassifier(exact, { cv: splits(half) }).fit(
      repeated.map(i => X[i] as number[]),
      repeated.map(i => y[i] as number),
    );
    expect(maxDifference(weighted.predictProba(X).data, rows.predictProba(X).data)).toBeLessThan(1e-8);
  });

  it('refuses what cannot be calibrated', async () => {
    const { X, y } = randomProblem(5, 60, 3, 3);
    expect(() => new CalibratedClassifier(model, { method: 'magic' as never })).toThrow(
      `method is "magic": expected 'temperature', 'vector', 'sigmoid', 'isotonic'`,
    );
    expect(() => new CalibratedClassifier(model, { folds: 3 } as never)).toThrow(/^unknown option "folds"/);
    expect(() => new CalibratedClassifier(model, { cv: 1 })).toThrow(/^cv is 1/);
    expect(() => new CalibratedClassifier(model, { cv: 'prefit' })).toThrow(
      /one that is fitted, as cv is 'prefit'/,
    );
    expect(() => new CalibratedClassifier(model).predictProba(X)).toThrow(/not fitted yet: call fit first/);
    const refused = (call: Promise<unknown>, message: RegExp) => expect(call).rejects.toThrow(message);
    await refused(new CalibratedClassifier(model).fit(X, y.slice(1)), /^the length of y is 59/);
    const cv = [
      { train: y.flatMap((k, i) => (k > 0 ? [i] : [])), test: y.flatMap((k, i) => (k === 0 ? [i] : [])) },
    ];
    await refused(
      new CalibratedClassifier(model, { cv }).fit(X, y, quiet),
      /^fold 0 has training rows of 2 classes: expected all 3/,
    );
    class NoLogits extends SoftmaxRegression {}
    Object.defineProperty(NoLogits.prototype, 'decisionFunction', { value: undefined });
    await refused(
      new CalibratedClassifier(() => new NoLogits()).fit(X, y),
      /^decisionFunction of the estimator is undefined: expected a function/,
    );
  });
});
