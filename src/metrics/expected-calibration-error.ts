import type { Label } from '../labels.js';
import { type ReliabilityOptions, reliabilityBins } from './reliability-bins.js';
import type { Scores } from './scores.js';

/**
 * The mean distance between confidence and accuracy, Σ_b (weight_b/Σ weights)·|accuracy_b − confidence_b| over the bins that
 * `reliabilityBins` makes with the same options: 0 where probabilities say how often predictions are right.
 *
 * @param proba n × K, column k for `classes[k]`
 * @throws as `reliabilityBins`
 */
export function expectedCalibrationError(
  yTrue: ArrayLike<Label>,
  proba: Scores,
  options: ReliabilityOptions = {},
): number {
  const bins = reliabilityBins(yTrue, proba, options).filter(({ weight }) => weight > 0);
  const total = bins.reduce((sum, { weight }) => sum + weight, 0);
  return bins.reduce(
    (sum, { weight, accuracy, confidence }) => sum + (weight / total) * Math.abs(accuracy - confidence),
    0,
  );
}
