import type { AnyCurvature } from '../objective.js';
import { lineSearch, newPoint, type Point } from './line-search.js';
import { History } from './pairs.js';
import { type Preconditioner, RenewalSchedule } from './preconditioner.js';
import { approach, approachEvery, sampledCurvature } from './sampled-start.js';
import type { Solver } from './solver.js';
import { StallDetector } from './stall.js';
import { dot, maxAbs } from './vector.js';

/** Iterations that may pass without progress. */
const STALL_PATIENCE = 30;

/**
 * L-BFGS (Nocedal 1980; Liu and Nocedal 1989), preconditioned where the objective offers curvature.
 *
 * The two-loop recursion starts from γM⁻¹ instead of γI, M being the Hessian's diagonal blocks (see preconditioner.ts),
 * renewed while the run goes on as far as renewals pay.  From a start at 0 the first approach is on a sample of the rows,
 * where the objective offers samples and has rows enough; its pairs are kept (see sampled-start.ts).
 *
 * One evaluation per iteration in most; 40·size multiply-adds and one M⁻¹.
 *
 * @param samples whether the objective offers samples
 */
export function* lbfgs(
  start: Float64Array,
  curvature?: AnyCurvature,
  norm: (gradient: Float64Array) => number = maxAbs,
  samples = false,
): Solver {
  const current = newPoint(start.length);
  const history = new History(start.length);
  const every =
    samples && curvature && start.every(w => w === 0) ? approachEvery(curvature, start.length) : 1;
  current.w.set(start);
  if (every === 1 || !curvature) return yield* descend(current, history, norm, curvature);

  const approaching = descend(newPoint(start.length), history, norm, sampledCurvature(curvature, every));
  const before = yield* approach(approaching, every, curvature, current.w);
  current.value = yield { type: 'evaluate', w: current.w, gradient: current.gradient };
  if (!(current.value < before)) {
    // The sample stands for nothing.
    current.w.set(start);
    current.value = Number.NaN;
    history.clear();
  }
  return yield* descend(current, history, norm, curvature);
}

/** From `current` on, evaluated already where its value is a number. */
function* descend(
  current: Point,
  history: History,
  norm: (gradient: Float64Array) => number,
  curvature?: AnyCurvature,
): Solver {
  const size = current.w.length;
  let trial = newPoint(size);
  const direction = new Float64Array(size);
  const schedule = curvature && new RenewalSchedule(curvature, history.length > 0);
  let preconditioner: Preconditioner | null = null;
  const stall = new StallDetector(STALL_PATIENCE);

  if (Number.isNaN(current.value))
    current.value = yield { type: 'evaluate', w: current.w, gradient: current.gradient };
  if (!Number.isFinite(current.value)) return 'lineSearchFailed';
  yield { type: 'iterate', w: current.w, value: current.value, gradientNorm: norm(current.gradient) };

  for (let iteration = 0; ; iteration++) {
    if (schedule) preconditioner = yield* schedule.at(iteration, current.w, preconditioner);

    // Direction.
    history.inverseHessian(direction, current.gradient, preconditioner);
    let slope = dot(current.gradient, direction);
    if (!(slope < 0) && history.length > 0) {
      history.clear();
      history.inverseHessian(direction, current.gradient, preconditioner);
      slope = dot(current.gradient, direction);
    }
    if (!(slope < 0)) {
      if (!preconditioner) return 'lineSearchFailed';
      preconditioner = null;
      continue;
    }

    // Line search.  Where neither pairs nor M tell the scale, the first step is short.
    const scaled = history.length > 0 || preconditioner;
    const alpha = yield* lineSearch(
      current,
      slope,
      direction,
      scaled ? 1 : Math.min(1, 1 / maxAbs(direction)),
      trial,
    );
    if (alpha === 0) {
      if (history.length > 0) history.clear();
      else if (preconditioner) preconditioner = null;
      else return 'lineSearchFailed';
      continue;
    }

    // Update and accept.
    history.push(current, trial);
    [current, trial] = [trial, current];
    const gradientNorm = norm(current.gradient);
    yield { type: 'iterate', w: current.w, value: current.value, gradientNorm };
    if (stall.at(iteration, current.value, gradientNorm)) return 'lineSearchFailed';
  }
}
