import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SoftmaxRegression } from '../../src/index.js';
import { fromJson, toJson } from '../../src/model-io/json.js';
import { errorOf, loadTable } from '../helpers.js';
import { models, reseal, SMALL } from './helpers.js';

const RUNS = { seed: 1, numRuns: 200 };

describe('a model as JSON', () => {
  it('comes back from the object, every number to the bit', () => {
    fc.assert(
      fc.property(models, state => {
        expect(fromJson(toJson(state))).toEqual(state);
      }),
      RUNS,
    );
  });

  it('comes back from text, every number to the bit', () => {
    fc.assert(
      fc.property(models, state => {
        expect(fromJson(JSON.stringify(toJson(state)))).toEqual(state);
      }),
      RUNS,
    );
  });

  it('comes back from indented text', () => {
    expect(fromJson(JSON.stringify(toJson(SMALL), null, 2))).toEqual(SMALL);
  });

  it('comes back where a store has sorted its keys', () => {
    const sorted = Object.fromEntries(Object.entries(toJson(SMALL)).sort(([a], [b]) => (a < b ? -1 : 1)));
    expect(fromJson(sorted)).toEqual(SMALL);
  });

  it('is the same when it is written again', () => {
    fc.assert(
      fc.property(models, state => {
        expect(toJson(fromJson(toJson(state)))).toEqual(toJson(state));
      }),
      RUNS,
    );
  });

  it('holds nothing that JSON loses', () => {
    fc.assert(
      fc.property(models, state => {
        expect(JSON.parse(JSON.stringify(toJson(state)))).toStrictEqual(toJson(state));
      }),
      RUNS,
    );
  });

  it('keeps an option that is undefined out of the text', () => {
    const state = { ...SMALL, options: { C: undefined, tol: undefined } as object };
    expect(fromJson(JSON.stringify(toJson(state))).options).toEqual({});
  });

  it('leaves the history out', () => {
    const progress = { iteration: 0, objective: 1, gradientNorm: 1, evaluations: 1, elapsedMs: 1 };
    const state = { ...SMALL, report: { ...SMALL.report, history: [progress] } };
    expect(fromJson(toJson(state)).report.history).toEqual([]);
  });
});

describe('a fitted model', () => {
  const { X, y } = loadTable('iris');
  const model = () => new SoftmaxRegression({ C: Infinity, maxIter: 30 }).fitSync(X, y, { quiet: true });

  it('predicts the same bits after JSON.stringify and fromJSON', () => {
    const before = model();
    const after = SoftmaxRegression.fromJSON(JSON.stringify(before));
    expect(after.predictProba(X).data).toEqual(before.predictProba(X).data);
  });

  it('has equal JSON after fromJSON', () => {
    const json = model().toJSON();
    expect(SoftmaxRegression.fromJSON(json).toJSON()).toEqual(json);
  });

  it('is not changed by a change of its JSON', () => {
    const before = model();
    const json = before.toJSON() as { classes: unknown[] };
    json.classes[0] = 'changed';
    expect(before.classes).toEqual(['setosa', 'versicolor', 'virginica']);
  });

  it('has no JSON before it is fitted', () => {
    expect(errorOf(() => new SoftmaxRegression().toJSON())).toEqual(
      new Error('this SoftmaxRegression is not fitted yet: call fit first'),
    );
  });
});

type Json = Record<string, unknown>;

describe('JSON that has been altered', () => {
  const json = () => JSON.parse(JSON.stringify(toJson(SMALL))) as Json;
  const ALTERED = new RangeError('the model JSON has been altered: its checksum does not match');

  it.each<[string, (value: Json) => unknown]>([
    ['a coefficient', value => (((value.coef as number[][])[0] as number[])[0] = 0.2)],
    [
      'the last bit of a coefficient',
      value => (((value.coef as number[][])[0] as number[])[0] = 0.1 + 2 ** -56),
    ],
    ['an intercept', value => ((value.intercept as number[])[1] = 1.4)],
    ['a class', value => ((value.classes as string[])[0] = 'a')],
    ['an option', value => ((value.options as Json).tol = 1)],
    ['a new key', value => (value.extra = 1)],
    ['a key less', value => delete value.nIter],
    ['another checksum', value => (value.checksum = '00000000')],
    ['no checksum', value => delete value.checksum],
    [
      'a key __proto__ of its own',
      value => Object.defineProperty(value, '__proto__', { value: {}, enumerable: true }),
    ],
  ])('in %s is refused', (_, alter) => {
    const value = json();
    alter(value);
    expect(errorOf(() => fromJson(value))).toEqual(ALTERED);
  });

  it('in a digit of its text is refused', () => {
    expect(errorOf(() => fromJson(JSON.stringify(toJson(SMALL)).replace('-1.5', '-1.6')))).toEqual(ALTERED);
  });

  it('by truncation at any length is refused', () => {
    const text = JSON.stringify(toJson(SMALL));
    for (let length = 0; length < text.length; length++) {
      const error = errorOf(() => fromJson(text.slice(0, length)));
      expect([length, error.constructor, error.message]).toEqual([
        length,
        RangeError,
        expect.stringMatching(/^the model JSON is truncated or not JSON: /),
      ]);
    }
  });

  it('of another version is refused by its number', () => {
    expect(errorOf(() => fromJson(reseal({ ...json(), version: 2 })))).toEqual(
      new RangeError('the model JSON has version 2: this library reads version 1'),
    );
  });

  it.each<[string, unknown, string]>([
    ['null', null, 'null'],
    ['a number', 5, '5'],
    ['an array', [], 'Array(0)'],
    ['an object of something else', { format: 'onnx' }, '"onnx"'],
    ['an object without format', {}, 'undefined'],
    ['the text of a string', '"softmax-wasm"', '"softmax-wasm"'],
  ])('to %s is refused as no model', (_, value, came) => {
    expect(errorOf(() => fromJson(value))).toEqual(
      new TypeError(`the model JSON is ${came}: expected an object with format "softmax-wasm"`),
    );
  });
});

describe('JSON with a checksum that fits, and', () => {
  const json = () => JSON.parse(JSON.stringify(toJson(SMALL))) as Json;

  it.each<[string, Json]>([
    ['no classes', { classes: [] }],
    ['classes that are not sorted', { classes: ['雪', 'ä'] }],
    ['classes twice', { classes: ['ä', 'ä'] }],
    ['classes of two types', { classes: ['ä', 1] }],
    ['a number for classes', { classes: 2 }],
    ['no features', { nFeatures: 0 }],
    ['a fractional number of features', { nFeatures: 1.5 }],
    ['a negative number of iterations', { nIter: -1 }],
    ['no report', { report: null }],
    ['an unknown status', { report: { status: 'fine' } }],
    ['a row too few', { coef: [[1, 2]] }],
    ['a ragged row', { coef: [[1, 2], [3]] }],
    ['null for a coefficient', { coef: [[1, 2], [3, null]] }], // biome-ignore format: rows
    ['text for a coefficient', { coef: [[1, 2], [3, '4']] }], // biome-ignore format: rows
    ['an intercept too many', { intercept: [1, 2, 3] }],
    ['a feature name too few', { featureNames: ['a'] }],
    ['a number for a feature name', { featureNames: ['a', 1] }],
    ['a number for the target name', { targetName: 1 }],
    ['text for the vectorizer', { vectorizer: 'words' }],
    ['a list for the vectorizer', { vectorizer: [1] }],
    ['a scale of 0', { scaler: { mean: [0, 0], scale: [1, 0] } }],
    ['a scaler of other columns', { scaler: { mean: [0], scale: [1] } }],
    ['no options', { options: null }],
  ])('%s is refused with a TypeError or a RangeError', (_, change) => {
    const error = errorOf(() => fromJson(reseal({ ...json(), ...change })));
    expect([TypeError, RangeError]).toContain(error.constructor);
  });

  it('a __proto__ key at the top changes no prototype', () => {
    const text = JSON.stringify(
      reseal(JSON.parse(`{"__proto__":{"polluted":1},${JSON.stringify(json()).slice(1)}`)),
    );
    fromJson(text);
    expect(({} as Json).polluted).toBeUndefined();
  });

  it.each<[string, string, RegExp]>([
    ['an unknown option', '{"gamma":1}', /^unknown option "gamma"/],
    ['a wrong option', '{"tol":-1}', /^tol is -1: expected/],
    ['a __proto__ key in the options', '{"__proto__":{"C":5}}', /^unknown option "__proto__"/],
  ])('%s is refused by the estimator', (_, options, message) => {
    const model = reseal({ ...json(), options: JSON.parse(options) as Json });
    expect(errorOf(() => SoftmaxRegression.fromJSON(model)).message).toMatch(message);
  });

  it('a __proto__ key in the report leaves the report a plain object', () => {
    const text = '{"__proto__":{"polluted":1},"status":"converged"}';
    const { report } = fromJson(reseal({ ...json(), report: JSON.parse(text) }));
    expect([Object.getPrototypeOf(report), (report as unknown as Json).polluted]).toEqual([
      Object.prototype,
      undefined,
    ]);
  });

  it('a class named __proto__ is a class like any other', () => {
    const state = { ...SMALL, options: {}, classes: ['__proto__', 'constructor'] };
    expect(fromJson(JSON.stringify(toJson(state))).classes).toEqual(['__proto__', 'constructor']);
  });

  it('a class weight named __proto__ comes back', () => {
    const classWeight = JSON.parse('{"__proto__":2}') as Record<string, number>;
    const state = { ...SMALL, options: { classWeight } };
    const read = fromJson(JSON.stringify(toJson(state))).options.classWeight as Record<string, number>;
    expect(Object.entries(read)).toEqual([['__proto__', 2]]);
  });
});
