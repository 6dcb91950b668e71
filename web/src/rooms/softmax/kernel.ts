import type { createObjective } from 'softmax-wasm';
import type { Scores } from './steps.js';

export interface Answer {
  loss: number;
  /** p − y. */
  gradient: Float64Array;
}

/**
 * What the library's own kernels say of the same scores: the objective of one row that is 1, without intercept, whose
 * weights are (z + c)/T.
 */
export function answer(create: typeof createObjective, scores: Scores, truth: number): Answer {
  const { logits, temperature, offset, format } = scores;
  const objective = create([[1]], [truth], {
    nClasses: logits.length,
    fitIntercept: false,
    precision: format,
  });
  const gradient = new Float64Array(logits.length);
  const w = Float64Array.from(logits, z => (z + offset) / temperature);
  const loss = objective.valueAndGradient(w, gradient);
  objective.dispose();
  return { loss, gradient };
}
