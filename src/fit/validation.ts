import type { CheckedOptions } from '../options/index.js';
import type { Validation } from '../solvers/driver.js';
import type { Work } from '../work.js';
import { assembling } from './assemble.js';
import type { Problem } from './problem.js';

/** The mean log-loss of rows held out, at parameters in the coordinates of the fit. */
export function* validationOf(
  held: Problem | null,
  options: CheckedOptions,
  shifted: boolean,
  centre: Float64Array,
): Work<Validation | undefined> {
  if (!held) return undefined;
  const { sliced } = yield* assembling(held, options, shifted, centre);
  const { loss } = sliced;
  const gradient = new Float64Array(loss.size);
  return { patience: options.patience, loss: w => loss.valueAndGradient(w, gradient) };
}
