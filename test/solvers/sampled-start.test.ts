import { describe, expect, it } from 'vitest';
import { SoftmaxRegression } from '../../src/index.js';
import type { Curvature, Objective } from '../../src/objective.js';
import { runSync } from '../../src/solvers/driver.js';
import { approachEvery } from '../../src/solvers/sampled-start.js';
import { createSolver } from '../../src/solvers/table.js';
import { gaussian, maxAbs, maxDifference, mulberry32 } from '../helpers.js';

const curvatureOf = (rows: number): Curvature => ({ rows, classes: 2, blockSize: 3, gram: () => {} });

describe('the sample of a first approach', () => {
  it.each([
    [100, 1],
    [5119, 1],
    [5120, 5],
    [16000, 13],
    [1e6, 13],
  ])('of %i rows takes every %i.', (rows, every) => {
    expect(approachEvery(curvatureOf(rows), 6)).toBe(every);
  });

  it('is no smaller than a few rows per parameter', () => {
    expect(approachEvery(curvatureOf(30000), 1000)).toBe(7);
  });
});

/** n rows of three classes on a line, in the order of their classes where `sorted`. */
function problem(n: number, sorted: boolean) {
  const normal = gaussian(mulberry32(9));
  const y = Array.from({ length: n }, (_, i) => (sorted ? Math.floor((3 * i) / n) : i % 3));
  return { X: y.map(k => [k + normal(), normal(), 100 + 20 * normal()]), y };
}

const N = 16000;

describe('a fit of many rows', () => {
  const solve = (X: number[][], y: number[], options = {}, sampleWeight?: number[]) =>
    new SoftmaxRegression({ tol: 1e-6, precision: 'float64', ...options }).fitSync(X, y, {
      ...(sampleWeight && { sampleWeight }),
    });
  /** Newton's method, which takes no sample. */
  const newton = (X: number[][], y: number[], sampleWeight?: number[]) =>
    solve(X, y, { solver: 'newton', tol: 1e-9 }, sampleWeight);

  it.each([false, true])('ends at the optimum, rows sorted: %s', sorted => {
    const { X, y } = problem(N, sorted);
    const ours = solve(X, y);
    expect(ours.report.status).toBe('converged');
    // tol over the least curvature, 1/20 for these data.
    expect(maxDifference(ours.coef.data, newton(X, y).coef.data)).toBeLessThan(1e-4);
  });

  it('begins near the optimum', () => {
    const { X, y } = problem(N, false);
    const { history, objective } = solve(X, y).report;
    expect((history[0]?.objective as number) / objective - 1).toBeLessThan(0.01);
  });

  it('needs fewer evaluations than from a start that is not 0, which takes no sample', () => {
    const { X, y } = problem(N, false);
    const model = new SoftmaxRegression({ tol: 1e-6, precision: 'float64', warmStart: true });
    // Ten rows tell nearly nothing.
    model.fitSync(X.slice(0, 10), y.slice(0, 10), { quiet: true });
    const warm = model.fitSync(X, y).report.evaluations;
    expect(solve(X, y).report.evaluations).toBeLessThan(warm);
  });

  it('ends at the optimum where a class is in no row of the sample', () => {
    const { X, y } = problem(N, false);
    // Strips have 4 rows of float64: the sample is rows 0 … 3, 52 … 55, and so on.
    const hidden = y.map((k, i) => (k === 2 && Math.floor(i / 4) % 13 === 0 ? 1 : k));
    const ours = solve(X, hidden);
    expect(maxDifference(ours.coef.data, newton(X, hidden).coef.data)).toBeLessThan(1e-4);
  });

  it('ends at the optimum where the sample weighs nothing', () => {
    const { X, y } = problem(N, false);
    const weights = y.map((_, i) => (Math.floor(i / 4) % 13 === 0 ? 0 : 1));
    const ours = solve(X, y, {}, weights);
    expect(maxDifference(ours.coef.data, newton(X, y, weights).coef.data)).toBeLessThan(1e-4);
  });

  it('is left out where no iteration is allowed: the start stays where it is', () => {
    const { X, y } = problem(N, false);
    const model = new SoftmaxRegression({ maxIter: 0, precision: 'float64' });
    const { coef, report } = model.fitSync(X, y, { quiet: true });
    expect(maxAbs(coef.data)).toBe(0);
    expect(report.objective).toBeCloseTo(Math.log(new Set(y).size), 12);
  });

  it('counts a sample as its share of an evaluation', () => {
    const { X, y } = problem(N, false);
    const { history } = solve(X, y).report;
    // Some evaluations of a thirteenth, and the first of all rows.
    expect([1, 2, 3]).toContain(history[0]?.evaluations);
  });
});

describe('a sample that stands for nothing', () => {
  /** ½·(w − c)² in each half, whose sample says that the minimum is far away. */
  const misleading: Objective = {
    size: 2,
    valueAndGradient(w, gradient) {
      gradient.set(w.map((wi, i) => wi - (i === 0 ? 1 : -1)));
      return gradient.reduce((sum, g) => sum + (g * g) / 2, 0);
    },
    sampledValueAndGradient(w, gradient) {
      gradient.set(w.map((wi, i) => wi - (i === 0 ? 50 : -50)));
      return 1 + gradient.reduce((sum, g) => sum + (g * g) / 1e4, 0);
    },
    curvature: {
      rows: 1e5,
      classes: 2,
      blockSize: 1,
      gram: (_, __, out) => {
        out[0] = 1;
      },
    },
  };

  it('is forgotten: the run begins where it was told to', () => {
    const solver = createSolver('lbfgs', misleading, new Float64Array(2), {});
    const { history, w } = runSync(solver, misleading, { maxIter: 50, tol: 1e-9 });
    expect([history[0]?.objective, history[0]?.gradientNorm]).toEqual([1, 1]);
    expect(maxDifference(w, [1, -1])).toBeLessThan(1e-8);
  });
});
