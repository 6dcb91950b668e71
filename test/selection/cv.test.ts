import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import {
  CsrMatrix,
  type CVOptions,
  Dataset,
  type FoldProgress,
  type Scoring,
  SoftmaxRegression,
  SoftmaxRegressionCV,
  type Split,
  stratifiedKFold,
} from '../../src/index.js';
import { errorOf, loadTable, maxDifference, numbersOf, randomProblem } from '../helpers.js';

/** Where solvers are to end, so that scores tell optima apart and nothing else. */
const EXACT = { precision: 'float64', tol: 1e-9 } as const;

interface Case {
  data: string;
  first: number;
  k: number;
  weighted: boolean;
  scores: Record<'logLoss' | 'accuracy' | 'macroF1', number[][]>;
  best?: { C: number; coef: number[][]; intercept: number[] };
}
const { Cs, cases } = JSON.parse(readFileSync(new URL('../fixtures/cv.json', import.meta.url), 'utf8')) as {
  Cs: number[];
  cases: Case[];
};

/** Columns of mean 0 and variance 1. */
function scaled(X: number[][]): number[][] {
  const n = X.length;
  const columns = (X[0] as number[]).map((_, j) => X.map(row => row[j] as number));
  const means = columns.map(column => column.reduce((sum, value) => sum + value, 0) / n);
  const deviations = columns.map((column, j) =>
    Math.sqrt(column.reduce((sum, value) => sum + (value - (means[j] as number)) ** 2, 0) / n),
  );
  return X.map(row => row.map((value, j) => (value - (means[j] as number)) / (deviations[j] as number)));
}

const problem = randomProblem(11, 240, 4, 3);

describe.each(cases)('against scikit-learn: $data from row $first, $k folds, weighted $weighted', each => {
  const table = loadTable(each.data);
  const X = scaled(table.X).slice(each.first);
  const y = table.y.slice(each.first);
  const sampleWeight = each.weighted ? { sampleWeight: y.map((_, i) => 1 + (i % 4)) } : {};

  it.each(['logLoss', 'accuracy', 'macroF1'] as const)('%s of every fold and C', async scoring => {
    const cv = { k: each.k, shuffle: false };
    const model = await new SoftmaxRegressionCV({ ...EXACT, Cs, cv, scoring }).fit(X, y, sampleWeight);
    expect(maxDifference(model.scores.data, each.scores[scoring].flat())).toBeLessThan(1e-6);
    if (scoring !== 'logLoss' || !each.best) return;
    expect(model.bestC).toBe(each.best.C);
    // scikit-learn holds one row for two classes, and of three it leaves intercepts uncentred.
    const { coef } = each.best;
    const flat =
      coef.length === 1
        ? coef
            .flat()
            .map(w => -w / 2)
            .concat(coef.flat().map(w => w / 2))
        : coef.flat();
    expect(maxDifference(model.coef.data, flat)).toBeLessThan(1e-5);
  });
});

describe('SoftmaxRegressionCV', () => {
  const { X, y } = problem;

  it('answers as the model of its best penalty, fitted to all rows', async () => {
    const cv = await new SoftmaxRegressionCV({ cv: 3, tol: 1e-6 }).fit(X, y, {
      featureNames: ['a', 'b', 'c', 'd'],
    });
    const model = new SoftmaxRegression({ C: cv.bestC as number, tol: 1e-6 }).fitSync(X, y);
    expect(numbersOf(cv.bestModel)).toEqual(numbersOf(model));
    expect(cv.predict(X)).toEqual(model.predict(X));
    expect(cv.predictProba(X)).toEqual(model.predictProba(X));
    expect(cv.score(X, y)).toBe(model.score(X, y));
    expect(cv.classes).toEqual([0, 1, 2]);
    expect(cv.featureNames).toEqual(['a', 'b', 'c', 'd']);
    expect(SoftmaxRegression.fromJSON(JSON.stringify(cv)).predict(X)).toEqual(model.predict(X));
    expect(SoftmaxRegression.fromBytes(cv.toBytes()).options).toEqual({ C: cv.bestC, tol: 1e-6 });
  });

  it('is asked all that a SoftmaxRegression is asked after a fit', async () => {
    const two = X.map(row => row.slice(0, 2));
    const cv = await new SoftmaxRegressionCV({ cv: 2, Cs: [1], standardize: true }).fit(two, y);
    const { bestModel } = cv;
    const bounds = { xMin: -2, xMax: 2, yMin: -2, yMax: 2 };
    expect(cv.boundarySegments(bounds)).toEqual(bestModel.boundarySegments(bounds));
    expect(cv.decisionBoundaries()).toEqual(bestModel.decisionBoundaries());
    expect(cv.report.status).toBe('converged');
    expect(cv.nIter).toBe(bestModel.nIter);
    expect(cv.scaler?.scale.length).toBe(2);
    const asked = Object.getOwnPropertyNames(SoftmaxRegression.prototype);
    const later = ['fitSync', 'partialFit', 'fitStream'];
    const answered = Object.getOwnPropertyNames(SoftmaxRegressionCV.prototype);
    expect(asked.filter(name => !answered.includes(name))).toEqual(later);
  });

  it('tries ten strengths from 1e-4 to 1e4, and keeps scores by fold and penalty', async () => {
    const cv = await new SoftmaxRegressionCV({ cv: 4, refit: false }).fit(X, y);
    expect(cv.cvResults.map(({ C }) => C)).toEqual(
      Array.from({ length: 10 }, (_, i) => expect.closeTo(10 ** (-4 + (8 * i) / 9), 10)),
    );
    expect([cv.scores.rows, cv.scores.cols]).toEqual([4, 10]);
    expect(cv.best.mean).toBe(Math.max(...cv.cvResults.map(({ mean }) => mean)));
    for (const [i, { mean, scores, standardError }] of cv.cvResults.entries()) {
      expect([...scores]).toEqual([0, 1, 2, 3].map(fold => cv.scores.get(fold, i)));
      const average = scores.reduce((a, b) => a + b) / 4;
      expect(mean).toBeCloseTo(average, 12);
      const variance = scores.reduce((sum, score) => sum + (score - average) ** 2, 0) / 3;
      expect(standardError).toBeCloseTo(Math.sqrt(variance / 4), 12);
    }
  });

  it('ends at the optimum of every fold and penalty, though each fit starts from the last', async () => {
    const splits = stratifiedKFold(y, { k: 2 });
    const cv = await new SoftmaxRegressionCV({ ...EXACT, Cs: [100, 0.01, 1], cv: splits, refit: false }).fit(
      X,
      y,
    );
    for (const [fold, { train, test }] of splits.entries()) {
      const of = <T>(values: T[], rows: ArrayLike<number>) => Array.from(rows, row => values[row] as T);
      for (const [i, C] of [100, 0.01, 1].entries()) {
        const model = new SoftmaxRegression({ ...EXACT, C }).fitSync(of(X, train), of(y, train));
        const proba = model.predictProba(of(X, test));
        const loss =
          of(y, test).reduce((sum, label, row) => sum - Math.log(proba.get(row, label)), 0) / test.length;
        expect(cv.scores.get(fold, i)).toBeCloseTo(-loss, 8);
      }
    }
  });

  it('has the same folds and scores for a seed', async () => {
    const scores = async (options: CVOptions) =>
      Array.from((await new SoftmaxRegressionCV({ Cs: 3, refit: false, ...options }).fit(X, y)).scores.data);
    const zero = await scores({});
    expect(await scores({ seed: 0 })).toEqual(zero);
    expect(await scores({ cv: { k: 5, seed: 0 } })).toEqual(zero);
    expect(await scores({ seed: 1 })).not.toEqual(zero);
    expect(await scores({ cv: { seed: 1 } })).toEqual(await scores({ seed: 1 }));
  });

  it('counts the folds of one repeat in the standard error of all', async () => {
    const cv = await new SoftmaxRegressionCV({ Cs: [1], cv: { k: 3, repeats: 4 }, refit: false }).fit(X, y);
    expect(cv.scores.rows).toBe(12);
    const { scores, mean, standardError } = cv.best;
    const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / 11;
    expect(standardError).toBeCloseTo(Math.sqrt(variance / 3), 12);
  });

  it('keeps groups together', async () => {
    const groups = X.map((_, i) => `patient ${i % 12}`);
    const seen: (readonly unknown[])[] = [];
    const scoring = (labels: readonly unknown[]) => seen.push(labels) - 1;
    await new SoftmaxRegressionCV({ Cs: [1], cv: 4, scoring, refit: false }).fit(X, y, { groups });
    // Twelve groups of 20 rows: three a fold.
    expect(seen.map(({ length }) => length)).toEqual([60, 60, 60, 60]);
  });

  it('tries L1 shares with every strength', async () => {
    const options = { ...EXACT, alphas: [0.1, 0.01], l1Ratios: [0, 0.5, 1] };
    const cv = await new SoftmaxRegressionCV({ ...options, cv: 3 }).fit(X, y);
    expect(cv.cvResults.map(({ alpha, l1Ratio }) => [alpha, l1Ratio])).toEqual(
      [0, 0.5, 1].flatMap(ratio => [0.1, 0.01].map(alpha => [alpha, ratio])),
    );
    expect(cv.bestC).toBeUndefined();
    const { bestAlpha: alpha = 0, bestL1Ratio: l1Ratio } = cv;
    const model = new SoftmaxRegression({ ...EXACT, alpha, l1Ratio }).fitSync(X, y);
    expect(numbersOf(cv.bestModel)).toEqual(numbersOf(model));
  });

  it('takes a Dataset and sparse rows', async () => {
    const options: CVOptions = { Cs: [0.1, 10], cv: 3 };
    const plain = await new SoftmaxRegressionCV(options).fit(X, y);
    const sparse = CsrMatrix.fromRows(X.map(row => [...row.entries()]));
    for (const other of [Dataset.from(X, { precision: 'float64' }), sparse]) {
      const cv = await new SoftmaxRegressionCV(options).fit(other, y);
      expect(maxDifference(cv.scores.data, plain.scores.data)).toBeLessThan(1e-4);
    }
  });

  it('leaves rows of ignoreLabel out of every part', async () => {
    const labels = y.map((label, i) => (i % 10 === 3 ? -1 : label));
    const some = { X: X.filter((_, i) => i % 10 !== 3), y: y.filter((_, i) => i % 10 !== 3) };
    const options: CVOptions = { ...EXACT, Cs: [1], cv: 3 };
    const plain = await new SoftmaxRegressionCV(options).fit(some.X, some.y);
    const ignoring = await new SoftmaxRegressionCV({ ...options, ignoreLabel: -1 }).fit(X, labels);
    expect(maxDifference(ignoring.scores.data, plain.scores.data)).toBeLessThan(1e-9);
    expect(ignoring.classes).toEqual([0, 1, 2]);
    const cv = [
      { train: X.map((_, i) => i).filter(i => i % 2), test: X.map((_, i) => i).filter(i => i % 2 === 0) },
    ];
    const own = await new SoftmaxRegressionCV({ ...options, cv, ignoreLabel: -1 }).fit(X, labels);
    expect(Number.isFinite(own.best.mean)).toBe(true);
  });

  it('smooths labels, in folds as in the refit', async () => {
    const options: CVOptions = { ...EXACT, Cs: [0.1, 1], cv: 3, labelSmoothing: 0.1 };
    const serial = await new SoftmaxRegressionCV(options).fit(X, y);
    const parallel = await new SoftmaxRegressionCV({ ...options, workers: 2 }).fit(X, y);
    expect(parallel.scores).toEqual(serial.scores);
    const [{ train, test }] = stratifiedKFold(y, { k: 3 }) as [ReturnType<typeof stratifiedKFold>[0]];
    const model = new SoftmaxRegression({ ...EXACT, C: 1, labelSmoothing: 0.1 }).fitSync(
      Array.from(train, row => X[row] as number[]),
      Array.from(train, row => y[row] as number),
    );
    const proba = model.predictProba(Array.from(test, row => X[row] as number[]));
    const loss = Array.from(test).reduce((sum, row, i) => sum - Math.log(proba.get(i, y[row] as number)), 0);
    expect(serial.scores.get(0, 1)).toBeCloseTo(-loss / test.length, 7);
  });

  it('takes offsets to folds and scores', async () => {
    const offset = X.map((row, i) => [0, 1, 2].map(k => Math.sin(i + k) + (row[k] as number)));
    const [{ train, test }] = stratifiedKFold(y, { k: 3 }) as [ReturnType<typeof stratifiedKFold>[0]];
    const of = <T>(values: T[], rows: ArrayLike<number>) => Array.from(rows, row => values[row] as T);
    const options: CVOptions = { ...EXACT, Cs: [1], cv: 3 };
    const cv = await new SoftmaxRegressionCV(options).fit(X, y, { offset });
    const model = new SoftmaxRegression({ ...EXACT, C: 1 });
    model.fitSync(of(X, train), of(y, train), { offset: of(offset, train) });
    const proba = model.predictProba(of(X, test), { offset: of(offset, test) });
    const loss = of(y, test).reduce((sum, label, i) => sum - Math.log(proba.get(i, label)), 0);
    expect(cv.scores.get(0, 0)).toBeCloseTo(-loss / test.length, 7);
    expect(cv.predictProba(X, { offset }).rows).toBe(240);
    const parallel = await new SoftmaxRegressionCV({ ...options, workers: 2 }).fit(X, y, { offset });
    expect(parallel.scores).toEqual(cv.scores);
  });

  it('counts columns as scaled where that is asked for', async () => {
    const wide = X.map(([a = 0, ...rest]) => [1000 * a, ...rest]);
    const options: CVOptions = { ...EXACT, Cs: [0.1], cv: 3, standardize: true };
    const scores = async (rows: number[][], more: CVOptions = {}) =>
      (await new SoftmaxRegressionCV({ ...options, ...more }).fit(rows, y)).scores.data;
    const plain = await scores(X);
    expect(maxDifference(await scores(wide), plain)).toBeLessThan(1e-6);
    expect(await scores(X, { workers: 2 })).toEqual(plain);
    expect(maxDifference(await scores(X, { standardize: false }), plain)).toBeGreaterThan(1e-4);
  });

  it('hands a scoring function labels, probabilities, predictions and weights', async () => {
    const sampleWeight = y.map((_, i) => 1 + (i % 3));
    const splits = stratifiedKFold(y, { k: 3 });
    const scoring = vi.fn(() => 1);
    await new SoftmaxRegressionCV({ Cs: [1], cv: splits, scoring, refit: false }).fit(X, y, { sampleWeight });
    expect(scoring).toHaveBeenCalledTimes(3);
    const test = Array.from(splits[0]?.test ?? []);
    const [labels, proba, predicted, weights] = scoring.mock.calls[0] as unknown as [
      number[],
      { rows: number; cols: number; row(i: number): Float64Array },
      number[],
      Float64Array,
    ];
    expect(labels).toEqual(test.map(row => y[row]));
    expect([...weights]).toEqual(test.map(row => sampleWeight[row]));
    expect([proba.rows, proba.cols]).toEqual([test.length, 3]);
    const likeliest = predicted.map((_, i) => proba.row(i).indexOf(Math.max(...proba.row(i))));
    expect(predicted).toEqual(likeliest);
  });
});

describe('a fold whose training rows lack a class', () => {
  const table = loadTable('iris');
  // Setosa, versicolor, and then virginica, of which the training part has nothing.
  const rows = Array.from({ length: 150 }, (_, i) => i);
  const lacking = {
    train: rows.filter(i => i < 100 && i % 2),
    test: rows.filter(i => i >= 100 || i % 2 === 0),
  };

  it('gives its rows probability 0, at the same cost whatever the tolerance', async () => {
    const losses = [];
    for (const tol of [1e-3, 1e-6]) {
      const probas: number[][] = [];
      const scoring = (_: unknown, proba: { toArray(): number[][] }) => probas.push(...proba.toArray());
      const options = { Cs: [0.1, 1], cv: [lacking], tol, precision: 'float64', refit: false } as const;
      await new SoftmaxRegressionCV({ ...options, scoring }).fit(table.X, table.y);
      for (const row of probas) {
        expect(row[2]).toBe(0);
        expect((row[0] as number) + (row[1] as number)).toBeCloseTo(1, 12);
      }
      const cv = await new SoftmaxRegressionCV(options).fit(table.X, table.y);
      losses.push([...cv.scores.data].map(score => -score));
    }
    const [loose, tight] = losses as [number[], number[]];
    // 50 of 100 tested rows cost −log 2⁻⁵² each.
    for (const loss of tight) expect(loss).toBeGreaterThan((52 * Math.LN2 * 50) / 100);
    for (const [i, loss] of tight.entries()) expect(loose[i]).toBeCloseTo(loss, 2);
  });

  const all = { train: rows.filter(i => i % 2), test: rows.filter(i => i % 2 === 0) };
  const without = { classWeight: { virginica: 0 } };
  it.each<[string, Split, CVOptions, boolean]>([
    ['a class of weight 0', all, without, false],
    ['a class that has its share by smoothing alone', lacking, { labelSmoothing: 0.1 }, true],
    ['a class of weight 0, smoothed', all, { ...without, labelSmoothing: 0.1 }, false],
    ['a missing class, balanced', lacking, { classWeight: 'balanced', labelSmoothing: 0.1 }, false],
  ])('goes by the targets: %s', async (_, split, more, present) => {
    const probas: number[][] = [];
    const scoring: Scoring = (_, proba) => probas.push(...proba.toArray());
    const own = { ...EXACT, tol: 1e-6, ...more } as const;
    await new SoftmaxRegressionCV({ ...own, Cs: [1], cv: [split], scoring, refit: false }).fit(
      table.X,
      table.y,
    );
    if (!present) return expect(probas.map(row => row[2])).toEqual(probas.map(() => 0));
    const of = <T>(values: readonly T[], part: ArrayLike<number>) => Array.from(part, i => values[i] as T);
    const model = new SoftmaxRegression({ ...own, classes: [...new Set(table.y)] });
    const expected = model.fitSync(of(table.X, split.train), of(table.y, split.train));
    expect(maxDifference(probas.flat(), expected.predictProba(of(table.X, split.test)).data)).toBeLessThan(
      1e-5,
    );
  });

  it('leaves the others as they are without the class, in the limit', async () => {
    const two = table.X.slice(0, 100);
    const labels = table.y.slice(0, 100);
    const options = { ...EXACT, tol: 1e-7, C: 0.5 };
    const three = new SoftmaxRegression({ ...options, classes: [...new Set(table.y)] }).fitSync(two, labels);
    // Two rows of a model of three classes share a penalty that one vector of two classes has to itself: half of it.
    const alone = new SoftmaxRegression({ ...options, C: 1 }).fitSync(two, labels);
    expect(three.report.status).toBe('converged');
    expect(Math.max(...three.coef.row(2).map(Math.abs))).toBeLessThan(1e-4);
    expect(maxDifference(three.coef.data.subarray(0, 8), alone.coef.data)).toBeLessThan(1e-4);
  });

  it('keeps probabilities as they are without intercepts, which alone go to −∞', async () => {
    const scoring = vi.fn((_: unknown, proba: { get(i: number, j: number): number }) => proba.get(0, 2));
    const options = { Cs: [1], cv: [lacking], fitIntercept: false, scoring, refit: false };
    const cv = await new SoftmaxRegressionCV(options).fit(table.X, table.y);
    expect(cv.best.mean).toBeGreaterThan(0);
  });
});

describe('folds in parallel', () => {
  it('score to the last bit as one after the other', async () => {
    const { X, y } = randomProblem(3, 1200, 5, 3);
    const options: CVOptions = { Cs: [0.01, 1, 100], l1Ratios: [0, 1], cv: { k: 3, repeats: 2 } };
    const folds: FoldProgress[] = [];
    const onFold = (progress: FoldProgress) => folds.push(progress);
    const serial = await new SoftmaxRegressionCV({ ...options, workers: 1 }).fit(X, y);
    const parallel = await new SoftmaxRegressionCV({ ...options, workers: 3 }).fit(X, y, { onFold });
    expect(parallel.scores).toEqual(serial.scores);
    expect(parallel.best).toEqual(serial.best);
    expect(numbersOf(parallel.bestModel)).toEqual(numbersOf(serial.bestModel));
    expect(folds.map(({ fold }) => fold).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { fold, folds: count, scores } of folds) {
      expect(count).toBe(6);
      expect([...scores]).toEqual([...serial.scores.row(fold)]);
    }
  });

  it('end together with the first that fails', async () => {
    const { X, y } = problem;
    const failing = new SoftmaxRegressionCV({
      workers: 2,
      scoring: () => {
        throw new Error('no score');
      },
    });
    await expect(failing.fit(X, y)).rejects.toThrow('no score');
  });
});

describe('what goes wrong', () => {
  const { X, y } = problem;

  it.each([1, 2])('an abort leaves everything as it was, %i at a time', async workers => {
    const cv = new SoftmaxRegressionCV({ Cs: 3, cv: 3, workers });
    const controller = new AbortController();
    const abort = () => controller.abort(new Error('changed my mind'));
    await expect(cv.fit(X, y, { signal: controller.signal, onFold: abort })).rejects.toThrow(
      'changed my mind',
    );
    expect(() => cv.cvResults).toThrow('this SoftmaxRegressionCV is not fitted yet: call fit first');
    expect(() => cv.predict(X)).toThrow('not fitted yet');
    await cv.fit(X, y);
    const { scores } = cv;
    await expect(cv.fit(X, y, { signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow('never');
    // During the refit too.
    const late = new AbortController();
    const onIteration = () => late.abort(new Error('too late'));
    await expect(cv.fit(X, y, { signal: late.signal, onIteration })).rejects.toThrow('too late');
    expect(cv.scores).toEqual(scores);
  });

  it('wants labels, not probabilities', async () => {
    const soft = y.map(label => [0, 1, 2].map(k => Number(k === label)));
    await expect(new SoftmaxRegressionCV().fit(X, soft as never)).rejects.toThrow(
      'y is Array(240): expected an array of labels: folds are made by class',
    );
  });

  it('wants options, or none', async () => {
    await expect(new SoftmaxRegressionCV().fit(X, y, null as never)).rejects.toThrow(
      'the options of fit is null: expected an object',
    );
  });

  it('has no model without refit', async () => {
    const cv = await new SoftmaxRegressionCV({ Cs: [1], refit: false }).fit(X, y);
    expect(cv.bestC).toBe(1);
    expect(() => cv.predict(X)).toThrow('this SoftmaxRegressionCV has no model: refit is false');
  });

  it('warns once of fits of folds that did not converge', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const options: CVOptions = { Cs: [1, 10], cv: 2, maxIter: 1, refit: false };
    await new SoftmaxRegressionCV(options).fit(X, y);
    expect(warn.mock.calls).toEqual([
      ['softmax-wasm: 4 of 4 fits of folds did not converge: raise maxIter or tol'],
    ]);
    await new SoftmaxRegressionCV(options).fit(X, y, { quiet: true });
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it.each([
    [{ C: 1 }, 'C is no option of SoftmaxRegressionCV: expected Cs'],
    [{ l1Ratio: 1 }, 'l1Ratio is no option of SoftmaxRegressionCV: expected l1Ratios'],
    [{ Cs: [1], alphas: [1] }, 'both Cs and alphas are given: expected one, alpha = 1/(C·Σ weights)'],
    [{ Cs: [] }, 'Cs is Array(0): expected at least one number'],
    [{ Cs: [1, -1] }, 'Cs[1] is -1: expected a positive number or Infinity'],
    [{ Cs: 0 }, 'Cs is 0: expected a whole number of at least 1'],
    [{ l1Ratios: [2] }, 'l1Ratios[0] is 2: expected a number in [0, 1]'],
    [{ scoring: 'auc' }, "scoring is \"auc\": expected 'logLoss', 'accuracy', 'macroF1' or a function"],
    [{ selection: 'worst' }, "selection is \"worst\": expected 'best' or 'oneStandardError'"],
    [{ cv: 1 }, 'cv is 1: expected a whole number of at least 2'],
    [
      { cv: 'five' },
      'cv is "five": expected a number of folds, { k, repeats, seed, shuffle } or an array of { train, test }',
    ],
    [{ solver: 'newton', l1Ratios: [0.5] }, 'newton'],
    [{ tol: -1 }, 'tol is -1'],
    [
      { strength: 1 },
      'unknown option "strength" of SoftmaxRegressionCV: expected one of Cs, alphas, l1Ratios, cv, ',
    ],
    [{ strength: 1 }, 'refit, grouped, '],
    [null, 'the options of SoftmaxRegressionCV is null: expected an object'],
    [{ grouped: true }, 'one of l1Ratios is 0: expected a number above 0 where grouped is true'],
  ])('refuses %j', (options, message) => {
    expect(errorOf(() => new SoftmaxRegressionCV(options as CVOptions)).message).toContain(message);
  });

  it.each([
    [{ cv: 100 }, {}, 'k is 100: expected at most'],
    [{}, { featureNames: ['a'] }, 'the length of featureNames is 1: expected 4, one per column of X'],
    [{}, { sampleWeight: [1] }, 'the length of sampleWeight is 1: expected 240, one per row of X'],
    [
      { cv: [{ train: [0, 1], test: [1, 2] }] },
      {},
      'cv[0].test[0] is 1: expected a row that is not in train',
    ],
    [
      { cv: [{ train: [0, 999], test: [1] }] },
      {},
      'cv[0].train[1] is 999: expected a row of X, from 0 to 239',
    ],
    [{ cv: [{ train: [0, 1], test: [] }] }, {}, 'cv[0].test is Array(0): expected at least one row'],
    [{ cv: [{ train: [0, 1] }] }, {}, 'cv[0].test is undefined: expected an array of row indices'],
    [{ cv: [] }, {}, 'cv is Array(0): expected at least one split'],
    [{}, { groups: [1, 2] }, 'the length of groups is 2: expected 240, one per row of X'],
    [
      { cv: { repeats: 2 } },
      { groups: y },
      'repeats is 2: expected 1 with groups, which are dealt in one way only',
    ],
    [{ cv: [{ train: [0, 1], test: [2] }] }, { groups: y }, 'groups are given, and cv has splits of its own'],
    [{}, { onFold: 1 }, 'onFold is 1: expected a function'],
    [{}, { offset: [], fold: 1 }, 'unknown option'],
    [{ scoring: () => 'good' }, {}, 'what scoring returned is "good": expected a number'],
    [{ scoring: () => Number.NaN }, {}, 'what scoring returned is NaN: expected a finite number'],
  ])('refuses a fit with %j, %j', async (options, fitOptions, message) => {
    const cv = new SoftmaxRegressionCV(options as unknown as CVOptions);
    await expect(cv.fit(X, y, fitOptions as object)).rejects.toThrow(message);
  });

  it('names the row of X that is not finite, not the row of a fold', async () => {
    const bad = X.map((row, i) => (i === 200 ? [1, 2, Number.NaN, 4] : row));
    for (const rows of [bad, Float64Array.from(bad.flat())]) {
      const source = rows === bad ? bad : { data: rows as Float64Array, rows: 240, cols: 4 };
      await expect(new SoftmaxRegressionCV().fit(source, y)).rejects.toThrow(
        'X[200][2] is NaN: expected a finite number',
      );
    }
  });

  it('names the fold that weighs nothing', async () => {
    const sampleWeight = y.map((_, i) => (i < 120 ? 1 : 0));
    const half = (odd: number) => X.map((_, i) => i).filter(i => Number(i < 120) === odd);
    const cv = [
      { train: [0, 1, 2, 130], test: [3, 4] },
      { train: half(1), test: half(0) },
    ];
    await expect(new SoftmaxRegressionCV({ cv }).fit(X, y, { sampleWeight })).rejects.toThrow(
      'sampleWeight leaves the test rows of fold 1 a total weight of 0',
    );
  });
});
