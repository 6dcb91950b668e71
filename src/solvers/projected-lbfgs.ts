import type { AnyCurvature } from '../objective.js';
import { type Box, project, projectedGradient } from './box.js';
import { FreeMetric } from './free-metric.js';
import { NOISE, newPoint, type Point } from './line-search.js';
import type { Solver, Step } from './solver.js';
import { StallDetector } from './stall.js';
import { addScaled, dot, maxAbs, step, subtract } from './vector.js';

const MEMORY = 10;
const LEAST_COSINE = 1e-12;
/** Iterations that may pass without progress: projected gradients go up and down while the free set changes. */
const STALL_PATIENCE = 100;
/** Sufficient decrease, and the largest slope that is taken for one where rounding hides it: as in line-search.ts. */
const DECREASE = 1e-4;
const APPROXIMATE_SLOPE = 0.8;
const MAX_TRIALS = 30;

/**
 * L-BFGS in a box, by two-metric projection (Bertsekas 1982, "Projected Newton methods for optimization problems with simple
 * constraints").  Entries that their own Newton step takes to a bound go there by themselves; the others, the free ones, take
 * a quasi-Newton step of their own, from pairs and a metric that know of free entries alone (see free-metric.ts).  Both are
 * searched along the path P(w + αd), P being the projection on the box.
 *
 * The norm reported is that of the projected gradient.
 */
export function* projectedLbfgs(
  start: Float64Array,
  box: Box,
  curvature?: AnyCurvature,
  norm: (gradient: Float64Array) => number = maxAbs,
): Solver {
  const size = start.length;
  let current = newPoint(size);
  let trial = newPoint(size);
  const direction = new Float64Array(size);
  const pushed = new Float64Array(size);
  const history = new FreeHistory(size);
  const metric = new FreeMetric(size, curvature);
  const stall = new StallDetector(STALL_PATIENCE);
  const normAt = ({ w, gradient }: Point) => {
    projectedGradient(pushed, w, gradient, box);
    return norm(pushed);
  };

  current.w.set(start);
  project(current.w, box);
  current.value = yield { type: 'evaluate', w: current.w, gradient: current.gradient };
  if (!Number.isFinite(current.value)) return 'lineSearchFailed';
  yield { type: 'iterate', w: current.w, value: current.value, gradientNorm: normAt(current) };

  for (let iteration = 0; ; iteration++) {
    yield* metric.at(iteration, current.w);
    const { gradient, w } = current;
    const { free, diagonal } = metric;
    for (let i = 0; i < size; i++) {
      const alone = (w[i] as number) - (gradient[i] as number) / (diagonal[i] as number);
      free[i] = alone > (box.lower[i] as number) && alone < (box.upper[i] as number) ? 1 : 0;
    }
    history.inverseHessian(direction, gradient, metric);
    for (let i = 0; i < size; i++)
      if (!free[i]) direction[i] = -(gradient[i] as number) / (diagonal[i] as number);
    // Of free entries the step must descend as a whole, of the others each does.
    const descends =
      free.reduce((sum, is, i) => sum + is * (direction[i] as number) * (gradient[i] as number), 0) <= 0;
    if (!descends || !(yield* search(current, direction, box, trial))) {
      if (history.length > 0) history.clear();
      else if (!metric.simplify()) return 'lineSearchFailed';
      continue;
    }
    history.push(current, trial);
    [current, trial] = [trial, current];
    const gradientNorm = normAt(current);
    yield { type: 'iterate', w: current.w, value: current.value, gradientNorm };
    if (stall.at(iteration, current.value, gradientNorm)) return 'lineSearchFailed';
  }
}

/** Armijo's rule along P(w + αd), α = 1 first; `trial` is the point found.  One evaluation a trial. */
function* search(
  { w, value, gradient }: Point,
  direction: Float64Array,
  box: Box,
  trial: Point,
): Generator<Step, boolean, number> {
  const noise = NOISE.relative * Math.abs(value) + NOISE.absolute;
  const moved = new Float64Array(w.length);
  let alpha = 1;
  for (let count = 0; count < MAX_TRIALS; count++) {
    step(trial.w, w, alpha, direction);
    project(trial.w, box);
    subtract(moved, trial.w, w);
    const slope = dot(gradient, moved);
    if (!(slope < 0)) return false;
    trial.value = yield { type: 'evaluate', w: trial.w, gradient: trial.gradient };
    const excess = trial.value - value;
    if (excess <= DECREASE * slope) return true;
    const trialSlope = dot(trial.gradient, moved);
    if (excess <= noise && trialSlope <= -APPROXIMATE_SLOPE * slope) return true;
    // Where the slope between both ends vanishes; on the path they may lie on different pieces.
    const share = slope / (slope - trialSlope);
    alpha *= share >= 0.1 && share <= 0.5 ? share : share > 0.5 ? 0.5 : 0.1;
  }
  return false;
}

/** Pairs of steps and gradient differences, of which each product takes the free entries. */
class FreeHistory {
  readonly #size: number;
  #pairs: { readonly s: Float64Array; readonly y: Float64Array }[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  get length(): number {
    return this.#pairs.length;
  }

  clear(): void {
    this.#pairs = [];
  }

  push(from: Point, to: Point): void {
    const pair =
      this.#pairs.length < MEMORY
        ? { s: new Float64Array(this.#size), y: new Float64Array(this.#size) }
        : (this.#pairs.shift() as { s: Float64Array; y: Float64Array });
    subtract(pair.s, to.w, from.w);
    subtract(pair.y, to.gradient, from.gradient);
    this.#pairs.push(pair);
  }

  /** out = −H·gradient by the two-loop recursion over free entries; 0 in the others. */
  inverseHessian(out: Float64Array, gradient: Float64Array, metric: FreeMetric): void {
    const { free } = metric;
    const masked = (x: Float64Array) => x.map((value, i) => (free[i] ? value : 0));
    const pairs = this.#pairs.flatMap(pair => {
      const s = masked(pair.s);
      const y = masked(pair.y);
      const sy = dot(s, y);
      const curved = sy > LEAST_COSINE * Math.sqrt(dot(s, s) * dot(y, y));
      return curved ? [{ s, y, rho: 1 / sy, alpha: 0 }] : [];
    });
    for (let i = 0; i < out.length; i++) out[i] = free[i] ? -(gradient[i] as number) : 0;
    for (const pair of [...pairs].reverse()) {
      pair.alpha = pair.rho * dot(pair.s, out);
      addScaled(out, -pair.alpha, pair.y);
    }
    const newest = pairs[pairs.length - 1];
    metric.apply(out);
    if (newest) {
      const scaled = newest.y.slice();
      metric.apply(scaled);
      const scale = 1 / (newest.rho * dot(newest.y, scaled));
      for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) * scale;
    }
    for (const { s, y, rho, alpha } of pairs) addScaled(out, alpha - rho * dot(y, out), s);
  }
}
