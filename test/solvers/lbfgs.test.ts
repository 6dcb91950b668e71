import { describe, expect, it } from 'vitest';
import type { Curvature, Objective } from '../../src/objective.js';
import { type RunOptions, runSync } from '../../src/solvers/driver.js';
import { lbfgs } from '../../src/solvers/lbfgs.js';
import { maxAbs, maxDifference, mulberry32 } from '../helpers.js';
import { multiply, quadratic, randomSpd, rosenbrock, spectrum } from './helpers.js';

function run(objective: Objective, start: ArrayLike<number>, limits: Partial<RunOptions> = {}) {
  const solver = lbfgs(Float64Array.from(start), objective.curvature);
  return runSync(solver, objective, { maxIter: 1000, tol: 1e-8, ...limits });
}

describe('on a quadratic of condition 1e6', () => {
  const a = spectrum(10, 1e6);
  const centre = a.map((_, i) => Math.sin(i));
  const result = () => run(quadratic(a, centre), new Float64Array(10));

  it('converges', () => {
    expect(result().status).toBe('converged');
  });

  it('finds the minimum', () => {
    // a gradient of 1e-8 in the flattest direction, of curvature 1, leaves 1e-8 to go
    expect(maxDifference(result().w, centre)).toBeLessThan(1e-8);
  });

  it('needs about as many evaluations as scipy does', () => {
    // scipy 1.17, L-BFGS-B, maxcor 10, gtol 1e-8, ftol 0: 290
    expect(result().evaluations).toBeLessThan(1.2 * 290);
  });
});

it.each([1e-12, 1e-6, 1e6, 1e12])('converges on a quadratic whose value is scaled by %d', scale => {
  const a = spectrum(10, 1e3).map(ai => scale * ai);
  const { w } = run(quadratic(a, Array(10).fill(1)), new Float64Array(10), { tol: 1e-8 * scale });
  expect(maxDifference(w, new Float64Array(10).fill(1))).toBeLessThan(1e-7);
});

describe.each([2, 20])('on the Rosenbrock function of %i variables', size => {
  const start = Array.from({ length: size }, (_, i) => (i % 2 === 0 ? -1.2 : 1));
  const result = () => run(rosenbrock(size), start, { tol: 1e-9 });

  it('converges', () => {
    expect(result().status).toBe('converged');
  });

  it('finds the minimum to 1e-8', () => {
    expect(maxDifference(result().w, new Float64Array(size).fill(1))).toBeLessThan(1e-8);
  });

  it('needs fewer than 100 evaluations', () => {
    expect(result().evaluations).toBeLessThan(100);
  });

  it('descends in every iteration', () => {
    const values = result().history.map(entry => entry.objective);
    // the approximate Wolfe conditions may take a rise of 1e-8 for rounding
    const rises = values.filter((value, i) => i > 0 && value > (values[i - 1] as number) + 1e-8);
    expect(rises).toEqual([]);
  });
});

describe('with curvature given', () => {
  // ½·Σₖ (wₖ − w̄ − cₖ)ᵀA(wₖ − w̄ − cₖ) with w̄ the mean and Σₖcₖ = 0: as for softmax regression, shifting all classes
  // alike changes nothing, and the diagonal blocks of the Hessian are (1 − 1/K)·A.
  const K = 3;
  const side = 8;
  const scales = spectrum(side, 1e5);
  const A = randomSpd(5, side, 1).map(
    (entry, at) => entry * (scales[Math.floor(at / side)] as number) * (scales[at % side] as number),
  );
  const random = mulberry32(6);
  const C = Float64Array.from({ length: K * side }, () => 2 * random() - 1);
  centre(C);

  function centre(w: Float64Array): void {
    for (let j = 0; j < side; j++) {
      let mean = 0;
      for (let k = 0; k < K; k++) mean += (w[k * side + j] as number) / K;
      for (let k = 0; k < K; k++) w[k * side + j] = (w[k * side + j] as number) - mean;
    }
  }

  const objective: Objective = {
    size: K * side,
    valueAndGradient(w, gradient) {
      const u = w.map((wi, i) => wi - (C[i] as number));
      centre(u);
      for (let k = 0; k < K; k++) gradient.set(multiply(A, u.subarray(k * side, (k + 1) * side)), k * side);
      return u.reduce((sum, ui, i) => sum + (ui * (gradient[i] as number)) / 2, 0);
    },
  };
  const asked: string[] = [];
  const curvature: Curvature = {
    rows: 100000,
    classes: K,
    blockSize: side,
    gram(weights, _, out) {
      asked.push(weights.kind);
      out.set(A.map(entry => (entry * (K - 1)) / K));
    },
  };
  // F is of the order of 1e10: 1e-4 of its gradient is what float64 has left
  const limits = { tol: 1e-4, maxIter: 1000 };
  const preconditioned = () => run({ ...objective, curvature }, new Float64Array(K * side), limits);

  it('converges in a few iterations', () => {
    const { status, iterations } = preconditioned();
    expect([status, iterations <= 5]).toEqual(['converged', true]);
  });

  it('needs less than a tenth of the evaluations that it needs without', () => {
    const { evaluations } = run(objective, new Float64Array(K * side), limits);
    expect(preconditioned().evaluations * 10).toBeLessThan(evaluations);
  });

  it('finds the minimum', () => {
    expect(maxDifference(preconditioned().w, C)).toBeLessThan(1e-4);
  });

  it('asks for the bound first', () => {
    asked.length = 0;
    preconditioned();
    expect(asked[0]).toBe('bound');
  });

  it('keeps the sum over classes at zero', () => {
    const { w } = preconditioned();
    const sums = Array.from({ length: side }, (_, j) =>
      w.reduce((sum, wi, i) => (i % side === j ? sum + wi : sum), 0),
    );
    expect(maxAbs(sums)).toBeLessThan(1e-10);
  });

  it('asks for better blocks where the first do not suffice', () => {
    // from the bound's grade only the diagonal, so that there is something left to learn
    asked.length = 0;
    const poor: Curvature = {
      ...curvature,
      gram(weights, sampleEvery, out) {
        curvature.gram(weights, sampleEvery, out);
        if (weights.kind !== 'bound') return;
        for (let at = 0; at < out.length; at++) if (at % (side + 1) !== 0) out[at] = 0;
      },
    };
    run({ ...objective, curvature: poor }, new Float64Array(K * side), limits);
    expect(asked.slice(1)).toEqual(['class', 'class', 'class']);
  });
});

describe('at the optimum', () => {
  it('converges without an iteration', () => {
    const { status, iterations } = run(quadratic([1, 2], [3, 4]), [3, 4]);
    expect([status, iterations]).toEqual(['converged', 0]);
  });

  it('ends as failed where a gradient of zero is not good enough', () => {
    expect(run(quadratic([1, 2], [3, 4]), [3, 4], { tol: -1 }).status).toBe('lineSearchFailed');
  });
});

describe('from a start that is not finite', () => {
  const nowhere: Objective = { size: 2, valueAndGradient: () => Number.NaN };

  it('ends as failed', () => {
    expect(run(nowhere, [0, 0]).status).toBe('lineSearchFailed');
  });

  it('evaluates once', () => {
    expect(run(nowhere, [0, 0]).evaluations).toBe(1);
  });

  it('ends as failed where only the gradient is not finite', () => {
    const steep: Objective = {
      size: 1,
      valueAndGradient(_, gradient) {
        gradient.fill(Number.NaN);
        return 1;
      },
    };
    expect(run(steep, [0]).status).toBe('lineSearchFailed');
  });
});

it('leaves the start as it was', () => {
  const start = Float64Array.of(-1.2, 1);
  runSync(lbfgs(start), rosenbrock(), { maxIter: 5, tol: 0 });
  expect(start).toEqual(Float64Array.of(-1.2, 1));
});

it('ends a function that falls for ever by the limit of iterations or as failed', () => {
  const falling: Objective = {
    size: 1,
    valueAndGradient(w, gradient) {
      gradient.fill(-1);
      return -(w[0] as number);
    },
  };
  expect(['maxIter', 'lineSearchFailed']).toContain(run(falling, [0], { maxIter: 20 }).status);
});

it('converges on gradients rounded to float32 and values with the noise of float32 sums', () => {
  const random = mulberry32(9);
  const exact = quadratic(spectrum(20, 1e4), Array(20).fill(1), 2);
  const rounded: Objective = {
    size: 20,
    valueAndGradient(w, gradient) {
      const value = exact.valueAndGradient(w, gradient);
      for (let i = 0; i < 20; i++) gradient[i] = Math.fround(gradient[i] as number);
      return value * (1 + 1e-7 * (random() - 0.5));
    },
  };
  expect(run(rounded, new Float64Array(20), { tol: 1e-6 }).status).toBe('converged');
});
