import { describe, expect, it } from 'vitest';
import { createObjective } from '../../src/index.js';
import type { Objective } from '../../src/objective.js';
import { type MinimizeOptions, minimize, type Progress } from '../../src/solvers/index.js';
import { errorOf, maxAbs, maxDifference, randomProblem } from '../helpers.js';
import { quadratic, rosenbrock } from './helpers.js';

describe('minimize', () => {
  it('finds the minimum of an objective without curvature', () => {
    const { w } = minimize(quadratic([1, 10], [3, 4]), { tol: 1e-10 });
    expect(maxDifference(w, [3, 4])).toBeLessThan(1e-9);
  });

  it('begins at zero by default', () => {
    expect(minimize(quadratic([1, 10], [3, 4]), { maxIter: 0 }).w).toEqual(new Float64Array(2));
  });

  it('begins at the start it is given', () => {
    const start = Float64Array.of(-1.2, 1);
    expect(minimize(rosenbrock(), { maxIter: 0, start }).w).toEqual(start);
  });

  it('leaves the start as it was', () => {
    const start = Float64Array.of(-1.2, 1);
    minimize(rosenbrock(), { start });
    expect(start).toEqual(Float64Array.of(-1.2, 1));
  });

  it('stops at a gradient of 1e-4 by default', () => {
    const { gradientNorm } = minimize(rosenbrock());
    expect(gradientNorm).toBeLessThanOrEqual(1e-4);
  });

  it('does at most 1000 iterations by default', () => {
    const { status, iterations } = minimize(rosenbrock(), { solver: 'gradient-descent', learningRate: 1e-6 });
    expect([status, iterations]).toEqual(['maxIter', 1000]);
  });

  it('runs gradient descent with its options', () => {
    const { w } = minimize(quadratic([1], [3]), {
      solver: 'gradient-descent',
      learningRate: 0.5,
      maxIter: 1,
    });
    expect(w).toEqual(Float64Array.of(1.5));
  });

  it('tells every iteration', () => {
    const told: Progress[] = [];
    const { history } = minimize(rosenbrock(), { onIteration: progress => told.push(progress) });
    expect(told).toEqual(history);
  });

  it('finds the minimum of softmax regression, penalised, with its curvature', () => {
    const { X, y } = randomProblem(3, 80, 4, 3);
    const result = minimize(createObjective(X, y, { C: 1, precision: 'float64' }), { tol: 1e-9 });
    expect([result.status, result.gradientNorm <= 1e-9]).toEqual(['converged', true]);
  });

  it('centres the start over the classes where the objective has curvature', () => {
    const objective = createObjective([[1], [2], [4]], [0, 1, 2], { precision: 'float64' });
    const { w } = minimize(objective, { maxIter: 0, start: Float64Array.of(3, 1, 2, 2, 4, 0) });
    expect(maxAbs([w.length - 6, maxDifference(w, [0, 0, -1, 1, 1, -1])])).toBeLessThan(1e-15);
  });

  it.each<[string, unknown, MinimizeOptions, Error]>([
    [
      'no objective',
      undefined,
      {},
      new TypeError('objective is undefined: expected an object with size and valueAndGradient(w, gradient)'),
    ],
    [
      'an object that is no objective',
      { size: 1 },
      {},
      new TypeError('objective is Object: expected an object with size and valueAndGradient(w, gradient)'),
    ],
    [
      'a start of another length',
      quadratic([1, 1], [0, 0]),
      { start: new Float64Array(3) },
      new RangeError("the length of start is 3: expected the objective's size, 2"),
    ],
    [
      'an unknown solver',
      quadratic([1], [0]),
      { solver: 'bfgs' },
      new RangeError(
        "solver is \"bfgs\": expected one of 'auto', 'lbfgs', 'newton', 'coordinate-descent', 'gradient-descent', 'sgd', 'adam'",
      ),
    ],
    [
      'a learning rate of 0',
      quadratic([1], [0]),
      { solver: 'gradient-descent', learningRate: 0 },
      new RangeError('learningRate is 0: expected a positive number'),
    ],
  ])('refuses %s', (_, objective, options, expected) => {
    expect(errorOf(() => minimize(objective as Objective, options))).toEqual(expected);
  });

  it.each<[string, object]>([
    ['an unknown option', { maxiter: 5 }],
    ['a negative maxIter', { maxIter: -1 }],
    ['a maxIter that is NaN', { maxIter: Number.NaN }],
    ['a maxIter that is text', { maxIter: '5' }],
    ['a negative tol', { tol: -1 }],
    ['a tol that is NaN', { tol: Number.NaN }],
    ['a learning rate, which L-BFGS does not read', { learningRate: 0.5 }],
    ['a start that is a plain array', { start: [0, 0] }],
    ['a callback that is no function', { onIteration: 5 }],
  ])('refuses %s with a TypeError or a RangeError', (_, options) => {
    const error = errorOf(() => minimize(quadratic([1, 10], [3, 4]), options));
    expect([TypeError, RangeError]).toContain(error.constructor);
  });
});
