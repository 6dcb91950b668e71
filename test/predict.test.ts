// src/predict.ts: the bits of the estimator from kernels of its own, and what it refuses.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Options, SoftmaxRegression } from '../src/index.js';
import { toJson } from '../src/model-io/json.js';
import type { ModelState } from '../src/model-io/state.js';
import { SoftmaxModel } from '../src/predict.js';
import { errorOf, gaussian, mulberry32, VARIANTS } from './helpers.js';
import { reseal, SMALL } from './model-io/helpers.js';

/** A model with random numbers, of columns far from 0 where `centre` is large. */
function randomState(seed: number, K: number, d: number, options: Options): ModelState {
  const normal = gaussian(mulberry32(seed));
  const numbers = (length: number, scale: number) => Float64Array.from({ length }, () => scale * normal());
  return {
    ...SMALL,
    options,
    classes: Array.from({ length: K }, (_, k) => k),
    nFeatures: d,
    coef: numbers(K * d, 1 / Math.sqrt(d)),
    intercept: numbers(K, 1),
    centre: numbers(d, 3),
    featureNames: null,
    scaler: null,
  };
}

const randomRows = (seed: number, rows: number, cols: number) => {
  const normal = gaussian(mulberry32(seed));
  return { data: Float64Array.from({ length: rows * cols }, () => 4 * normal()), rows, cols };
};

/** The same model, read by both. */
function both(state: ModelState) {
  const json = toJson(state);
  return [SoftmaxModel.fromJSON(json), SoftmaxRegression.fromJSON(json)] as const;
}

describe.each(VARIANTS)('SoftmaxModel, %s', (_, options) => {
  it('gives the bits of SoftmaxRegression', () => {
    const shapes = fc.record({
      seed: fc.integer(),
      K: fc.integer({ min: 2, max: 14 }),
      d: fc.integer({ min: 1, max: 40 }),
      rows: fc.integer({ min: 1, max: 300 }),
    });
    fc.assert(
      fc.property(shapes, ({ seed, K, d, rows }) => {
        const [small, whole] = both(randomState(seed, K, d, options));
        const X = randomRows(seed + 1, rows, d);
        expect(small.predict(X)).toEqual(whole.predict(X));
        for (const scores of ['predictProba', 'predictLogProba', 'decisionFunction'] as const) {
          expect(small[scores](X)).toEqual(whole[scores](X));
        }
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it('runs the build that it is told to', () => {
    const answer = (deterministic: boolean) => {
      const [model] = both(randomState(1, 7, 33, { ...options, deterministic }));
      return model.predictProba(randomRows(2, 64, 33)).data;
    };
    const own = answer(options.deterministic);
    // Multiply-add rounds once where it is fused, so that some bits differ.
    const same = [true, false].filter(deterministic =>
      answer(deterministic).every((value, i) => Object.is(value, own[i])),
    );
    expect(same).toEqual([options.deterministic]);
  });
});

describe('SoftmaxModel', () => {
  const [small, whole] = both(SMALL);

  it('tells what the estimator tells of the model', () => {
    const told = ({
      classes,
      coef,
      intercept,
      nFeatures,
      featureNames,
      targetName,
      vectorizer,
    }: SoftmaxModel | SoftmaxRegression) => ({
      classes,
      coef,
      intercept,
      nFeatures,
      featureNames,
      targetName,
      vectorizer,
    });
    expect(told(small)).toEqual(told(whole));
    expect(small.coef.row(1)).toEqual(SMALL.coef.subarray(2));
  });

  it('reads bytes, JSON objects and JSON text alike', () => {
    const X = [[0.25, 1e6]];
    const copies = [
      SoftmaxModel.fromBytes(whole.toBytes()),
      SoftmaxModel.fromJSON(whole.toJSON()),
      SoftmaxModel.fromJSON(JSON.stringify(whole)),
    ];
    expect(copies.map(copy => copy.decisionFunction(X))).toEqual(Array(3).fill(whole.decisionFunction(X)));
  });

  it('serves models of different shape in turn', () => {
    const shapes = [2, 11].map(K => both(randomState(K, K, 3 * K, {})));
    for (let turn = 0; turn < 3; turn++) {
      for (const [model, reference] of shapes) {
        const X = randomRows(turn, 40, model.nFeatures);
        expect(model.predictProba(X)).toEqual(reference.predictProba(X));
      }
    }
  });

  it.each<[string, (model: SoftmaxModel | SoftmaxRegression) => unknown]>([
    ['rows of another width', model => model.predict([[1, 2, 3]])],
    ['a number that is not finite', model => model.predictProba([[1, Number.NaN]])],
    ['a number that float32 does not hold', model => model.decisionFunction([[1, 1e39]])],
    ['text for a number', model => model.predict([[1, '2']] as unknown as number[][])],
  ])('refuses %s as the estimator does', (_, call) => {
    expect(errorOf(() => call(small))).toEqual(errorOf(() => call(whole)));
  });

  it.each([
    [
      'a precision that does not exist',
      { precision: 'float16' },
      RangeError,
      /^precision is "float16": expected/,
    ],
    ['a deterministic that is a number', { deterministic: 1 }, TypeError, /^deterministic is 1: expected/],
  ])('refuses a model with %s', (_, options, type, message) => {
    const error = errorOf(() => SoftmaxModel.fromJSON(reseal({ ...toJson(SMALL), options })));
    expect(error).toBeInstanceOf(type);
    expect(error.message).toMatch(message);
  });

  it.each([[], [{}], [JSON.parse(JSON.stringify(whole))]])('is not made with new: %#', (...given) => {
    const error = errorOf(() => Reflect.construct(SoftmaxModel, given));
    expect(error).toEqual(
      new TypeError('a SoftmaxModel is not made with new: use SoftmaxModel.fromJSON or fromBytes'),
    );
  });

  it('refuses a model that was altered', () => {
    const json = JSON.stringify(whole).replace('-1.5', '-1.6');
    expect(errorOf(() => SoftmaxModel.fromJSON(json)).message).toMatch(/its checksum does not match/);
    expect(errorOf(() => SoftmaxModel.fromBytes(whole.toBytes().fill(0, 90, 91))).message).toMatch(
      /its checksum does not match/,
    );
  });
});
