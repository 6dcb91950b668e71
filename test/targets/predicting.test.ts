import { describe, expect, it } from 'vitest';
import { type Label, type MatrixLike, type Options, SoftmaxRegression } from '../../src/index.js';
import { SoftmaxModel } from '../../src/predict.js';
import { gaussian, maxDifference, mulberry32, randomProblem, VARIANTS } from '../helpers.js';

/** Relative rounding of scores of a few units. */
const ROUNDING = { float32: 3e-6, float64: 1e-13 };

/** p of z, as written down. */
function softmax(z: readonly number[]): number[] {
  const most = Math.max(...z);
  const e = z.map(value => Math.exp(value - most));
  const total = e.reduce((sum, value) => sum + value, 0);
  return e.map(value => value / total);
}

describe.each(VARIANTS)('prediction with offset, %s', (_, kernels) => {
  describe.each([2, 3, 9])('%i classes', K => {
    const { X, y } = randomProblem(K, 120, 4, K);
    const normal = gaussian(mulberry32(K));
    const offset = X.map(() => Array.from({ length: K }, (_, k) => 3 * normal() - k));
    const model = new SoftmaxRegression(kernels).fitSync(X, y);
    const logits = model.decisionFunction(X).toArray();
    const moved = logits.map((row, i) => row.map((z, k) => z + ((offset[i] as number[])[k] as number)));
    const tolerance = ROUNDING[kernels.precision];

    it('adds it to the logits', () => {
      expect(model.decisionFunction(X, { offset }).toArray()).toEqual(moved);
    });

    it('takes the softmax of the sum', () => {
      const expected = moved.flatMap(softmax);
      expect(maxDifference(model.predictProba(X, { offset }).data, expected)).toBeLessThan(tolerance);
      // The logarithm of a small probability is as exact as a logit.
      const logs = model.predictLogProba(X, { offset }).data;
      for (const [at, p] of expected.entries()) {
        const log = Math.log(p);
        expect(Math.abs((logs[at] as number) - log)).toBeLessThan(tolerance * Math.max(1, Math.abs(log)));
      }
    });

    it('predicts its largest', () => {
      const expected = moved.map(row => row.indexOf(Math.max(...row)));
      expect(model.predict(X, { offset })).toEqual(expected);
      expect(expected).not.toEqual(model.predict(X));
    });

    it('of zeros changes no class, and probabilities by rounding alone', () => {
      const zeros: MatrixLike = { data: new Float64Array(120 * K), rows: 120, cols: K };
      expect(model.predict(X, { offset: zeros })).toEqual(model.predict(X));
      const plain = model.predictProba(X).data;
      expect(maxDifference(model.predictProba(X, { offset: zeros }).data, plain)).toBeLessThan(tolerance);
    });

    it('the same from a saved model, bit for bit', () => {
      const saved = SoftmaxModel.fromBytes(model.toBytes());
      expect(saved.predictProba(X, { offset })).toEqual(model.predictProba(X, { offset }));
      expect(saved.predict(X, { offset })).toEqual(model.predict(X, { offset }));
    });

    it('of any size', () => {
      const huge = X.map(() => Array.from({ length: K }, (_, k) => (k === 1 ? 1e300 : -1e300)));
      const expected = X.flatMap(() => Array.from({ length: K }, (_, k) => (k === 1 ? 1 : 0)));
      // The least exponential is the least normal number.
      expect(maxDifference(model.predictProba(X, { offset: huge }).data, expected)).toBeLessThan(2e-38);
    });
  });
});

it('a fit with offsets and its predictions go together', () => {
  const { X, y } = randomProblem(4, 300, 3, 3);
  const offset = X.map(x => [2 * (x[0] as number), 0, 1]);
  const options: Options = { precision: 'float64', tol: 1e-9, C: Infinity, labelSmoothing: 0.05 };
  const plain = new SoftmaxRegression(options).fitSync(X, y);
  const model = new SoftmaxRegression(options).fitSync(X, y, { offset });
  const probabilities = model.predictProba(X, { offset }).data;
  expect(maxDifference(probabilities, plain.predictProba(X).data)).toBeLessThan(1e-7);
});

describe('offsets of predictions that will not do', () => {
  const model = new SoftmaxRegression().fitSync([[1], [2]], [0, 1]);
  it.each<[string, unknown, typeof RangeError | typeof TypeError, string]>([
    [
      'too few rows',
      { offset: [[1, 2]] },
      RangeError,
      'the number of rows of offset is 1: expected 2, one per row of X',
    ],
    [
      'a column short',
      { offset: [[1], [2]] },
      RangeError,
      'the number of columns of offset is 1: expected 2, one per class',
    ],
    [
      'not finite',
      {
        offset: [
          [1, 2],
          [3, Infinity],
        ],
      },
      RangeError,
      'offset[1][1] is Infinity: expected a finite number',
    ],
    [
      'not by name',
      [
        [1, 2],
        [3, 4],
      ],
      TypeError,
      'unknown option "0" of prediction: expected one of offset',
    ],
    ['null', null, TypeError, 'the options of prediction is null: expected an object'],
  ])('%s', (_, options, kind, message) => {
    for (const method of ['predict', 'predictProba', 'predictLogProba', 'decisionFunction'] as const) {
      const call = () => model[method]([[1], [2]], options as { offset: MatrixLike });
      expect(call).toThrow(kind);
      expect(call).toThrow(message);
    }
  });
});

describe('thresholds', () => {
  const { X, y } = randomProblem(11, 200, 3, 3);
  const names = y.map(label => ['ant', 'bee', 'cat'][label] as string);
  const t = [0.2, 1, 3];
  const plain = new SoftmaxRegression().fitSync(X, names);

  function expected(by: readonly number[]): string[] {
    return plain
      .predictProba(X)
      .toArray()
      .map(row => {
        const ratios = row.map((p, k) => p / (by[k] as number));
        return ['ant', 'bee', 'cat'][ratios.indexOf(Math.max(...ratios))] as string;
      });
  }

  it.each<[string, Options['thresholds']]>([
    ['an array', t],
    ['a typed array', Float64Array.from(t)],
    ['a record', { cat: 3, ant: 0.2 }],
    [
      'a Map',
      new Map<Label, number>([
        ['cat', 3],
        ['ant', 0.2],
      ]),
    ],
  ])('%s: the class of largest p/t', (_, thresholds) => {
    const model = new SoftmaxRegression({ thresholds } as Options).fitSync(X, names);
    expect(model.predict(X)).toEqual(expected(t));
    expect(model.predict(X)).not.toEqual(plain.predict(X));
    expect(model.predictProba(X)).toEqual(plain.predictProba(X));
    expect(model.decisionFunction(X)).toEqual(plain.decisionFunction(X));
    expect(model.score(X, names)).toBeLessThan(plain.score(X, names));
  });

  it.each([2, 3])('all alike are none, %i classes', K => {
    const { X, y } = randomProblem(K, 80, 2, K);
    const model = new SoftmaxRegression({ thresholds: Array.from({ length: K }, () => 0.5) }).fitSync(X, y);
    expect(model.predict(X)).toEqual(new SoftmaxRegression().fitSync(X, y).predict(X));
  });

  it('of two classes: p above t₁/(t₀ + t₁)', () => {
    const { X, y } = randomProblem(2, 200, 2, 2);
    const model = new SoftmaxRegression({ thresholds: [0.8, 0.2] }).fitSync(X, y);
    const second = model
      .predictProba(X)
      .toArray()
      .map(row => ((row[1] as number) > 0.2 ? 1 : 0));
    expect(model.predict(X)).toEqual(second);
  });

  it('meet offsets', () => {
    const offset = X.map(() => [Math.log(0.2), 0, Math.log(3)]);
    const model = new SoftmaxRegression({ thresholds: t }).fitSync(X, names);
    expect(model.predict(X, { offset })).toEqual(plain.predict(X));
  });

  it.each<[string, Options]>([
    ['an array', { thresholds: t }],
    ['a Map', { thresholds: new Map([['cat', 3]]), classWeight: new Map([['ant', 2]]) }],
  ])('are saved with the model as %s', (_, options) => {
    const model = new SoftmaxRegression(options).fitSync(X, names);
    const json = JSON.stringify(model);
    for (const loaded of [SoftmaxRegression.fromJSON(json), SoftmaxRegression.fromBytes(model.toBytes())]) {
      expect(loaded.options).toEqual(options);
      expect(loaded.predict(X)).toEqual(model.predict(X));
    }
    expect(SoftmaxModel.fromJSON(json).predict(X)).toEqual(model.predict(X));
  });

  it('do not follow their giver’s later changes', () => {
    const thresholds = [...t];
    const model = new SoftmaxRegression({ thresholds });
    thresholds[0] = 1e9;
    expect(model.fitSync(X, names).predict(X)).toEqual(expected(t));
  });

  it.each<[string, unknown, typeof RangeError | typeof TypeError, string]>([
    [
      'no numbers',
      'high',
      TypeError,
      'thresholds is "high": expected an array, a record or a Map of positive numbers',
    ],
    ['0', [1, 0, 1], RangeError, 'thresholds[1] is 0: expected a positive number'],
    [
      'NaN by label',
      { ant: Number.NaN },
      RangeError,
      'thresholds of "ant" is NaN: expected a positive number',
    ],
    ['strings', ['1', 1, 1], TypeError, 'thresholds[0] is "1": expected a positive number'],
    ['too few', [1, 2], RangeError, 'the length of thresholds is 2: expected 3, one per class'],
    [
      'an unknown class',
      { dog: 1 },
      RangeError,
      'thresholds is Object: expected classes of y as keys, not "dog"',
    ],
  ])('%s will not do', (_, thresholds, kind, message) => {
    const call = () => new SoftmaxRegression({ thresholds } as Options).fitSync(X, names);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });

  it('are checked against declared classes at once', () => {
    const made = (options: Options) => () => new SoftmaxRegression(options);
    expect(made({ thresholds: [1], classes: ['a', 'b'] })).toThrow('the length of thresholds is 1');
    expect(made({ thresholds: { c: 1 }, classes: ['a', 'b'] })).toThrow('not "c"');
    expect(made({ thresholds: [1, 2], classes: ['b', 'a'] })).toThrow(
      'classes[0] is "b": expected classes in sorted order where thresholds are in an array',
    );
    expect(made({ thresholds: { b: 2 }, classes: ['b', 'a'] })).not.toThrow();
  });
});
