// Bad input: the right class of error, and a message that names the argument and the position.
// TypeError: the wrong kind. RangeError: a wrong value. Error: a wrong order of calls.

import { describe, expect, it } from 'vitest';
import { createObjective, SoftmaxRegression } from '../src/index.js';
import { errorOf, numbersOf, randomProblem } from './helpers.js';

type AnyOptions = ConstructorParameters<typeof SoftmaxRegression>[0];
type AnyMatrix = Parameters<SoftmaxRegression['fitSync']>[0];
type AnyLabels = Parameters<SoftmaxRegression['fitSync']>[1];
type ErrorClass = typeof Error | typeof TypeError | typeof RangeError;

const NOT_FITTED = 'this SoftmaxRegression is not fitted yet: call fit first';

const good = () => ({
  X: [
    [0, 1],
    [1, 0],
    [1, 1],
    [2, 3],
  ],
  y: [0, 1, 0, 1],
});

/** One row of a table of bad input: what it is, how to ask for it, what it throws. */
type Row = [what: string, value: unknown, type: ErrorClass, message: RegExp | string];

function expectError(call: () => unknown, type: ErrorClass, message: RegExp | string): void {
  const error = errorOf(call);
  expect({ type: error.constructor.name, message: error.message }).toEqual({
    type: type.name,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
}

const fitX = (X: unknown, options: AnyOptions = {}) =>
  new SoftmaxRegression(options).fitSync(X as AnyMatrix, good().y);
const fitY = (y: unknown, options: AnyOptions = {}) =>
  new SoftmaxRegression(options).fitSync(good().X, y as AnyLabels);
const fitWeights = (sampleWeight: unknown) =>
  new SoftmaxRegression().fitSync(good().X, good().y, { sampleWeight: sampleWeight as number[] });

describe('options', () => {
  it.each<Row>([
    ['an unknown name', { regularisation: 1 }, TypeError, /regularisation/],
    ['a name in another case', { c: 1 }, TypeError, /\bc\b/],
    ['something that is not an object', 5, TypeError, /options/],
    ['both C and alpha', { C: 1, alpha: 0.1 }, RangeError, /\bC\b.*\balpha\b|\balpha\b.*\bC\b/],
    ['a negative C', { C: -1 }, RangeError, /^C is -1: expected /],
    ['a C of 0', { C: 0 }, RangeError, /^C is 0: expected /],
    ['a C that is NaN', { C: NaN }, RangeError, /^C is NaN: expected /],
    ['a C of -Infinity', { C: -Infinity }, RangeError, /^C is -Infinity: expected /],
    ['a C that is a string', { C: '1' }, TypeError, /^C is "1": expected /],
    ['a C that is null', { C: null }, TypeError, /^C is null: expected /],
    ['a negative alpha', { alpha: -0.5 }, RangeError, /^alpha is -0\.5: expected /],
    ['an alpha that is NaN', { alpha: NaN }, RangeError, /^alpha is NaN: expected /],
    ['an infinite alpha', { alpha: Infinity }, RangeError, /^alpha is Infinity: expected /],
    ['an l1Ratio above 1', { l1Ratio: 2 }, RangeError, /^l1Ratio is 2: expected /],
    ['a negative l1Ratio', { l1Ratio: -0.1 }, RangeError, /^l1Ratio is -0\.1: expected /],
    ['a fitIntercept that is a number', { fitIntercept: 1 }, TypeError, /^fitIntercept is 1: expected /],
    ['an unknown solver', { solver: 'sag' }, RangeError, /^solver is "sag": expected .*lbfgs/],
    ['a solver that is a number', { solver: 3 }, TypeError, /^solver is 3: expected /],
    ['a negative maxIter', { maxIter: -1 }, RangeError, /^maxIter is -1: expected /],
    ['a fractional maxIter', { maxIter: 1.5 }, RangeError, /^maxIter is 1\.5: expected /],
    ['a maxIter that is NaN', { maxIter: NaN }, RangeError, /^maxIter is NaN: expected /],
    ['a negative tol', { tol: -1e-4 }, RangeError, /^tol is -0\.0001: expected /],
    ['a tol that is NaN', { tol: NaN }, RangeError, /^tol is NaN: expected /],
    ['a tol that is a string', { tol: 'small' }, TypeError, /^tol is "small": expected /],
    ['a learningRate of 0', { learningRate: 0 }, RangeError, /^learningRate is 0: expected /],
    ['a batchSize of 0', { batchSize: 0 }, RangeError, /^batchSize is 0\b/],
    ['a negative lossTol', { lossTol: -1 }, RangeError, /^lossTol is -1: expected /],
    ['an unknown precision', { precision: 'float16' }, RangeError, /^precision is "float16": expected /],
    [
      'an unknown classWeight',
      { classWeight: 'balance' },
      RangeError,
      /^classWeight is "balance": expected /,
    ],
    ['a classWeight that is a number', { classWeight: 2 }, TypeError, /^classWeight is 2: expected /],
    ['a warmStart that is a string', { warmStart: 'yes' }, TypeError, /^warmStart is "yes": expected /],
    ['a deterministic that is a number', { deterministic: 0 }, TypeError, /^deterministic is 0: expected /],
    ['a fractional number of workers', { workers: 0.5 }, RangeError, /^workers is 0\.5: expected /],
    ['classes that repeat', { classes: ['a', 'b', 'a'] }, RangeError, /^classes\[2\] is "a"/],
    ['classes of mixed types', { classes: ['a', 1] }, TypeError, /^classes\[1\] is 1: expected /],
  ])('refuse %s', (_, options, type, message) => {
    expectError(() => new SoftmaxRegression(options as AnyOptions), type, message);
  });

  it('may be undefined one by one', () => {
    const options = { C: undefined, tol: undefined, solver: undefined } as unknown as AnyOptions;
    expect(() => new SoftmaxRegression(options)).not.toThrow();
  });
});

describe('X', () => {
  const infinite = good().X.flat();
  infinite[5] = Infinity;

  it.each<Row>([
    ['undefined', undefined, TypeError, /^X is undefined: expected /],
    ['null', null, TypeError, /^X is null: expected /],
    ['a number', 7, TypeError, /^X is 7: expected /],
    ['a string', 'abcd', TypeError, /^X is "abcd": expected /],
    ['an object that is no matrix', { a: 1 }, TypeError, /^X is .*: expected /],
    ['a flat array', [0, 1, 2, 3], TypeError, /^X\[0\] is 0: expected /],
    ['no rows', [], RangeError, /^X .*row/],
    ['row-major data without rows', { data: new Float64Array(0), rows: 0, cols: 2 }, RangeError, /^X .*row/],
    ['no columns', [[], [], [], []], RangeError, /\bX\b.*column/],
    ['a shorter row', [[0, 1], [1, 0], [1], [2, 3]], RangeError, /\bX\[2\].*1.*2/],
    [
      'a longer row',
      [
        [0, 1],
        [1, 0, 5],
        [1, 1],
        [2, 3],
      ],
      RangeError,
      /\bX\[1\].*3.*2/,
    ],
    ['a missing row', [[0, 1], undefined, [1, 1], [2, 3]], TypeError, /^X\[1\] is undefined: expected /],
    [
      'NaN',
      [
        [0, 1],
        [1, NaN],
        [1, 1],
        [2, 3],
      ],
      RangeError,
      'X[1][1] is NaN: expected a finite number',
    ],
    [
      'Infinity',
      [
        [0, 1],
        [1, 0],
        [1, 1],
        [Infinity, 3],
      ],
      RangeError,
      'X[3][0] is Infinity: expected a finite number',
    ],
    [
      '-Infinity',
      [
        [0, -Infinity],
        [1, 0],
        [1, 1],
        [2, 3],
      ],
      RangeError,
      'X[0][1] is -Infinity: expected a finite number',
    ],
    [
      'Infinity in row-major data',
      { data: infinite, rows: 4, cols: 2 },
      RangeError,
      'X[2][1] is Infinity: expected a finite number',
    ],
    [
      'a string as a number',
      [
        [0, 1],
        [1, '0'],
        [1, 1],
        [2, 3],
      ],
      TypeError,
      /^X\[1\]\[1\] is "0": expected /,
    ],
    [
      'null as a number',
      [
        [0, 1],
        [1, 0],
        [null, 1],
        [2, 3],
      ],
      TypeError,
      /^X\[2\]\[0\] is null: expected /,
    ],
    [
      'undefined as a number',
      [
        [0, 1],
        [1, 0],
        [undefined, 1],
        [2, 3],
      ],
      TypeError,
      /^X\[2\]\[0\] is undefined: expected /,
    ],
    [
      'data too short for its rows and cols',
      { data: new Float64Array(7), rows: 4, cols: 2 },
      RangeError,
      /\bX\b.*7.*8/,
    ],
    [
      'a fractional number of rows',
      { data: new Float64Array(8), rows: 4.5, cols: 2 },
      RangeError,
      /\bX\b.*4\.5/,
    ],
    ['a shape of one number', { data: new Float64Array(8), shape: [8] }, TypeError, /^X\.shape\b/],
  ])('is refused when it is or has %s', (_, X, type, message) => {
    expectError(() => fitX(X), type, message);
  });

  it.each(['float32', 'float64'] as const)(
    'is refused with the place of a NaN deep inside, in %s',
    precision => {
      const { X, y } = randomProblem(1, 40, 5, 3);
      (X[17] as number[])[3] = NaN;
      expectError(
        () => new SoftmaxRegression({ precision }).fitSync(X, y),
        RangeError,
        'X[17][3] is NaN: expected a finite number',
      );
    },
  );

  it.each(['predict', 'predictProba', 'predictLogProba', 'decisionFunction'] as const)(
    'is refused by %s with another width',
    method => {
      const model = new SoftmaxRegression().fitSync(good().X, good().y);
      expectError(() => model[method]([[1, 2, 3]]), RangeError, /\bX\b.*\b3\b.*\b2\b/);
    },
  );

  it('is refused by score with another width', () => {
    const model = new SoftmaxRegression().fitSync(good().X, good().y);
    expectError(() => model.score([[1]], [0]), RangeError, /\bX\b.*\b1\b.*\b2\b/);
  });

  it.each(['predict', 'predictProba', 'predictLogProba', 'decisionFunction'] as const)(
    'is refused by %s with a NaN',
    method => {
      const model = new SoftmaxRegression().fitSync(good().X, good().y);
      expectError(
        () =>
          model[method]([
            [1, 2],
            [NaN, 2],
          ]),
        RangeError,
        'X[1][0] is NaN: expected a finite number',
      );
    },
  );
});

describe('y', () => {
  it.each<Row>([
    ['undefined', undefined, TypeError, /^y is undefined: expected /],
    ['null', null, TypeError, /^y is null: expected /],
    ['a number', 3, TypeError, /^y is 3: expected /],
    ['fewer labels than X has rows', [0, 1, 0], RangeError, /\by\b.*\b3\b.*\b4\b/],
    ['more labels than X has rows', [0, 1, 0, 1, 1], RangeError, /\by\b.*\b5\b.*\b4\b/],
    ['one class only', [1, 1, 1, 1], RangeError, /^y\b.*class/],
    ['numbers and strings', [0, 1, '0', 1], TypeError, /^y\[2\] is "0": expected /],
    ['strings and booleans', ['a', 'b', 'a', true], TypeError, /^y\[3\] is true: expected /],
    ['a missing label', ['a', 'b', undefined, 'a'], TypeError, /^y\[2\] is undefined: expected /],
    ['null', [0, 1, null, 1], TypeError, /^y\[2\] is null: expected /],
    ['an object', [0, 1, 0, {}], TypeError, /^y\[3\] is Object: expected /],
    ['NaN', [0, NaN, 0, 1], RangeError, /^y\[1\] is NaN: expected /],
    ['Infinity', [0, 1, Infinity, 1], RangeError, /^y\[2\] is Infinity: expected /],
    ['a regression target', [0.5, 1.25, -0.75, 3.1], RangeError, /^y\[0\] is 0\.5: expected /],
  ])('is refused when it is or has %s', (_, y, type, message) => {
    expectError(() => fitY(y), type, message);
  });

  it('is refused with a label that the declared classes lack', () => {
    expectError(
      () => fitY(['a', 'b', 'c', 'a'], { classes: ['a', 'b'] }),
      RangeError,
      /^y\[2\] is "c": expected /,
    );
  });

  it('is refused by score when it has another length', () => {
    const model = new SoftmaxRegression().fitSync(good().X, good().y);
    expectError(() => model.score(good().X, [0, 1]), RangeError, /\by\b.*\b2\b.*\b4\b/);
  });
});

describe('sampleWeight', () => {
  it.each<Row>([
    ['a number', 2, TypeError, /^sampleWeight is 2: expected /],
    ['another length', [1, 1, 1], RangeError, /\bsampleWeight\b.*\b3\b.*\b4\b/],
    ['a total of zero', [0, 0, 0, 0], RangeError, /^sampleWeight\b/],
    ['a negative weight', [1, 1, -0.5, 1], RangeError, /^sampleWeight\[2\] is -0\.5: expected /],
    ['NaN', [1, NaN, 1, 1], RangeError, /^sampleWeight\[1\] is NaN: expected /],
    ['Infinity', [1, 1, 1, Infinity], RangeError, /^sampleWeight\[3\] is Infinity: expected /],
    ['a string', ['1', 1, 1, 1], TypeError, /^sampleWeight\[0\] is "1": expected /],
  ])('is refused when it is or has %s', (_, weights, type, message) => {
    expectError(() => fitWeights(weights), type, message);
  });
});

describe('classWeight', () => {
  it.each<Row>([
    ['a class that does not occur', { 0: 1, 7: 2 }, RangeError, /^classWeight\b.*7/],
    ['a negative weight', { 0: 1, 1: -2 }, RangeError, /^classWeight\b.*1.* is -2: expected /],
    ['NaN', { 0: NaN, 1: 2 }, RangeError, /^classWeight\b.*0.* is NaN: expected /],
    ['a string', { 0: 'heavy' }, TypeError, /^classWeight\b.*0.* is "heavy": expected /],
    ['a total of zero', { 0: 0, 1: 0 }, RangeError, /classWeight|[wW]eight/],
  ])('is refused when it has %s', (_, classWeight, type, message) => {
    expectError(() => fitY(good().y, { classWeight } as AnyOptions), type, message);
  });
});

describe('an estimator that is not fitted', () => {
  const { X, y } = good();
  const uses: Record<string, (model: SoftmaxRegression) => unknown> = {
    predict: model => model.predict(X),
    predictProba: model => model.predictProba(X),
    predictLogProba: model => model.predictLogProba(X),
    decisionFunction: model => model.decisionFunction(X),
    score: model => model.score(X, y),
    classes: model => model.classes,
    coef: model => model.coef,
    intercept: model => model.intercept,
    nIter: model => model.nIter,
    report: model => model.report,
    toJSON: model => model.toJSON(),
    toBytes: model => model.toBytes(),
  };

  it.each(Object.keys(uses))('says so when asked for %s', name => {
    const use = uses[name] as (model: SoftmaxRegression) => unknown;
    expectError(() => use(new SoftmaxRegression()), Error, NOT_FITTED);
  });

  it('stays unfitted after a fit that failed', () => {
    const model = new SoftmaxRegression();
    errorOf(() => model.fitSync([[NaN]], [0]));
    expectError(() => model.predict(X), Error, NOT_FITTED);
  });
});

describe('a fit that fails', () => {
  it.each<[string, (model: SoftmaxRegression) => unknown]>([
    ['X', model => model.fitSync([[NaN, 1]], [0])],
    ['y', model => model.fitSync(good().X, [0, 0, 0, 0])],
    ['sampleWeight', model => model.fitSync(good().X, good().y, { sampleWeight: [1, 1, 1, -1] })],
  ])('because of %s leaves the model as it was', (_, fail) => {
    const model = new SoftmaxRegression().fitSync(good().X, good().y);
    const before = numbersOf(model);
    errorOf(() => fail(model));
    expect(numbersOf(model)).toEqual(before);
  });

  it('rejects the promise of fit with the same error', async () => {
    const bad = [
      [0, 1],
      [1, NaN],
    ];
    await expect(async () => new SoftmaxRegression().fit(bad, [0, 1])).rejects.toThrow(
      new RangeError('X[1][1] is NaN: expected a finite number'),
    );
  });
});

describe('createObjective', () => {
  it.each<[string, () => unknown, ErrorClass, RegExp | string]>([
    [
      'a NaN in X',
      () => createObjective([[1], [NaN]], [0, 1]),
      RangeError,
      'X[1][0] is NaN: expected a finite number',
    ],
    ['no rows', () => createObjective([], []), RangeError, /^X .*row/],
    ['another length of y', () => createObjective([[1], [2]], [0]), RangeError, /\by\b.*\b1\b.*\b2\b/],
    [
      'a class index that is not an integer',
      () => createObjective([[1], [2]], [0, 0.5]),
      RangeError,
      /^y\[1\] is 0\.5: expected /,
    ],
    [
      'a negative class index',
      () => createObjective([[1], [2]], [-1, 1]),
      RangeError,
      /^y\[0\] is -1: expected /,
    ],
    [
      'a class index of nClasses',
      () => createObjective([[1], [2]], [0, 3], { nClasses: 3 }),
      RangeError,
      /^y\[1\] is 3: expected /,
    ],
    [
      'a negative weight',
      () => createObjective([[1], [2]], [0, 1], { sampleWeight: [1, -1] }),
      RangeError,
      /^sampleWeight\[1\] is -1: expected /,
    ],
    [
      'a total weight of zero',
      () => createObjective([[1], [2]], [0, 1], { sampleWeight: [0, 0] }),
      RangeError,
      /^sampleWeight\b/,
    ],
    [
      'both C and alpha',
      () => createObjective([[1], [2]], [0, 1], { C: 1, alpha: 1 }),
      RangeError,
      /\bC\b.*\balpha\b|\balpha\b.*\bC\b/,
    ],
  ])('refuses %s', (_, call, type, message) => {
    expectError(call, type, message);
  });
});
