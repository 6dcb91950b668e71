// src/predictor.ts: chunks of rows, models in turn, memory that does not grow, rows that are not finite.

import { describe, expect, test, vi } from 'vitest';
import { rowSource } from '../src/data/matrix-like.js';
import { SoftmaxRegression } from '../src/index.js';
import { type LinearModel, Predictor, Scores, sharedPredictors } from '../src/predictor.js';
import { instantiate } from '../src/wasm/kernels.js';
import { errorOf, randomProblem as randomRows, VARIANTS } from './helpers.js';
import { errorBounds, excess, randomProblem, UNIT } from './kernels/harness.js';
import * as reference from './kernels/reference.js';

const modelOf = ({ params, K, d }: reference.Problem): LinearModel => ({
  params,
  centre: new Float64Array(d),
  nClasses: K,
  nFeatures: d,
});

const sourceOf = ({ X, n, d }: reference.Problem) => rowSource({ data: X, rows: n, cols: d });

/** The first n rows of a problem. */
const head = (problem: reference.Problem, n: number): reference.Problem => ({
  ...problem,
  n,
  X: problem.X.subarray(0, n * problem.d),
});

/** Rows that a predictor takes at a time, as it asks for them. */
function chunkOf(predictor: Predictor, model: LinearModel): number {
  const sizes: number[] = [];
  const cols = model.nFeatures;
  const rows = 20000;
  const copy = (first: number, last: number, target: Float64Array) => {
    sizes.push(last - first);
    target.fill(0);
  };
  predictor.classes(model, { rows, cols, copy }, () => {});
  return sizes[0] as number;
}

function classesOf(predictor: Predictor, problem: reference.Problem): number[] {
  const classes = new Array<number>(problem.n).fill(-1);
  predictor.classes(modelOf(problem), sourceOf(problem), (first, indices) => {
    for (const [i, k] of indices.entries()) classes[first + i] = k;
  });
  return classes;
}

describe.each(VARIANTS)('Predictor, %s', (_, { precision, deterministic }) => {
  const unit = UNIT[precision];
  const make = () => new Predictor(instantiate(precision, deterministic), precision);

  /** How far scores are off, in bounds of errorBounds; predictors take no offset off, so the problem's is 0. */
  function logitExcess(predictor: Predictor, problem: reference.Problem): number {
    const { data } = predictor.scores(modelOf(problem), sourceOf(problem), Scores.logits);
    const { logits } = errorBounds({ ...problem, centre: new Float64Array(problem.d) }, unit);
    return excess(data, reference.logits(problem), logits);
  }

  describe.each([
    [3, 4],
    [50, 6],
    [1200, 5],
  ])('%i features and %i classes', (d, K) => {
    const predictor = make();
    const chunk = chunkOf(predictor, modelOf(randomProblem(d, { n: 1, d, K })));
    const problem = randomProblem(d, { n: 2 * chunk + 1, d, K });
    const counts = [1, chunk - 1, chunk, chunk + 1, 2 * chunk - 1, 2 * chunk, 2 * chunk + 1];

    test('come in chunks of whole strips', () => {
      expect(chunk % 8).toBe(0);
    });

    test.each(counts)('get the logits of the reference for %i rows', n => {
      expect(logitExcess(predictor, head(problem, n))).toBeLessThanOrEqual(1);
    });

    test.each(counts)('get the classes of the largest logit for %i rows', n => {
      const part = head(problem, n);
      const z = reference.logits(part);
      const classes = classesOf(predictor, part);
      const { logits } = errorBounds({ ...part, centre: new Float64Array(d) }, unit);
      const wrong = reference
        .argmax(z, K)
        .filter(
          (best, i) =>
            !((z[i * K + (classes[i] as number)] as number) >= (z[i * K + best] as number) - 2 * logits),
        );
      expect(wrong).toEqual([]);
    });
  });

  test('serves models of different shapes in turn', () => {
    const predictor = make();
    const problems = [
      randomProblem(1, { n: 100, d: 3, K: 2 }),
      randomProblem(2, { n: 100, d: 33, K: 13 }),
      randomProblem(3, { n: 100, d: 3, K: 2 }),
    ];
    const ratios = Array.from({ length: 9 }, (_, i) =>
      logitExcess(predictor, problems[i % 3] as reference.Problem),
    );
    expect(ratios.filter(ratio => !(ratio <= 1))).toEqual([]);
  });

  test('has memory for the largest model only', () => {
    const instance = instantiate(precision, deterministic);
    const predictor = new Predictor(instance, precision);
    const [small, large] = [
      randomProblem(1, { n: 9, d: 3, K: 2 }),
      randomProblem(2, { n: 9, d: 300, K: 100 }),
    ];
    classesOf(predictor, large);
    const { byteLength } = instance.memory.buffer;
    for (let i = 0; i < 100; i++) {
      // A model of its own each time: weights are packed anew.
      classesOf(predictor, { ...small, params: small.params.slice() });
      classesOf(predictor, { ...large, params: large.params.slice() });
    }
    expect(instance.memory.buffer.byteLength).toBe(byteLength);
  });

  test.each([NaN, Infinity, -Infinity])('names row and column of %s beyond the first chunk', bad => {
    const predictor = make();
    const problem = randomProblem(1, { n: 5000, d: 5, K: 3 });
    problem.X[4321 * 5 + 2] = bad;
    const error = errorOf(() => classesOf(predictor, problem));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toContain(`X[4321][2] is ${bad}`);
  });

  test('gives right answers after rows that are not finite', () => {
    const predictor = make();
    const problem = randomProblem(1, { n: 100, d: 5, K: 3 });
    const spoilt = { ...problem, X: problem.X.slice().fill(NaN) };
    errorOf(() => classesOf(predictor, spoilt));
    errorOf(() => predictor.scores(modelOf(problem), sourceOf(spoilt), Scores.probabilities));
    expect(logitExcess(predictor, problem)).toBeLessThanOrEqual(1);
  });

  test('gives right answers after a source that throws', () => {
    const predictor = make();
    const problem = randomProblem(1, { n: 100, d: 5, K: 3 });
    const source = {
      rows: 100,
      cols: 5,
      copy(): void {
        throw new Error('no rows today');
      },
    };
    errorOf(() => predictor.scores(modelOf(problem), source, Scores.logits));
    expect(logitExcess(predictor, problem)).toBeLessThanOrEqual(1);
  });

  test('is one for all models of a precision', () => {
    const predictorFor = sharedPredictors(instantiate);
    expect(predictorFor(precision, deterministic)).toBe(predictorFor(precision, deterministic));
  });
});

describe('SoftmaxRegression.predict', () => {
  const { X, y } = randomRows(3, 60, 4, 3);
  const [wideX, narrowX] = [X, X.map(row => row.slice(0, 2))];
  const wide = new SoftmaxRegression().fitSync(wideX, y);
  const narrow = new SoftmaxRegression().fitSync(narrowX, y);

  test('asks for no memory in 100000 predictions of one row', () => {
    wide.predict([wideX[0] as number[]]);
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 100000; i++) wide.predict([wideX[i % 60] as number[]]);
    const after = process.memoryUsage().arrayBuffers;
    const { calls } = grow.mock;
    grow.mockRestore();
    expect(calls).toEqual([]);
    // A leak of a single byte per prediction would be 100 kB.
    expect(after - before).toBeLessThan(100000);
  });

  test('asks for no memory in predictions by two models in turn', () => {
    wide.predict(wideX);
    narrow.predict(narrowX);
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
    for (let i = 0; i < 1000; i++) {
      wide.predict([wideX[i % 60] as number[]]);
      narrow.predict([narrowX[i % 60] as number[]]);
    }
    const { calls } = grow.mock;
    grow.mockRestore();
    expect(calls).toEqual([]);
  });

  test('gives each of two models of different shape its own answers', () => {
    const together = [wide.predict(wideX), narrow.predict(narrowX)];
    const inTurn: [unknown[], unknown[]] = [[], []];
    for (let i = 0; i < X.length; i++) {
      inTurn[0].push(wide.predict([wideX[i] as number[]])[0]);
      inTurn[1].push(narrow.predict([narrowX[i] as number[]])[0]);
    }
    expect(inTurn).toEqual(together);
  });

  test('does not use the weights of an earlier fit', () => {
    const model = new SoftmaxRegression().fitSync(X, y);
    model.predict(X);
    const reversed = y.map(k => 2 - k);
    model.fitSync(X, reversed);
    expect(model.predict(X)).toEqual(wide.predict(X).map(k => 2 - (k as number)));
  });

  test('names row and column of a number that is not finite', () => {
    const rows = X.map(row => row.slice());
    (rows[17] as number[])[3] = NaN;
    const error = errorOf(() => wide.predict(rows));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('X[17][3] is NaN: expected a finite number');
  });

  test('is right after a number that is not finite', () => {
    const expected = wide.predict(X);
    errorOf(() => wide.predict([[1, 2, Infinity, 4]]));
    expect(wide.predict(X)).toEqual(expected);
  });
});
