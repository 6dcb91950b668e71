/** Options of the penalty → its factors by parameter. */
import { invalidValue } from '../errors.js';
import { type CheckedPenalty, penaltyStrength } from '../options/penalty.js';

/** One factor per parameter of a class, d or with an intercept, d + 1 numbers; an intercept's is 0. */
export interface PenaltyFactors {
  /** Of ½·Σₖ w² in the mean objective. */
  readonly ridge: Float64Array;
}

/**
 * Two classes are kept as two rows ∓w/2 of one vector w, so ½‖w‖² = ‖W‖²: the ridge factor doubles.
 * @throws RangeError where penaltyFactors are not one per column
 */
export function penaltyFactors(
  options: Pick<CheckedPenalty, 'C' | 'alpha' | 'penaltyFactors'>,
  shape: { cols: number; nClasses: number; fitIntercept: boolean; totalWeight: number },
): PenaltyFactors {
  const { cols, nClasses, fitIntercept, totalWeight } = shape;
  const strength = (nClasses === 2 ? 2 : 1) * penaltyStrength(options, totalWeight);
  const ridge = new Float64Array(cols + (fitIntercept ? 1 : 0)).fill(strength, 0, cols);
  const { penaltyFactors: factors } = options;
  if (factors) {
    if (factors.length !== cols) {
      throw invalidValue('the length of penaltyFactors', `${cols}, one per column of X`, factors.length);
    }
    for (let j = 0; j < cols; j++) ridge[j] = strength * (factors[j] as number);
  }
  return { ridge };
}
