import { describe, expect, it } from 'vitest';
import {
  accuracy,
  classificationReport,
  expectedCalibrationError,
  logLoss,
  reliabilityBins,
  rocAuc,
} from '../../src/metrics/index.js';
import { reportData } from '../../src/report/data.js';
import type { ReportInput, Rows } from '../../src/report/input.js';
import { inputOf, NOW, rowsOf, stored } from './fits.js';

/** Means of areas are summed in another order. */
const ROUNDING = 1e-12;

function expected({ model }: ReportInput, { X, y }: Rows) {
  const { classes } = model;
  const proba = model.predictProba(X);
  return {
    accuracy: accuracy(y, model.predict(X)),
    logLoss: logLoss(y, proba, { classes }),
    macroF1: classificationReport(y, model.predict(X), { classes }).macro.f1,
    auc: rocAuc(y, proba, { classes }),
    calibrationError: expectedCalibrationError(y, proba, { classes }),
    bins: reliabilityBins(y, proba, { classes }).filter(({ count }) => count > 0),
  };
}

describe.each(['iris', 'breast_cancer', 'wine'])('the report of %s', name => {
  it('has the metrics of the rows held out', async () => {
    const input = await stored(name);
    const { scores, reliability } = await reportData(input);
    const { bins, ...numbers } = expected(input, input.test as Rows);
    expect(scores.of).toBe('test');
    for (const [key, value] of Object.entries(numbers))
      expect(scores[key as keyof typeof numbers], key).toBeCloseTo(value, 12);
    expect(
      reliability.map(({ rows, confidence, accuracy }) => ({ count: rows, confidence, accuracy })),
    ).toEqual(bins.map(({ count, confidence, accuracy }) => ({ count, confidence, accuracy })));
    expect(scores.train.accuracy).toBe(accuracy(input.train.y, input.model.predict(input.train.X)));
  });

  it('has those of the training rows where none are held out', async () => {
    const input = await stored(name, {}, null);
    const { scores, path } = await reportData(input);
    expect(scores.of).toBe('train');
    expect(scores.logLoss).toBe(expected(input, input.train).logLoss);
    expect('testLoss' in path && path.testLoss).toBeNull();
  });

  it('is JSON that comes back the same, finite throughout', async () => {
    const report = await reportData(await stored(name));
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

it('says where it comes from', async () => {
  const report = await reportData(await stored('iris'));
  expect(report).toMatchObject({
    format: 'softmax-wasm report',
    version: 1,
    created: NOW.toISOString(),
    library: '1.2.3',
  });
});

it('counts rows by class, and the columns of the training rows', async () => {
  const input = await inputOf(
    rowsOf(
      [
        [0, 1],
        [2, 1],
        [4, 1],
      ],
      ['a', 'a', 'b'],
    ),
    rowsOf([[1, 1]], ['b']),
    {},
  );
  const { data } = await reportData(input);
  expect(data.classes).toEqual([
    { name: 'a', train: 2, test: 0 },
    { name: 'b', train: 1, test: 1 },
  ]);
  expect(data.columns).toEqual([
    { name: 'x0', min: 0, mean: 2, max: 4, deviation: 1.63299 },
    { name: 'x1', min: 1, mean: 1, max: 1, deviation: 0 },
  ]);
});

it('has a class without rows to test by its null AUC, and means over the others', async () => {
  const X = [[0], [1], [2], [3], [4], [5]];
  const input = await inputOf(
    rowsOf(X, ['a', 'a', 'b', 'b', 'c', 'c']),
    rowsOf([[0], [1], [2.4], [3]], ['a', 'a', 'b', 'b']),
    {},
  );
  const { classes, scores, roc } = await reportData(input);
  expect(classes.map(({ auc }) => auc === null)).toEqual([false, false, true]);
  const [a, b] = classes.map(({ auc }) => auc as number) as [number, number];
  expect(scores.auc).toBeCloseTo((a + b) / 2, 12);
  expect(roc.curves.map(({ name }) => name)).toEqual(['a', 'b']);
});

it('has the areas of each class against the rest', async () => {
  const input = await stored('iris');
  const { classes } = await reportData(input);
  const { X, y } = input.test as Rows;
  const proba = input.model.predictProba(X);
  for (const [k, { name, auc }] of classes.entries()) {
    const { scores, truth } = {
      scores: Array.from({ length: X.rows }, (_, i) => proba.get(i, k)),
      truth: y.map(label => label === name),
    };
    let [won, pairs] = [0, 0];
    for (const [i, own] of truth.entries()) {
      for (const [j, other] of truth.entries()) {
        if (!own || other) continue;
        pairs++;
        const [p, q] = [scores[i] as number, scores[j] as number];
        won += p > q ? 1 : p === q ? 0.5 : 0;
      }
    }
    expect(Math.abs((auc as number) - won / pairs)).toBeLessThan(ROUNDING);
  }
});

it('tells of the worst and the mean where classes are many', async () => {
  const X = Array.from({ length: 60 }, (_, i) => [i % 12, (i * 7) % 5]);
  const input = await inputOf(
    rowsOf(
      X,
      X.map(([a = 0]) => a),
    ),
    null,
    {},
  );
  const { roc, classes } = await reportData(input);
  expect(roc.shown).toBe('worst');
  const areas = classes.map(({ auc }) => auc as number).sort((a, b) => a - b);
  expect(roc.curves.slice(1).map(({ auc }) => auc)).toEqual(areas.slice(0, 5));
});

it('has the pairs alone of more classes than a matrix can show', async () => {
  const X = Array.from({ length: 44 }, (_, i) => [(i * 13) % 7]);
  const { confusion } = await reportData(
    await inputOf(
      rowsOf(
        X,
        X.map((_, i) => i % 22),
      ),
      null,
      {},
    ),
  );
  expect(confusion.counts).toBeNull();
  expect(confusion.pairs.length).toBeGreaterThan(0);
});
