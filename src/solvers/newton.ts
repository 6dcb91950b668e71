import type { AnyCurvature } from '../objective.js';
import { CostModel } from './cost-model.js';
import { HessianFactors } from './hessian-factors.js';
import { lineSearch, newPoint } from './line-search.js';
import type { Solver } from './solver.js';
import { StallDetector } from './stall.js';
import { STALL_PATIENCE, trustRegion } from './trust-region.js';
import { dot, maxAbs } from './vector.js';

/**
 * Newton's method: exact, with the Hessian's Cholesky factor, where the cost model says so (few classes times features),
 * else by truncated conjugate gradients in a trust region (see trust-region.ts).
 */
export function newton(
  start: Float64Array,
  curvature: AnyCurvature,
  norm: (gradient: Float64Array) => number = maxAbs,
): Solver {
  return new CostModel(curvature).factorsHessian()
    ? exactNewton(start, curvature, norm)
    : trustRegion(start, curvature, norm);
}

/**
 * w ← w − α·H⁻¹·∇F(w), α = 1 where that meets the Wolfe conditions.  Quadratic near the optimum.
 * Each iteration: one evaluation in most, one Hessian, one factorisation.
 */
export function* exactNewton(
  start: Float64Array,
  curvature: AnyCurvature,
  norm: (gradient: Float64Array) => number = maxAbs,
): Solver {
  let current = newPoint(start.length);
  let trial = newPoint(start.length);
  const direction = new Float64Array(start.length);
  const stall = new StallDetector(STALL_PATIENCE);

  current.w.set(start);
  current.value = yield { type: 'evaluate', w: current.w, gradient: current.gradient };
  if (!Number.isFinite(current.value)) return 'lineSearchFailed';
  yield { type: 'iterate', w: current.w, value: current.value, gradientNorm: norm(current.gradient) };

  for (let iteration = 0; ; iteration++) {
    const factors = yield* HessianFactors.build(curvature, current.w, 1);
    for (let i = 0; i < direction.length; i++) direction[i] = -(current.gradient[i] as number);
    factors.apply(direction);
    const slope = dot(current.gradient, direction);
    if (!(slope < 0)) return 'lineSearchFailed';
    const alpha = yield* lineSearch(current, slope, direction, 1, trial);
    if (alpha === 0) return 'lineSearchFailed';

    [current, trial] = [trial, current];
    const gradientNorm = norm(current.gradient);
    yield { type: 'iterate', w: current.w, value: current.value, gradientNorm };
    if (stall.at(iteration, current.value, gradientNorm)) return 'lineSearchFailed';
  }
}
