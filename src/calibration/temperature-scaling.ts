import type { Matrix } from '../data/matrix.js';
import type { MatrixLike } from '../data/matrix-like.js';
import type { Label } from '../labels.js';
import { readSavedJson } from '../saved-json.js';
import {
  type CalibrationOptions,
  checkColumns,
  type LabelledLogits,
  labelledLogits,
  readLogits,
} from './labelled-logits.js';
import { increasingRoot } from './root.js';
import { savedClasses, savedNumber } from './saved.js';
import { softmaxOf } from './softmax.js';

export type { CalibrationOptions };

const FORMAT = 'softmax-wasm temperature-scaling';
const VERSION = 1;
const WHAT = 'the temperature scaling JSON';

/** Bounds of log β, scikit-learn's. */
const LOG_BETA = 10;
/** What differences of logits count as beyond it: a number still holds its square. */
const LARGE = 1e150;

/**
 * Probabilities softmax(β·z) of logits z, with the one β that gives the least mean log-loss on the rows it was fitted to:
 * rows that the model has not seen.  T = 1/β is the temperature.  Predicted classes stay the same.
 *
 * Guo, Pleiss, Sun and Weinberger (2017), "On calibration of modern neural networks".
 */
export class TemperatureScaling {
  #fitted: { beta: number; classes: readonly Label[] } | null = null;

  /**
   * Finds β, log β in [−10, 10]: the upper end where logits tell the classes apart without a mistake, the lower where
   * they say nothing.
   * @param logits n × K, what `decisionFunction` gives
   * @param y n labels
   * @throws TypeError, RangeError for logits, labels or weights that do not fit each other, naming row and column
   */
  fit(logits: MatrixLike, y: ArrayLike<Label>, options: CalibrationOptions = {}): this {
    const rows = labelledLogits(logits, y, options);
    const slope = (logBeta: number) => lossSlope(rows, Math.exp(logBeta));
    const logBeta = increasingRoot(slope, -LOG_BETA, LOG_BETA, 0);
    this.#fitted = { beta: Math.exp(logBeta), classes: Object.freeze(rows.classes) };
    return this;
  }

  /**
   * Calibrated probabilities, n × K; rows sum to 1.
   * @param logits n × K
   * @throws TypeError, RangeError for logits that are no matrix of K columns of finite numbers; Error before a fit
   */
  predictProba(logits: MatrixLike): Matrix {
    const { beta, classes } = this.#state;
    const z = readLogits(logits);
    checkColumns(z, classes.length);
    return softmaxOf(z, beta);
  }

  /** What logits are multiplied by.  @throws Error before a fit */
  get beta(): number {
    return this.#state.beta;
  }

  /** What logits are divided by, 1/β: above 1 where the model was too sure. */
  get temperature(): number {
    return 1 / this.beta;
  }

  /** Labels in the order of the columns. */
  get classes(): readonly Label[] {
    return this.#state.classes;
  }

  get #state(): { beta: number; classes: readonly Label[] } {
    if (!this.#fitted) throw new Error('this TemperatureScaling is not fitted yet: call fit first');
    return this.#fitted;
  }

  /** A plain object that JSON holds without loss. */
  toJSON(): object {
    const { beta, classes } = this.#state;
    return { format: FORMAT, version: VERSION, beta, classes: [...classes] };
  }

  /** @throws TypeError for no temperature scaling, RangeError for one that is truncated, altered or of another version */
  static fromJSON(json: object | string): TemperatureScaling {
    const { beta, classes } = readSavedJson(json, FORMAT, VERSION, WHAT);
    const scaling = new TemperatureScaling();
    scaling.#fitted = {
      beta: savedNumber(beta, `${WHAT}: beta`, value => value > 0),
      classes: savedClasses(classes, WHAT),
    };
    return scaling;
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
    const expectation = (of: (difference: number) => number) => {
      let sum = 0;
      for (let k = 0; k < z.length; k++) {
        const difference = (z[k] as number) - own;
        sum += (p[k] as number) * of(Math.min(Math.max(difference, -LARGE), LARGE));
      }
      return sum;
    };
    const mean = expectation(difference => difference);
    const spread = expectation(difference => (difference - mean) ** 2);
    value += w * mean;
    variance += w * spread;
  }
  return { value, slope: beta * variance };
}
