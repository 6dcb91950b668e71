// Evaluation of estimators of any kind: crossValidate, learningCurve, permutationImportance, trainTestSplit, kFold.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsrMatrix, Dataset, type Label, Matrix, OneVsRest, SoftmaxRegression } from '../../src/index.js';
import { accuracy, logLoss } from '../../src/metrics/index.js';
import {
  crossValidate,
  type Estimator,
  kFold,
  learningCurve,
  permutationImportance,
  stratifiedKFold,
  trainTestSplit,
} from '../../src/selection/index.js';
import { loadTable, maxDifference, randomProblem } from '../helpers.js';

const EXACT = { precision: 'float64', tol: 1e-9 } as const;
const fixture = JSON.parse(readFileSync(new URL('../fixtures/cv.json', import.meta.url), 'utf8'));
const problem = randomProblem(5, 150, 3, 3);

/** Columns of mean 0 and variance 1. */
function scaled(X: number[][]): number[][] {
  const d = (X[0] as number[]).length;
  const moments = Array.from({ length: d }, (_, j) => {
    const column = X.map(row => row[j] as number);
    const mean = column.reduce((a, b) => a + b, 0) / column.length;
    return { mean, std: Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length) };
  });
  return X.map(row => row.map((x, j) => (x - (moments[j]?.mean as number)) / (moments[j]?.std as number)));
}

/** Predicts the label that it has seen most often; knows no probabilities. */
class Majority implements Estimator {
  seen: { X: unknown; y: Label[]; options: object | undefined } | null = null;
  fit(X: unknown, y: Label[], options?: object): this {
    this.seen = { X, y, options };
    return this;
  }
  predict(X: unknown): Label[] {
    const { y } = this.seen as { y: Label[] };
    const count = (label: Label) => y.filter(each => each === label).length;
    const most = [...new Set(y)].sort().reduce((a, b) => (count(b) > count(a) ? b : a));
    return (X as unknown[]).map(() => most);
  }
}

describe('crossValidate', () => {
  it('takes probabilities as arrays from estimators of one’s own', async () => {
    const { X, y } = loadTable('iris');
    class Even extends Majority {
      predictProba(rows: unknown): number[][] {
        return (rows as unknown[]).map(() => [1 / 3, 1 / 3, 1 / 3]);
      }
    }
    const { testScores } = await crossValidate(() => new Even(), X, y, { scoring: 'logLoss' });
    for (const score of testScores.score as Float64Array) expect(score).toBeCloseTo(-Math.log(3), 14);
  });

  it("has the scores of scikit-learn's cross-validation", async () => {
    const each = fixture.cases.find(
      (of: { data: string; weighted: boolean }) => of.data === 'wine' && of.weighted,
    );
    const { X, y } = loadTable('wine');
    const C = fixture.Cs[2];
    const result = await crossValidate(() => new SoftmaxRegression({ ...EXACT, C }), scaled(X), y, {
      cv: { k: each.k, shuffle: false },
      scoring: { logLoss: 'logLoss', accuracy: 'accuracy', macroF1: 'macroF1' },
      sampleWeight: y.map((_, i) => 1 + (i % 4)),
    });
    for (const [name, scores] of Object.entries(result.testScores)) {
      const expected = each.scores[name].map((fold: number[]) => fold[2]);
      expect(maxDifference(scores, expected)).toBeLessThan(1e-6);
    }
    expect(Object.keys(result.testScores)).toEqual(['logLoss', 'accuracy', 'macroF1']);
    expect(result.splits).toHaveLength(each.k);
  });

  it('makes an estimator anew for each fold, of a function or like one that is given', async () => {
    const { X, y } = problem;
    const like = new SoftmaxRegression({ C: 0.3 });
    const first = await crossValidate(like, X, y, { estimators: true, trainScores: true });
    const second = await crossValidate(() => new SoftmaxRegression({ C: 0.3 }), X, y);
    expect(first.testScores).toEqual(second.testScores);
    expect(() => like.coef).toThrow(/not fitted/);
    const models = first.estimators as SoftmaxRegression[];
    expect(new Set(models).size).toBe(5);
    for (const [f, { test, train }] of first.splits.entries()) {
      const of = (rows: ArrayLike<number>) =>
        models[f]?.score(
          Array.from(rows, i => X[i] as number[]),
          Array.from(rows, i => y[i] as number),
        );
      expect([first.testScores.score?.[f], first.trainScores?.score?.[f]]).toEqual([of(test), of(train)]);
    }
    const rest = await crossValidate(new OneVsRest(), X, y, { scoring: 'logLoss' });
    expect(Math.max(...(rest.testScores.score as Float64Array))).toBeLessThan(0);
  });

  it.each([
    ['a Matrix', (X: number[][]) => new Matrix(Float64Array.from(X.flat()), X.length, 3)],
    ['a Dataset', (X: number[][]) => Dataset.from(X, { precision: 'float64' })],
    [
      'sparse rows',
      (X: number[][]) =>
        CsrMatrix.fromRows(
          X.map(row => row.map((x, j): [number, number] => [j, x])),
          3,
        ),
    ],
  ])('reads %s', async (_, from) => {
    const { X, y } = problem;
    const model = () => new SoftmaxRegression({ ...EXACT, C: 0.5 });
    const options = { scoring: 'logLoss', cv: { k: 3, seed: 2 } } as const;
    const expected = (await crossValidate(model, X, y, options)).testScores.score as Float64Array;
    const found = (await crossValidate(model, from(X), y, options)).testScores.score as Float64Array;
    expect(maxDifference(found, expected)).toBeLessThan(1e-7);
  });

  it('hands an estimator of any kind rows, labels, weights and options', async () => {
    const X = Array.from({ length: 8 }, (_, i) => [i]);
    const y = [...'aaabbaab'];
    const weights = [1, 2, 1, 2, 1, 2, 1, 2];
    const cv = [{ train: [0, 1, 3], test: [2, 4] }];
    const result = await crossValidate(() => new Majority(), X, y, {
      cv,
      sampleWeight: weights,
      fitOptions: { quiet: true },
      estimators: true,
    });
    const [model] = result.estimators as Majority[];
    expect(model?.seen).toEqual({
      X: [[0], [1], [3]],
      y: ['a', 'a', 'b'],
      options: { quiet: true, sampleWeight: Float64Array.of(1, 2, 2) },
    });
    expect(Array.from(result.testScores.score as Float64Array)).toEqual([0.5]);
    const own = (_: unknown, proba: Matrix, predicted: readonly Label[]) => predicted.length + proba.cols;
    const scored = await crossValidate(() => new Majority(), X, y, { cv, scoring: own });
    expect(scored.testScores.score?.[0]).toBe(2);
  });

  it('takes the probability of a class that a fold lacked for 0', async () => {
    const X = [[0], [1], [2], [3], [4]];
    const y = [...'aabbc'];
    const cv = [{ train: [1, 2, 3], test: [0, 4] }];
    const { testScores, estimators } = await crossValidate(() => new SoftmaxRegression(), X, y, {
      cv,
      scoring: 'logLoss',
      estimators: true,
    });
    const model = estimators?.[0] as SoftmaxRegression;
    const p = model.predictProba([[0]]).get(0, 0);
    expect(testScores.score?.[0]).toBeCloseTo((Math.log(p) + Math.log(2 ** -52)) / 2, 12);
  });

  it('ends when it is aborted', async () => {
    const { X, y } = problem;
    const stop = new AbortController();
    let fits = 0;
    class Counting extends Majority {
      override fit(X: unknown, y: Label[]) {
        if (++fits === 2) stop.abort(new Error('enough'));
        return super.fit(X, y);
      }
    }
    await expect(crossValidate(() => new Counting(), X, y, { signal: stop.signal })).rejects.toThrow(
      'enough',
    );
    expect(fits).toBe(2);
  });

  it('refuses what cannot be evaluated', async () => {
    const { X, y } = problem;
    const model = () => new SoftmaxRegression();
    const refused = async (call: Promise<unknown>, message: string | RegExp) =>
      expect(call).rejects.toThrow(message);
    await refused(crossValidate(model, X, y.slice(1)), /^the length of y is 149: expected 150/);
    await refused(
      crossValidate(model, X, y, { folds: 3 } as never),
      /^unknown option "folds" of crossValidate/,
    );
    await refused(crossValidate(model, X, y, { scoring: 'magic' as never }), /^scoring is "magic"/);
    await refused(
      crossValidate(model, X, y, { scoring: {} }),
      /^scoring is Object: expected at least one score/,
    );
    await refused(
      crossValidate({} as never, X, y),
      /^estimator is Object: expected a function that makes an estimator/,
    );
    await refused(
      crossValidate((() => 1) as never, X, y),
      'the estimator is 1: expected an object with fit and predict',
    );
    await refused(
      crossValidate(() => new Majority(), X, y, { scoring: 'logLoss' }),
      "predictProba of the estimator is undefined: expected a function, as scoring is 'logLoss'",
    );
    await refused(crossValidate(model, X, y, { trainScores: 1 as never }), /^trainScores is 1/);
  });
});

describe('learningCurve', () => {
  it("has scikit-learn's scores without shuffling", async () => {
    const { k, C, sizes, train, test } = fixture.learning;
    const { X, y } = loadTable('wine');
    const curve = await learningCurve(() => new SoftmaxRegression({ ...EXACT, C }), scaled(X), y, {
      cv: { k, shuffle: false },
      trainSizes: [0.45, 0.7, 1],
      shuffle: false,
    });
    expect(Array.from(curve.trainSizes)).toEqual(sizes);
    expect(maxDifference(curve.trainScores.data, train.flat())).toBeLessThan(1e-12);
    expect(maxDifference(curve.testScores.data, test.flat())).toBeLessThan(1e-12);
  });

  it('takes each class in its share, the smaller sets within the larger', async () => {
    const y = Array.from({ length: 120 }, (_, i) => (i < 80 ? 'a' : i < 110 ? 'b' : 'c'));
    const X = y.map((_, i) => [i]);
    const seen: number[][] = [];
    class Watching extends Majority {
      override fit(X: unknown, y: Label[]) {
        seen.push((X as number[][]).flat());
        return super.fit(X, y);
      }
    }
    const run = (seed: number) =>
      learningCurve(() => new Watching(), X, y, { cv: 2, trainSizes: [12, 30, 60], seed });
    await run(1);
    for (const fold of [seen.slice(0, 3), seen.slice(3)]) {
      for (const [s, rows] of fold.entries()) {
        const larger = new Set(fold[s + 1] ?? rows);
        expect(rows.every(row => larger.has(row))).toBe(true);
        for (const [label, share] of Object.entries({ a: 2 / 3, b: 1 / 4, c: 1 / 12 })) {
          const count = rows.filter(row => y[row] === label).length;
          expect(Math.abs(count - share * rows.length)).toBeLessThan(2);
        }
      }
    }
    const first = seen.splice(0);
    await run(1);
    expect(seen.splice(0)).toEqual(first);
    await run(2);
    expect(seen).not.toEqual(first);
  });

  it('refuses sizes that there are not', async () => {
    const { X, y } = problem;
    const curve = (trainSizes: number[]) => learningCurve(() => new Majority(), X, y, { trainSizes });
    await expect(curve([])).rejects.toThrow(/^trainSizes is Array\(0\)/);
    await expect(curve([0.5, 0])).rejects.toThrow(/^trainSizes\[1\] is 0: expected a share above 0/);
    await expect(curve([50, 121])).rejects.toThrow(/^trainSizes\[1\] is 121: .* from 1 to 120$/);
  });
});

describe('permutationImportance', () => {
  const { X, y } = randomProblem(9, 300, 4, 3);
  /** The third column is 0 for the model. */
  const model = new SoftmaxRegression().fitSync(
    X.map(row => row.map((x, j) => (j === 2 ? 0 : x))),
    y,
  );

  it('is how much the score falls, and 0 for a column that the model does not read', async () => {
    const found = await permutationImportance(model, X, y, { repeats: 8, scoring: 'logLoss' });
    expect(found.score).toBe(-logLoss(y, model.predictProba(X), { classes: model.classes }));
    expect(found.mean[2]).toBe(0);
    expect(found.std[2]).toBe(0);
    const others = [0, 1, 3].map(j => found.mean[j] as number);
    expect(Math.min(...others)).toBeGreaterThan(0.01);
    for (const j of [0, 1, 2, 3]) {
      const row = found.importances.row(j);
      const mean = row.reduce((a, b) => a + b, 0) / 8;
      expect(found.mean[j]).toBeCloseTo(mean, 12);
      expect(found.std[j]).toBeCloseTo(Math.sqrt(row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 8), 12);
    }
    // In expectation, rows have the column of any row: all n² pairs.
    const pairs = X.map((row, i) => {
      const dealt = X.map(other => row.map((x, j) => (j === 0 ? (other[0] as number) : x)));
      return logLoss(
        dealt.map(() => y[i] as number),
        model.predictProba(dealt),
        { classes: model.classes },
      );
    });
    const expected = pairs.reduce((a, b) => a + b, 0) / pairs.length + found.score;
    expect(found.mean[0]).toBeCloseTo(expected, 1.5);
  });

  it('gives the event loop its turns, so that a signal aborted in one of them ends it', async () => {
    const stop = new AbortController();
    let asked = 0;
    // Each prediction takes longer than a slice.
    const slow = {
      predict(rows: number[][]): Label[] {
        asked++;
        for (const end = performance.now() + 10; performance.now() < end; );
        return model.predict(rows);
      },
    };
    setTimeout(() => stop.abort(new Error('enough')), 1);
    const run = permutationImportance(slow as never, X, y, { repeats: 20, signal: stop.signal });
    await expect(run).rejects.toThrow('enough');
    expect(asked).toBeLessThan(4 * 20);
  });

  it('shuffles by its seed, and weighs', async () => {
    const weights = y.map((_, i) => i % 3);
    const run = (seed: number) => permutationImportance(model, X, y, { seed, sampleWeight: weights });
    const [first, again, other] = [await run(1), await run(1), await run(2)];
    expect(again).toEqual(first);
    expect(other.importances).not.toEqual(first.importances);
    expect(first.score).toBe(accuracy(y, model.predict(X), { sampleWeight: weights }));
    await expect(permutationImportance(model, X, y, { repeats: 0 })).rejects.toThrow(/^repeats is 0/);
    await expect(permutationImportance({} as never, X, y)).rejects.toThrow(/^model is Object/);
  });
});

describe('trainTestSplit', () => {
  it('parts X, y and weights alike, by class or not', () => {
    const X = Array.from({ length: 40 }, (_, i) => [i, -i]);
    const y = X.map((_, i) => (i < 30 ? 'a' : 'b'));
    const weights = X.map((_, i) => i + 1);
    for (const stratify of [true, false]) {
      const { train, test } = trainTestSplit(X, y, {
        testSize: 0.3,
        seed: 4,
        stratify,
        sampleWeight: weights,
      });
      expect([train.y.length, test.y.length]).toEqual([28, 12]);
      for (const part of [train, test]) {
        expect(part.X).toEqual(Array.from(part.indices, i => X[i]));
        expect(part.y).toEqual(Array.from(part.indices, i => y[i]));
        expect(part.sampleWeight).toEqual(Float64Array.from(part.indices, i => i + 1));
      }
      expect([...train.indices, ...test.indices].sort((a, b) => a - b)).toEqual(weights.map(w => w - 1));
      if (stratify) expect(test.y.filter(label => label === 'b')).toHaveLength(3);
    }
    const matrix = new Matrix(Float64Array.from(X.flat()), 40, 2);
    const { test } = trainTestSplit(matrix, y);
    expect((test.X as Matrix).toArray()).toEqual(Array.from(test.indices, i => [i, i === 0 ? -0 : -i]));
  });

  it('refuses what leaves nothing', () => {
    const X = [[1], [2], [3]];
    expect(() => trainTestSplit(X, ['a', 'b', 'b'], { testSize: 3 })).toThrow(/^testSize is 3/);
    expect(() => trainTestSplit(X, ['a', 'b'])).toThrow(/^the length of y is 2/);
    expect(() => trainTestSplit(X, ['a', 'b', 'b'], { size: 1 } as never)).toThrow(/^unknown option "size"/);
    expect(() => trainTestSplit(X, ['a', 'b', 'b'], { seed: 0.5 })).toThrow(/^seed is 0.5/);
  });
});

describe('kFold', () => {
  it('has each row in one test part, and folds of a size to within one row', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 2, max: 9 }),
        fc.boolean(),
        (n, k, shuffle) => {
          fc.pre(k <= n);
          const splits = kFold(n, { k, shuffle });
          expect(splits.flatMap(({ test }) => Array.from(test)).sort((a, b) => a - b)).toEqual([
            ...Array(n).keys(),
          ]);
          for (const { train, test } of splits) {
            expect(Math.abs(test.length - n / k)).toBeLessThan(1);
            expect(new Set([...Array.from(train), ...Array.from(test)]).size).toBe(n);
          }
        },
      ),
      { seed: 1 },
    );
  });

  it('has runs of rows without shuffling, others by seed and repeat', () => {
    const tests = kFold(10, { k: 3, shuffle: false }).map(({ test }) => Array.from(test));
    expect(tests).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ]);
    const y = [...'aaaabbbbbbcc'];
    expect(kFold(y, { k: 3, seed: 1 })).toEqual(kFold(12, { k: 3, seed: 1 }));
    expect(kFold(y, { k: 3, seed: 1 })).not.toEqual(kFold(y, { k: 3, seed: 2 }));
    const [first, second] = [
      kFold(y, { k: 3, repeats: 2 }).slice(0, 3),
      kFold(y, { k: 3, repeats: 2 }).slice(3),
    ];
    expect(first).toHaveLength(3);
    expect(second).not.toEqual(first);
    expect(stratifiedKFold(y, { k: 2 })).not.toEqual(kFold(y, { k: 2 }));
  });

  it('refuses folds that rows do not fill', () => {
    expect(() => kFold(3, { k: 4 })).toThrow('k is 4: expected at most 3, the number of rows');
    expect(() => kFold(1)).toThrow('rows is 1: expected at least 2');
    expect(() => kFold(9, { folds: 3 } as never)).toThrow(/^unknown option "folds" of kFold/);
    expect(() => kFold(null as never)).toThrow(/^rows is null/);
  });
});
