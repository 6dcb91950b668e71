import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/data/matrix.js';
import { accuracy, classScores, confusionMatrix, logLoss, rocAuc } from '../../src/metrics/index.js';

// Expected values are scikit-learn's.
const yTrue = ['cat', 'ant', 'cat', 'cat', 'ant', 'bird'];
const yPred = ['ant', 'ant', 'cat', 'cat', 'ant', 'cat'];

describe('accuracy', () => {
  it('is the share of right labels, by weight', () => {
    expect(accuracy(yTrue, yPred)).toBeCloseTo(4 / 6, 15);
    expect(accuracy(yTrue, yPred, { sampleWeight: [0, 1, 1, 1, 1, 0] })).toBe(1);
    expect(accuracy(yTrue, yPred, { sampleWeight: [3, 1, 1, 1, 1, 1] })).toBe(0.5);
  });

  it('refuses what it cannot measure', () => {
    expect(() => accuracy(['a'], ['a', 'b'])).toThrow('yPred.length is 2: expected 1, one per row');
    expect(() => accuracy([], [])).toThrow(/nothing to measure/);
    expect(() => accuracy([1, 2], ['1', '2'])).toThrow('yPred[0] is "1": expected a number, as yTrue has');
    expect(() => accuracy(['a'], ['a'], { sampleWeight: [0] })).toThrow(/nothing to measure/);
    expect(() => accuracy(['a'], ['a'], { sampleWeight: [1, 1] })).toThrow(/^sampleWeight.length is 2/);
  });
});

describe('logLoss', () => {
  const proba = (rows: number[][]) =>
    new Matrix(Float64Array.from(rows.flat()), rows.length, rows[0]?.length ?? 0);

  it('takes rows as arrays, and what has the fields of a Matrix', () => {
    const rows = [
      [0.1, 0.9],
      [0.9, 0.1],
    ];
    const y = ['spam', 'ham'];
    const expected = logLoss(y, proba(rows));
    expect(logLoss(y, rows)).toBe(expected);
    expect(
      logLoss(
        y,
        rows.map(row => Float64Array.from(row)),
      ),
    ).toBe(expected);
    expect(logLoss(y, { data: rows.flat(), rows: 2, cols: 2 })).toBe(expected);
    expect(rocAuc(y, rows)).toBe(1);
  });

  it.each<[unknown, string]>([
    [[[0.5, 0.5], [1]], 'proba[1].length is 1: expected 2, as in the first row'],
    [[[0.5, 0.5]], 'proba.rows is 1: expected 2, one per label'],
    [{}, 'proba is Object: expected a Matrix, or an array of rows of numbers'],
    [undefined, 'proba is undefined: expected a Matrix, or an array of rows of numbers'],
    [
      [
        [0.5, Number.NaN],
        [0.5, 0.5],
      ],
      'proba[0][1] is NaN: expected a probability, from 0 to 1',
    ],
    [
      [
        [0.5, 5],
        [0.5, 0.5],
      ],
      'proba[0][1] is 5: expected a probability, from 0 to 1',
    ],
  ])('refuses %j', (rows, message) => {
    expect(() => logLoss(['spam', 'ham'], rows as number[][])).toThrow(message);
  });

  it('is the mean of −log p of the true class, by weight', () => {
    const P = proba([
      [0.1, 0.9],
      [0.9, 0.1],
      [0.8, 0.2],
      [0.35, 0.65],
    ]);
    const y = ['spam', 'ham', 'ham', 'spam'];
    expect(logLoss(y, P)).toBeCloseTo(0.21616187468057912, 15);
    expect(logLoss(y, P, { sampleWeight: [1, 0, 0, 0] })).toBeCloseTo(-Math.log(0.9), 15);
    expect(logLoss(y, P, { classes: ['spam', 'ham'] })).toBeGreaterThan(1);
  });

  it('keeps a certain mistake finite', () => {
    expect(logLoss([0], proba([[0, 1]]), { classes: [0, 1] })).toBeCloseTo(52 * Math.LN2, 12);
  });

  it('refuses labels and shapes that do not fit', () => {
    const P = proba([[0.5, 0.5]]);
    expect(() => logLoss(['a'], P)).toThrow('proba.cols is 2: expected 1, one per class');
    expect(() => logLoss(['a', 'b'], P)).toThrow('proba.rows is 1: expected 2, one per label');
    expect(() => logLoss(['c'], P, { classes: ['a', 'b'] })).toThrow(
      'yTrue[0] is "c": expected one of the classes',
    );
    expect(() => logLoss(['a'], P, { classes: ['a', 'a'] })).toThrow(
      /^classes is Array\(2\): expected no label twice/,
    );
  });
});

describe('confusionMatrix', () => {
  it('counts true classes in rows and predicted ones in columns', () => {
    const { classes, counts } = confusionMatrix(yTrue, yPred);
    expect(classes).toEqual(['ant', 'bird', 'cat']);
    expect(counts.toArray()).toEqual([
      [2, 0, 0],
      [0, 0, 1],
      [1, 0, 2],
    ]);
  });

  it('takes weights, and classes in the order given', () => {
    const { counts } = confusionMatrix(yTrue, yPred, {
      classes: ['cat', 'ant'],
      sampleWeight: [0.5, 1, 1, 2, 1, 7],
    });
    expect(counts.toArray()).toEqual([
      [3, 0.5],
      [0, 2],
    ]);
  });

  it('sorts numbers by value and booleans false first', () => {
    expect(confusionMatrix([10, 9], [9, 10]).classes).toEqual([9, 10]);
    expect(confusionMatrix([true, false], [true, true]).classes).toEqual([false, true]);
  });

  it('refuses labels of two types, and classes that never occur', () => {
    expect(() => confusionMatrix(['1'], [1])).toThrow(
      'classes[1] is 1: expected a string like the labels before it',
    );
    expect(() => confusionMatrix(['a'], ['a'], { classes: ['b'] })).toThrow(/at least one label of yTrue/);
  });
});

it('classScores reads precision, recall and F1 off a confusion matrix', () => {
  const scores = classScores(confusionMatrix(yTrue, yPred));
  expect(scores).toEqual([
    { label: 'ant', precision: 2 / 3, recall: 1, f1: 0.8, support: 2 },
    { label: 'bird', precision: 0, recall: 0, f1: 0, support: 1 },
    { label: 'cat', precision: 2 / 3, recall: 2 / 3, f1: 4 / 6, support: 3 },
  ]);
});
