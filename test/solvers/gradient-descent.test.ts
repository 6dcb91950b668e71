import { describe, expect, it } from 'vitest';
import type { Objective } from '../../src/objective.js';
import { type RunOptions, runSync } from '../../src/solvers/driver.js';
import { type GradientDescentOptions, gradientDescent } from '../../src/solvers/gradient-descent.js';
import { errorOf } from '../helpers.js';
import { quadratic, rosenbrock } from './helpers.js';

const START = [-1.2, 1];

function run(objective: Objective, options: GradientDescentOptions, limits: Partial<RunOptions> = {}) {
  const solver = gradientDescent(Float64Array.from(START), options);
  return runSync(solver, objective, { maxIter: 50, tol: 0, ...limits });
}

/** The textbook. */
function textbook(objective: Objective, learningRate: number, iterations: number) {
  let w = Float64Array.from(START);
  const gradient = new Float64Array(w.length);
  const losses = [objective.valueAndGradient(w, gradient)];
  for (let t = 0; t < iterations; t++) {
    w = w.map((wi, i) => wi - learningRate * (gradient[i] as number));
    losses.push(objective.valueAndGradient(w, gradient));
  }
  return { w, losses };
}

describe('on the Rosenbrock function', () => {
  it('has the losses of the textbook loop, to the bit', () => {
    const losses = run(rosenbrock(), { learningRate: 1e-3 }).history.map(entry => entry.objective);
    expect(losses).toEqual(textbook(rosenbrock(), 1e-3, 50).losses);
  });

  it('has the last iterate of the textbook loop, to the bit', () => {
    expect(run(rosenbrock(), { learningRate: 1e-3 }).w).toEqual(textbook(rosenbrock(), 1e-3, 50).w);
  });

  it('evaluates once per iteration and once at the start', () => {
    expect(run(rosenbrock(), { learningRate: 1e-3 }).evaluations).toBe(51);
  });
});

it('has a learning rate of 0.1 by default', () => {
  expect(run(quadratic([1, 2], [3, 4]), {}).w).toEqual(textbook(quadratic([1, 2], [3, 4]), 0.1, 50).w);
});

it('leaves the start as it was', () => {
  const start = Float64Array.from(START);
  runSync(gradientDescent(start, {}), quadratic([1, 2], [3, 4]), { maxIter: 5, tol: 0 });
  expect([...start]).toEqual(START);
});

describe('lossTol', () => {
  const objective = quadratic([1, 1], [3, 4], 10);
  const stopped = () => run(objective, { lossTol: 1e-3 });
  const changes = (losses: number[]) =>
    losses.slice(1).map((loss, i) => Math.abs(loss - (losses[i] as number)));

  it('ends the run as converged', () => {
    expect(stopped().status).toBe('converged');
  });

  it('ends it at the first change below', () => {
    const all = changes(textbook(objective, 0.1, 50).losses);
    expect(stopped().iterations).toBe(1 + all.findIndex(change => change < 1e-3));
  });

  it('of 0 never ends the run, even where the loss no longer changes', () => {
    expect(run(quadratic([1, 1], START, 10), { lossTol: 0 }, { tol: -1 }).status).toBe('maxIter');
  });
});

it('ends as converged where the loss is tiny', () => {
  const result = run(quadratic([1, 1], [3, 4]), { learningRate: 0.9 });
  expect([result.status, result.value < 1e-12]).toEqual(['converged', true]);
});

it('does not take a loss below zero for a tiny one', () => {
  expect(run(quadratic([1, 1], [3, 4], -100), {}, { tol: 1e-6, maxIter: 1000 }).gradientNorm).toBeLessThan(
    1e-6,
  );
});

describe('with a learning rate that is too large', () => {
  const diverging = () => run(quadratic([1, 1], [3, 4]), { learningRate: 1e100 });

  it('ends as failed', () => {
    expect(diverging().status).toBe('lineSearchFailed');
  });

  it('keeps the last iterate whose loss was finite', () => {
    expect(diverging().w).toEqual(textbook(quadratic([1, 1], [3, 4]), 1e100, 1).w);
  });

  it('reports the loss of that iterate', () => {
    const { losses } = textbook(quadratic([1, 1], [3, 4]), 1e100, 2);
    expect([diverging().value, losses[2]]).toEqual([losses[1], Infinity]);
  });
});

it('ends as failed where the start is not finite', () => {
  const nowhere: Objective = { size: 2, valueAndGradient: () => Number.NaN };
  expect(run(nowhere, {}).status).toBe('lineSearchFailed');
});

it.each([0, -1, Number.NaN, Infinity])('refuses a learning rate of %d', learningRate => {
  const error = errorOf(() => gradientDescent(Float64Array.of(0), { learningRate }).next());
  expect(error).toEqual(new RangeError(`learningRate is ${learningRate}: expected a positive number`));
});

it.each([-1, Number.NaN])('refuses a lossTol of %d', lossTol => {
  const error = errorOf(() => gradientDescent(Float64Array.of(0), { lossTol }).next());
  expect(error).toEqual(new RangeError(`lossTol is ${lossTol}: expected a number of at least 0`));
});
