import type { AnyCurvature } from '../objective.js';
import { CostModel } from './cost-model.js';
import type { L1 } from './l1.js';
import { NOISE, newPoint, type Point } from './line-search.js';
import { LocalProblem } from './local-problem.js';
import { begin, evaluate } from './owl-qn.js';
import { QuadraticModel } from './quadratic-model.js';
import type { Solver, Step } from './solver.js';
import { StallDetector } from './stall.js';
import { dot, step } from './vector.js';

/** Share of what the model promises that a step has to gain. */
const DECREASE = 1e-4;
const MAX_TRIALS = 30;
/** Iterations that may pass without progress. */
const STALL_PATIENCE = 30;
/** The model is minimised to this share of the subgradient, and with so many sweeps at the most: at first, and later. */
const INNER = { share: 0.1, fine: 0.01, sweeps: 60, most: 500 };
/** A model serves as long as each step shrinks the subgradient to this share. */
const GOOD_STEP = 0.1;
/** In multiply-adds of float32 kernels: a multiply-add of sweeps, and what an iteration takes beside sweeps and evaluation. */
const SWEEP_COST = 4;
const OVERHEAD = 1e5;
/** So many sweeps for what the rest of an iteration costs: then they may as well go on. */
const MANY_SWEEPS = 30;

/** What a run hands on to the next: see `coordinateDescent`. */
export interface Carry {
  model: QuadraticModel | null;
  /** Parameters at 0 are left there as long as their slope is below this share of their factor. */
  screen: number;
  /** Memory of runs on one objective, whose penalty alone may change. */
  workspace?: Workspace;
}

class Workspace {
  readonly local: LocalProblem;
  readonly points: readonly [Point, Point];
  readonly direction: Float64Array;

  constructor(curvature: AnyCurvature, size: number) {
    this.local = new LocalProblem(curvature);
    this.points = [newPoint(size), newPoint(size)];
    this.direction = new Float64Array(size);
  }
}

/**
 * Proximal Newton: each iteration minimises a quadratic model of the smooth part plus the L1 term by coordinate descent,
 * and searches along the step for a gain of F (Lee, Sun and Saunders 2014).
 *
 * The model is the whole Hessian, with what couples the classes: one class at a time with p(1 − p) for curvature, as the
 * usual bound for binary problems has it, overshoots where classes move together and need not converge.  The line search
 * guards every step, whatever the model.
 *
 * Entries at 0 whose slope is well below their factor are left out of the model (the strong rule of Tibshirani et al.
 * 2012, with the present gradient); each evaluation gives all slopes, so what the rule was wrong about comes in next.
 */
export function* coordinateDescent(
  start: Float64Array,
  l1: L1,
  curvature: AnyCurvature,
  carry: Carry = { model: null, screen: 0.5 },
): Solver {
  carry.workspace ??= new Workspace(curvature, start.length);
  const { local, points, direction } = carry.workspace;
  let [current, trial] = points;
  const stall = new StallDetector(STALL_PATIENCE);
  const costs = new CostModel(curvature);
  const whole = costs.holdsHessian();
  const renewal = whole ? costs.hessian(1) / costs.evaluation : costs.build('class') / costs.evaluation;
  let spent = 0;
  let most = INNER.sweeps;

  let gradientNorm = yield* begin(current, start, l1);
  if (!Number.isFinite(current.value)) return 'lineSearchFailed';

  for (let iteration = 0; ; ) {
    const fresh = !carry.model;
    carry.model ??= yield* QuadraticModel.build(curvature, current.w, l1, whole, costs.sampleEvery);
    const { model } = carry;
    local.begin(model, current, l1, carry.screen);
    const few = SWEEP_COST * local.list.length ** 2 * MANY_SWEEPS < costs.evaluation + OVERHEAD;
    const sweeps = yield* local.minimise(few ? INNER.fine : INNER.share, most);
    // A model that takes more is a hard one, and so will the next be.
    if (sweeps === most) most = Math.min(4 * most, INNER.most);
    local.step(direction);
    model.expand(direction);
    spent += 1 + (OVERHEAD + SWEEP_COST * sweeps * local.list.length ** 2) / costs.evaluation;
    const alpha = yield* search(current, direction, l1, gradientNorm, trial);
    if (alpha === 0) {
      if (fresh) return 'lineSearchFailed';
      carry.model = null;
      continue;
    }
    local.learn(model, trial, alpha);
    const before = gradientNorm;
    [current, trial] = [trial, current];
    gradientNorm = l1.norm(current.gradient, current.w);
    yield { type: 'iterate', w: current.w, value: current.value, gradientNorm };
    if (stall.at(iteration++, current.value, gradientNorm)) return 'lineSearchFailed';
    if (gradientNorm > GOOD_STEP * before && spent >= renewal) {
      carry.model = null;
      spent = 0;
    }
  }
}

/** Writes the point along the step that gains enough over `trial`; returns its share of the step, 0 where none does. */
function* search(
  { w, gradient, value }: Point,
  direction: Float64Array,
  l1: L1,
  gradientNorm: number,
  trial: Point,
): Generator<Step, number, number> {
  const noise = NOISE.relative * Math.abs(value) + NOISE.absolute;
  step(trial.w, w, 1, direction);
  // What the model promises of a whole step, to first order in the smooth part (Tseng and Yun 2009).
  const promised = dot(gradient, direction) + l1.value(trial.w) - l1.value(w);
  if (!(promised < noise)) return 0;
  let alpha = 1;
  for (let count = 0; count < MAX_TRIALS; count++, alpha /= 2) {
    if (count > 0) step(trial.w, w, alpha, direction);
    yield* evaluate(trial, l1);
    if (promised < 0 && trial.value <= value + DECREASE * alpha * promised) return alpha;
    // Where rounding hides the decrease, the subgradient has to tell.
    if (-promised <= noise && trial.value <= value + noise && l1.norm(trial.gradient, trial.w) < gradientNorm)
      return alpha;
  }
  return 0;
}
