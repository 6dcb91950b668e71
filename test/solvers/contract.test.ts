// What every solver promises, whichever it is: one table, one set of tests.

import { describe, expect, it } from 'vitest';
import { rowSource } from '../../src/data/matrix-like.js';
import { assemble } from '../../src/fit/assemble.js';
import type { Objective } from '../../src/objective.js';
import { checkOptions } from '../../src/options/index.js';
import { type RunOptions, runAsync, runSync } from '../../src/solvers/driver.js';
import { minimize } from '../../src/solvers/index.js';
import { createSolver, type SolverOptions } from '../../src/solvers/table.js';
import { errorOf, maxAbs, maxDifference, randomProblem } from '../helpers.js';

interface Case {
  readonly name: string;
  /** What it is told. */
  readonly options: SolverOptions;
  /** Iterations enough for the tolerance. */
  readonly maxIter: number;
  readonly tol: number;
  /** The L1 terms it does. */
  readonly l1: 'none' | 'entries' | 'groups';
  /** Whether no iterate is above the one before. */
  readonly descends: boolean;
}

const K = 3;
const D = 4;
const ROWS = 80;

const CASES: readonly Case[] = [
  { name: 'lbfgs', options: {}, maxIter: 200, tol: 1e-8, l1: 'entries', descends: true },
  { name: 'newton', options: {}, maxIter: 50, tol: 1e-8, l1: 'none', descends: true },
  { name: 'coordinate-descent', options: {}, maxIter: 200, tol: 1e-8, l1: 'groups', descends: true },
  {
    name: 'gradient-descent',
    options: { learningRate: 0.5 },
    maxIter: 2000,
    tol: 1e-6,
    l1: 'none',
    descends: true,
  },
  // Batches of all rows converge under a constant rate, smaller ones under one that falls, as 1/t slowly.
  ...(['sgd', 'adam'] as const).map(name => ({
    name,
    options: { learningRate: 0.1, batchSize: ROWS },
    maxIter: 2000,
    tol: 1e-6,
    l1: 'none' as const,
    descends: false,
  })),
  ...(['sgd', 'adam'] as const).map(name => ({
    name,
    options: { learningRate: 0.05, learningRateSchedule: 'optimal' as const, batchSize: 16, seed: 3 },
    maxIter: 400,
    tol: 2e-3,
    l1: 'none' as const,
    descends: false,
  })),
];

const { X, y } = randomProblem(31, ROWS, D, K);
const { objective } = assemble(
  { X: rowSource(X), y: Uint16Array.from(y), nClasses: K, weights: null },
  checkOptions({ C: 1, precision: 'float64' }),
);
const { size } = objective;
const optimum = minimize(objective, { tol: 1e-10 });

/** The same with an L1 term, and what lbfgs makes of it where it can. */
function withL1(grouped: boolean): Objective {
  const factors = new Float64Array(D + 1).fill(grouped ? 0.12 : 0.05, 0, D);
  const { curvature } = objective;
  return {
    size,
    valueAndGradient: (w, gradient) => objective.valueAndGradient(w, gradient),
    ...(curvature && { curvature }),
    l1: { factors, grouped, mirrored: false },
  };
}

it('is kept by every solver there is', () => {
  const names = [...new Set(CASES.map(({ name }) => `'${name}'`))];
  expect(errorOf(() => createSolver('none', objective, new Float64Array(size), {}))).toEqual(
    new RangeError(`solver is "none": expected one of 'auto', ${names.join(', ')}`),
  );
});

describe.each(CASES)('solver $name $options', ({ name, options, maxIter, tol, l1, descends }) => {
  const begin = (of: Objective, start = new Float64Array(size)) => createSolver(name, of, start, options);
  const run = (how: Partial<RunOptions> = {}, of = objective, start = new Float64Array(size)) =>
    runSync(begin(of, start), of, { maxIter, tol, ...how });

  it('reaches the optimum', () => {
    const result = run();
    expect(result.status).toBe('converged');
    expect(result.gradientNorm).toBeLessThanOrEqual(tol);
    // Strongly convex with the ridge's 1/80: F − F* ≤ 80·‖∂F‖²/2, ‖∂F‖² ≤ size·tol².
    expect(result.value - optimum.value).toBeLessThan(40 * size * tol * tol + 1e-14);
  });

  it('reports the value and the gradient of the point it hands back', () => {
    const { w, value, gradientNorm } = run({ maxIter: 3 });
    const gradient = new Float64Array(size);
    expect(value).toBeCloseTo(objective.valueAndGradient(w, gradient), 14);
    expect(gradientNorm).toBeCloseTo(maxAbs(gradient), 14);
  });

  it('begins at the start it is given, and leaves that as it is', () => {
    const start = Float64Array.from(optimum.w);
    const result = run({ tol: 1e-6 }, objective, start);
    expect(result).toMatchObject({ status: 'converged', iterations: 0 });
    expect(start).toEqual(optimum.w);
  });

  it('stays at the start with maxIter 0', () => {
    const start = Float64Array.from({ length: size }, (_, i) => 0.1 * Math.sin(i));
    const { status, iterations, w } = run({ maxIter: 0 }, objective, start.slice());
    expect({ status, iterations }).toEqual({ status: 'maxIter', iterations: 0 });
    expect(maxDifference(w, start)).toBeLessThan(1e-15);
  });

  it('tells each iterate once, none of them worse where it descends', () => {
    const seen: { iteration: number; objective: number }[] = [];
    const result = run({ onIteration: progress => seen.push(progress) });
    expect(seen.map(({ iteration }) => iteration)).toEqual(seen.map((_, i) => i));
    expect(seen.length).toBe(result.iterations + 1);
    expect(seen.at(-1)?.objective).toBe(result.value);
    // Rounding of one evaluation.
    for (let i = 1; descends && i < seen.length; i++)
      expect(seen[i]?.objective).toBeLessThanOrEqual((seen[i - 1]?.objective as number) + 1e-14);
  });

  it('keeps its last iterate when it is aborted', async () => {
    const controller = new AbortController();
    const onIteration = ({ iteration }: { iteration: number }) => {
      if (iteration === 2) controller.abort();
    };
    const how = { maxIter, tol: 0, signal: controller.signal, onIteration };
    const { status, iterations, value } = await runAsync(begin(objective), objective, how);
    expect({ status, iterations }).toEqual({ status: 'aborted', iterations: 2 });
    expect(value).toBe(objective.valueAndGradient(run({ maxIter: 2, tol: 0 }).w, new Float64Array(size)));
  });

  it('ends with its last finite iterate where values are finite no more', () => {
    let evaluations = 0;
    const whileFinite = (value: number) => (++evaluations > 2 ? Number.NaN : value);
    const { batches } = objective as Required<Objective>;
    const broken: Objective = {
      ...withL1(false),
      l1: undefined,
      valueAndGradient: (w, gradient) => whileFinite(objective.valueAndGradient(w, gradient)),
      batches: {
        count: rows => batches.count(rows),
        valueAndGradient: (w, gradient, batch) => whileFinite(batches.valueAndGradient(w, gradient, batch)),
      },
    };
    const { status, w, value } = run({}, broken);
    expect(status).toBe('lineSearchFailed');
    expect(Number.isFinite(value)).toBe(true);
    expect(w.every(Number.isFinite)).toBe(true);
  });

  it.each([
    ['an L1 term', false],
    ['groups', true],
  ])('does or refuses %s', (_, grouped) => {
    const penalised = withL1(grouped);
    if (l1 === 'groups' || (l1 === 'entries' && !grouped)) {
      const result = run({}, penalised);
      expect(result.status).toBe('converged');
      const reference = minimize(penalised, { tol: 1e-10, solver: 'coordinate-descent' });
      expect(Math.abs(result.value - reference.value)).toBeLessThan(1e-12);
      // Intercepts may shift alike.
      const signs = (w: Float64Array) => w.map(Math.sign).filter((_, i) => i % (D + 1) < D);
      expect(signs(result.w)).toEqual(signs(reference.w));
      expect(new Set(signs(result.w).map(Math.abs))).toEqual(new Set([0, 1]));
    } else {
      const what = grouped ? 'a grouped L1 penalty' : 'an L1 penalty';
      const error = errorOf(() => run({}, penalised));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toContain(`solver '${name}' cannot do ${what} (the objective has one): use `);
    }
  });
});
