import type { Calibration } from '../calibrated.js';
import type { LabelledLogits } from './labelled-logits.js';
import { increasingRoot } from './root.js';
import { Scaling } from './scaling.js';
import { softmaxOf } from './softmax.js';

/** Bounds of log β, scikit-learn's. */
const LOG_BETA = 10;
/** What differences of logits count as beyond it: a number still holds its square. */
const LARGE = 1e150;

/**
 * Probabilities softmax(β·z) of logits z, with the one β that gives the least mean log-loss on the rows it was fitted to:
 * rows that the model has not seen.  T = 1/β is the temperature.  Predicted classes stay the same.
 *
 * log β is in [−10, 10]: the upper end where logits tell the classes apart without a mistake, the lower where they say
 * nothing.
 *
 * Guo, Pleiss, Sun and Weinberger (2017), "On calibration of modern neural networks".
 */
export class TemperatureScaling extends Scaling {
  /** @internal */
  protected readonly kind = 'temperature';

  /** @internal */
  protected learn(rows: LabelledLogits): Calibration {
    const slope = (logBeta: number) => lossSlope(rows, Math.exp(logBeta));
    const beta = Math.exp(increasingRoot(slope, -LOG_BETA, LOG_BETA, 0));
    const each = <T>(value: T) => Array.from(rows.classes, () => value);
    return { method: 'scaling', x: each([beta]), y: each([0]) };
  }

  /** What logits are multiplied by.  @throws Error before a fit */
  get beta(): number {
    return this.calibration.x[0]?.[0] as number;
  }

  /** What logits are divided by, 1/β: above 1 where the model was too sure. */
  get temperature(): number {
    return 1 / this.beta;
  }
}

/**
 * Of the mean loss L(β) = Σ wᵢ·(lse(β·zᵢ) − β·z_{i,yᵢ}), which is convex: L'(β) = Σ wᵢ·(E_p[zᵢ] − z_{i,yᵢ}), which does not
 * decrease, and its slope in log β, β·Σ wᵢ·Var_p[zᵢ].
 */
function lossSlope(
  { logits, indices, weights }: LabelledLogits,
  beta: number,
): { value: number; slope: number } {
  const proba = softmaxOf(logits, beta);
  let value = 0;
  let variance = 0;
  for (let i = 0; i < indices.length; i++) {
    const w = weights[i] as number;
    const z = logits.row(i);
    const p = proba.row(i);
    const own = z[indices[i] as number] as number;
    let mean = 0;
    let square = 0;
    for (let k = 0; k < z.length; k++) {
      const difference = Math.min(Math.max((z[k] as number) - own, -LARGE), LARGE);
      mean += (p[k] as number) * difference;
      square += (p[k] as number) * difference * difference;
    }
    value += w * mean;
    variance += w * (square - mean * mean);
  }
  return { value, slope: beta * variance };
}
