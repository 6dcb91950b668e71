import type { Optimum } from './optimum.js';
import type { Problem } from './problem.js';
import { eachRow, probabilitiesAt } from './rows.js';

/**
 * Σ wᵢ·sᵢ·sᵢᵀ of the scores sᵢ = (eᵢ − pᵢ) ⊗ x̃ᵢ, in centred coordinates and without the base class: a row of weight 3
 * is three rows.
 */
export function scoreProducts(problem: Problem, { w, centre, stride }: Optimum): Float64Array {
  const { base, totals } = problem;
  const proba = probabilitiesAt(problem, w);
  const K = totals.length;
  const others = totals.map((_, k) => k).filter(k => k !== base);
  const size = others.length * stride;
  const out = new Float64Array(size * size);
  const score = new Float64Array(size);
  eachRow(problem, centre, (i, weight, x, own) => {
    for (const [at, k] of others.entries()) {
      const residual = Number(k === own) - (proba[i * K + k] as number);
      for (let j = 0; j < stride; j++) score[at * stride + j] = residual * (x[j] as number);
    }
    for (let a = 0; a < size; a++) {
      const factor = weight * (score[a] as number);
      for (let b = 0; b <= a; b++) (out[a * size + b] as number) += factor * (score[b] as number);
    }
  });
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) out[b * size + a] = out[a * size + b] as number;
  return out;
}
