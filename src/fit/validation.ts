import type { CheckedOptions } from '../options/index.js';
import type { Validation } from '../solvers/driver.js';
import { assemble, type Problem } from './assemble.js';

/** The mean log-loss of rows held out, at parameters in the coordinates of the fit. */
export function validationOf(
  held: Problem | null,
  options: CheckedOptions,
  shifted: boolean,
  centre: Float64Array,
): Validation | undefined {
  if (!held) return undefined;
  const unpenalised = { ...options, C: undefined, alpha: 0, l1Ratio: 0 };
  const { objective } = assemble(held, unpenalised, shifted, centre);
  const gradient = new Float64Array(objective.size);
  return { patience: options.patience, loss: w => objective.valueAndGradient(w, gradient) };
}
