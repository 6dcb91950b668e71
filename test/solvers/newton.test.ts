import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createObjective, SoftmaxRegression } from '../../src/index.js';
import type { Objective } from '../../src/objective.js';
import { CostModel } from '../../src/solvers/cost-model.js';
import { runSync } from '../../src/solvers/driver.js';
import { minimize } from '../../src/solvers/index.js';
import { exactNewton, newton } from '../../src/solvers/newton.js';
import type { Solver } from '../../src/solvers/solver.js';
import { trustRegion } from '../../src/solvers/trust-region.js';
import { centreBlocks } from '../../src/solvers/vector.js';
import { errorOf, loadTable, maxDifference, mulberry32, numbersOf, randomProblem } from '../helpers.js';
import { quadratic } from './helpers.js';

type Method = (start: Float64Array, curvature: NonNullable<Objective['curvature']>) => Solver;
const METHODS: [string, Method][] = [
  ['by Cholesky', exactNewton],
  ['by conjugate gradients', trustRegion],
];

function run(method: Method, objective: Objective, tol: number, maxIter = 100) {
  if (!objective.curvature) throw new Error('no curvature');
  return runSync(method(new Float64Array(objective.size), objective.curvature), objective, { maxIter, tol });
}

/** X and y of a problem whose classes are told apart by the first column. */
function separable(n: number) {
  const random = mulberry32(3);
  const y = Array.from({ length: n }, (_, i) => i % 3);
  return { X: y.map(k => [4 * k + random(), random()]), y };
}

describe.each(METHODS)('Newton’s method, %s', (_, method) => {
  const { X, y } = randomProblem(7, 200, 6, 4);
  const penalised = createObjective(X, y, { C: 1, precision: 'float64' });

  it('reaches a gradient of 1e-12', () => {
    expect(run(method, penalised, 1e-12).status).toBe('converged');
  });

  it('takes few iterations', () => {
    expect(run(method, penalised, 1e-10).iterations).toBeLessThan(12);
  });

  it('converges faster than linearly', () => {
    const norms = run(method, penalised, 1e-12).history.map(entry => entry.gradientNorm);
    const rates = norms.slice(1).map((norm, i) => norm / (norms[i] as number));
    expect(rates.at(-1)).toBeLessThan(0.01);
  });

  it('descends in every iteration', () => {
    const values = run(method, penalised, 1e-9).history.map(entry => entry.objective);
    // What is taken for rounding: see NOISE of the line search.
    expect(values.filter((value, i) => i > 0 && value > (values[i - 1] as number) * (1 + 1e-6))).toEqual([]);
  });

  it('ends on separable data without a penalty, with a value near 0', () => {
    const data = separable(30);
    const { status, value } = run(method, createObjective(data.X, data.y, { precision: 'float64' }), 1e-6);
    expect([status, value < 1e-3]).toEqual(['converged', true]);
  });

  it('ends by itself where no tolerance can be met', () => {
    const data = separable(30);
    const objective = createObjective(data.X, data.y, { precision: 'float64' });
    const { status, w } = run(method, objective, 0, 2000);
    expect([['converged', 'lineSearchFailed'].includes(status), w.every(Number.isFinite)]).toEqual([
      true,
      true,
    ]);
  });

  it('notices the end of float32', () => {
    const objective = createObjective(X, y, { C: 1, precision: 'float32' });
    const { status, iterations, gradientNorm } = run(method, objective, 0, 500);
    expect([status, iterations < 100, gradientNorm < 1e-5]).toEqual(['lineSearchFailed', true, true]);
  });

  it('keeps the last iterate before a point that is not finite', () => {
    let calls = 0;
    const broken: Objective = {
      size: penalised.size,
      curvature: penalised.curvature as NonNullable<Objective['curvature']>,
      valueAndGradient: (w, gradient) => (++calls > 3 ? Number.NaN : penalised.valueAndGradient(w, gradient)),
    };
    const { status, w, value } = run(method, broken, 1e-12);
    expect([status, w.every(Number.isFinite), Number.isFinite(value)]).toEqual([
      'lineSearchFailed',
      true,
      true,
    ]);
  });

  it('finds the optimum of L-BFGS on any problem', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer({ min: 1, max: 1e6 }),
          n: fc.integer({ min: 20, max: 90 }),
          d: fc.integer({ min: 1, max: 8 }),
          K: fc.integer({ min: 2, max: 6 }),
          fitIntercept: fc.boolean(),
          weighted: fc.boolean(),
        }),
        ({ seed, n, d, K, fitIntercept, weighted }) => {
          const { X, y } = randomProblem(seed, n, d, K);
          const random = mulberry32(seed);
          const sampleWeight = weighted ? X.map(() => 0.2 + random()) : undefined;
          const objective = createObjective(X, y, {
            nClasses: K,
            C: 1,
            fitIntercept,
            precision: 'float64',
            ...(sampleWeight && { sampleWeight }),
          });
          const ours = run(method, objective, 1e-12).w;
          const theirs = minimize(objective, { solver: 'lbfgs', tol: 1e-12, maxIter: 5000 }).w;
          const stride = objective.size / K;
          centreBlocks(ours, stride);
          centreBlocks(theirs, stride);
          // Curvature of the flattest direction is about the penalty, at least 1/110: 1e-12 becomes 1e-10.
          expect(maxDifference(ours, theirs)).toBeLessThan(1e-9);
        },
      ),
      { seed: 1, numRuns: 40 },
    );
  });

  it('finds the optimum without a penalty where classes overlap', () => {
    const { X, y } = randomProblem(11, 400, 3, 3);
    const objective = createObjective(X, y, { precision: 'float64' });
    const [ours, theirs] = [run(method, objective, 1e-11).w, minimize(objective, { tol: 1e-11 }).w];
    centreBlocks(ours, 4);
    centreBlocks(theirs, 4);
    expect(maxDifference(ours, theirs)).toBeLessThan(1e-8);
  });
});

describe('the choice between the two', () => {
  const costs = (n: number, d: number, K: number) => {
    const { X, y } = randomProblem(1, n, d, K);
    const curvature = createObjective(X, y, { nClasses: K }).curvature;
    if (!curvature) throw new Error('no curvature');
    return new CostModel(curvature);
  };

  it('factorises the Hessian of few classes and features', () => {
    expect(costs(150, 4, 3).factorsHessian()).toBe(true);
  });

  it('does not factorise that of many', () => {
    expect(costs(150, 60, 10).factorsHessian()).toBe(false);
  });

  it('factorises where products are not offered, and takes products where the matrix is not', () => {
    const { X, y } = randomProblem(1, 60, 3, 3);
    const objective = createObjective(X, y, { C: 1, precision: 'float64' });
    const { hessian, hessianVector, ...rest } = objective.curvature as NonNullable<Objective['curvature']>;
    const asked = (curvature: NonNullable<Objective['curvature']>) => {
      const types = new Set<string>();
      function* watched(): Solver {
        const solver = newton(new Float64Array(objective.size), curvature);
        for (let next = solver.next(); ; ) {
          if (next.done) return next.value;
          if (next.value) types.add(next.value.type);
          next = solver.next(yield next.value);
        }
      }
      runSync(watched(), objective, { maxIter: 2, tol: 0 });
      return ['hessian', 'product'].filter(type => types.has(type));
    };
    expect(asked({ ...rest, ...(hessian && { hessian }) })).toEqual(['hessian']);
    expect(asked({ ...rest, ...(hessianVector && { hessianVector }) })).toEqual(['product']);
  });
});

describe("solver: 'newton'", () => {
  it('is refused for an objective without second derivatives', () => {
    expect(errorOf(() => minimize(quadratic([1], [0]), { solver: 'newton' }))).toEqual(
      new RangeError(
        "solver 'newton' needs second derivatives: expected an objective that offers curvature.hessianVector or curvature.hessian",
      ),
    );
  });

  it.each(['iris', 'wine', 'digits'])('fits raw %s as L-BFGS does', name => {
    const { X, y } = loadTable(name);
    const fitted = (solver: 'newton' | 'lbfgs') =>
      new SoftmaxRegression({ solver, tol: 1e-8, precision: 'float64' }).fitSync(X, y);
    const [ours, theirs] = [fitted('newton'), fitted('lbfgs')];
    expect([ours.report.status, ours.report.solver]).toEqual(['converged', 'newton']);
    expect(Math.abs(ours.report.objective / theirs.report.objective - 1)).toBeLessThan(1e-10);
  });

  it('gives the answer of a table whose columns are far from 0', () => {
    const { X, y } = randomProblem(4, 200, 3, 3);
    const far = X.map(row => row.map((x, j) => x + 1e5 * (j + 1)));
    const fitted = (rows: number[][]) =>
      new SoftmaxRegression({ solver: 'newton', tol: 1e-9, precision: 'float64' }).fitSync(rows, y).coef.data;
    // 1e5 ± 1 has 11 digits of the 1 left, and tol is of columns 1e5 in size.
    expect(maxDifference(fitted(far), fitted(X))).toBeLessThan(1e-7);
  });

  it('is the same synchronously and not', async () => {
    const { X, y } = loadTable('iris');
    const [a, b] = [0, 1].map(() => new SoftmaxRegression({ solver: 'newton' })) as [
      SoftmaxRegression,
      SoftmaxRegression,
    ];
    a.fitSync(X, y);
    await b.fit(X, y);
    expect(numbersOf(a)).toEqual(numbersOf(b));
  });

  it('goes on in float64 where float32 ends', () => {
    const { X, y } = loadTable('wine');
    const { report } = new SoftmaxRegression({ solver: 'newton', tol: 1e-9 }).fitSync(X, y);
    expect([report.status, report.precision]).toEqual(['converged', 'float64']);
  });
});
