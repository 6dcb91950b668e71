import { invalidValue } from '../errors.js';
import type { Solver } from './solver.js';
import { addScaled, maxAbs } from './vector.js';

export interface GradientDescentOptions {
  /** Fixed step along the negative gradient; default 0.1. */
  readonly learningRate?: number | undefined;
  /** Stop when the loss changes by less from one iteration to the next; default 0: never. */
  readonly lossTol?: number | undefined;
}

/** A loss this small leaves nothing to learn. */
const TINY_LOSS = 1e-12;

/**
 * Full-batch gradient descent with a fixed learning rate, as the textbooks have it:  w ← w − η·∇F(w).
 * One evaluation per iteration.  Ends as failed where the loss is no longer finite: the rate is too large.
 */
export function* gradientDescent(start: Float64Array, options: GradientDescentOptions = {}): Solver {
  const { learningRate = 0.1, lossTol = 0 } = options;
  if (!(learningRate > 0 && learningRate < Infinity)) {
    throw invalidValue('learningRate', 'a positive number', learningRate);
  }
  if (!(lossTol >= 0)) throw invalidValue('lossTol', 'a number of at least 0', lossTol);

  const w = start.slice();
  const gradient = new Float64Array(w.length);
  let value = yield { type: 'evaluate', w, gradient };
  if (!Number.isFinite(value)) return 'lineSearchFailed';
  yield { type: 'iterate', w, value, gradientNorm: maxAbs(gradient) };

  for (;;) {
    addScaled(w, -learningRate, gradient);
    const previous = value;
    value = yield { type: 'evaluate', w, gradient };
    if (!Number.isFinite(value)) return 'lineSearchFailed';
    yield { type: 'iterate', w, value, gradientNorm: maxAbs(gradient) };
    if (Math.abs(value) < TINY_LOSS || Math.abs(previous - value) < lossTol) return 'converged';
  }
}
