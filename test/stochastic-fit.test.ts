import { describe, expect, it } from 'vitest';
import { CsrMatrix, type Options, SoftmaxRegression } from '../src/index.js';
import { errorOf, loadTable, numbersOf, randomProblem } from './helpers.js';

/** Columns to mean 0 and variance 1: what stochastic solvers want of their data. */
function standardised(name: string) {
  const { X, y } = loadTable(name);
  const d = (X[0] as number[]).length;
  const columns = Array.from({ length: d }, (_, j) => X.map(row => row[j] as number));
  const means = columns.map(column => column.reduce((sum, x) => sum + x, 0) / X.length);
  const scales = columns.map((column, j) => {
    const variance = column.reduce((sum, x) => sum + (x - (means[j] as number)) ** 2, 0) / X.length;
    return variance > 0 ? Math.sqrt(variance) : 1;
  });
  return { X: X.map(row => row.map((x, j) => (x - (means[j] as number)) / (scales[j] as number))), y };
}

const quiet = { quiet: true };

const fitted = (name: string, options: Options) => {
  const { X, y } = standardised(name);
  return new SoftmaxRegression(options).fitSync(X, y, { quiet: true });
};

const optimum = (name: string) => fitted(name, { tol: 1e-9, precision: 'float64' }).report.objective;

// How far above the optimum so many epochs end, relative: twice what five seeds leave.
describe.each<[string, Options, number]>([
  ['iris', { solver: 'sgd', maxIter: 60, batchSize: 16, learningRate: 0.02 }, 0.015],
  ['iris', { solver: 'adam', maxIter: 60, batchSize: 16, learningRate: 0.05 }, 0.015],
  ['digits', { solver: 'sgd', maxIter: 40, batchSize: 64, learningRate: 0.1 }, 0.6],
  ['digits', { solver: 'sgd', maxIter: 40, batchSize: 64, learningRate: 0.1, nesterov: true }, 0.6],
  ['digits', { solver: 'adam', maxIter: 40, batchSize: 64 }, 0.1],
  [
    'digits',
    { solver: 'adam', maxIter: 40, batchSize: 64, learningRate: 0.03, learningRateSchedule: 'cosine' },
    0.05,
  ],
])('%s with %o', (name, options, share) => {
  it('comes near the optimum', () => {
    const best = optimum(name);
    const { objective } = fitted(name, options).report;
    expect(objective / best - 1).toBeGreaterThan(0);
    expect(objective / best - 1).toBeLessThan(share);
  });
});

describe.each(['sgd', 'adam'] as const)('%s', solver => {
  it('has the same bits from the same seed, and others from another', () => {
    const numbers = (seed: number) => numbersOf(fitted('iris', { solver, maxIter: 5, batchSize: 16, seed }));
    expect(numbers(1)).toEqual(numbers(1));
    expect(numbers(1)).not.toEqual(numbers(2));
  });

  it('converges where batches are all rows', () => {
    const { status, objective } = fitted('iris', {
      solver,
      maxIter: 3000,
      batchSize: 1000,
      learningRate: 0.3,
      learningRateSchedule: 'constant',
      tol: 1e-3,
    }).report;
    expect(status).toBe('converged');
    expect(objective / optimum('iris') - 1).toBeLessThan(1e-3);
  });

  it('tells value and gradient of all rows after each epoch', () => {
    const { report } = fitted('iris', { solver, maxIter: 4, precision: 'float64' });
    expect(report.history.length).toBe(5);
    expect(report.history.at(-1)).toMatchObject({ iteration: 4, objective: report.objective });
    expect(report.threads).toBe(1);
  });

  it('takes raw columns far from 0', () => {
    const { X, y } = standardised('iris');
    const far = X.map(row => row.map((x, j) => x + 1000 * (j + 1)));
    const options: Options = { solver, maxIter: 20, batchSize: 16, precision: 'float64' };
    const near = new SoftmaxRegression(options).fitSync(X, y, { quiet: true }).report.objective;
    const { objective } = new SoftmaxRegression(options).fitSync(far, y, { quiet: true }).report;
    expect(objective / near - 1).toBeLessThan(0.05);
  });

  it('names the row as its caller knows it where a number is not finite', () => {
    const { X, y } = standardised('iris');
    (X[77] as number[])[2] = Number.NaN;
    expect(errorOf(() => new SoftmaxRegression({ solver }).fitSync(X, y)).message).toMatch(
      /^X\[77\]\[2\] is NaN/,
    );
  });

  it.each<[string, (y: number[]) => { y: number[] | number[][]; offset?: number[][] }]>([
    ['probabilities', y => ({ y: y.map(k => [0, 1, 2].map(c => (c === k ? 0.8 : 0.1))) })],
    ['offsets', y => ({ y, offset: y.map((_, i) => [0.3, 0, (i % 5) / 10]) })],
  ])('takes %s to the optimum of lbfgs', (_, targetsOf) => {
    const { X, y: labels } = randomProblem(7, 400, 4, 3);
    const { y, ...given } = targetsOf(labels);
    const best = new SoftmaxRegression({ tol: 1e-9 }).fitSync(X, y, { ...quiet, ...given }).report.objective;
    const options: Options = { solver, maxIter: 100, batchSize: 40, learningRate: 0.02, average: 50 };
    const { objective } = new SoftmaxRegression(options).fitSync(X, y, { ...quiet, ...given }).report;
    expect(objective / best - 1).toBeGreaterThan(-1e-6);
    expect(objective / best - 1).toBeLessThan(0.003);
  });

  it('takes sparse rows, with weights, to the optimum of lbfgs', () => {
    const { X, y } = randomProblem(7, 400, 6, 3);
    const sparse = CsrMatrix.fromRows(
      X.map(row => row.flatMap((x, j) => (x > 0 ? [[j, x] as [number, number]] : []))),
      6,
    );
    const given = { ...quiet, sampleWeight: y.map((_, i) => 1 + (i % 3)) };
    const best = new SoftmaxRegression({ tol: 1e-9 }).fitSync(sparse, y, given).report.objective;
    const options: Options = { solver, maxIter: 100, batchSize: 37, learningRate: 0.02, average: 50 };
    const { objective } = new SoftmaxRegression(options).fitSync(sparse, y, given).report;
    expect(objective / best - 1).toBeGreaterThan(-1e-6);
    expect(objective / best - 1).toBeLessThan(0.003);
  });

  it('keeps two classes as two rows of one vector', () => {
    const { X, y } = standardised('iris');
    const two = X.slice(0, 100);
    const model = new SoftmaxRegression({ solver, maxIter: 20, batchSize: 16 }).fitSync(
      two,
      y.slice(0, 100),
      {
        quiet: true,
      },
    );
    for (let j = 0; j < 4; j++) expect(model.coef.get(0, j)).toBeCloseTo(-model.coef.get(1, j), 10);
  });

  it('has an average that ends nearer than where it went', () => {
    const options: Options = { solver, maxIter: 40, batchSize: 8, learningRate: 0.3 };
    const best = optimum('iris');
    const last = fitted('iris', options).report.objective - best;
    expect(fitted('iris', { ...options, average: 5 }).report.objective - best).toBeLessThan(last);
  });
});

it('reports a rate that is too large, and says what to do', () => {
  const { X, y } = standardised('iris');
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = message => warnings.push(message);
  try {
    const model = new SoftmaxRegression({ solver: 'sgd', learningRate: 1e200 }).fitSync(X, y);
    expect(model.report.status).toBe('lineSearchFailed');
  } finally {
    console.warn = warn;
  }
  expect(warnings.join()).toMatch(/lower learningRate/);
});

describe('validationFraction', () => {
  it.each(['sgd', 'adam', 'gradient-descent', 'lbfgs', 'newton'] as const)(
    'stops %s where rows held out are predicted no better, and keeps the best parameters',
    solver => {
      const rate = solver === 'lbfgs' || solver === 'newton' ? {} : { learningRate: 0.5 };
      // 30 columns for 42 rows to fit to: soon learnt by heart.
      const { X, y } = randomProblem(5, 60, 30, 3);
      const model = new SoftmaxRegression({
        solver,
        C: 1e6,
        tol: 0,
        maxIter: 400,
        ...rate,
        validationFraction: 0.3,
        patience: 3,
      });
      const { report, nIter } = model.fitSync(X, y, { quiet: true });
      const losses = report.history.map(({ validationLoss }) => validationLoss as number);
      const best = losses.indexOf(Math.min(...losses));
      expect(report.status).toBe('earlyStopped');
      expect(nIter).toBe(best + 3);
      expect(report.objective).toBe(report.history[best]?.objective);
    },
  );

  it.each([
    [1, 'earlyStopped'],
    [0.003, 'converged'],
  ])('runs to its end where patience is not used up: C = %d %s', (C, status) => {
    const { report } = fitted('iris', { C, validationFraction: 0.2, patience: 1000 });
    expect(report.history.at(-1)?.gradientNorm).toBeLessThan(1e-4);
    expect(report.status).toBe(status);
    expect(report.gradientNorm < 1e-4).toBe(status === 'converged');
  });

  it('holds out the same rows for the same seed', () => {
    const losses = (seed: number) =>
      fitted('iris', { validationFraction: 0.2, seed }).report.history.map(entry => entry.validationLoss);
    expect(losses(1)).toEqual(losses(1));
    expect(losses(1)).not.toEqual(losses(2));
  });

  it.each<[Options, RegExp]>([
    [{ validationFraction: 1 }, /^validationFraction is 1: expected a number in \[0, 1\)/],
    [{ validationFraction: -0.1 }, /^validationFraction is -0.1/],
    [{ patience: 0, validationFraction: 0.1 }, /^patience is 0/],
    [{ patience: 3 }, /^patience is 3: expected a validationFraction above 0/],
  ])('refuses %o', (options, message) => {
    expect(errorOf(() => new SoftmaxRegression(options)).message).toMatch(message);
  });

  it('refuses a share that leaves no rows', () => {
    const model = new SoftmaxRegression({ validationFraction: 0.9 });
    expect(errorOf(() => model.fitSync([[1], [2], [3]], [0, 1, 1])).message).toMatch(
      /^validationFraction is 0.9/,
    );
  });
});

describe('a schedule that is a function', () => {
  const options: Options = { solver: 'sgd', maxIter: 3, learningRateSchedule: t => 1 / (10 + t) };
  const { X, y } = randomProblem(3, 40, 2, 3);
  const lost = /^learningRateSchedule was a function, which a saved model does not hold/;
  const model = new SoftmaxRegression(options).fitSync(X, y, { quiet: true });

  it.each<[string, () => SoftmaxRegression]>([
    ['JSON', () => SoftmaxRegression.fromJSON(JSON.stringify(model))],
    ['bytes', () => SoftmaxRegression.fromBytes(model.toBytes())],
    ['JSON of JSON', () => SoftmaxRegression.fromJSON(SoftmaxRegression.fromJSON(model.toJSON()).toJSON())],
  ])('is missed, not replaced, in a model from %s', (_, restore) => {
    const restored = restore();
    expect(restored.predictProba(X)).toEqual(model.predictProba(X));
    expect(errorOf(() => restored.fitSync(X, y)).message).toMatch(lost);
    expect(errorOf(() => restored.partialFit(X, y)).message).toMatch(lost);
    expect(restored.coef).toEqual(model.coef);
  });

  it('of the ones with names is kept', () => {
    const named = new SoftmaxRegression({ ...options, learningRateSchedule: 'cosine' });
    const restored = SoftmaxRegression.fromJSON(named.fitSync(X, y, { quiet: true }).toJSON());
    expect(restored.options.learningRateSchedule).toBe('cosine');
    expect(restored.fitSync(X, y, { quiet: true }).coef).toEqual(named.coef);
  });
});

describe('options', () => {
  it.each<[Options, RegExp]>([
    [{ batchSize: 8 }, /^batchSize is 8: expected a solver that reads it, not 'auto'/],
    [{ solver: 'adam', momentum: 0.5 }, /^momentum is 0.5: expected a solver that reads it, not 'adam'/],
    [{ solver: 'sgd', momentum: 1 }, /^momentum is 1: expected a number in \[0, 1\)/],
    [{ solver: 'sgd', batchSize: 2.5 }, /^batchSize is 2.5: expected a whole number/],
    [{ solver: 'sgd', average: 0 }, /^average is 0: expected a whole number/],
    [{ solver: 'sgd', learningRateSchedule: 'linear' as 'cosine' }, /^learningRateSchedule is "linear"/],
    [{ solver: 'sgd', learningRate: 0 }, /^learningRate is 0/],
  ])('refuses %o', (options, message) => {
    expect(errorOf(() => new SoftmaxRegression(options)).message).toMatch(message);
  });
});
