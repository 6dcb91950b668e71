import type { AnyCurvature } from '../objective.js';
import { CostModel } from './cost-model.js';
import { diagonalFactors } from './diagonal.js';
import type { L1 } from './l1.js';
import { NOISE, newPoint, type Point } from './line-search.js';
import { History, type Inverse } from './pairs.js';
import type { Solver, Step } from './solver.js';
import { StallDetector } from './stall.js';
import { dot, maxAbs } from './vector.js';

/** Share of the slope that a step has to gain. */
const DECREASE = 1e-4;
const MAX_TRIALS = 40;
/** Iterations that may pass without progress. */
const STALL_PATIENCE = 200;

/**
 * L-BFGS for an objective with an L1 term (OWL-QN: Andrew and Gao 2007).
 *
 * Directions come from the two-loop recursion on the smallest subgradient, starting from γD⁻¹, D being the diagonal of the
 * Böhning–Lindsay bound where the objective offers it: a diagonal keeps signs, which M of lbfgs.ts does not.  Entries at 0
 * whose sign disagrees with the subgradient's stay; no entry changes sign within a step: it stops at 0 exactly.
 *
 * One evaluation per iteration in most.  For terms that take entries by themselves, not in groups.
 */
export function* owlQn(start: Float64Array, l1: L1, curvature?: AnyCurvature): Solver {
  const size = start.length;
  let current = newPoint(size);
  let trial = newPoint(size);
  const subgradient = new Float64Array(size);
  const direction = new Float64Array(size);
  const history = new History(size);
  const stall = new StallDetector(STALL_PATIENCE);

  let gradientNorm = yield* begin(current, start, l1);
  if (!Number.isFinite(current.value)) return 'lineSearchFailed';
  const scaling = curvature ? yield* diagonal(curvature, current.w) : null;

  for (let iteration = 0; ; ) {
    subgradient.set(current.gradient);
    l1.shrink(subgradient, current.w);
    history.inverseHessian(direction, subgradient, scaling);
    l1.mirror(direction);
    align(direction, subgradient, current.w, l1);
    const first = history.length > 0 || scaling ? 1 : Math.min(1, 1 / maxAbs(direction));
    const found =
      dot(subgradient, direction) < 0 &&
      (yield* backtrack(current, subgradient, direction, first, l1, gradientNorm, trial));
    if (!found) {
      if (history.length === 0) return 'lineSearchFailed';
      history.clear();
      continue;
    }
    history.push(current, trial);
    [current, trial] = [trial, current];
    gradientNorm = l1.norm(current.gradient, current.w);
    yield { type: 'iterate', w: current.w, value: current.value, gradientNorm };
    if (stall.at(iteration++, current.value, gradientNorm)) return 'lineSearchFailed';
  }
}

/** The first iterate of a run, where its value is finite; returns the norm of its smallest subgradient. */
export function* begin(point: Point, start: Float64Array, l1: L1): Generator<Step, number, number> {
  point.w.set(start);
  l1.mirror(point.w);
  yield* evaluate(point, l1);
  const gradientNorm = l1.norm(point.gradient, point.w);
  if (Number.isFinite(point.value)) yield { type: 'iterate', w: point.w, value: point.value, gradientNorm };
  return gradientNorm;
}

/** Value of the whole and gradient of the smooth part. */
export function* evaluate(point: Point, l1: L1): Generator<Step, void, number> {
  const smooth = yield { type: 'evaluate', w: point.w, gradient: point.gradient };
  point.value = smooth + l1.value(point.w);
  l1.mirror(point.gradient);
}

/**
 * Entries at 0 leave it downhill or not at all: the subgradient knows one side of their kink.  Elsewhere signs may disagree, or
 * columns that depend on each other would have a quasi-Newton step torn apart.
 */
function align(direction: Float64Array, subgradient: Float64Array, w: Float64Array, l1: L1): void {
  for (let i = 0; i < direction.length; i++) {
    if (w[i] === 0 && l1.factor(i) > 0 && (direction[i] as number) * (subgradient[i] as number) >= 0)
      direction[i] = 0;
  }
}

/** Writes the step that gains enough over `trial`; false where none does. */
function* backtrack(
  { w, value }: Point,
  subgradient: Float64Array,
  direction: Float64Array,
  firstStep: number,
  l1: L1,
  gradientNorm: number,
  trial: Point,
): Generator<Step, boolean, number> {
  const noise = NOISE.relative * Math.abs(value) + NOISE.absolute;
  let alpha = firstStep;
  for (let count = 0; count < MAX_TRIALS; count++, alpha /= 2) {
    let slope = 0;
    for (let i = 0; i < w.length; i++) {
      const from = w[i] as number;
      const to = from + alpha * (direction[i] as number);
      const orthant = from || -(subgradient[i] as number);
      trial.w[i] = to * orthant >= 0 || l1.factor(i) === 0 ? to : 0;
      slope += (subgradient[i] as number) * ((trial.w[i] as number) - from);
    }
    // What stops at 0 may leave more uphill than down: less of it does in a shorter step.
    if (!(slope < 0)) continue;
    yield* evaluate(trial, l1);
    if (trial.value <= value + DECREASE * slope) return true;
    // Where rounding hides the decrease, the subgradient has to tell.
    if (-slope <= noise && trial.value <= value + noise && l1.norm(trial.gradient, trial.w) < gradientNorm)
      return true;
  }
  return false;
}

/** The Hessian's diagonal at w, or the Böhning–Lindsay bound's, inverted; null where it costs too much. */
function* diagonal(curvature: AnyCurvature, w: Float64Array): Generator<Step, Inverse | null, number> {
  const { blockSize, offset } = curvature;
  if (curvature.diagonal) {
    const out = new Float64Array(w.length);
    yield { type: 'diagonal', w, out };
    return { apply: diagonalFactors(out, blockSize).solve };
  }
  const costs = new CostModel(curvature);
  if (!costs.startsWithBlocks()) return null;
  const inverse = new Float64Array(blockSize);
  const take = (gram: Float64Array) => {
    const last = blockSize - 1;
    const total = gram[last * blockSize + last] as number;
    for (let j = 0; j < blockSize; j++) {
      const o = j < last ? (offset?.[j] ?? 0) : 0;
      const entry =
        (gram[j * blockSize + j] as number) + o * (2 * (gram[j * blockSize + last] as number) + o * total);
      inverse[j] = entry > 0 ? 1 / entry : 1;
    }
  };
  yield { type: 'gram', weights: [{ kind: 'bound' }], sampleEvery: costs.sampleEvery, take };
  const scale = (x: Float64Array) => {
    for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) * (inverse[i % blockSize] as number);
  };
  return {
    apply(x, y) {
      scale(x);
      if (y) scale(y);
    },
  };
}
