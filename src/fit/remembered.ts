import type { Objective } from '../objective.js';

/** The objective, which does not compute again what it was asked last: one run begins where another ended. */
export function remembered(objective: Objective): Objective {
  const { size, curvature, batches } = objective;
  const last = { w: new Float64Array(size).fill(Number.NaN), gradient: new Float64Array(size), value: 0 };
  return {
    size,
    ...(curvature && { curvature }),
    ...(batches && { batches }),
    gradientNorm: objective.gradientNorm?.bind(objective),
    ...(objective.sampledValueAndGradient && {
      sampledValueAndGradient: objective.sampledValueAndGradient.bind(objective),
    }),
    valueAndGradient(w, gradient) {
      if (same(w, last.w)) gradient.set(last.gradient);
      else {
        last.value = objective.valueAndGradient(w, gradient);
        last.gradient.set(gradient);
        last.w.set(w);
      }
      return last.value;
    },
  };
}

function same(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
