// scikit-learn's attributes in and out, see fixtures/make_scikit_learn.py.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SigmoidCalibration, TemperatureScaling } from '../../src/calibration/index.js';
import { inspect, inspectReport } from '../../src/cli/inspect.js';
import { fromScikitLearn, type ScikitLearnAttributes, toScikitLearn } from '../../src/export/index.js';
import { type Label, SoftmaxRegression } from '../../src/index.js';
import { SoftmaxModel } from '../../src/predict.js';
import { loadTable, maxDifference, randomProblem } from '../helpers.js';

interface Case {
  saved: ScikitLearnAttributes;
  X: number[][];
  proba: number[][];
  labels: Label[];
}
const cases: Record<string, Case> = JSON.parse(
  readFileSync(new URL('../fixtures/scikit_learn.json', import.meta.url), 'utf8'),
);

/** `predict_proba` of scikit-learn's LogisticRegression: of one row of coefficients the logistic function, else softmax. */
function predictProba({ coef_, intercept_ }: ScikitLearnAttributes, X: number[][]): number[][] {
  return X.map(x => {
    const scores = coef_.map((row, k) => row.reduce((z, w, j) => z + w * (x[j] ?? 0), intercept_[k] ?? 0));
    if (scores.length === 1) {
      const p = 1 / (1 + Math.exp(-(scores[0] as number)));
      return [1 - p, p];
    }
    const most = Math.max(...scores);
    const powers = scores.map(z => Math.exp(z - most));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map(p => p / sum);
  });
}

describe.each(Object.entries(cases))('a model of scikit-learn: %s', (_, { saved, X, proba, labels }) => {
  it.each([SoftmaxRegression, SoftmaxModel])('predicts the same as a %o', Model => {
    const model = Model.fromJSON(fromScikitLearn(JSON.stringify(saved)));
    // Both compute in float64, summing in orders of their own.
    expect(maxDifference(model.predictProba(X).data, proba.flat())).toBeLessThan(1e-12);
    expect(model.predict(X)).toEqual(labels);
    expect(model.featureNames).toEqual(saved.feature_names_in_ ?? null);
  });

  it('goes back as it came', () => {
    const back = toScikitLearn(SoftmaxModel.fromJSON(fromScikitLearn(saved)));
    expect(back).toEqual(saved);
  });
});

describe('fromScikitLearn', () => {
  const { saved } = Object.values(cases)[0] as Case;

  it('sorts classes as this library does', () => {
    // By code point 😀 is the larger, by code unit ￼ is.
    const attributes = {
      coef_: [[2]],
      intercept_: [1],
      classes_: ['\ufffc', '\u{1f600}'],
      n_features_in_: 1,
    };
    const model = SoftmaxRegression.fromJSON(fromScikitLearn(attributes));
    expect(model.classes).toEqual(['\u{1f600}', '\ufffc']);
    expect(model.predict([[1]])).toEqual(['\u{1f600}']);
    expect(model.coef.toArray()).toEqual([[1], [-1]]);
  });

  it('gives a model that says it was not fitted here, and can be fitted', async () => {
    const model = SoftmaxRegression.fromJSON(fromScikitLearn(saved));
    expect(model.report).toMatchObject({ status: 'imported', solver: 'scikit-learn', evaluations: 0 });
    const folder = mkdtempSync(join(tmpdir(), 'softmax-import-'));
    const path = join(folder, 'model.json');
    writeFileSync(path, JSON.stringify(model));
    expect(inspectReport(await inspect(path))).toMatch(/^fitted +elsewhere: scikit-learn$/m);
    rmSync(folder, { recursive: true });
    const { X, y } = loadTable('iris');
    expect(model.fitSync(X, y).report.status).toBe('converged');
  });

  it.each<[string, object | string, new (message: string) => Error, string]>([
    ['text that is cut off', '{"coef_":', RangeError, 'attributes is truncated or not JSON'],
    ['a list', [], TypeError, 'attributes is Array(0): expected an object of attributes, or its JSON'],
    ['nothing', '{}', TypeError, 'classes_ is undefined: expected an array'],
    ['one class', { ...saved, classes_: ['a'] }, RangeError, 'the length of classes_ is 1'],
    ['a class twice', { ...saved, classes_: ['a', 'a', 'b'] }, RangeError, 'classes_'],
    ['classes of several types', { ...saved, classes_: ['a', 1, 'b'] }, TypeError, 'classes_'],
    [
      'a row too few',
      { ...saved, coef_: saved.coef_.slice(1) },
      RangeError,
      'the length of coef_ is 2: expected 3',
    ],
    [
      'a row too short',
      { ...saved, coef_: [[1, 2], [1], [1, 2]] },
      RangeError,
      'the length of coef_[1] is 1: expected 2',
    ],
    ['no columns', { ...saved, coef_: [[], [], []] }, TypeError, 'coef_[0]'],
    ['a weight that is none', { ...saved, coef_: [[1], [null], [1]] }, RangeError, 'coef_[1][0] is null'],
    ['no intercepts', { ...saved, intercept_: 0 }, TypeError, 'intercept_ is 0: expected an array'],
    [
      'other counts',
      { ...saved, n_features_in_: 5 },
      RangeError,
      'n_features_in_ is 5: expected 4, as coef_ has',
    ],
    [
      'names too few',
      { ...saved, feature_names_in_: ['a'] },
      RangeError,
      'the length of feature_names_in_ is 1',
    ],
    [
      'a name that is none',
      { ...saved, feature_names_in_: ['a', 1, 'b', 'c'] },
      TypeError,
      'feature_names_in_[1] is 1',
    ],
  ])('refuses %s', (_, attributes, Kind, message) => {
    expect(() => fromScikitLearn(attributes)).toThrow(Kind);
    expect(() => fromScikitLearn(attributes)).toThrow(message);
  });
});

describe('toScikitLearn', () => {
  it.each([2, 3])('gives attributes that predict as the model does: %i classes', K => {
    const { X, y } = randomProblem(K, 300, 3, K);
    const options = { precision: 'float64', standardize: true } as const;
    const model = new SoftmaxRegression(options).fitSync(X, y, { featureNames: ['a', 'b', 'c'] });
    const scaling = new TemperatureScaling().fit(model.decisionFunction(X.slice(0, 50)), y.slice(0, 50), {
      classes: model.classes,
    });
    for (const each of [model, model.withCalibration(scaling)]) {
      const attributes = toScikitLearn(each);
      expect(attributes).toMatchObject({
        classes_: model.classes,
        n_features_in_: 3,
        feature_names_in_: ['a', 'b', 'c'],
      });
      expect(attributes.coef_.length).toBe(K === 2 ? 1 : K);
      expect(maxDifference(predictProba(attributes, X).flat(), each.predictProba(X).data)).toBeLessThan(
        1e-12,
      );
    }
  });

  it('has no names where the fit had none', () => {
    const { X, y } = loadTable('iris');
    expect(toScikitLearn(new SoftmaxRegression().fitSync(X, y))).not.toHaveProperty('feature_names_in_');
  });

  it('refuses what the attributes cannot hold', () => {
    const { X, y } = loadTable('iris');
    const model = new SoftmaxRegression({ thresholds: [1, 2, 3] }).fitSync(X, y);
    expect(() => toScikitLearn(model)).toThrow(
      /^the model has thresholds, which scikit-learn's LogisticRegression/,
    );
    const sigmoid = new SigmoidCalibration().fit(model.decisionFunction(X), y);
    expect(() => toScikitLearn(model.withCalibration(sigmoid))).toThrow(/calibration of method "sigmoid"/);
  });
});
