/** Options of the penalty → its factors by parameter. */
import { invalidValue } from '../errors.js';
import { type CheckedPenalty, penaltyStrength } from '../options/penalty.js';
import type { Penalty } from '../terms/penalty.js';

/**
 * Two classes are kept as two rows ∓w/2 of one vector w, so ½‖w‖² = ‖W‖² and ‖w‖₁ = ‖W‖₁: the ridge factor doubles, that
 * of the L1 term does not.
 * @throws RangeError where penaltyFactors are not one per column
 */
export function penaltyFactors(
  options: Pick<CheckedPenalty, 'C' | 'alpha' | 'l1Ratio' | 'grouped' | 'penaltyFactors'>,
  shape: {
    cols: number;
    nClasses: number;
    fitIntercept: boolean;
    totalWeight: number;
    /** Standard deviations of the columns that the penalty counts as scaled, as those of x/s: coefficients are s·w. */
    scales?: Float64Array | undefined;
  },
): Penalty {
  const { cols, nClasses, fitIntercept, totalWeight, scales } = shape;
  const { l1Ratio, grouped, penaltyFactors: given } = options;
  if (given && given.length !== cols) {
    throw invalidValue('the length of penaltyFactors', `${cols}, one per column of X`, given.length);
  }
  const strength = penaltyStrength(options, totalWeight);
  const times = (factor: number, power: number) => {
    const factors = new Float64Array(cols + (fitIntercept ? 1 : 0)).fill(factor, 0, cols);
    if (given) for (let j = 0; j < cols; j++) factors[j] = factor * (given[j] as number);
    if (scales)
      for (let j = 0; j < cols; j++) factors[j] = (factors[j] as number) * (scales[j] as number) ** power;
    return factors;
  };
  const ridge = times((nClasses === 2 ? 2 : 1) * strength * (1 - l1Ratio), 2);
  const factors = times(strength * l1Ratio, 1);
  const l1 = factors.some(factor => factor > 0) ? { factors, grouped, mirrored: nClasses === 2 } : null;
  return { ridge, l1 };
}
