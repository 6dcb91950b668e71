import type { AnyCurvature } from '../objective.js';
import { lineSearch, newPoint, type Point } from './line-search.js';
import { type Preconditioner, RenewalSchedule } from './preconditioner.js';
import { approach, approachEvery, sampledCurvature } from './sampled-start.js';
import type { Solver } from './solver.js';
import { StallDetector } from './stall.js';
import { addScaled, dot, maxAbs, subtract } from './vector.js';

/** Pairs of steps and gradient differences kept. */
const MEMORY = 10;

/** A pair whose cosine is below this is rounding, not curvature. */
const LEAST_COSINE = 1e-12;

/** Iterations that may pass without progress. */
const STALL_PATIENCE = 30;

/**
 * L-BFGS (Nocedal 1980; Liu and Nocedal 1989), preconditioned where the objective offers curvature.
 *
 * The two-loop recursion starts from γM⁻¹ instead of γI, M being the Hessian's diagonal blocks (see preconditioner.ts),
 * renewed while the run goes on as far as renewals pay.  From a start at 0 the first approach is on a sample of the rows,
 * where the objective offers samples and has rows enough; its pairs are kept (see sampled-start.ts).
 *
 * One evaluation per iteration in most; 4·MEMORY·size multiply-adds and one M⁻¹.
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

/** A step s = w⁺ − w, the change y of the gradient along it, and 1/sᵀy. */
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  rho: number;
}

class History {
  readonly #size: number;
  readonly #pairs: Pair[] = [];
  readonly #alpha = new Float64Array(MEMORY);
  readonly #scaled: Float64Array;

  constructor(size: number) {
    this.#size = size;
    this.#scaled = new Float64Array(size);
  }

  get length(): number {
    return this.#pairs.length;
  }

  clear(): void {
    this.#pairs.length = 0;
  }

  push(from: Point, to: Point): void {
    const size = this.#size;
    const pair =
      this.#pairs.length < MEMORY
        ? { s: new Float64Array(size), y: new Float64Array(size), rho: 0 }
        : (this.#pairs.shift() as Pair);
    subtract(pair.s, to.w, from.w);
    subtract(pair.y, to.gradient, from.gradient);
    const sy = dot(pair.s, pair.y);
    if (!(sy > LEAST_COSINE * Math.sqrt(dot(pair.s, pair.s) * dot(pair.y, pair.y)))) return;
    pair.rho = 1 / sy;
    this.#pairs.push(pair);
  }

  /** out = −H·gradient by the two-loop recursion. */
  inverseHessian(out: Float64Array, gradient: Float64Array, preconditioner: Preconditioner | null): void {
    const pairs = this.#pairs;
    for (let i = 0; i < out.length; i++) out[i] = -(gradient[i] as number);
    for (let i = pairs.length - 1; i >= 0; i--) {
      const { s, y, rho } = pairs[i] as Pair;
      this.#alpha[i] = rho * dot(s, out);
      addScaled(out, -(this.#alpha[i] as number), y);
    }
    const scale = this.#precondition(out, preconditioner);
    if (scale !== 1) for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) * scale;
    for (let i = 0; i < pairs.length; i++) {
      const { s, y, rho } = pairs[i] as Pair;
      addScaled(out, (this.#alpha[i] as number) - rho * dot(y, out), s);
    }
  }

  /**
   * out ← M⁻¹·out; returns γ = sᵀy / yᵀM⁻¹y of the newest pair, the step length that fits M to the curvature last seen.
   */
  #precondition(out: Float64Array, preconditioner: Preconditioner | null): number {
    const newest = this.#pairs[this.#pairs.length - 1];
    if (!newest) {
      preconditioner?.apply(out);
      return 1;
    }
    this.#scaled.set(newest.y);
    preconditioner?.apply(out, this.#scaled);
    return 1 / (newest.rho * dot(newest.y, this.#scaled));
  }
}
