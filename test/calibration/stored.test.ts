// Calibrations that are stored in a model: in memory, in both files, and in the import that only predicts.

import { describe, expect, it } from 'vitest';
import {
  type Calibrator,
  IsotonicCalibration,
  SigmoidCalibration,
  TemperatureScaling,
  VectorScaling,
} from '../../src/calibration/index.js';
import { CsrMatrix, type Options, SoftmaxRegression } from '../../src/index.js';
import { SoftmaxModel } from '../../src/predict.js';
import { loadTable, maxDifference, randomProblem } from '../helpers.js';

const KINDS = { TemperatureScaling, VectorScaling, SigmoidCalibration, IsotonicCalibration };
const problems = { 'three classes': randomProblem(1, 400, 4, 3), 'two classes': randomProblem(2, 300, 3, 2) };
const variants = Object.entries(KINDS).flatMap(([name, Kind]) =>
  Object.entries(problems).map(([title, problem]) => [name, title, Kind, problem] as const),
);

/** Fitted to the first half, calibrated on the second. */
function calibrated(
  Kind: new () => Calibrator,
  { X, y }: { X: number[][]; y: number[] },
  options: Options = {},
) {
  const half = X.length / 2;
  const model = new SoftmaxRegression({ precision: 'float64', ...options }).fitSync(
    X.slice(0, half),
    y.slice(0, half),
  );
  const calibrator = new Kind().fit(model.decisionFunction(X.slice(half)), y.slice(half), {
    classes: model.classes,
  });
  return { model, calibrator, stored: model.withCalibration(calibrator) };
}

describe.each(variants)('%s of %s', (_, __, Kind, problem) => {
  const { X } = problem;
  const { model, calibrator, stored } = calibrated(Kind, problem);
  const expected = calibrator.predictProba(model.decisionFunction(X));

  it('gives the probabilities of logits and calibration apart', () => {
    const proba = stored.predictProba(X);
    expect(maxDifference(proba.data, expected.data)).toBeLessThan(1e-12);
    expect(maxDifference(proba.data, model.predictProba(X).data)).toBeGreaterThan(1e-4);
    expect(maxDifference(stored.predictLogProba(X).data.map(Math.exp), expected.data)).toBeLessThan(1e-12);
    // Curves have steps, on which classes tie to rounding.
    const most = (i: number) => Math.max(...expected.row(i));
    const apart = X.map((_, i) => expected.row(i).filter(p => p > most(i) - 1e-9).length === 1);
    const largest = X.flatMap((_, i) => (apart[i] ? [expected.row(i).indexOf(most(i))] : []));
    const decided = (labels: readonly unknown[]) => labels.filter((_, i) => apart[i]);
    expect(decided(stored.predict(X))).toEqual(largest);
    expect(largest.length).toBeGreaterThan(0.9 * X.length);
    expect(stored.calibration).toEqual(calibrator.calibration);
    const sparse = CsrMatrix.fromRows(X.map(row => row.map((x, j): [number, number] => [j, x])));
    expect(maxDifference(stored.predictProba(sparse).data, expected.data)).toBeLessThan(1e-12);
    expect(decided(stored.predict(sparse))).toEqual(largest);
  });

  it('leaves the model as it was, and coefficients as they are', () => {
    expect(model.calibration).toBeNull();
    expect([stored.coef, stored.intercept]).toEqual([model.coef, model.intercept]);
    expect(stored.withCalibration(null).predictProba(X)).toEqual(model.predictProba(X));
  });

  it('is kept in both files, and applied by the import that predicts', () => {
    const copies = [
      SoftmaxRegression.fromJSON(JSON.stringify(stored)),
      SoftmaxRegression.fromBytes(stored.toBytes()),
      SoftmaxModel.fromJSON(stored.toJSON()),
      SoftmaxModel.fromBytes(stored.toBytes()),
    ];
    for (const copy of copies) {
      expect(copy.predictProba(X)).toEqual(stored.predictProba(X));
      expect(copy.predict(X)).toEqual(stored.predict(X));
      expect(copy.decisionFunction(X)).toEqual(stored.decisionFunction(X));
    }
    expect((copies[0] as SoftmaxRegression).calibration).toEqual(calibrator.calibration);
  });

  it('adds an offset to the logits before it', () => {
    const offset = X.map((_, i) => model.classes.map((_, k) => ((i * 7 + k * 3) % 5) / 4));
    const { data } = calibrator.predictProba(model.decisionFunction(X, { offset }));
    expect(maxDifference(stored.predictProba(X, { offset }).data, data)).toBeLessThan(1e-12);
  });

  it('decides by thresholds', () => {
    const thresholds = model.classes.map((_, k) => [1, 0.4, 0.7][k] as number);
    const { stored: strict } = calibrated(Kind, problem, { thresholds });
    const proba = strict.predictProba(X);
    const ratios = X.map((_, i) => Array.from(proba.row(i), (p, k) => p / (thresholds[k] as number)));
    expect(strict.predict(X)).toEqual(ratios.map(row => row.indexOf(Math.max(...row))));
    expect(strict.predict(X)).not.toEqual(stored.predict(X));
  });

  it('is kept as JSON by itself', () => {
    const copy = (Kind as unknown as typeof TemperatureScaling).fromJSON(JSON.stringify(calibrator));
    expect(copy).toBeInstanceOf(Kind);
    expect(copy.predictProba(model.decisionFunction(X))).toEqual(expected);
  });
});

describe('a model', () => {
  const { X, y } = loadTable('iris');
  const model = new SoftmaxRegression().fitSync(X, y);

  it('without a calibration has files as before', () => {
    expect(Object.keys(model.toJSON())).not.toContain('calibration');
  });

  it('loses its calibration with the next fit', () => {
    const stored = model.withCalibration(new TemperatureScaling().fit(model.decisionFunction(X), y));
    expect(stored.calibration).not.toBeNull();
    expect(stored.fitSync(X, y).calibration).toBeNull();
    const again = model.withCalibration(new TemperatureScaling().fit(model.decisionFunction(X), y));
    expect(again.partialFit(X, y).calibration).toBeNull();
  });

  it('refuses a calibrator of other classes, or of columns in another order', () => {
    const logits = model.decisionFunction(X);
    const turned = [...model.classes].reverse();
    const reversed = new TemperatureScaling().fit(logits, y, { classes: turned });
    expect(() => model.withCalibration(reversed)).toThrow(
      'by.classes[0] is "virginica": expected "setosa", as in the model',
    );
    const named = new TemperatureScaling().fit(
      logits,
      y.map(label => `Iris ${label}`),
    );
    expect(() => model.withCalibration(named)).toThrow(RangeError);
  });

  it.each([
    ['of other classes', { method: 'scaling', x: [[1], [1]], y: [[0], [0]] }],
    ['of no method', { method: 'magic', x: [[1], [1], [1]], y: [[0], [0], [0]] }],
    ['with what is no number', { method: 'sigmoid', x: [[1], [1], ['1']], y: [[0], [0], [0]] }],
    ['with points of one coordinate', { method: 'isotonic', x: [[1], [1, 2], [1]], y: [[0], [0], [0]] }],
    ['without points', { method: 'isotonic', x: [[], [], []], y: [[], [], []] }],
    ['that is none', 5],
  ])('refuses a calibration %s, given or in a file', (_, calibration) => {
    expect(() => model.withCalibration({ calibration } as never)).toThrow(
      'by is Object: expected a calibration of 3 classes, or null',
    );
    const { fitted } = model as unknown as { fitted: object };
    const altered = SoftmaxRegression.restore({ ...fitted, calibration: null } as never);
    Object.defineProperty(altered.fitted, 'calibration', { value: calibration });
    const what = /calibration is .*, not what a model has/;
    expect(() => SoftmaxRegression.fromJSON(altered.toJSON())).toThrow(what);
    expect(() => SoftmaxModel.fromBytes(altered.toBytes())).toThrow(what);
  });
});
