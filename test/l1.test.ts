// The L1 term: optimality as the subgradient has it, exact zeros, two classes, refusals.

import { describe, expect, it } from 'vitest';
import { CsrMatrix, createObjective, type Options, SoftmaxRegression } from '../src/index.js';
import {
  errorOf,
  loadTable,
  maxAbs,
  maxDifference,
  mulberry32,
  parametersOf,
  randomProblem,
} from './helpers.js';

/** The largest entry of the smallest subgradient of F at a fitted model, worked out apart from the library's solvers. */
function subgradientNorm(model: SoftmaxRegression, X: number[][], y: number[], options: Options): number {
  const { alpha = 0, l1Ratio = 0, grouped = false } = options;
  const K = model.classes.length;
  const d = model.nFeatures;
  const w = parametersOf(model);
  const gradient = new Float64Array(w.length);
  createObjective(X, y, { nClasses: K, precision: 'float64' }).valueAndGradient(w, gradient);
  const at = (x: Float64Array, j: number) =>
    Array.from({ length: K }, (_, k) => x[k * (d + 1) + j] as number);
  const norms = [maxAbs(at(gradient, d))];
  for (let j = 0; j < d; j++) {
    const wj = at(w, j);
    const gj = at(gradient, j).map(
      (g, k) => g + (K === 2 ? 2 : 1) * alpha * (1 - l1Ratio) * (wj[k] as number),
    );
    const lambda = alpha * l1Ratio;
    const length = Math.hypot(...wj);
    if (grouped && K > 2) {
      const left = gj.map((g, k) =>
        length > 0
          ? g + (lambda * (wj[k] as number)) / length
          : g * Math.max(0, 1 - lambda / Math.hypot(...gj)),
      );
      norms.push(maxAbs(left));
    } else {
      norms.push(
        maxAbs(
          gj.map((g, k) =>
            wj[k] === 0 ? Math.max(0, Math.abs(g) - lambda) : g + lambda * Math.sign(wj[k] as number),
          ),
        ),
      );
    }
  }
  return maxAbs(norms);
}

const SOLVERS = ['auto', 'lbfgs', 'coordinate-descent'] as const;
const index = (y: (string | number)[]) => {
  const classes = [...new Set(y)].sort();
  return y.map(label => classes.indexOf(label));
};

describe.each(SOLVERS)("an L1 penalty with solver '%s'", solver => {
  describe.each([1, 0.5])('l1Ratio %f', l1Ratio => {
    it.each(['iris', 'wine'])('meets the conditions of optimality on %s', name => {
      const { X, y } = loadTable(name);
      const options: Options = { solver, alpha: 0.02, l1Ratio, tol: 1e-8, precision: 'float64' };
      const model = new SoftmaxRegression(options).fitSync(X, y);
      expect(model.report.status).toBe('converged');
      // The rounding of one gradient, of features in the thousands.
      expect(subgradientNorm(model, X, index(y), options)).toBeLessThan(1.1e-8);
      expect(model.coef.data.some(w => w === 0)).toBe(true);
      expect(model.coef.data.some(w => w !== 0)).toBe(true);
    });

    it('keeps two classes as rows ∓w/2', () => {
      const { X, y } = randomProblem(3, 80, 6, 2);
      const options: Options = { solver, alpha: 0.05, l1Ratio, tol: 1e-9, precision: 'float64' };
      const model = new SoftmaxRegression(options).fitSync(X, y);
      const { coef } = model;
      for (let j = 0; j < 6; j++) expect(coef.get(0, j)).toBe(0 - coef.get(1, j));
      expect(coef.data.some(w => w === 0)).toBe(true);
      expect(subgradientNorm(model, X, y, options)).toBeLessThan(1.1e-9);
    });
  });

  it('reports the whole objective', () => {
    const { X, y } = randomProblem(4, 60, 3, 3);
    const alpha = 0.03;
    const model = new SoftmaxRegression({ solver, alpha, l1Ratio: 0.25, precision: 'float64' }).fitSync(X, y);
    const w = parametersOf(model);
    const mean = createObjective(X, y, { precision: 'float64' }).valueAndGradient(
      w,
      new Float64Array(w.length),
    );
    const square = model.coef.data.reduce((sum, v) => sum + v * v, 0);
    const size = model.coef.data.reduce((sum, v) => sum + Math.abs(v), 0);
    expect(model.report.objective).toBeCloseTo(mean + alpha * (0.375 * square + 0.25 * size), 12);
  });

  it('leaves features of factor 0 free and centred, and others of a large alpha at 0', () => {
    const { X, y } = randomProblem(6, 90, 3, 3);
    const model = new SoftmaxRegression({ solver, alpha: 10, l1Ratio: 1, penaltyFactors: [0, 1, 1] }).fitSync(
      X,
      y,
    );
    const of = (j: number) => [0, 1, 2].map(k => model.coef.get(k, j));
    expect(maxAbs(of(0))).toBeGreaterThan(0.01);
    expect(Math.abs(of(0).reduce((sum, w) => sum + w, 0))).toBeLessThan(1e-10);
    expect([...of(1), ...of(2)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('decides the same zeros in float32 and float64', () => {
    const { X, y } = loadTable('wine');
    const zeros = (precision: 'float32' | 'float64') =>
      new SoftmaxRegression({ solver, alpha: 0.02, l1Ratio: 1, tol: 1e-6, precision })
        .fitSync(X, y)
        .coef.data.map(w => Math.sign(w));
    expect(zeros('float32')).toEqual(zeros('float64'));
  });
});

it.each([1, 2, 3])('OWL-QN converges where columns far from 0 depend on each other, seed %i', seed => {
  const { X, y } = randomProblem(seed, 60, 3, 3);
  const far = X.map(row => row.map(x => x + 20));
  const reportOf = (solver: 'lbfgs' | 'coordinate-descent') =>
    new SoftmaxRegression({
      solver,
      alpha: 0.01,
      l1Ratio: 1,
      fitIntercept: false,
      tol: 1e-6,
      precision: 'float64',
    }).fitSync(far, y).report;
  const { status, objective } = reportOf('lbfgs');
  expect(status).toBe('converged');
  // Within tol·‖w − w*‖₁ of the optimum, whose entries are below 10.
  expect(Math.abs(objective - reportOf('coordinate-descent').objective)).toBeLessThan(1e-6 * 9 * 10);
});

describe('a grouped penalty', () => {
  it.each([
    ['iris', 1],
    ['wine', 1],
    ['wine', 0.5],
  ] as const)('takes all classes of a feature together: %s, l1Ratio %f', (name, l1Ratio) => {
    const { X, y } = loadTable(name);
    const options: Options = { alpha: 0.05, l1Ratio, grouped: true, tol: 1e-8, precision: 'float64' };
    const model = new SoftmaxRegression(options).fitSync(X, y);
    expect(model.report).toMatchObject({ status: 'converged', solver: 'coordinate-descent' });
    expect(subgradientNorm(model, X, index(y), options)).toBeLessThan(1.1e-8);
    const used = Array.from(
      { length: model.nFeatures },
      (_, j) => [0, 1, 2].filter(k => model.coef.get(k, j) !== 0).length,
    );
    expect(new Set(used)).toEqual(new Set([0, 3]));
  });

  it('is plain lasso for two classes', () => {
    const { X, y } = randomProblem(8, 70, 5, 2);
    const options: Options = { alpha: 0.05, l1Ratio: 1, precision: 'float64', tol: 1e-9 };
    const coefOf = (extra: Options) =>
      new SoftmaxRegression({ ...options, ...extra }).fitSync(X, y).coef.data;
    expect(coefOf({ grouped: true })).toEqual(coefOf({}));
  });

  it('of two classes runs with the solver that lasso takes where columns are many', () => {
    const X = CsrMatrix.fromRows(
      Array.from({ length: 20 }, (_, i): [number, number][] => [
        [i % 2, 1],
        [2 + i, 1],
      ]),
      3000,
    );
    const y = Array.from({ length: 20 }, (_, i) => i % 2);
    const modelOf = (grouped: boolean) =>
      new SoftmaxRegression({ alpha: 0.05, l1Ratio: 1, grouped }).fitSync(X, y);
    expect(modelOf(true).report).toMatchObject({ solver: 'lbfgs', status: 'converged' });
    expect(modelOf(true).coef.data).toEqual(modelOf(false).coef.data);
  });
});

describe('coordinate descent', () => {
  it.each([2, 3, 5])('without an L1 term ends where lbfgs does, %i classes', K => {
    const { X, y } = randomProblem(9, 120, 6, K);
    const coefOf = (solver: 'lbfgs' | 'coordinate-descent') =>
      new SoftmaxRegression({ solver, C: 0.5, tol: 1e-9, precision: 'float64' }).fitSync(X, y).coef.data;
    // tol over the least curvature, the ridge of 1/60.
    expect(maxDifference(coefOf('coordinate-descent'), coefOf('lbfgs'))).toBeLessThan(1e-6);
  });

  it.each([1, 2, 3])('goes on with a model whose sweeps move little: columns far from 0, seed %i', seed => {
    const { X, y } = randomProblem(seed, 200, 5, 3);
    const model = new SoftmaxRegression({
      solver: 'coordinate-descent',
      alpha: 0.01,
      l1Ratio: 1,
      fitIntercept: false,
      tol: 1e-6,
      precision: 'float64',
    }).fitSync(
      X.map(row => row.map(x => x + 50)),
      y,
    );
    expect(model.report.status).toBe('converged');
    // Newton's steps, were each model minimised.
    expect(model.nIter).toBeLessThan(25);
  });

  it('converges on diagonal blocks alone, where the whole Hessian is too large', () => {
    const { X, y } = randomProblem(10, 300, 120, 14);
    const options: Options = {
      solver: 'coordinate-descent',
      alpha: 0.01,
      l1Ratio: 0.9,
      tol: 1e-6,
      precision: 'float64',
    };
    const model = new SoftmaxRegression(options).fitSync(X, y);
    expect(model.report.status).toBe('converged');
    expect(subgradientNorm(model, X, y, options)).toBeLessThan(1.1e-6);
  });
});

describe('an L1 penalty that will not do', () => {
  it.each(['newton', 'gradient-descent'])("names the penalty and solver '%s'", solver => {
    const options = { solver, l1Ratio: 0.5 } as Options;
    expect(errorOf(() => new SoftmaxRegression(options))).toEqual(
      new RangeError(
        `solver '${solver}' cannot do an L1 penalty (l1Ratio is 0.5): use 'lbfgs', 'coordinate-descent' or 'auto'`,
      ),
    );
  });

  it.each(['lbfgs', 'newton'])("names the groups and solver '%s'", solver => {
    const options = { solver, l1Ratio: 1, grouped: true } as Options;
    expect(errorOf(() => new SoftmaxRegression(options))).toEqual(
      new RangeError(
        `solver '${solver}' cannot do a grouped L1 penalty (grouped is true): use 'coordinate-descent' or 'auto'`,
      ),
    );
  });

  it.each([
    ['l1Ratio above 1', { l1Ratio: 1.5 }, RangeError, 'l1Ratio is 1.5: expected a number in [0, 1]'],
    ['l1Ratio that is no number', { l1Ratio: NaN }, RangeError, 'l1Ratio is NaN'],
    ['l1Ratio as text', { l1Ratio: '1' }, TypeError, 'l1Ratio is "1"'],
    ['grouped as text', { grouped: 'yes', l1Ratio: 1 }, TypeError, 'grouped is "yes"'],
    [
      'grouped ridge',
      { grouped: true },
      RangeError,
      'l1Ratio is 0: expected a number above 0 where grouped is true',
    ],
  ])('%s', (_, options, kind, message) => {
    const error = errorOf(() => new SoftmaxRegression(options as Options));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(message);
  });
});

describe('an L1 penalty on sparse rows', () => {
  it('ends where it does on the same rows filled with zeros', () => {
    const random = mulberry32(21);
    const dense = Array.from({ length: 120 }, () =>
      Array.from({ length: 30 }, () => (random() < 0.15 ? 1 + random() : 0)),
    );
    const y = dense.map(row => ((row[0] as number) > 0 ? 0 : (row[1] as number) > 0.5 ? 1 : 2));
    const sparse = CsrMatrix.fromRows(
      dense.map(row => row.flatMap((x, j): [number, number][] => (x === 0 ? [] : [[j, x]]))),
      30,
    );
    const objectiveOf = (X: number[][] | CsrMatrix, solver: 'lbfgs' | 'auto') => {
      const options: Options = { solver, alpha: 0.01, l1Ratio: 1, tol: 1e-9, precision: 'float64' };
      const { report } = new SoftmaxRegression(options).fitSync(X, y);
      expect(report.status).toBe('converged');
      return report.objective;
    };
    const expected = objectiveOf(dense, 'auto');
    expect(Math.abs(objectiveOf(sparse, 'auto') - expected)).toBeLessThan(1e-12);
    expect(Math.abs(objectiveOf(sparse, 'lbfgs') - expected)).toBeLessThan(1e-12);
  });

  it.each([1, 2, 3, 4])('in groups knows what couples the classes, seed %i', seed => {
    const random = mulberry32(seed);
    const y = Array.from({ length: 40 }, (_, i) => i % 4);
    const dense = y.map(k => [2 + k / 2 + 2 * (random() - 0.5)]);
    const X = CsrMatrix.fromRows(
      dense.map(([x]) => [[0, x as number]]),
      1,
    );
    const options: Options = { l1Ratio: 0.5, grouped: true, C: 100, tol: 1e-9, precision: 'float64' };
    const model = new SoftmaxRegression(options).fitSync(X, y);
    expect(model.report).toMatchObject({ status: 'converged', solver: 'coordinate-descent' });
    expect(model.nIter).toBeLessThan(20);
    expect(subgradientNorm(model, dense, y, { ...options, alpha: 1 / (100 * 40) })).toBeLessThan(1.1e-9);
  });

  it('of thousands of columns is fitted by lbfgs, and refused in groups', () => {
    const random = mulberry32(22);
    const rows = Array.from({ length: 200 }, (_, i) => {
      const terms = new Map([[i % 4, 1]]);
      for (let t = 0; t < 20; t++) terms.set(4 + Math.floor(random() * 20_000), 1);
      return terms;
    });
    const X = CsrMatrix.fromRows(rows, 20_004);
    const y = rows.map((_, i) => i % 4);
    const model = new SoftmaxRegression({ alpha: 0.01, l1Ratio: 1 }).fitSync(X, y);
    expect(model.report).toMatchObject({ status: 'converged', solver: 'lbfgs' });
    const used = [0, 1, 2, 3].flatMap(k =>
      Array.from({ length: 20_004 }, (_, j) => j).filter(j => model.coef.get(k, j) !== 0),
    );
    expect(Math.max(...used)).toBeLessThan(4);
    const grouped = new SoftmaxRegression({ alpha: 0.01, l1Ratio: 1, grouped: true });
    expect(errorOf(() => grouped.fitSync(X, y))).toEqual(
      new RangeError(
        'a grouped L1 penalty needs 4 matrices of 20005 × 20005: expected columns for at most 1414 × 1414, or grouped: false',
      ),
    );
  });
});
