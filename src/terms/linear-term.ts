import type { AnyObjective, Batches } from '../objective.js';
import { after } from './after.js';

/**
 * The objective plus ⟨term, w⟩, in value and gradient; as remote as it was.  It has no samples: the term is of all rows,
 * and would pull a sample's optimum away from where theirs is.
 */
export function withLinearTerm<T extends AnyObjective>(objective: T, term: Float64Array | null): T {
  if (!term) return objective;
  const { size, curvature, gradientNorm } = objective;
  const add = (value: number, w: Float64Array, gradient: Float64Array) => {
    let product = 0;
    for (let i = 0; i < size; i++) {
      product += (term[i] as number) * (w[i] as number);
      gradient[i] = (gradient[i] as number) + (term[i] as number);
    }
    return value + product;
  };
  const batches = 'batches' in objective ? objective.batches : undefined;
  return {
    size,
    ...(gradientNorm && { gradientNorm: gradientNorm.bind(objective) }),
    valueAndGradient: (w: Float64Array, gradient: Float64Array) =>
      after(objective.valueAndGradient(w, gradient), value => add(value, w, gradient)),
    // Of all rows in every batch: its mean over batches is what it should be, without their noise.
    ...(batches && {
      batches: {
        count: size => batches.count(size),
        valueAndGradient: (w, gradient, batch) =>
          add(batches.valueAndGradient(w, gradient, batch), w, gradient),
      } satisfies Batches,
    }),
    ...(curvature && { curvature }),
  } as unknown as T;
}
