// The claims of docs/coming-from.md: with the options it names, coefficients are those of scikit-learn, glmnet, statsmodels and
// TensorFlow.js on iris (fixtures/make_coming_from.py, .R and .js).

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  OneVsRest,
  type Options,
  SoftmaxRegression,
  SoftmaxRegressionCV,
  StandardScaler,
  softmaxPathSync,
} from '../src/index.js';
import { inference } from '../src/inference/index.js';
import { logLoss } from '../src/metrics/index.js';
import { loadTable, maxAbs, maxDifference } from './helpers.js';

interface Answer {
  coef: number[][];
  intercept: number[];
}
interface Case extends Answer {
  name: string;
  two: boolean;
  /** C: null stands for Infinity. */
  options: Record<string, unknown>;
  weighted?: boolean;
  proba?: number[][];
}
interface PythonFixture {
  scikit: Case[];
  cv: Answer & { Cs: number[]; means: number[]; C: number; default: number };
  sgd: Answer & { alpha: number };
  mnlogit: Record<'coef' | 'errors', number[][]> &
    Record<'logLikelihood' | 'aic' | 'bic' | 'pseudoR2', number>;
  logit: Record<'coef' | 'errors' | 'robust' | 'effects' | 'effectErrors' | 'lasso', number[]>;
}
interface GlmnetFixture {
  fits: Case[];
  lambdas: Record<'standardised' | 'plain' | 'grouped' | 'ridge', number>;
  cv: Record<'alphas' | 'deviance' | 'errors' | 'misses', number[]> &
    Record<'min' | 'oneStandardError', number>;
}
type TfjsFixture = { l2: number } & Record<'softmax' | 'sigmoid' | 'pair', Answer & { loss: number }>;

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'));
const python = read<PythonFixture>('coming_from');
const glmnet = read<GlmnetFixture>('coming_from_glmnet');
const tfjs = read<TfjsFixture>('coming_from_tfjs');

const { X, y } = loadTable('iris');
const kept = y.flatMap((label, i) => (label === 'setosa' ? [] : [i]));
const all = { X, y };
const two = { X: kept.map(i => X[i] as number[]), y: kept.map(i => y[i] as string) };

/** A slope of 1e-9 over the weakest curvature here, that of a penalty of 0.01, leaves 1e-7 of a coefficient. */
const EXACT: Options = { precision: 'float64', tol: 1e-9 };
/** What remains is where scikit-learn and glmnet stop: of the largest coefficient. */
const AGREEMENT = 1e-6;

/** Of two classes the one vector of the others: the second row less the first. */
function answerOf(model: { coef: { toArray(): number[][] }; intercept: ArrayLike<number> }): Answer {
  const [coef, intercept] = [model.coef.toArray(), Array.from(model.intercept)];
  if (coef.length > 2) return { coef, intercept };
  const [first = [], second = []] = coef;
  return {
    coef: [second.map((w, j) => w - (first[j] as number))],
    intercept: [(intercept[1] as number) - (intercept[0] as number)],
  };
}

function expectSame(model: Parameters<typeof answerOf>[0], expected: Answer, agreement = AGREEMENT) {
  const { coef, intercept } = answerOf(model);
  expect(maxDifference(coef.flat(), expected.coef.flat())).toBeLessThan(
    agreement * maxAbs(expected.coef.flat()),
  );
  expect(maxDifference(intercept, expected.intercept)).toBeLessThanOrEqual(
    agreement * maxAbs(expected.intercept),
  );
}

describe('scikit-learn', () => {
  it.each(python.scikit.map(c => [c.name, c] as const))('LogisticRegression: %s', (_, expected) => {
    const data = expected.two ? two : all;
    const options = { ...EXACT, ...expected.options, ...(expected.options.C === null && { C: Infinity }) };
    const weights = expected.weighted ? { sampleWeight: data.y.map((_, i) => 0.5 + (i % 3)) } : {};
    const model = new SoftmaxRegression(options).fitSync(data.X, data.y, weights);
    expectSame(model, expected);
    const proba = model.predictProba([data.X[0], data.X.at(-1)] as number[][]);
    expect(maxDifference(proba.data, expected.proba?.flat() ?? [])).toBeLessThan(AGREEMENT);
  });

  it('LogisticRegressionCV: scores by C, the one chosen, its model', async () => {
    const options = { ...EXACT, Cs: python.cv.Cs, cv: { k: 5, shuffle: false } };
    const cv = await new SoftmaxRegressionCV(options).fit(X, y);
    const means = cv.cvResults.map(result => result.mean);
    expect(maxDifference(means, python.cv.means)).toBeLessThan(AGREEMENT);
    expect(cv.bestC).toBe(python.cv.C);
    expectSame(cv.bestModel, python.cv);
    const byAccuracy = await new SoftmaxRegressionCV({ ...options, scoring: 'accuracy' }).fit(X, y);
    expect(byAccuracy.bestC).toBe(python.cv.default);
  });

  it('SGDClassifier is one-vs-rest with the same alpha', () => {
    const scaled = new StandardScaler().fitTransform(X);
    const { estimators } = new OneVsRest({ ...EXACT, alpha: python.sgd.alpha }).fitSync(scaled, y);
    // Stochastic steps end a thousandth off; half or twice the penalty would move coefficients by more than a tenth.
    estimators.forEach((model, k) => {
      const coef = [python.sgd.coef[k] as number[]];
      expectSame(model, { coef, intercept: [python.sgd.intercept[k] as number] }, 5e-3);
    });
  });
});

describe('glmnet', () => {
  it.each(glmnet.fits.map(c => [c.name, c] as const))('%s', (_, expected) => {
    const data = expected.two ? two : all;
    const model = new SoftmaxRegression({ ...EXACT, ...expected.options }).fitSync(data.X, data.y);
    expectSame(model, expected);
    const zeros = (rows: number[][]) => rows.flat().map(w => w === 0);
    expect(zeros(answerOf(model).coef)).toEqual(zeros(expected.coef));
  });

  it.each([
    ['standardised', { standardize: true }],
    ['plain', {}],
    ['grouped', { standardize: true, grouped: true }],
    ['ridge', { standardize: true, l1Ratio: 0 }],
  ] as const)('the path begins where its own does: %s', (name, options) => {
    const { alphas } = softmaxPathSync(X, y, { ...EXACT, ...options, nAlphas: 2, alphaMinRatio: 0.9 });
    expect((alphas[0] as number) / glmnet.lambdas[name]).toBeCloseTo(1, 10);
  });

  it('cv.glmnet: half its deviance, half its errors, lambda.min and lambda.1se', async () => {
    const { alphas, deviance, errors, misses } = glmnet.cv;
    const rows = y.map((_, i) => i);
    const cv = Array.from({ length: 5 }, (_, fold) => ({
      train: rows.filter(i => i % 5 !== fold),
      test: rows.filter(i => i % 5 === fold),
    }));
    const options = { ...EXACT, alphas, l1Ratios: [1], standardize: true, cv } as const;
    const best = await new SoftmaxRegressionCV(options).fit(X, y);
    const of = (name: 'mean' | 'standardError') => best.cvResults.map(result => result[name]);
    expect(
      maxDifference(
        of('mean'),
        deviance.map(value => -value / 2),
      ),
    ).toBeLessThan(1e-5);
    expect(
      maxDifference(
        of('standardError'),
        errors.map(value => value / 2),
      ),
    ).toBeLessThan(1e-5);
    expect(best.bestAlpha).toBe(glmnet.cv.min);
    const simple = await new SoftmaxRegressionCV({ ...options, selection: 'oneStandardError' }).fit(X, y);
    expect(simple.bestAlpha).toBe(glmnet.cv.oneStandardError);
    const byClass = await new SoftmaxRegressionCV({ ...options, scoring: 'accuracy' }).fit(X, y);
    const wrong = byClass.cvResults.map(result => 1 - result.mean);
    expect(maxDifference(wrong, misses)).toBeLessThan(1e-12);
  });
});

describe('statsmodels', () => {
  /** Relative, of the largest: Newton's method ends where rounding does. */
  const EXACTLY = 1e-8;
  const near = (found: ArrayLike<number>, expected: number[]) =>
    expect(maxDifference(found, expected)).toBeLessThan(EXACTLY * maxAbs(expected));
  const unpenalised = (rows: number[][], labels: (string | number)[]) =>
    new SoftmaxRegression({ C: Infinity }).fitSync(rows, labels);

  it('MNLogit', () => {
    const { mnlogit } = python;
    const rows = X.map(row => [row[1] as number]);
    const result = inference(unpenalised(rows, y), rows, y);
    near(result.coef.data, mnlogit.coef.flat());
    near(result.standardErrors.data, mnlogit.errors.flat());
    for (const name of ['logLikelihood', 'aic', 'bic', 'pseudoR2'] as const)
      near([result[name]], [mnlogit[name]]);
  });

  it('Logit, with cov_type="HC0" and get_margeff()', () => {
    const { logit } = python;
    const model = unpenalised(two.X, two.y);
    const result = inference(model, two.X, two.y);
    near(result.coef.data, logit.coef);
    near(result.standardErrors.data, logit.errors);
    near(inference(model, two.X, two.y, { covariance: 'robust' }).standardErrors.data, logit.robust);
    const effects = result.marginalEffects();
    near(effects.effects.row(1), logit.effects);
    near(effects.standardErrors.row(1), logit.effectErrors);
  });

  it('fit_regularized: its alpha over the number of rows is ours', () => {
    const options: Options = { ...EXACT, alpha: 1 / two.y.length, l1Ratio: 1 };
    const [intercept = 0, ...coef] = python.logit.lasso;
    const model = new SoftmaxRegression(options).fitSync(two.X, two.y);
    expectSame(model, { coef: [coef], intercept: [intercept] });
  });
});

describe('TensorFlow.js', () => {
  // float32, and Adam's last steps are of 1e-4: of the largest coefficient.
  const ADAM = 1e-4;
  const centred = (b: number[]) => b.map(value => value - b.reduce((sum, each) => sum + each, 0) / b.length);
  const fitted = ({ X, y }: typeof all, alpha: number) =>
    new SoftmaxRegression({ ...EXACT, alpha }).fitSync(X, y);
  const lossOf = ({ X, y }: typeof all, model: SoftmaxRegression) =>
    logLoss(y, model.predictProba(X), { classes: model.classes });

  it('three softmax units: alpha is twice l2, intercepts are centred', () => {
    const model = fitted(all, 2 * tfjs.l2);
    expectSame(model, { ...tfjs.softmax, intercept: centred(tfjs.softmax.intercept) }, ADAM);
    expect(lossOf(all, model)).toBeCloseTo(tfjs.softmax.loss, 5);
  });

  it('one sigmoid unit: alpha is twice l2', () => {
    const model = fitted(two, 2 * tfjs.l2);
    expectSame(model, tfjs.sigmoid, ADAM);
    expect(lossOf(two, model)).toBeCloseTo(tfjs.sigmoid.loss, 5);
  });

  it('two softmax units: alpha is l2', () => {
    const model = fitted(two, tfjs.l2);
    expectSame(model, answerOf({ ...tfjs.pair, coef: { toArray: () => tfjs.pair.coef } }), ADAM);
    expect(lossOf(two, model)).toBeCloseTo(tfjs.pair.loss, 5);
  });
});
