// Numbers of `inference` against statsmodels' MNLogit and Logit, and against what must hold of them.

import { describe, expect, it } from 'vitest';
import { CsrMatrix, type Matrix, SoftmaxRegression } from '../../src/index.js';
import { inference } from '../../src/inference/index.js';
import { randomProblem } from '../helpers.js';
import { type Fit, fits } from './reference.js';

/** Relative: statsmodels' Newton stops within some 1e-9 of the optimum, where a p-value of 1e-20 has a slope of 40. */
const TOLERANCE = 1e-6;
/** statsmodels takes the null model's likelihood from a search that ends within 1e-7 of its closed form. */
const NULL_TOLERANCE = 1e-7;

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = TOLERANCE): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) {
    const [a, b] = [actual[i] as number, expected[i] as number];
    expect(Math.abs(a - b), `entry ${i}: ${a}, expected ${b}`).toBeLessThanOrEqual(tolerance * Math.abs(b));
  }
}

const result = ({ model, X, y, options }: Fit, more: object = {}) =>
  inference(model, X, y, { ...options, ...more });

describe.each(fits.map(fit => [fit.title, fit] as const))('%s', (_, fit) => {
  const { answer } = fit;

  it("has statsmodels' coefficients, errors, tests and intervals", () => {
    const found = result(fit, { level: 0.9 });
    for (const name of ['coef', 'standardErrors', 'z', 'pValues', 'covariance'] as const)
      expectClose(found[name].data, answer[name].flat());
    expectClose(found.lower.data, answer.lower90.flat());
    expectClose(found.upper.data, answer.upper90.flat());
    expectClose(found.relativeRisk.data, answer.coef.flat().map(Math.exp));
  });

  it("has statsmodels' robust covariance, HC0", () => {
    const found = result(fit, { covariance: 'robust' });
    expectClose(found.covariance.data, answer.robustCovariance.flat());
    const variances = answer.robustCovariance.map((row, i) => row[i] as number);
    expectClose(found.standardErrors.data, variances.map(Math.sqrt));
    expectClose(found.coef.data, answer.coef.flat());
  });

  it("has statsmodels' likelihoods and criteria", () => {
    const found = result(fit);
    const { logLikelihood, aic, bic, nullLogLikelihood, likelihoodRatio, pseudoR2 } = found;
    expectClose([logLikelihood, aic, bic], [answer.logLikelihood, answer.aic, answer.bic], 1e-10);
    if (answer.nullLogLikelihood === undefined) {
      // statsmodels compares with an intercept, which a model without one does not contain.
      const even = found.observations * Math.log(1 / 3);
      expectClose([nullLogLikelihood], [even], 1e-12);
      expect(likelihoodRatio.df).toBe(found.coef.data.length);
      return;
    }
    expectClose(
      [nullLogLikelihood, pseudoR2, likelihoodRatio.statistic],
      [answer.nullLogLikelihood, answer.pseudoR2 as number, answer.likelihoodRatio as number],
      NULL_TOLERANCE,
    );
    expect(likelihoodRatio.df).toBe(answer.df);
    expectClose([likelihoodRatio.pValue], [answer.likelihoodRatioP as number]);
  });
});

describe('inference', () => {
  const { X, y } = randomProblem(3, 300, 3, 4);
  const fitted = (options = {}) => new SoftmaxRegression({ C: Infinity, ...options }).fitSync(X, y);
  const model = fitted();

  it('compares with whatever base: differences of coefficients, with the errors of differences', () => {
    const first = inference(model, X, y);
    const other = inference(model, X, y, { base: 2 });
    expect([other.base, other.classes]).toEqual([2, [0, 1, 3]]);
    const p = first.parameters.length;
    const block = (k: number) => (k - 1) * p;
    for (let j = 0; j < p; j++) {
      const [b1, b2] = [first.coef.get(0, j), first.coef.get(1, j)];
      expect(other.coef.get(0, j)).toBeCloseTo(-b2, 9);
      expect(other.coef.get(1, j)).toBeCloseTo(b1 - b2, 9);
      const C = (a: number, b: number) => first.covariance.get(block(a) + j, block(b) + j);
      expect(other.standardErrors.get(1, j)).toBeCloseTo(Math.sqrt(C(1, 1) + C(2, 2) - 2 * C(1, 2)), 9);
    }
    expect(other.logLikelihood).toBeCloseTo(first.logLikelihood, 9);
  });

  it('does not depend on how tightly the model was fitted, and says how far it was off', () => {
    const [tight, loose] = [fitted({ tol: 1e-10, precision: 'float64' }), fitted({ tol: 0.1 })];
    const [a, b] = [inference(tight, X, y), inference(loose, X, y)];
    expectClose(b.coef.data, a.coef.data, 1e-9);
    expectClose(b.standardErrors.data, a.standardErrors.data, 1e-9);
    expect(a.shift).toBeLessThan(1e-6);
    expect(b.shift).toBeGreaterThan(0.1);
  });

  it('counts a row of weight 3 as three rows', () => {
    const sampleWeight = y.map((_, i) => (i * 7) % 4);
    const again = <T>(values: T[]) => values.flatMap((value, i) => Array(sampleWeight[i]).fill(value) as T[]);
    const weighted = new SoftmaxRegression({ C: Infinity }).fitSync(X, y, { sampleWeight });
    for (const covariance of ['observed', 'robust'] as const) {
      const a = inference(weighted, X, y, { sampleWeight, covariance });
      const b = inference(weighted, again(X), again(y), { covariance });
      expect([a.observations, a.bic]).toEqual([b.observations, expect.closeTo(b.bic, 8)]);
      expectClose(a.standardErrors.data, b.standardErrors.data, 1e-9);
    }
  });

  it('takes sparse rows', () => {
    const sparse = CsrMatrix.fromRows(
      X.map(row => [...row.entries()]),
      3,
    );
    const [a, b] = [inference(fitted(), sparse, y), inference(model, X, y)];
    expectClose(a.standardErrors.data, b.standardErrors.data, 1e-12);
  });

  it('keeps its digits where columns are large beside their spread', () => {
    const far = X.map(([a = 0, b = 0, c = 0]) => [a + 1e6, b * 1e-4, c * 1e5 - 3e7]);
    const there = inference(new SoftmaxRegression({ C: Infinity }).fitSync(far, y), far, y);
    const here = inference(model, X, y);
    const column = (matrix: Matrix, j: number) => Array.from({ length: 3 }, (_, k) => matrix.get(k, j));
    // 1e6 + a keeps 10 digits of a.
    for (const j of [1, 2, 3]) expectClose(column(there.z, j), column(here.z, j), 1e-8);
    expect(there.logLikelihood).toBeCloseTo(here.logLikelihood, 6);
  });

  it('ignores rows that the model ignores', () => {
    const labels = y.map((k, i) => (i % 5 === 1 ? -1 : k));
    const some = new SoftmaxRegression({ C: Infinity, ignoreLabel: -1 }).fitSync(X, labels);
    const kept = <T>(values: T[]) => values.filter((_, i) => i % 5 !== 1);
    const [a, b] = [inference(some, X, labels), inference(some, kept(X), kept(y))];
    expect(a.observations).toBe(b.observations);
    expectClose(a.standardErrors.data, b.standardErrors.data, 1e-9);
  });

  it('prints the table people know', () => {
    const { title, ...fit } = fits[3] as Fit;
    expect(result({ title, ...fit }).summary()).toMatchInlineSnapshot(`
      "                         Softmax regression, unpenalised
      ==================================================================================
      Target:                                y  Observations:                        569
      Base class:                       benign  Parameters:                            4
      Covariance:         observed information  Log-likelihood:                   -93.65
      Pseudo R-squared:                 0.7508  Null log-likelihood:             -375.72
      AIC:                              195.29  LR chi-squared (3):               564.15
      BIC:                              212.67  LR p-value:                   5.954e-122
      ==================================================================================
      y=malignant            coef    std err          z      P>|z|     [0.025     0.975]
      ----------------------------------------------------------------------------------
      intercept          -42.0194     4.4594     -9.423      0.000   -50.7597   -33.2791
      mean_radius          1.3970     0.1540      9.069      0.000     1.0951     1.6989
      mean_texture         0.3806     0.0571      6.663      0.000     0.2686     0.4925
      mean_smoothness    144.6742    19.0469      7.596      0.000   107.3430   182.0054
      =================================================================================="
    `);
  });
});
