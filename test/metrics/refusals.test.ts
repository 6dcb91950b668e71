// What metrics cannot measure, and cases at the edge of what they can.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accuracy,
  averagePrecision,
  balancedAccuracy,
  brierScore,
  classificationReport,
  cohenKappa,
  confusionMatrix,
  f1,
  logLoss,
  matthewsCorrelation,
  precisionRecallCurve,
  rocAuc,
  rocCurve,
  topKAccuracy,
} from '../../src/metrics/index.js';
import { matrix } from './fixture.js';

const y = ['a', 'b', 'b', 'c'];
const predicted = ['a', 'b', 'a', 'b'];
const P = matrix([
  [0.5, 0.3, 0.2],
  [0.1, 0.8, 0.1],
  [0.4, 0.3, 0.3],
  [0.2, 0.6, 0.2],
]);

it.each(
  Object.entries({
    balancedAccuracy,
    classificationReport,
    cohenKappa,
    confusionMatrix,
    f1,
    matthewsCorrelation,
  }),
)(
  '%s refuses labels and options that do not fit',
  (_, metric: (a: string[], b: string[], options?: object) => unknown) => {
    expect(() => metric(y, ['a'])).toThrow('yPred.length is 1: expected 4, one per row');
    expect(() => metric(y, predicted, { sampleWeights: [1] })).toThrow(/^unknown option "sampleWeights"/);
    expect(() => metric(y, predicted, { sampleWeight: [1] })).toThrow(/^sampleWeight.length is 1/);
    expect(() => metric(y, predicted, { sampleWeight: [1, 1, 1, -1] })).toThrow(/^sampleWeight\[3\] is -1/);
    expect(() => metric(y, predicted, { classes: ['x', 'z'] })).toThrow(/^classes is Array\(2\)/);
  },
);

it.each(
  Object.entries({ averagePrecision, brierScore, precisionRecallCurve, rocAuc, rocCurve, topKAccuracy }),
)(
  '%s refuses labels, scores and options that do not fit',
  (_, metric: (a: string[], b: typeof P, options?: object) => unknown) => {
    expect(() => metric(['a'], P)).toThrow(/\.length is 4: expected 1, one per row/);
    expect(() => metric(y, P, { classes: ['a', 'b'] })).toThrow(/\.cols is 3: expected 2, one per class/);
    expect(() => metric(y, P, { sampleWeight: [0, 0, 0, 0] })).toThrow(/nothing to measure/);
    expect(() => metric(y, P, { bins: 1 })).toThrow(/^unknown option "bins"/);
  },
);

describe('options', () => {
  it('that do not exist are refused by accuracy and logLoss too', () => {
    expect(() => accuracy(y, predicted, { sampleWeights: [1] } as object)).toThrow(
      'unknown option "sampleWeights" of accuracy: expected one of sampleWeight',
    );
    expect(() => logLoss(y, P, { weights: [1] } as object)).toThrow(
      'unknown option "weights" of logLoss: expected one of classes, sampleWeight',
    );
  });

  it('are refused where they are none of those there are', () => {
    expect(() => f1(y, predicted, { average: 'binary' as never })).toThrow(
      `average is "binary": expected 'macro', 'weighted' or 'micro'`,
    );
    expect(() => rocAuc(y, P, { average: 'all' as never })).toThrow(/^average is "all"/);
    expect(() => classificationReport(y, predicted, { zeroDivision: 2 as never })).toThrow(
      'zeroDivision is 2: expected 0, 1 or NaN',
    );
    expect(() => confusionMatrix(y, predicted, { normalize: 'rows' as never })).toThrow(
      /^normalize is "rows"/,
    );
    expect(() => cohenKappa(y, predicted, { weights: 'cubic' as never })).toThrow(/^weights is "cubic"/);
    expect(() => topKAccuracy(y, P, { k: 0 })).toThrow('k is 0: expected a whole number of at least 1');
    expect(() => brierScore(y, P, { scaleByHalf: 1 as never })).toThrow(
      'scaleByHalf is 1: expected true or false',
    );
    expect(() => rocCurve(y, P)).toThrow(/^label is undefined: expected one of the 3 classes/);
    expect(() => rocCurve(y, P, { label: 'z' })).toThrow('label is "z": expected one of the classes');
  });
});

it('rocAuc names the class that has no curve', () => {
  const classes = ['a', 'b', 'c'];
  expect(() => rocAuc(['a', 'b', 'b', 'b'], P, { classes })).toThrow(
    'yTrue has no row of class "c", which has no ROC curve',
  );
  const two = matrix([
    [0.5, 0.5],
    [0.2, 0.8],
  ]);
  expect(() => rocAuc(['b', 'b'], two, { classes: ['a', 'b'] })).toThrow(/no row but those of class "b"/);
});

it('averages leave out what is NaN', () => {
  // Nothing is predicted as c: its precision is NaN, its recall 0.
  const { classes, macro, weighted } = classificationReport(y, predicted, { zeroDivision: Number.NaN });
  expect(classes[2]).toEqual({ label: 'c', precision: Number.NaN, recall: 0, f1: 0, support: 1 });
  expect(macro.precision).toBe(0.5);
  expect(weighted.precision).toBe(0.5);
  expect(macro.recall).toBe(0.5);
});

it('matthewsCorrelation is 0 and cohenKappa no number where nothing can disagree', () => {
  expect(matthewsCorrelation(['a', 'b'], ['a', 'a'])).toBe(0);
  expect(matthewsCorrelation(['a', 'a'], ['a', 'a'])).toBe(0);
  expect(cohenKappa(['a', 'a'], ['a', 'a'])).toBeNaN();
});

it('weights count like repeated rows', () => {
  const row = fc.record({
    y: fc.constantFrom(...'abc'),
    predicted: fc.constantFrom(...'abc'),
    scores: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 3 }),
    weight: fc.integer({ min: 0, max: 3 }),
  });
  const all = [...'abc'].map(y => ({ y, predicted: y, scores: [1, 2, 3], weight: 1 }));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), some => {
      const rows = [...all, ...some];
      const repeated = rows.flatMap(each => new Array<typeof each>(each.weight).fill(each));
      const sampleWeight = rows.map(({ weight }) => weight);
      const answers = (of: typeof rows, options: object) => {
        const truth = of.map(each => each.y);
        const labels = of.map(each => each.predicted);
        const scores = matrix(of.map(each => each.scores));
        const given = { classes: [...'abc'], ...options };
        return [
          balancedAccuracy(truth, labels, given),
          cohenKappa(truth, labels, { ...given, weights: 'linear' }),
          f1(truth, labels, given),
          matthewsCorrelation(truth, labels, given),
          averagePrecision(truth, scores, given),
          rocAuc(truth, scores, { ...given, average: 'weighted' }),
          topKAccuracy(truth, scores, given),
        ];
      };
      const expected = answers(repeated, {});
      for (const [i, value] of answers(rows, { sampleWeight }).entries())
        expect(value).toBeCloseTo(expected[i] as number, 12);
    }),
    { seed: 3 },
  );
});
