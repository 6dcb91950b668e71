import type { Calibration } from '../calibrated.js';
import type { Objective } from '../objective.js';
import { Scores } from '../predictor.js';
import { runSync } from '../solvers/driver.js';
import { lbfgs } from '../solvers/lbfgs.js';
import type { LabelledLogits } from './labelled-logits.js';
import { Scaling, scaled } from './scaling.js';
import { softmaxOf } from './softmax.js';

/** Of the gradient of the mean log-loss. */
const TOL = 1e-10;

/**
 * Probabilities softmax(a∘z + b) of logits z, with the K factors a and the K shifts b that give the least mean log-loss on the
 * rows it was fitted to, rows that the model has not seen; shifts sum to 0.  It may change predicted classes, and takes more rows than a
 * temperature.
 *
 * Guo, Pleiss, Sun and Weinberger (2017), "On calibration of modern neural networks".
 */
export class VectorScaling extends Scaling {
  /** @internal */
  protected readonly kind = 'vector';

  /** @internal */
  protected learn(rows: LabelledLogits): Calibration {
    const K = rows.logits.cols;
    const start = new Float64Array(2 * K).fill(1, 0, K);
    const { w } = runSync(lbfgs(start), lossOf(rows), { tol: TOL, maxIter: 1000, onIteration: undefined });
    const shifts = w.subarray(K);
    const mean = shifts.reduce((sum, shift) => sum + shift, 0) / K;
    return {
      method: 'scaling',
      x: Array.from(w.subarray(0, K), scale => [scale]),
      y: Array.from(shifts, shift => [shift - mean]),
    };
  }

  /** What logits are multiplied by, K.  @throws Error before a fit */
  get scale(): Float64Array {
    return Float64Array.from(this.calibration.x.flat());
  }

  /** What is added then, K, of sum 0.  @throws Error before a fit */
  get shift(): Float64Array {
    return Float64Array.from(this.calibration.y.flat());
  }
}

/** The mean log-loss in K scales and K shifts: ∂/∂aₖ = Σ w·(pₖ − yₖ)·zₖ, ∂/∂bₖ = Σ w·(pₖ − yₖ). */
function lossOf({ logits, indices, weights }: LabelledLogits): Objective {
  const K = logits.cols;
  return {
    size: 2 * K,
    valueAndGradient(w, gradient) {
      const z = scaled(logits, w.subarray(0, K), w.subarray(K));
      const logs = softmaxOf(z, 1, Scores.logProbabilities);
      gradient.fill(0);
      let loss = 0;
      for (let i = 0; i < indices.length; i++) {
        const weight = weights[i] as number;
        const own = indices[i] as number;
        const log = logs.row(i);
        const row = logits.row(i);
        loss -= weight * (log[own] as number);
        for (let k = 0; k < K; k++) {
          const residual = weight * (Math.exp(log[k] as number) - Number(k === own));
          (gradient[k] as number) += residual * (row[k] as number);
          (gradient[K + k] as number) += residual;
        }
      }
      return loss;
    },
  };
}
