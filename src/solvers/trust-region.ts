import type { AnyCurvature } from '../objective.js';
import { PRODUCT_COST } from './cost-model.js';
import { NOISE, newPoint } from './line-search.js';
import { type Preconditioner, RenewalSchedule } from './preconditioner.js';
import type { Solver, Step } from './solver.js';
import { StallDetector } from './stall.js';
import { addScaled, dot, maxAbs, step } from './vector.js';

/** Steps that decrease F by less than this share of what the model promised are refused. */
const ACCEPT = 1e-4;
/** Below the first share the region shrinks, above the second it may grow. */
const POOR = 0.25;
const GOOD = 0.75;
const SHRINK = 0.25;
const GROW = 4;
/** First radius, in lengths of the preconditioned gradient. */
const FIRST_RADIUS = 4;
/** Refusals in a row after which rounding, not curvature, is to blame. */
const MAX_REFUSED = 12;
/** CG ends where its residual is this share of the gradient, or less the smaller the gradient: superlinear convergence. */
const LOOSEST = 0.3;
const MAX_PRODUCTS = 250;
/** Iterations that may pass without progress: near the optimum each should square the error. */
export const STALL_PATIENCE = 5;

/**
 * Newton's method in a trust region: each step minimises the quadratic model
 *   m(s) = gᵀs + ½·sᵀHs,   ‖s‖_M ≤ Δ,
 * by conjugate gradients preconditioned with M and truncated at the boundary (Steihaug 1983; Conn, Gould and Toint 2000,
 * algorithm 7.5.1).  M is that of L-BFGS, renewed by the same schedule (preconditioner.ts).
 * Each iteration: one evaluation, and a product H·v for every step of CG.
 */
export function* trustRegion(
  start: Float64Array,
  curvature: AnyCurvature,
  norm: (gradient: Float64Array) => number = maxAbs,
): Solver {
  const size = start.length;
  let current = newPoint(size);
  let trial = newPoint(size);
  const model = new Model(size);
  const schedule = new RenewalSchedule(curvature);
  const stall = new StallDetector(STALL_PATIENCE);
  let preconditioner: Preconditioner | null = null;
  let radius = Infinity;
  let refused = 0;
  let firstSize = 0;

  current.w.set(start);
  current.value = yield { type: 'evaluate', w: current.w, gradient: current.gradient };
  if (!Number.isFinite(current.value)) return 'lineSearchFailed';
  let gradientNorm = norm(current.gradient);
  yield { type: 'iterate', w: current.w, value: current.value, gradientNorm };

  for (let iteration = 0; ; ) {
    preconditioner = yield* schedule.at(Math.round(model.spent), current.w, preconditioner);
    const gradientSize = model.begin(current.gradient, preconditioner);
    if (!(gradientSize > 0)) return 'lineSearchFailed';
    if (radius === Infinity) radius = FIRST_RADIUS * gradientSize;
    firstSize ||= gradientSize;
    const { length, boundary } = yield* model.minimise(
      current.w,
      radius,
      Math.min(LOOSEST, Math.sqrt(gradientSize / firstSize)),
    );
    const predicted = -model.decrease(current.gradient);
    step(trial.w, current.w, 1, model.step);
    trial.value = yield { type: 'evaluate', w: trial.w, gradient: trial.gradient };
    model.spent++;

    const decrease = current.value - trial.value;
    const noise = NOISE.relative * Math.abs(current.value) + NOISE.absolute;
    const trialNorm = norm(trial.gradient);
    // Where rounding hides the decrease, the gradient has to tell.
    const quality =
      predicted <= noise && Math.abs(decrease) <= noise && trialNorm < gradientNorm
        ? 1
        : decrease / predicted;
    if (!(quality >= POOR)) radius = SHRINK * length;
    else if (quality > GOOD && boundary) radius *= GROW;
    if (!(quality > ACCEPT) || !Number.isFinite(trialNorm)) {
      if (++refused > MAX_REFUSED || !(radius > 0)) return 'lineSearchFailed';
      continue;
    }

    refused = 0;
    [current, trial] = [trial, current];
    gradientNorm = trialNorm;
    yield { type: 'iterate', w: current.w, value: current.value, gradientNorm };
    if (stall.at(iteration++, current.value, gradientNorm)) return 'lineSearchFailed';
  }
}

/** The quadratic model and its minimiser within a radius. */
class Model {
  readonly step: Float64Array;
  /** Evaluations' worth of work so far. */
  spent = 0;
  /** g + H·step, M⁻¹ of that, the direction of CG and H times it. */
  readonly #residual: Float64Array;
  readonly #scaled: Float64Array;
  readonly #direction: Float64Array;
  readonly #image: Float64Array;
  #preconditioner: Preconditioner | null = null;
  /** ‖residual‖² in M⁻¹. */
  #square = 0;

  constructor(size: number) {
    this.step = new Float64Array(size);
    this.#residual = new Float64Array(size);
    this.#scaled = new Float64Array(size);
    this.#direction = new Float64Array(size);
    this.#image = new Float64Array(size);
  }

  /** The model of a gradient; returns its length √(gᵀM⁻¹g). */
  begin(gradient: Float64Array, preconditioner: Preconditioner | null): number {
    this.#preconditioner = preconditioner;
    this.step.fill(0);
    this.#residual.set(gradient);
    return Math.sqrt(this.#precondition());
  }

  #precondition(): number {
    this.#scaled.set(this.#residual);
    this.#preconditioner?.apply(this.#scaled);
    this.#square = dot(this.#residual, this.#scaled);
    return this.#square;
  }

  /** gᵀs + ½·sᵀHs at the step. */
  decrease(gradient: Float64Array): number {
    return 0.5 * (dot(gradient, this.step) + dot(this.#residual, this.step));
  }

  /** Moves `step` to about the minimiser: the residual's length at most `tolerance` times the gradient's. */
  *minimise(
    w: Float64Array,
    radius: number,
    tolerance: number,
  ): Generator<Step, { length: number; boundary: boolean }, number> {
    const { step, spent } = this;
    const direction = this.#direction;
    const image = this.#image;
    const goal = tolerance * tolerance * this.#square;
    // ‖s‖², sᵀMd and ‖d‖² in M, by recurrence: M itself is never applied.
    let ss = 0;
    let sd = 0;
    let dd = this.#square;
    for (let i = 0; i < step.length; i++) direction[i] = -(this.#scaled[i] as number);
    for (let count = 0; count < MAX_PRODUCTS; count++) {
      yield { type: 'product', w, v: direction, out: image };
      this.spent = spent + (count + 1) * PRODUCT_COST;
      const bend = dot(direction, image);
      const alpha = this.#square / bend;
      const next = ss + alpha * (2 * sd + alpha * dd);
      if (!(bend > 0) || !(next < radius * radius)) {
        const tau = (Math.sqrt(sd * sd + dd * (radius * radius - ss)) - sd) / dd;
        addScaled(step, tau, direction);
        addScaled(this.#residual, tau, image);
        return { length: radius, boundary: true };
      }
      addScaled(step, alpha, direction);
      addScaled(this.#residual, alpha, image);
      ss = next;
      const before = this.#square;
      if (!(this.#precondition() > goal)) break;
      const beta = this.#square / before;
      sd = beta * (sd + alpha * dd);
      dd = this.#square + beta * beta * dd;
      for (let i = 0; i < step.length; i++)
        direction[i] = beta * (direction[i] as number) - (this.#scaled[i] as number);
    }
    return { length: Math.sqrt(ss), boundary: false };
  }
}
