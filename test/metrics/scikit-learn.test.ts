// Agreement with scikit-learn's metrics, see fixtures/make_metrics.py.

import { describe, expect, it } from 'vitest';
import * as metrics from '../../src/metrics/index.js';
import { cases, DIGITS, matrix, optionsOf } from './fixture.js';

type Metric = (y: unknown, given: unknown, options: object) => number | metrics.ConfusionMatrix;

/** Those that are given predicted labels; the others probabilities. */
const OF_LABELS = ['accuracy', 'balancedAccuracy', 'cohenKappa', 'confusionMatrix', 'matthewsCorrelation'];

const { precision, recall, f1 } = metrics;
const AVERAGED = { precision, recall, f1 };

function closeTo(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, DIGITS);
}

describe.each(cases)('$name', each => {
  const { y, predicted, proba, classes } = each;
  const P = matrix(proba);

  it.each(each.metrics)('$name, $options', ({ name, options, value }) => {
    const metric = (metrics as unknown as Record<string, Metric>)[name] as Metric;
    const given = OF_LABELS.includes(name) ? predicted : P;
    const all = { ...optionsOf(each), ...options };
    if (name === 'accuracy') Reflect.deleteProperty(all, 'classes');
    const actual = metric(y, given, all);
    if (typeof actual === 'number') expect(actual).toBeCloseTo(value as number, DIGITS);
    else closeTo(actual.counts.data, (value as number[][]).flat());
  });

  it.each(each.reports)('report of $classes, zeroDivision $zeroDivision', ({ scores, ...options }) => {
    const { sampleWeight } = optionsOf(each);
    const all = { ...options, ...(sampleWeight && { sampleWeight }) };
    const report = metrics.classificationReport(y, predicted, all);
    for (const column of ['precision', 'recall', 'f1', 'support'] as const) {
      const at = ['precision', 'recall', 'f1', 'support'].indexOf(column);
      closeTo(
        report.classes.map(of => of[column]),
        scores.classes[at] as number[],
      );
      if (column === 'support') continue;
      for (const average of ['macro', 'weighted', 'micro'] as const) {
        expect(report[average][column]).toBeCloseTo(scores[average][at] as number, DIGITS);
        expect(AVERAGED[column](y, predicted, { ...all, average })).toBe(report[average][column]);
      }
    }
  });

  it.each(each.rocCurves)('ROC curve of $label, dropIntermediate $drop', ({ label, drop, curve }) => {
    const roc = metrics.rocCurve(y, P, { ...optionsOf(each), label, dropIntermediate: drop });
    closeTo(roc.falsePositiveRate, curve[0]);
    closeTo(roc.truePositiveRate, curve[1]);
    expect(Array.from(roc.thresholds)).toEqual([Infinity, ...curve[2]]);
  });

  it('precision-recall curves', () => {
    for (const [k, [precision, recall, thresholds]] of each.precisionRecallCurves.entries()) {
      const options = { ...optionsOf(each), ...(k !== 1 || classes.length > 2 ? { label: classes[k] } : {}) };
      const curve = metrics.precisionRecallCurve(y, P, options as metrics.CurveOptions);
      closeTo(curve.precision, precision);
      closeTo(curve.recall, recall);
      expect(Array.from(curve.thresholds)).toEqual(thresholds);
    }
  });
});
