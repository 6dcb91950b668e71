import { describe, expect, it } from 'vitest';
import type { Objective } from '../../src/objective.js';
import type { Box } from '../../src/solvers/box.js';
import { runSync } from '../../src/solvers/driver.js';
import { projectedLbfgs } from '../../src/solvers/projected-lbfgs.js';
import { maxDifference } from '../helpers.js';
import { multiply, quadratic, randomSpd, rosenbrock, spectrum } from './helpers.js';

const RUN = { maxIter: 1000, tol: 1e-9 };

function boxed(size: number, low: number, high: number): Box {
  return { lower: new Float64Array(size).fill(low), upper: new Float64Array(size).fill(high) };
}

function minimise(objective: Objective, box: Box, start = new Float64Array(objective.size)) {
  return runSync(projectedLbfgs(start, box), objective, RUN);
}

describe('projected L-BFGS', () => {
  it('cuts off each entry of the minimum where entries do not depend on each other', () => {
    const centre = Array.from({ length: 40 }, (_, i) => Math.sin(i) * 3);
    const { w, status } = minimise(quadratic(spectrum(40, 1e4), centre), boxed(40, -1, 2));
    expect(status).toBe('converged');
    expect(
      maxDifference(
        w,
        centre.map(c => Math.min(Math.max(c, -1), 2)),
      ),
    ).toBeLessThan(1e-8);
  });

  it('meets the conditions of a minimum where they do', () => {
    const size = 30;
    const A = randomSpd(4, size, 0.1);
    const b = Float64Array.from({ length: size }, (_, i) => Math.cos(3 * i));
    const objective: Objective = {
      size,
      valueAndGradient(w, gradient) {
        const Aw = multiply(A, w);
        for (let i = 0; i < size; i++) gradient[i] = (Aw[i] as number) - (b[i] as number);
        return w.reduce((sum, wi, i) => sum + wi * ((Aw[i] as number) / 2 - (b[i] as number)), 0);
      },
    };
    const { w, status } = minimise(objective, boxed(size, 0, 0.05), new Float64Array(size).fill(9));
    expect(status).toBe('converged');
    const gradient = new Float64Array(size);
    objective.valueAndGradient(w, gradient);
    const kinds = { low: 0, high: 0, free: 0 };
    for (const [i, g] of gradient.entries()) {
      const kind = w[i] === 0 ? 'low' : w[i] === 0.05 ? 'high' : 'free';
      kinds[kind]++;
      if (kind === 'low') expect(g).toBeGreaterThan(-1e-9);
      else if (kind === 'high') expect(g).toBeLessThan(1e-9);
      else expect(Math.abs(g)).toBeLessThan(1e-9);
    }
    expect(Math.min(kinds.low, kinds.high, kinds.free)).toBeGreaterThan(0);
  });

  it('follows a curved valley to the wall across it', () => {
    const box = { lower: Float64Array.of(-2, -2), upper: Float64Array.of(0.5, 2) };
    const { w, status } = minimise(rosenbrock(), box, Float64Array.of(-1.2, 1));
    expect(status).toBe('converged');
    expect(maxDifference(w, [0.5, 0.25])).toBeLessThan(1e-9);
  });

  it('begins inside, and stays there', () => {
    const seen: number[] = [];
    const objective = quadratic([1, 10], [5, -5]);
    const watched: Objective = {
      size: 2,
      valueAndGradient(w, gradient) {
        seen.push(...w);
        return objective.valueAndGradient(w, gradient);
      },
    };
    minimise(watched, boxed(2, -1, 1), Float64Array.of(100, 100));
    expect(seen.every(w => Math.abs(w) <= 1)).toBe(true);
  });

  it('ends where the value is not finite at the start', () => {
    const nowhere: Objective = { size: 1, valueAndGradient: () => Number.NaN };
    expect(minimise(nowhere, boxed(1, 0, 1)).status).toBe('lineSearchFailed');
  });
});
