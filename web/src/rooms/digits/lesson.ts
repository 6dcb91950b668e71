import { significant } from '../../ui/format.js';
import type { Calibration } from './calibrating.js';

/** What the temperature says of a model, in a sentence or two. */
export function lesson({ temperature, before, after }: Calibration): string {
  const T = significant(temperature);
  if (after.logLoss > before.logLoss)
    return `T is ${T}, and made the test images worse: a few calibration images have huge scores for a wrong digit, and one T for all had to bend to them. Here a penalty helps, not a temperature.`;
  if (temperature > 1.5)
    return `T is ${T}: this model is far too sure of itself. It knows its training rows by heart, and weights grew until all of them seemed certain.`;
  if (temperature < 1 / 1.5)
    return `T is ${T}: this model is not sure enough. A strong penalty keeps its weights small, and with them the distance between scores.`;
  return `T is ${T}, near 1: this model's probabilities need little correction.`;
}
