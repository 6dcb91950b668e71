// Agreement with scikit-learn's calibrations, see fixtures/make_calibration.py.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  CalibratedClassifier,
  IsotonicCalibration,
  SigmoidCalibration,
  VectorScaling,
} from '../../src/calibration/index.js';
import { Matrix, SoftmaxRegression } from '../../src/index.js';
import { logLoss } from '../../src/metrics/index.js';
import { loadTable, maxDifference } from '../helpers.js';

interface Scores {
  classes: number;
  scores: number[][];
  y: number[];
  weights: number[] | null;
  at: number[][];
  sigmoid: number[][];
  isotonic: number[][];
}
interface Cross {
  data: string;
  first: number;
  k: number;
  C: number;
  answers: { method: 'sigmoid' | 'isotonic'; ensemble: boolean; proba: number[][] }[];
}
const fixture: {
  scores: Scores[];
  vector: { loss: number; scale: number[]; shift: number[] };
  cross: Cross[];
} = JSON.parse(readFileSync(new URL('../fixtures/calibration.json', import.meta.url), 'utf8'));

/** Of two classes a column stands for ∓half of it. */
const logitsOf = (rows: number[][]) =>
  rows.map(row => (row.length === 1 ? [-(row[0] as number) / 2, (row[0] as number) / 2] : row));

describe.each(fixture.scores)('$classes classes', ({ scores, y, weights, at, ...expected }) => {
  const options = {
    classes: Array.from({ length: expected.classes }, (_, k) => k),
    ...(weights && { sampleWeight: weights }),
  };

  it("has scikit-learn's sigmoid", () => {
    const calibration = new SigmoidCalibration().fit(logitsOf(scores), y, options);
    // Both minima are exact to about the square root of rounding.
    expect(maxDifference(calibration.predictProba(logitsOf(at)).data, expected.sigmoid.flat())).toBeLessThan(
      1e-7,
    );
  });

  it("has scikit-learn's isotonic curve", () => {
    const calibration = new IsotonicCalibration().fit(logitsOf(scores), y, options);
    expect(maxDifference(calibration.predictProba(logitsOf(at)).data, expected.isotonic.flat())).toBeLessThan(
      1e-12,
    );
  });
});

it('VectorScaling has the least log-loss that scipy finds', () => {
  const { scores, y } = fixture.scores[0] as Scores;
  const { loss, scale, shift } = fixture.vector;
  const scaling = new VectorScaling().fit(scores, y);
  expect(logLoss(y, scaling.predictProba(scores))).toBeCloseTo(loss, 12);
  expect(maxDifference(scaling.scale, scale)).toBeLessThan(1e-6);
  expect(maxDifference(scaling.shift, shift)).toBeLessThan(1e-6);
});

describe.each(fixture.cross)(
  'CalibratedClassifierCV on $data from row $first',
  ({ data, first, k, C, answers }) => {
    const table = loadTable(data);
    const rows = table.X.slice(first);
    const moments = (rows[0] as number[]).map((_, j) => {
      const mean = rows.reduce((sum, row) => sum + (row[j] as number), 0) / rows.length;
      const variance = rows.reduce((sum, row) => sum + ((row[j] as number) - mean) ** 2, 0) / rows.length;
      return { mean, std: Math.sqrt(variance) };
    });
    const X = rows.map(row =>
      row.map((x, j) => (x - (moments[j]?.mean as number)) / (moments[j]?.std as number)),
    );
    const y = table.y.slice(first);
    const model = () => new SoftmaxRegression({ C, precision: 'float64', tol: 1e-11 });

    it.each(answers)('$method, ensemble $ensemble', async ({ method, ensemble, proba }) => {
      const options = { method, ensemble, cv: { k, shuffle: false } };
      const calibrated = await new CalibratedClassifier(model, options).fit(X, y);
      const some = X.filter((_, i) => i % 7 === 0);
      expect(maxDifference(calibrated.predictProba(some).data, proba.flat())).toBeLessThan(1e-6);
      expect(calibrated.models).toHaveLength(ensemble ? k : 1);
      // Each model holds its calibration as well as the classifier does.
      const stored = calibrated.models.map((each, f) =>
        each.withCalibration(calibrated.calibrators[f] ?? null),
      );
      const mean = stored
        .map(each => each.predictProba(some).data)
        .reduce((a, b) => a.map((p, i) => p + (b[i] as number)));
      expect(
        maxDifference(
          mean.map(p => p / stored.length),
          proba.flat(),
        ),
      ).toBeLessThan(1e-6);
      expect(stored[0]).toBeInstanceOf(SoftmaxRegression);
      expect(calibrated.predictProba(some)).toBeInstanceOf(Matrix);
    });
  },
);
