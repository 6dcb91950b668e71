import type { Step } from './solver.js';
import { dot, step } from './vector.js';

/** Sufficient decrease and curvature of the Wolfe conditions. */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
/** Largest slope the approximate conditions accept, as a share of the slope left behind: 1 − 2·0.1. */
const APPROXIMATE_SLOPE = 0.8;
/** Rise that the approximate conditions take for rounding, relative to the value and absolute (float32 sums). */
export const NOISE = { relative: 1e-6, absolute: 1e-8 };
/** A trial keeps this share of the bracket from its ends. */
const MARGIN = 0.1;
const MAX_TRIALS = 25;

/** A point and what is known there. */
export interface Point {
  readonly w: Float64Array;
  readonly gradient: Float64Array;
  value: number;
}

export function newPoint(size: number): Point {
  return { w: new Float64Array(size), gradient: new Float64Array(size), value: Number.NaN };
}

/**
 * A step along a descent direction p that meets the weak Wolfe conditions on φ(α) = F(x + αp),
 *   φ(α) ≤ φ(0) + c₁αφ'(0),    φ'(α) ≥ c₂φ'(0),
 * or, where rounding hides the decrease, the approximate ones of Hager and Zhang (2005):
 *   φ(α) ≤ φ(0) + ε,    −0.8·φ'(0) ≥ φ'(α) ≥ c₂φ'(0).
 * Brackets by the slope's sign and interpolates slopes, which stay exact longer than values.
 *
 * Overwrites `trial` and returns α with `trial` at that point, or 0 where no step was found.  One evaluation per trial,
 * usually one in all.
 */
export function* lineSearch(
  { w: x, value }: Point,
  slope: number,
  direction: Float64Array,
  firstStep: number,
  trial: Point,
): Generator<Step, number, number> {
  const noise = NOISE.relative * Math.abs(value) + NOISE.absolute;
  let low = 0;
  let lowSlope = slope;
  let high = Infinity;
  let highSlope = Number.NaN;
  let alpha = firstStep;
  for (let count = 0; count < MAX_TRIALS; count++) {
    step(trial.w, x, alpha, direction);
    trial.value = yield { type: 'evaluate', w: trial.w, gradient: trial.gradient };
    const trialSlope = dot(trial.gradient, direction);
    if (!Number.isFinite(trial.value) || !Number.isFinite(trialSlope)) {
      high = alpha;
      highSlope = Number.NaN;
    } else {
      const decreases = trial.value <= value + DECREASE * alpha * slope;
      const nearlyDecreases = trial.value <= value + noise && trialSlope <= -APPROXIMATE_SLOPE * slope;
      if (trialSlope >= CURVATURE * slope && (decreases || nearlyDecreases)) return alpha;
      if (trialSlope < 0 && (decreases || trial.value <= value + noise)) {
        low = alpha;
        lowSlope = trialSlope;
      } else {
        high = alpha;
        highSlope = trialSlope;
      }
    }
    alpha = next(low, lowSlope, high, highSlope);
    if (!(alpha > low && alpha < high)) return 0;
  }
  return 0;
}

/** Where the slope interpolated between low and high vanishes, kept off both ends; further out without a high. */
function next(low: number, lowSlope: number, high: number, highSlope: number): number {
  if (high === Infinity) return Math.max(4 * low, 1e-10);
  const width = high - low;
  const zero = highSlope > 0 ? (width * lowSlope) / (lowSlope - highSlope) : width / 2;
  return low + Math.min(Math.max(zero, MARGIN * width), (1 - MARGIN) * width);
}
