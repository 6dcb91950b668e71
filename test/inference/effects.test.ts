// Average marginal effects and influence, against statsmodels and against what they stand for.

import { describe, expect, it } from 'vitest';
import { type Label, SoftmaxRegression } from '../../src/index.js';
import { type Inference, inference } from '../../src/inference/index.js';
import { randomProblem } from '../helpers.js';
import { type Fit, fits } from './reference.js';

/** Relative; statsmodels ends within some 1e-9 of the optimum. */
const TOLERANCE = 1e-6;

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = TOLERANCE): void {
  expect(actual.length).toBe(expected.length);
  const size = Math.max(...Array.from(expected, Math.abs));
  for (let i = 0; i < actual.length; i++) {
    const [a, b] = [actual[i] as number, expected[i] as number];
    // An effect may be 0 but for rounding, beside others.
    const slack = tolerance * Math.max(Math.abs(b), 1e-6 * size);
    expect(Math.abs(a - b), `entry ${i}: ${a}, expected ${b}`).toBeLessThanOrEqual(slack);
  }
}

/** d × K as K rows; of two classes the second. */
function byClass(table: number[][] | number[]): number[] {
  const rows = table.map(row => (typeof row === 'number' ? [row] : row));
  return (rows[0] as number[]).flatMap((_, k) => rows.map(row => row[k] as number));
}

describe.each(fits.map(fit => [fit.title, fit] as const))('%s', (_, { model, X, y, options, answer }) => {
  const binary = model.classes.length === 2;
  const shown = (matrix: { data: Float64Array }) =>
    binary ? matrix.data.slice(matrix.data.length / 2) : matrix.data;

  it("has statsmodels' average marginal effects, with errors by the delta method", () => {
    const found = inference(model, X, y, options).marginalEffects();
    expectClose(shown(found.effects), byClass(answer.effects));
    expectClose(shown(found.standardErrors), byClass(answer.effectErrors));
    const robust = inference(model, X, y, { ...options, covariance: 'robust' }).marginalEffects();
    expectClose(shown(robust.effects), byClass(answer.effects));
    expectClose(shown(robust.standardErrors), byClass(answer.robustEffectErrors));
  });

  it('has effects that are slopes of probabilities, and add up to 0', () => {
    const { effects } = inference(model, X, y, options).marginalEffects();
    const exact = new SoftmaxRegression({ ...model.options, tol: 1e-10, precision: 'float64' });
    exact.fitSync(X, y, { ...options, quiet: true } as object);
    const weights = Array.from(options.sampleWeight ?? X.map(() => 1));
    const total = weights.reduce((a, b) => a + b, 0);
    for (let j = 0; j < effects.cols; j++) {
      const step = 1e-5 * Math.max(...X.map(row => Math.abs(row[j] as number)));
      const moved = (by: number) =>
        exact.predictProba(X.map(row => row.map((x, m) => (m === j ? x + by : x))));
      const [up, down] = [moved(step), moved(-step)];
      for (let k = 0; k < effects.rows; k++) {
        const slopes = weights.map((weight, i) => (weight * (up.get(i, k) - down.get(i, k))) / (2 * step));
        const mean = slopes.reduce((a, b) => a + b, 0) / total;
        expect(effects.get(k, j)).toBeCloseTo(mean, 6);
      }
      expect(
        Array.from({ length: effects.rows }, (_, k) => effects.get(k, j)).reduce((a, b) => a + b),
      ).toBeCloseTo(0, 12);
    }
  });
});

describe('influence', () => {
  const everyTwentieth = (count: number) => Array.from({ length: Math.ceil(count / 20) }, (_, i) => 20 * i);

  it("of two classes is statsmodels' of a binomial GLM", () => {
    const { model, X, y, answer } = fits[3] as Fit;
    const found = inference(model, X, y).influence();
    const rows = everyTwentieth(X.length);
    expectClose(
      rows.map(i => found.leverage[i] as number),
      answer.leverage as number[],
    );
    expectClose(
      rows.map(i => found.cooksDistance[i] as number),
      answer.cooks as number[],
    );
    expectClose(
      rows.flatMap(i => Array.from(found.change.row(i))),
      (answer.dParams as number[][]).flat(),
    );
  });

  const { X, y } = randomProblem(17, 60, 2, 3);
  const fitted = (rows: number[][], labels: Label[]) =>
    new SoftmaxRegression({ C: Infinity, tol: 1e-10, precision: 'float64' }).fitSync(rows, labels);
  const without = <T>(values: T[], i: number) => values.filter((_, at) => at !== i);

  it('of three classes is near what fits without the row say', () => {
    const all = inference(fitted(X, y), X, y);
    const { change, dfbetas, leverage, cooksDistance } = all.influence();
    const size = all.coef.data.length;
    expect(leverage.reduce((a, b) => a + b)).toBeCloseTo(size, 9);
    for (let i = 0; i < X.length; i += 7) {
      const rest = inference(fitted(without(X, i), without(y, i)), without(X, i), without(y, i));
      const error = Math.max(
        ...all.coef.data.map((value, a) => {
          const true_ = (value - (rest.coef.data[a] as number)) / (all.standardErrors.data[a] as number);
          return Math.abs(true_ - (dfbetas.row(i)[a] as number));
        }),
      );
      // One step of several: what remains is of second order in the change.
      const largest = Math.max(...dfbetas.row(i).map(Math.abs));
      expect(error).toBeLessThan(0.02 + 0.5 * largest);
      expect(dfbetas.row(i)[0]).toBeCloseTo(
        (change.row(i)[0] as number) / (all.standardErrors.data[0] as number),
        12,
      );
    }
    // Cook's distance by its definition, with the covariance that people read.
    const inverse = (i: number) => {
      const moved = change.row(i);
      return solve(all, moved).reduce((sum, value, a) => sum + value * (moved[a] as number), 0) / size;
    };
    for (const i of [0, 20, 40]) expect(cooksDistance[i]).toBeCloseTo(inverse(i), 9);
  });

  it('is one Newton step without the row, exactly', () => {
    const all = inference(fitted(X, y), X, y);
    const { change } = all.influence();
    const p = all.parameters.length;
    const w = new Float64Array(3 * p);
    // From (b, W) by class to blocks of (W, b), the base class's 0.
    all.coef.data.forEach((value, at) => {
      const [k, j] = [Math.floor(at / p), at % p];
      w[(k + 1) * p + (j === 0 ? p - 1 : j - 1)] = value;
    });
    const i = 11;
    const expected = newtonStep(without(X, i), without(y, i), w);
    const got = Array.from({ length: 2 * p }, (_, at) => {
      const [k, j] = [Math.floor(at / p), at % p];
      return -(change.row(i)[k * p + (j === p - 1 ? 0 : j + 1)] as number);
    });
    expectClose(got, expected, 1e-7);
  });

  it('of rows that weigh 3 is that of one of three, and of none there is none', () => {
    const sampleWeight = y.map((_, i) => (i % 3 === 0 ? 3 : i % 3 === 1 ? 1 : Number(i > 10)));
    const again = <T>(values: T[]) => values.flatMap((value, i) => Array(sampleWeight[i]).fill(value) as T[]);
    const model = new SoftmaxRegression({ C: Infinity, tol: 1e-10 }).fitSync(X, y, { sampleWeight });
    const a = inference(model, X, y, { sampleWeight }).influence();
    const b = inference(model, again(X), again(y)).influence();
    expectClose(a.change.row(0), b.change.row(2), 1e-8);
    expect(a.leverage[0]).toBeCloseTo(b.leverage[1] as number, 10);
    expect([a.leverage[2], a.cooksDistance[2], a.change.get(2, 0)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});

/** covariance⁻¹·v by elimination. */
function solve(all: Inference, v: ArrayLike<number>): number[] {
  return solved(all.covariance.toArray(), Array.from(v));
}

function solved(A: number[][], x: number[]): number[] {
  const rows = A.map((row, i) => [...row, x[i] as number]);
  const n = rows.length;
  for (let j = 0; j < n; j++) {
    const best = rows
      .slice(j)
      .reduce((a, row, i) => (Math.abs(row[j] as number) > Math.abs(rows[a]?.[j] as number) ? i + j : a), j);
    [rows[j], rows[best]] = [rows[best] as number[], rows[j] as number[]];
    const pivot = rows[j] as number[];
    for (let i = 0; i < n; i++) {
      if (i === j) continue;
      const row = rows[i] as number[];
      const factor = (row[j] as number) / (pivot[j] as number);
      for (let k = j; k <= n; k++) (row[k] as number) -= factor * (pivot[k] as number);
    }
  }
  return rows.map((row, i) => (row[n] as number) / (row[i] as number));
}

/** −H⁻¹·g of the loss of three classes at w, without the first class: from probabilities written out. */
function newtonStep(X: number[][], y: number[], w: Float64Array): number[] {
  const p = w.length / 3;
  const size = 2 * p;
  const H = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const g = new Array<number>(size).fill(0);
  X.forEach((row, i) => {
    const x = [...row, 1];
    const logits = [0, 1, 2].map(k => x.reduce((sum, value, j) => sum + value * (w[k * p + j] as number), 0));
    const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
    const proba = logits.map(z => Math.exp(z) / total);
    for (let a = 0; a < size; a++) {
      const [k, j] = [Math.floor(a / p) + 1, a % p];
      const pk = proba[k] as number;
      (g[a] as number) += (Number(y[i] === k) - pk) * (x[j] as number);
      for (let b = 0; b < size; b++) {
        const [l, m] = [Math.floor(b / p) + 1, b % p];
        const curvature = pk * (Number(k === l) - (proba[l] as number));
        ((H[a] as number[])[b] as number) += curvature * (x[j] as number) * (x[m] as number);
      }
    }
  });
  return solved(H, g);
}
